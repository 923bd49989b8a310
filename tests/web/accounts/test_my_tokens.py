"""Tokens: made by their person, shown once, never more than their person may."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from incubator.actions.manage_tokens import MOST_TOKENS
from incubator.domain.access import PROGRAMME_ID, Role
from incubator.store import models
from incubator.store.database import connection
from tests.conftest import Catalogue
from tests.web.dom import Node, page_faults, parse
from tests.web.signed import NOW, account_with, browser_of, stranger

EMAIL = "ana@exemple.gouv.fr"
PATH = "/mon-compte/jetons"
WANTED = {"name": "Archive", "scopes": "me:read", "days": "30"}


async def ana(catalogue: Catalogue, *, administrator: bool = False) -> httpx.AsyncClient:
    roles = [(Role.ADMINISTRATOR, PROGRAMME_ID)] if administrator else []
    return await browser_of(catalogue.settings, await account_with(EMAIL, roles, name="Ana"))


async def made(browser: httpx.AsyncClient, **wanted: Any) -> str:
    """A token's secret."""
    answer = await browser.post(PATH, data={**WANTED, **wanted})
    assert answer.status_code == 201, parse(answer.text).one("main").words
    return parse(answer.text).one("code", id="jeton").words


async def page_of(browser: httpx.AsyncClient) -> Node:
    page = parse((await browser.get(PATH)).text)
    assert not page_faults(page)
    return page


async def test_a_token_is_shown_once_with_how_to_use_it(catalogue: Catalogue) -> None:
    async with await ana(catalogue) as browser:
        answer = await browser.post(PATH, data=WANTED)
        assert answer.status_code == 201
        assert "no-store" in answer.headers["cache-control"]
        page = parse(answer.text)
        assert not page_faults(page)
        assert page.one("code", id="jeton").words.startswith("inc_")
        command = page.one("pre").words
        assert command == ('curl -H "Authorization: Bearer $JETON" http://127.0.0.1/api/1/me')
        assert "21 décembre 2026" in page.words
        assert not page.all(role="status")


async def test_the_secret_is_nowhere_else(catalogue: Catalogue) -> None:
    async with await ana(catalogue, administrator=True) as browser:
        secret = await made(browser)
        for path in (PATH, "/mon-compte/donnees", "/mon-compte/donnees.json", "/mon-compte"):
            text = (await browser.get(path)).text
            assert secret not in text
            assert secret.removeprefix("inc_") not in text
        session = browser.cookies["session"]
        for row in await everything_stored():
            assert secret not in row
            assert session not in row


async def everything_stored() -> list[str]:
    """Every row of the tables of the life around the sheets."""
    found = []
    for model in (
        models.Account,
        models.Session,
        models.ApiToken,
        models.JournalEntry,
        models.OutboxMail,
        models.Attempt,
    ):
        rows = await connection().execute_query_dict(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608
        found += [str(row) for row in rows]
    assert len(found) > 3
    return found


async def test_the_list_says_what_each_token_may_and_when_it_was_used(
    catalogue: Catalogue,
) -> None:
    async with await ana(catalogue, administrator=True) as browser:
        secret = await made(browser, scopes=["me:read", "journal:read"], days="90")
        item = (await page_of(browser)).one("ul", cls="inc-things").one("li")
        assert "Archive" in item.words
        assert "Savoir qui vous êtes, lire le journal" in item.words
        assert "Créé le 21 novembre 2026, valable jusqu’au 19 février 2027" in item.words
        assert "Jamais utilisé" in item.words
        async with stranger(catalogue.settings) as program:
            await program.get("/api/1/me", headers={"Authorization": f"Bearer {secret}"})
        item = (await page_of(browser)).one("ul", cls="inc-things").one("li")
        assert "Utilisé le 21 novembre 2026 à 10 h 00" in item.words


@pytest.mark.parametrize(
    ("administrator", "offered"), [(False, ["me:read"]), (True, ["me:read", "journal:read"])]
)
async def test_only_what_the_person_could_use_is_offered(
    catalogue: Catalogue, administrator: bool, offered: list[str]
) -> None:
    async with await ana(catalogue, administrator=administrator) as browser:
        page = await page_of(browser)
        assert [box.attrs["value"] for box in page.all("input", name="scopes")] == offered
        lives = [option.words for option in page.one("select", name="days").all("option")]
        assert lives == ["30 jours", "90 jours", "365 jours"]
        assert page.one("option", selected="").words == "90 jours"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "A" * 81}, "name"),
        ({"name": "archive", "days": "30"}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["journal:read"]}, "scopes"),
        ({"scopes": ["me:read", "tout"]}, "scopes"),
        ({"days": "3650"}, "days"),
        ({"days": ""}, "days"),
    ],
)
async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    catalogue: Catalogue, wrong: dict[str, Any], field: str
) -> None:
    async with await ana(catalogue) as browser:
        await made(browser)
        sent = {"name": "Autre", "scopes": ["me:read"], "days": "365", **wrong}
        answer = await browser.post(PATH, data=sent)
        assert answer.status_code == 422
        page = parse(answer.text)
        assert not page_faults(page)
        assert page.one(id=f"erreur-{field}").words
        assert f"#champ-{field}" in page.one(id="erreurs").links()
        assert page.one("input", id="champ-name").attrs["value"].strip() == sent["name"].strip()
        checked = [box for box in page.all("input", name="scopes") if "checked" in box.attrs]
        assert len(checked) == ("me:read" in sent["scopes"])
        if "days" not in wrong:
            assert page.one("option", selected="").attrs["value"] == sent["days"]
        assert await models.ApiToken.all().count() == 1


async def test_an_account_has_twenty_tokens_at_most_and_those_that_ended_do_not_count(
    catalogue: Catalogue,
) -> None:
    async with await ana(catalogue) as browser:
        for number in range(MOST_TOKENS):
            await made(browser, name=f"Jeton {number}")
        answer = await browser.post(PATH, data={**WANTED, "name": "De trop"})
        assert answer.status_code == 422
        page = parse(answer.text)
        assert not page_faults(page)
        assert "Vous avez 20 jetons : révoquez-en un d’abord." in page.one(id="erreurs").words
        assert await models.ApiToken.all().count() == MOST_TOKENS
        assert await models.JournalEntry.filter(action="token_created").count() == MOST_TOKENS
        await browser.post(page.one("ul", cls="inc-things").all("form")[0].attrs["action"])
        await made(browser, name="Un de plus")
        await models.ApiToken.filter(name="Jeton 0").update(expires_at=NOW)
        await made(browser, name="Jeton 0")


async def test_a_form_that_is_sent_several_times_at_once_makes_one_token(
    catalogue: Catalogue,
) -> None:
    async with await ana(catalogue) as browser:
        answers = await asyncio.gather(*(browser.post(PATH, data=WANTED) for _ in range(4)))
        assert sorted(answer.status_code for answer in answers) == [201, 422, 422, 422]
        assert await models.ApiToken.all().count() == 1


async def test_a_token_that_is_revoked_stops_at_once_and_says_so(catalogue: Catalogue) -> None:
    async with await ana(catalogue) as browser, stranger(catalogue.settings) as program:
        headers = {"Authorization": f"Bearer {await made(browser)}"}
        assert (await program.get("/api/1/me", headers=headers)).status_code == 200
        form = (await page_of(browser)).one("ul", cls="inc-things").one("form")
        assert form.one("button").words == "Révoquer définitivement Archive"
        answer = await browser.post(form.attrs["action"])
        assert (answer.status_code, answer.headers["location"]) == (303, PATH)
        page = await page_of(browser)
        assert page.one(role="status").words == "Jeton « Archive » révoqué."
        assert "Vous n’avez aucun jeton en service." in page.words
        assert "révoqué le 21 novembre 2026" in page.one("ul", cls="inc-things").words
        assert not page.one("ul", cls="inc-things").all("form")
        assert (await program.get("/api/1/me", headers=headers)).status_code == 401
        await browser.post(form.attrs["action"])
        assert (await page_of(browser)).one(role="status").words == "Ce jeton était déjà révoqué."
        assert await models.JournalEntry.filter(action="token_revoked").count() == 1


async def test_nobody_revokes_the_token_of_somebody_else(catalogue: Catalogue) -> None:
    eve = await browser_of(catalogue.settings, await account_with("eve@exemple.gouv.fr"))
    async with await ana(catalogue) as browser, eve:
        await made(browser)
        form = (await page_of(browser)).one("ul", cls="inc-things").one("form")
        assert (await eve.post(form.attrs["action"])).status_code == 303
        assert await models.ApiToken.filter(revoked_at__isnull=True).count() == 1


async def test_the_journal_tells_scopes_and_keeps_the_name_apart(catalogue: Catalogue) -> None:
    async with await ana(catalogue) as browser:
        await made(browser)
        form = (await page_of(browser)).one("ul", cls="inc-things").one("form")
        await browser.post(form.attrs["action"])
        token = await models.ApiToken.first()
        assert token is not None
        for action in ("token_created", "token_revoked"):
            entry = await models.JournalEntry.get(action=action)
            assert json.loads(entry.detail) == {"token": token.public_id, "scopes": ["me:read"]}
            personal = json.loads(entry.personal or "")
            assert {**personal, "salt": ""} == {
                "name": "Archive",
                "salt": "",
                "network": "127.0.0.1",
            }
            assert token.token_hash not in entry.detail + (entry.personal or "")


async def test_a_session_that_is_not_fresh_asks_to_sign_in_again(catalogue: Catalogue) -> None:
    account = await account_with(EMAIL)
    async with await browser_of(catalogue.settings, account) as browser:
        late = stranger(catalogue.settings, now=NOW + timedelta(hours=13))
        late.cookies.set("session", browser.cookies["session"])
        async with late:
            assert (await late.get("/mon-compte")).status_code == 200
            for answer in (
                await late.get(PATH),
                await late.post(PATH, data=WANTED),
                await late.get("/mon-compte/effacer"),
                await late.post("/mon-compte/effacer", data={"email": EMAIL}),
            ):
                assert answer.status_code == 303
                assert "encore=1" in answer.headers["location"]
        assert not await models.ApiToken.all()
