"""Accounts: the list, opening one, changing it, closing it, exporting and erasing it."""

from __future__ import annotations

import json
from datetime import timedelta

from incubator.domain.access import Role
from incubator.store import models
from incubator.store.accounts.accounts import find_by_email, find_by_public_id
from incubator.store.accounts.api_tokens import create_token, tokens_of
from incubator.store.accounts.grants import grants_of
from incubator.store.journal import find_entries
from tests.web.admin.conftest import Administrator, last_entry, listed, notice
from tests.web.signed import NOW, account_with, browser_of


async def test_accounts_are_found_by_name_and_by_address(admin: Administrator) -> None:
    await account_with("ana@exemple.gouv.fr", name="Ana Prado")
    await account_with("bob@exemple.gouv.fr", name="Bob Lemoine")
    assert listed(await admin.page("/admin/comptes")) == ["Ana Prado", "Bob Lemoine", "Odile Chef"]
    assert listed(await admin.page("/admin/comptes?q=prado")) == ["Ana Prado"]
    page = await admin.page("/admin/comptes?q=bob@exemple")
    assert listed(page) == ["Bob Lemoine"]
    assert page.one("input", id="q").attrs["value"] == "bob@exemple"


async def test_accounts_are_filtered_by_state(admin: Administrator) -> None:
    ana = await account_with("ana@exemple.gouv.fr", name="Ana")
    await admin.send(f"/admin/comptes/{ana.public_id}/fermer")
    await account_with("bob@exemple.gouv.fr", name="Bob")
    for state, names in (("active", "Odile Chef"), ("invited", "Bob"), ("disabled", "Ana")):
        page = await admin.page(f"/admin/comptes?etat={state}")
        assert listed(page) == [names]
        chosen = page.one("select", id="filtre-etat").all("option", selected="")
        assert [option.attrs["value"] for option in chosen] == [state]


async def test_a_list_that_finds_nothing_says_how_to_find_something(admin: Administrator) -> None:
    page = await admin.page("/admin/comptes?q=personne")
    assert "Rien ne correspond" in page.one(cls="inc-empty").words
    assert "/admin/comptes" in page.one(cls="inc-empty").links()


async def test_accounts_come_fifty_a_page_and_keep_the_search(admin: Administrator) -> None:
    for number in range(60):
        await models.Account.create(
            public_id=f"p{number:02}",
            email=f"x{number:02}@exemple.gouv.fr",
            name=f"Personne {number:02}",
            created_at=NOW,
        )
    first = await admin.page("/admin/comptes?q=personne")
    assert len(listed(first)) == 50
    assert first.one("caption").words == "60 comptes"
    second = await admin.page(first.one("a", rel="next").attrs["href"])
    assert listed(second) == [f"Personne {number}" for number in range(50, 60)]
    beyond = await admin.page("/admin/comptes?q=personne&page=7")
    assert "Cette page n’existe pas" in beyond.one("main").words


async def test_inviting_somebody_opens_an_account_with_a_role(admin: Administrator) -> None:
    page = await admin.send(
        "/admin/comptes/nouveau",
        {
            "email": "Zoe@Exemple.gouv.fr",
            "name": "Zoé Duval",
            "language": "fr",
            "role": "coach",
            "place": "la-verriere",
            "reason": "Arrive lundi",
        },
    )
    assert notice(page) == "Invitation envoyée à zoe@exemple.gouv.fr."
    assert page.one("h1").words == "Zoé Duval"
    account = await find_by_email("zoe@exemple.gouv.fr")
    assert account is not None
    assert [(g.role, g.place_id, g.reason) for g in await grants_of(account)] == [
        (Role.COACH, "la-verriere", "Arrive lundi")
    ]
    mail = await models.OutboxMail.get(recipient="zoe@exemple.gouv.fr")
    assert mail.kind == "invitation"
    assert (await last_entry("role_given")).actor == admin.account.public_id


async def test_an_account_without_a_role_is_opened_and_no_mail_leaves(
    admin: Administrator,
) -> None:
    sent = {"email": "zoe@exemple.gouv.fr", "name": "Zoé", "language": "en", "role": ""}
    page = await admin.send("/admin/comptes/nouveau", sent)
    assert notice(page) == "Compte ouvert pour zoe@exemple.gouv.fr."
    assert not await models.OutboxMail.exists()


async def test_a_faulty_invitation_comes_back_as_it_was_typed(admin: Administrator) -> None:
    sent = {
        "email": "zoe@",
        "name": "Zoé Duval",
        "language": "fr",
        "role": "sponsor",
        "place": "nulle-part",
        "until": "demain",
    }
    page = await admin.refused("/admin/comptes/nouveau", sent)
    for name in ("email", "name", "place", "until"):
        assert page.one(id=f"champ-{name}").attrs["value"] == sent[name]
    chosen = page.one(id="champ-role").all("option", selected="")
    assert [option.attrs["value"] for option in chosen] == ["sponsor"]
    assert page.one(id="erreur-place").words == "Aucune administration n’a cet identifiant."
    assert set(page.one(id="erreurs").links()) == {
        "#champ-email",
        "#champ-place",
        "#champ-reason",
        "#champ-until",
    }
    assert await find_by_email("zoe@exemple.gouv.fr") is None


async def test_an_administrator_has_no_place_and_a_used_address_is_told(
    admin: Administrator,
) -> None:
    sent = {"email": "zoe@exemple.gouv.fr", "language": "fr", "role": "administrator"}
    page = await admin.refused(
        "/admin/comptes/nouveau", {**sent, "place": "dinum", "reason": "Aide"}
    )
    assert "laissez ce champ vide" in page.one(id="erreur-place").words
    page = await admin.refused(
        "/admin/comptes/nouveau", {"email": admin.account.email, "language": "fr"}
    )
    assert page.one(id="erreur-email").words == "Un autre compte a cette adresse."


async def test_an_account_is_changed_and_tied_to_a_member(admin: Administrator) -> None:
    ana = await account_with("ana@exemple.gouv.fr", name="Ana")
    path = f"/admin/comptes/{ana.public_id}"
    page = await admin.page(path)
    ids = [option.attrs["value"] for option in page.one("datalist", id="membres").all("option")]
    assert "alix.prototype" in ids
    sent = {
        "name": "Ana Prado",
        "email": "ana.prado@exemple.gouv.fr",
        "language": "en",
        "member_id": "alix.prototype",
    }
    page = await admin.send(path, sent)
    assert notice(page) == "Compte enregistré."
    assert "/communaute/alix.prototype" in page.links()
    changed = await find_by_public_id(ana.public_id)
    assert changed is not None
    assert (changed.name, changed.email) == ("Ana Prado", "ana.prado@exemple.gouv.fr")
    assert (await last_entry("account_changed")).detail == {
        "language": {"before": "fr", "after": "en"}
    }
    assert notice(await admin.send(path, sent)) == "Rien n’a changé."


async def test_a_faulty_change_comes_back_as_it_was_typed(admin: Administrator) -> None:
    ana = await account_with("ana@exemple.gouv.fr", name="Ana")
    await account_with("bob@exemple.gouv.fr", name="Bob", member_id="alix.prototype")
    path = f"/admin/comptes/{ana.public_id}"
    sent = {"name": "Ana P.", "email": "ana@exemple.gouv.fr", "language": "fr"}
    page = await admin.refused(path, {**sent, "member_id": "nulle.part"})
    assert page.one(id="champ-member_id").attrs["value"] == "nulle.part"
    assert page.one(id="champ-name").attrs["value"] == "Ana P."
    assert page.one(id="erreur-member_id").words == "Aucun membre n’a cet identifiant."
    page = await admin.refused(path, {**sent, "member_id": "alix.prototype"})
    assert page.one(id="erreur-member_id").words == "Un autre compte est lié à ce membre."
    page = await admin.refused(path, {**sent, "email": "bob@exemple.gouv.fr"})
    assert page.one(id="erreur-email").words == "Un autre compte a cette adresse."


async def test_a_closed_account_is_kept_out_until_it_is_opened_again(
    admin: Administrator,
) -> None:
    ana = await account_with("ana@exemple.gouv.fr", name="Ana")
    path = f"/admin/comptes/{ana.public_id}"
    async with await browser_of(admin.settings, ana) as theirs:
        assert (await theirs.get("/espace")).status_code == 200
        page = await admin.send(f"{path}/fermer")
        assert "Fermé" in page.one("main").words
        assert (await theirs.get("/espace")).status_code == 303
    page = await admin.undo(page)
    assert notice(page) == "Compte d’Ana rouvert."
    account = await find_by_public_id(ana.public_id)
    assert account is not None
    assert account.may_sign_in


async def test_administrators_do_not_close_or_erase_their_own_account_here(
    admin: Administrator,
) -> None:
    path = f"/admin/comptes/{admin.account.public_id}"
    assert "Fermer le compte" not in (await admin.page(path)).words
    page = await admin.refused(f"{path}/fermer")
    assert "C’est votre compte" in page.one(id="erreurs").words
    page = await admin.refused(f"{path}/effacer", {"confirmation": admin.account.email})
    assert "C’est votre compte" in page.one(id="erreurs").words


async def test_sessions_are_ended_one_by_one_and_all_at_once(admin: Administrator) -> None:
    ana = await account_with("ana@exemple.gouv.fr", name="Ana")
    path = f"/admin/comptes/{ana.public_id}"
    browsers = [await browser_of(admin.settings, ana) for _ in range(3)]
    page = await admin.page(path)
    one = page.all("input", name="session")[0].attrs["value"]
    page = await admin.send(f"{path}/sessions", {"session": one})
    assert notice(page) == "1 session fermée."
    assert len(page.all("input", name="session")) == 2
    page = await admin.send(f"{path}/sessions")
    assert notice(page) == "2 sessions fermées."
    assert "Aucun navigateur n’est connecté" in page.words
    for browser in browsers:
        assert (await browser.get("/espace")).status_code == 303
        await browser.aclose()


async def test_ending_every_session_of_ones_own_keeps_this_one(admin: Administrator) -> None:
    async with await browser_of(admin.settings, admin.account):
        path = f"/admin/comptes/{admin.account.public_id}"
        assert notice(await admin.send(f"{path}/sessions")) == "1 session fermée."


async def test_a_token_is_revoked(admin: Administrator) -> None:
    ana = await account_with("ana@exemple.gouv.fr", name="Ana")
    _, token = await create_token(ana, "Tableau de bord", ["read"], NOW + timedelta(days=9), NOW)
    path = f"/admin/comptes/{ana.public_id}"
    page = await admin.send(f"{path}/jetons/{token.public_id}/revoquer")
    assert notice(page) == "Jeton révoqué."
    assert (await tokens_of(ana))[0].revoked_at is not None
    assert (await last_entry("token_revoked")).actor == admin.account.public_id
    page = await admin.send(f"{path}/jetons/{token.public_id}/revoquer")
    assert notice(page) == "Ce jeton était déjà révoqué."


async def test_what_is_held_is_exported_as_a_file_and_the_journal_says_by_whom(
    admin: Administrator,
) -> None:
    ana = await account_with("ana@exemple.gouv.fr", [(Role.SPONSOR, "dinum")], name="Ana")
    answer = await admin.client.post(f"/admin/comptes/{ana.public_id}/donnees")
    assert answer.status_code == 200
    name = f"compte-{ana.public_id}.json"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["cache-control"] == "private, no-store"
    held = json.loads(answer.text)
    assert held["account"]["email"] == "ana@exemple.gouv.fr"
    assert held["grants"][0]["place_id"] == "dinum"
    assert (await last_entry("account_exported")).actor == admin.account.public_id


async def test_erasing_asks_for_the_address_and_leaves_no_name(admin: Administrator) -> None:
    ana = await account_with("ana@exemple.gouv.fr", [(Role.SPONSOR, "dinum")], name="Ana Prado")
    path = f"/admin/comptes/{ana.public_id}"
    assert "Effacer le compte d’Ana Prado" in (await admin.page(f"{path}/effacer")).words
    page = await admin.refused(f"{path}/effacer", {"confirmation": "autre@exemple.gouv.fr"})
    assert page.one(id="champ-confirmation").attrs["value"] == "autre@exemple.gouv.fr"
    assert page.one(id="erreur-confirmation").words == "Ce n’est pas l’adresse de ce compte."
    page = await admin.send(f"{path}/effacer", {"confirmation": " Ana@exemple.gouv.fr"})
    assert page.one("h1").words == "Compte effacé"
    assert "ana@exemple.gouv.fr" not in page.words
    assert not page.all("form", action=path)
    assert listed(await admin.page("/admin/comptes?etat=erased")) == ["Compte effacé"]
    count, _ = await find_entries(text="ana@exemple.gouv.fr")
    assert count == 0
    for action in ("fermer", "rouvrir", "acces", "effacer"):
        assert (await admin.client.post(f"{path}/{action}")).status_code == 404
