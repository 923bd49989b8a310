"""Roles and invitations: given anywhere, listed, taken back, given back."""

from __future__ import annotations

from datetime import timedelta

from incubator.actions.manage_access import Newcomer, Wanted, give_role
from incubator.domain.access import Role
from incubator.store import models
from incubator.store.accounts.accounts import find_by_email
from incubator.store.accounts.grants import grants_of, load_actor
from tests.conftest import TODAY
from tests.web.admin.conftest import Administrator, last_entry, listed, notice
from tests.web.signed import CLI, NOW, SITE, account_with, browser_of

GIVEN = {"role": "sponsor", "place": "dinum", "reason": "Suit le portefeuille", "until": ""}


async def sponsor(admin: Administrator, email: str = "ana@exemple.gouv.fr") -> str:
    """Somebody who has signed in and is a sponsor of dinum; the path of their account."""
    account = await account_with(email, [(Role.SPONSOR, "dinum")], name="Ana")
    await (await browser_of(admin.settings, account)).aclose()
    return f"/admin/comptes/{account.public_id}"


async def invite(email: str = "zoe@exemple.gouv.fr", name: str = "Zoé") -> None:
    wanted = Wanted(Role.COACH, "la-verriere", "La Verrière", "Arrive lundi", None)
    await give_role(SITE, email, wanted, CLI, today=TODAY, newcomer=Newcomer(name), now=NOW)


async def held(email: str) -> set[tuple[Role, str]]:
    account = await find_by_email(email)
    assert account is not None
    actor = await load_actor(account, TODAY)
    return {(one.role, one.place_id) for one in actor.roles}


async def test_any_role_is_given_in_any_place(admin: Administrator) -> None:
    ana = await account_with("ana@exemple.gouv.fr", name="Ana")
    path = f"/admin/comptes/{ana.public_id}"
    places = [
        option.attrs["value"]
        for option in (await admin.page(path)).one("datalist", id="lieux").all("option")
    ]
    assert {"dinum", "la-verriere", "bail-en-main"} <= set(places)
    wanted = [
        ("sponsor", "dinum"),
        ("coach", "la-verriere"),
        ("intrapreneur", "bail-en-main"),
        ("administrator", ""),
    ]
    for role, place in wanted:
        sent = {**GIVEN, "role": role, "place": place, "until": "2027-03-31"}
        page = await admin.send(f"{path}/acces", sent)
        assert notice(page) == "Invitation envoyée à Ana."
    assert await held("ana@exemple.gouv.fr") == {(Role(role), place) for role, place in wanted}
    assert "31 mars 2027" in page.words


async def test_a_role_that_can_not_be_given_comes_back_as_it_was_typed(
    admin: Administrator,
) -> None:
    path = await sponsor(admin)
    page = await admin.refused(f"{path}/acces", {**GIVEN, "place": "bail-en-main"})
    assert page.one(id="erreur-place").words == "Aucune administration n’a cet identifiant."
    assert page.one(id="champ-place").attrs["value"] == "bail-en-main"
    assert page.one(id="champ-reason").attrs["value"] == GIVEN["reason"]
    page = await admin.refused(f"{path}/acces", {**GIVEN, "role": ""})
    assert page.one(id="erreur-role").words == "Choisissez une des réponses proposées."
    page = await admin.refused(f"{path}/acces", GIVEN)
    assert page.one(id="erreur-role").words == "Cette personne a déjà cet accès ici."
    page = await admin.refused(
        f"{path}/acces", {"role": "coach", "place": "la-verriere", "until": "2020-01-01"}
    )
    assert {"reason"} == {
        node.attrs["id"].removeprefix("erreur-") for node in page.all(cls="fr-error-text")
    }
    late = {**GIVEN, "role": "coach", "place": "la-verriere", "until": "2020-01-01"}
    page = await admin.refused(f"{path}/acces", late)
    assert page.one(id="erreur-until").words == "Ce jour est passé : choisissez-en un à venir."


async def test_a_role_is_taken_back_from_the_account_and_undone(admin: Administrator) -> None:
    path = await sponsor(admin)
    page = await admin.page(path)
    action = next(f.attrs["action"] for f in page.all("form") if "retirer" in f.attrs["action"])
    page = await admin.send(action)
    assert notice(page) == "Accès retiré à Ana."
    assert page.one("h1").words == "Ana"
    assert await held("ana@exemple.gouv.fr") == set()
    page = await admin.undo(page)
    assert notice(page) == "Accès rendu à Ana."
    assert page.one("h1").words == "Ana"
    assert await held("ana@exemple.gouv.fr") == {(Role.SPONSOR, "dinum")}
    again = await admin.refused(action)
    assert "Cet accès a déjà pris fin." in again.one(id="erreurs").words


async def test_a_role_is_taken_back_from_the_list_which_keeps_its_search(
    admin: Administrator,
) -> None:
    await sponsor(admin)
    page = await admin.page("/admin/acces?q=dinum&role=sponsor")
    assert listed(page) == ["Ana"]
    assert "Ligne de commande" in page.one("tbody").words
    answer = await admin.client.post(page.one("tbody").one("form").attrs["action"])
    assert answer.headers["location"] == "/admin/acces?q=dinum&role=sponsor"
    page = await admin.page(answer.headers["location"])
    assert "Retiré" in page.one("tbody").words
    page = await admin.undo(page)
    assert page.one("caption").words == "2 accès"
    assert await held("ana@exemple.gouv.fr") == {(Role.SPONSOR, "dinum")}


async def test_the_last_administrator_stays(admin: Administrator) -> None:
    page = await admin.page("/admin/acces?role=administrator")
    page = await admin.refused(page.one("tbody").one("form").attrs["action"])
    assert "dernier administrateur" in page.one(id="erreurs").words
    assert listed(page) == ["Odile Chef"]


async def test_roles_are_filtered_by_state(admin: Administrator) -> None:
    for name, days in (("Un", -1), ("Deux", 3), ("Trois", 90)):
        account = await account_with(f"{name}@exemple.gouv.fr".lower(), name=name)
        await models.RoleGrant.create(
            public_id=name,
            account_id=account.number,
            role="sponsor",
            place_id="dinum",
            reason="essai",
            until=TODAY + timedelta(days=days),
            given_at=NOW,
            given_by="cli",
        )
    expected = {
        "": ["Trois", "Deux", "Un"],
        "active": ["Trois", "Deux"],
        "ending": ["Deux"],
        "ended": ["Un"],
    }
    for state, names in expected.items():
        page = await admin.page(f"/admin/acces?role=sponsor&etat={state}")
        assert listed(page) == names
    page = await admin.page("/admin/acces?role=sponsor&etat=revoked")
    assert "Rien ne correspond" in page.words


async def test_invitations_are_searched_and_filtered(admin: Administrator) -> None:
    await invite()
    page = await admin.page("/admin/invitations")
    assert listed(page) == ["Zoé", "Odile Chef"]
    assert listed(await admin.page("/admin/invitations?etat=waiting")) == ["Zoé"]
    assert listed(await admin.page("/admin/invitations?etat=accepted")) == ["Odile Chef"]
    assert listed(await admin.page("/admin/invitations?q=zoe@")) == ["Zoé"]
    assert "Rien ne correspond" in (await admin.page("/admin/invitations?etat=expired")).words


async def test_an_invitation_is_sent_again_with_a_new_end(admin: Administrator) -> None:
    await invite()
    await models.Invitation.filter(accepted_at__isnull=True).update(
        expires_at=NOW - timedelta(days=1)
    )
    page = await admin.page("/admin/invitations?etat=expired")
    action = next(f.attrs["action"] for f in page.all("form") if "renvoyer" in f.attrs["action"])
    page = await admin.send(action)
    assert notice(page) == "Invitation renvoyée à Zoé."
    assert await models.OutboxMail.filter(recipient="zoe@exemple.gouv.fr").count() == 2
    assert listed(await admin.page("/admin/invitations?etat=waiting")) == ["Zoé"]
    assert (await last_entry("invitation_sent_again")).actor == admin.account.public_id


async def test_an_invitation_is_taken_back_with_its_role_and_made_anew(
    admin: Administrator,
) -> None:
    await invite()
    page = await admin.page("/admin/invitations?etat=waiting")
    action = next(f.attrs["action"] for f in page.all("form") if "retirer" in f.attrs["action"])
    page = await admin.send(action)
    assert notice(page) == "Invitation de Zoé retirée, avec son accès."
    assert await held("zoe@exemple.gouv.fr") == set()
    refused = await admin.refused(action)
    assert "déjà été acceptée ou retirée" in refused.one(id="erreurs").words
    page = await admin.undo(page)
    assert page.one("h1").words == "Invitations"
    assert await held("zoe@exemple.gouv.fr") == {(Role.COACH, "la-verriere")}


async def test_nobody_is_invited_to_a_role_that_was_taken_back(admin: Administrator) -> None:
    await invite()
    account = await find_by_email("zoe@exemple.gouv.fr")
    assert account is not None
    grant = (await grants_of(account))[0]
    row = await models.Invitation.get(accepted_at__isnull=True)
    await admin.send(f"/admin/acces/{grant.public_id}/retirer")
    before = await models.OutboxMail.all().count()
    await admin.refused(f"/admin/invitations/{row.public_id}/renvoyer")
    assert await models.OutboxMail.all().count() == before
