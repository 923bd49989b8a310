"""What is held about somebody: said in words, shown, taken away as a file, erased."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from incubator.actions.manage_tokens import WantedToken, create_token
from incubator.domain.access import NOBODY, PROGRAMME_ID, Role
from incubator.domain.scopes import Scope
from incubator.store import journal, models
from incubator.store.accounts.accounts import Account, find_by_public_id
from incubator.store.journal import Trace
from tests.conftest import Catalogue
from tests.web.dom import page_faults, parse
from tests.web.signed import NOW, account_with, browser_of, stranger

EMAIL = "ana@exemple.gouv.fr"
PATH = "/mon-compte/donnees"


async def ana(catalogue: Catalogue) -> tuple[Account, httpx.AsyncClient]:
    """Somebody of whom every kind of thing is held."""
    account = await account_with(
        EMAIL, [(Role.COACH, "la-verriere")], name="Ana", member_id="camille.exemple"
    )
    number = account.number
    await models.Identity.create(
        account_id=number,
        issuer="https://identite.example",
        subject="sujet-1",
        created_at=NOW,
        last_used_at=NOW,
    )
    await models.SignInLink.create(
        account_id=number,
        token_hash="a" * 64,
        browser_hash="b" * 64,
        next_path="/espace",
        created_at=NOW,
        expires_at=NOW,
    )
    await models.ReminderSent.create(account_id=number, key="sheet:bail-en-main:1", sent_at=NOW)
    await models.OutboxMail.create(
        public_id="m1",
        kind="access",
        recipient=EMAIL,
        subject="Un accès vous est donné",
        text="texte du message",
        html="",
        status="sent",
        created_at=NOW,
        next_try_at=NOW,
        expires_at=NOW,
    )
    await models.Draft.create(
        account_id=number,
        collection="startups",
        sheet_id="bail-en-main",
        section="texte",
        opened="c" * 40,
        answers='{"texte": ["Je tape ceci."]}',
        saved_at=NOW,
    )
    await models.Assessment.create(
        startup_id="bail-en-main",
        kind="standard",
        sheet_id="securite",
        criterion="signalement",
        answer="met",
        answered_at=NOW,
        answered_by=account.public_id,
    )
    wanted = WantedToken("Archive", frozenset({Scope.ME_READ}), 30)
    await create_token(account, NOBODY, wanted, Trace(account.public_id), NOW)
    return account, await browser_of(catalogue.settings, account)


async def test_one_reads_what_is_held_why_and_until_when(catalogue: Catalogue) -> None:
    settings = replace(
        catalogue.settings, session_idle_hours=5, session_max_hours=48, journal_days=100
    )
    async with await browser_of(settings, await account_with(EMAIL)) as browser:
        page = parse((await browser.get(PATH)).text)
        rows = [row.words for row in page.one("table").one("tbody").all("tr")]
        assert len(rows) == 17
        assert "5 heures sans visite, 2 jours au plus" in rows[3]
        assert "15 minutes ; 7 jours pour une invitation" in rows[4]
        assert "90 jours après leur fin" in rows[5]
        assert "30 jours après l’envoi" in rows[6]
        assert "365 jours après l’envoi" in rows[7]
        assert "365 jours après la réponse, 730 jours si" in rows[9]
        assert "30 jours sans y toucher" in rows[10]
        assert "30 jours après la fin de la demande" in rows[11]
        assert "la réponse reste à la startup, sans auteur" in rows[12]
        assert "Sans fin" in rows[13]
        assert "100 jours ; ensuite l’action reste" in rows[16]


async def test_the_preview_says_it_in_words_under_headings(catalogue: Catalogue) -> None:
    _, browser = await ana(catalogue)
    async with browser:
        page = parse((await browser.get(PATH)).text)
        assert not page_faults(page)
        words = page.one("section", aria_labelledby="apercu").words
        for said in (
            EMAIL,
            "Français",
            "Coach – La Verrière",
            "donné le 21 novembre 2026",
            "Firefox, Linux",
            "https://identite.example sujet-1",
            "Les liens de connexion reçus Envoyé le 21 novembre 2026 à 10 h 00 pas utilisé",
            "Archive Savoir qui vous êtes",
            "Un accès vous est donné",
            "sheet:bail-en-main:1",
            "bail-en-main – securite – signalement",
            "Jeton créé",
        ):
            assert said in words, said
        assert "{" not in words
        assert "texte du message" not in words


async def test_a_new_account_has_headings_without_lines(catalogue: Catalogue) -> None:
    async with await browser_of(catalogue.settings, await account_with(EMAIL)) as browser:
        for prefix in ("", "/en"):
            page = parse((await browser.get(prefix + PATH)).text)
            assert not page_faults(page)
            section = page.one("section", aria_labelledby="apercu")
            assert len(section.all("h3")) == 17


async def test_everything_is_in_the_file_without_a_secret(catalogue: Catalogue) -> None:
    account, browser = await ana(catalogue)
    async with browser:
        answer = await browser.get("/mon-compte/donnees.json")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["content-disposition"] == (
            'attachment; filename="mes-donnees-2026-11-21.json"'
        )
        assert "no-store" in answer.headers["cache-control"]
        data = answer.json()
        assert data["account"]["email"] == EMAIL
        assert data["account"]["public_id"] == account.public_id
        for kind in (
            "identities",
            "grants",
            "sessions",
            "sign_in_links",
            "api_tokens",
            "reminders",
            "mails",
            "drafts",
            "journal",
        ):
            assert data[kind], kind
        for secret in ("token_hash", "browser_hash", "a" * 64, browser.cookies["session"]):
            assert secret not in answer.text


async def test_nobody_sees_what_is_held_about_somebody_else(catalogue: Catalogue) -> None:
    _, browser = await ana(catalogue)
    eve = await browser_of(catalogue.settings, await account_with("eve@exemple.gouv.fr"))
    async with browser, eve:
        for path in (PATH, "/mon-compte/donnees.json"):
            text = (await eve.get(path)).text
            assert "eve@exemple.gouv.fr" in text
            assert EMAIL not in text
            assert "identite.example" not in text


async def test_before_erasing_one_reads_what_goes_and_what_stays(catalogue: Catalogue) -> None:
    _, browser = await ana(catalogue)
    async with browser:
        assert "/mon-compte/effacer" in parse((await browser.get(PATH)).text).links()
        page = parse((await browser.get("/mon-compte/effacer")).text)
        assert not page_faults(page)
        assert [node.words for node in page.all("h3")] == [
            "Ce qui disparaît aussitôt",
            "Ce qui reste",
        ]
        assert "sous un identifiant qui ne dit pas qui vous êtes" in page.words
        assert "/communaute/camille.exemple" in page.links()
        assert page.one("input", id="champ-email").attrs["value"] == ""


@pytest.mark.parametrize("typed", ["", "ana", "eve@exemple.gouv.fr"])
async def test_nothing_is_erased_until_the_address_is_typed(
    catalogue: Catalogue, typed: str
) -> None:
    account, browser = await ana(catalogue)
    async with browser:
        answer = await browser.post("/mon-compte/effacer", data={"email": typed})
        assert answer.status_code == 422
        page = parse(answer.text)
        assert not page_faults(page)
        assert page.one(id="erreur-email").words
        assert page.one("input", id="champ-email").attrs["value"] == typed
        found = await find_by_public_id(account.public_id)
        assert found is not None
        assert found.email == EMAIL
        assert (await browser.get("/espace")).status_code == 200


async def test_erasing_removes_the_person_and_signs_out(catalogue: Catalogue) -> None:
    account, browser = await ana(catalogue)
    elsewhere = await browser_of(catalogue.settings, account)
    async with browser, elsewhere:
        answer = await browser.post("/mon-compte/effacer", data={"email": " Ana@Exemple.gouv.fr"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/mon-compte/efface")
        assert "Max-Age=0" in answer.headers["set-cookie"]
        page = parse((await browser.get("/mon-compte/efface")).text)
        assert not page_faults(page)
        assert page.one("h1").words == "Votre compte est effacé"
        for client in (browser, elsewhere):
            assert (await client.get("/espace")).status_code == 303
        found = await find_by_public_id(account.public_id)
        assert found is not None
        assert (found.email, found.name, found.member_id) == ("", "", "")
        for model in (
            models.Session,
            models.ApiToken,
            models.Identity,
            models.ReminderSent,
            models.Draft,
        ):
            assert not await model.filter(account_id=account.number)
        for entry in await models.JournalEntry.all():
            assert EMAIL not in entry.detail + (entry.personal or "")
            assert "Archive" not in entry.detail + (entry.personal or "")
        assert (await journal.verify()).fault is None


async def test_the_last_administrator_is_not_erased_and_reads_why(catalogue: Catalogue) -> None:
    account = await account_with(EMAIL, [(Role.ADMINISTRATOR, PROGRAMME_ID)])
    async with await browser_of(catalogue.settings, account) as browser:
        answer = await browser.post("/mon-compte/effacer", data={"email": EMAIL})
        assert answer.status_code == 422
        page = parse(answer.text)
        assert not page_faults(page)
        assert "dernier administrateur" in page.one(id="erreurs").words
        assert page.one("input", id="champ-email").attrs["value"] == EMAIL
        assert (await browser.get("/espace")).status_code == 200
        await account_with("eve@exemple.gouv.fr", [(Role.ADMINISTRATOR, PROGRAMME_ID)])
        answer = await browser.post("/mon-compte/effacer", data={"email": EMAIL})
        assert answer.status_code == 303


async def test_a_page_costs_the_same_queries_however_much_is_held(
    catalogue: Catalogue, statements: list[str]
) -> None:
    account, browser = await ana(catalogue)

    async def costs() -> list[int]:
        found = []
        for path in ("", "/sessions", "/jetons", "/donnees", "/effacer"):
            await browser.get(f"/mon-compte{path}")
            statements.clear()
            answer = await browser.get(f"/mon-compte{path}")
            assert answer.status_code == 200
            found.append(len(statements))
        return found

    async with browser:
        few = await costs()
        await many_times(12, lambda: browser_of(catalogue.settings, account))
        for number in range(12):
            wanted = {"name": f"J{number}", "scopes": "me:read", "days": "30"}
            await browser.post("/mon-compte/jetons", data=wanted)
        many = await costs()
        page = parse((await browser.get(PATH)).text)
        assert "autres lignes sont dans le fichier" in page.words
    assert many == few
    assert max(few) <= 30, few
    assert min(few) >= 2


async def many_times(count: int, make: Callable[[], Awaitable[httpx.AsyncClient]]) -> None:
    for _ in range(count):
        await (await make()).aclose()


async def test_what_an_account_did_long_ago_is_there_without_what_identifies(
    catalogue: Catalogue,
) -> None:
    account, browser = await ana(catalogue)
    trace = Trace(account.public_id, "r1", "192.0.2.9")
    await journal.record(trace, "signed_in", f"account:{account.public_id}")
    await journal.forget_before(NOW + timedelta(days=36500))
    async with browser, stranger(catalogue.settings):
        data = (await browser.get("/mon-compte/donnees.json")).json()
        assert {entry["personal"] for entry in data["journal"]} == {None}
        assert "192.0.2.9" not in str(data["journal"])
