"""The browsers in which an account is open: listed, and ended."""

from __future__ import annotations

import json
from datetime import timedelta

import httpx

from incubator.store import models
from tests.conftest import Catalogue
from tests.web.dom import Node, page_faults, parse
from tests.web.signed import NOW, account_with, browser_of

EMAIL = "ana@exemple.gouv.fr"
PATH = "/mon-compte/sessions"


async def two(catalogue: Catalogue) -> tuple[httpx.AsyncClient, httpx.AsyncClient]:
    """The same account in two browsers; the second began an hour before."""
    account = await account_with(EMAIL, name="Ana")
    earlier = await browser_of(catalogue.settings, account, now=NOW - timedelta(hours=1))
    first = models.Session.filter(account_id=account.number)
    await first.update(browser="Safari, iPhone", network="192.0.2.7", method="openid")
    return await browser_of(catalogue.settings, account), earlier


async def listed(browser: httpx.AsyncClient) -> list[Node]:
    page = parse((await browser.get(PATH)).text)
    assert not page_faults(page)
    return page.one("ul", cls="inc-things").all("li")


async def ending(item: Node) -> str:
    return item.one("form").attrs["action"]


async def test_each_session_says_where_when_and_how_it_was_opened(catalogue: Catalogue) -> None:
    here, there = await two(catalogue)
    async with here, there:
        mine, other = await listed(here)
        assert "Firefox, Linux" in mine.words
        assert "cette session" in mine.words
        assert "par un lien reçu" in mine.words
        assert "21 novembre 2026 à 10 h 00" in mine.words
        assert "Safari, iPhone" in other.words
        assert "cette session" not in other.words
        assert "192.0.2.7" in other.words
        assert "par OpenID Connect" in other.words
        assert "21 novembre 2026 à 9 h 00" in other.words
        page = parse((await here.get(PATH)).text)
        assert "après 3 jours sans visite, et au plus tard après 14 jours" in page.words
        page = parse((await here.get(f"/en{PATH}")).text)
        assert "21 November 2026" in page.words


async def test_a_session_that_is_ended_opens_nothing_any_more(catalogue: Catalogue) -> None:
    here, there = await two(catalogue)
    async with here, there:
        _, other = await listed(here)
        answer = await here.post(await ending(other))
        assert (answer.status_code, answer.headers["location"]) == (303, PATH)
        page = parse((await here.get(PATH)).text)
        assert page.one(role="status").words == "Session fermée."
        assert (await there.get("/espace")).status_code == 303
        assert len(await listed(here)) == 1
        entry = await models.JournalEntry.get(action="sessions_ended")
        assert json.loads(entry.detail) == {"session": (await ending(other)).split("/")[3]}
        answer = await here.post(await ending(other))
        page = parse((await here.get(PATH)).text)
        assert page.one(role="status").words == "Cette session était déjà fermée."


async def test_every_other_session_ends_at_once(catalogue: Catalogue) -> None:
    here, there = await two(catalogue)
    async with here, there:
        answer = await here.post(f"{PATH}/fermer")
        assert (answer.status_code, answer.headers["location"]) == (303, PATH)
        page = parse((await here.get(PATH)).text)
        assert page.one(role="status").words == "Toutes vos autres sessions sont fermées."
        assert (await there.get("/espace")).status_code == 303
        assert "Fermer toutes les autres sessions" not in page.words
        await here.post(f"{PATH}/fermer")
        page = parse((await here.get(PATH)).text)
        assert page.one(role="status").words == "Vous n’aviez pas d’autre session."


async def test_ending_this_very_session_signs_out(catalogue: Catalogue) -> None:
    here, there = await two(catalogue)
    async with here, there:
        mine, _ = await listed(here)
        answer = await here.post(await ending(mine))
        assert (answer.status_code, answer.headers["location"]) == (303, "/deconnexion/retour")
        assert 'session=""' in answer.headers["set-cookie"]
        assert "Max-Age=0" in answer.headers["set-cookie"]
        assert (await here.get("/espace")).status_code == 303
        assert (await there.get("/espace")).status_code == 200


async def test_nobody_ends_the_session_of_somebody_else(catalogue: Catalogue) -> None:
    here, there = await two(catalogue)
    eve = await browser_of(catalogue.settings, await account_with("eve@exemple.gouv.fr"))
    async with here, there, eve:
        mine, _ = await listed(here)
        answer = await eve.post(await ending(mine))
        assert answer.status_code == 303
        assert (await here.get("/espace")).status_code == 200


async def test_sessions_that_no_longer_last_are_not_listed(catalogue: Catalogue) -> None:
    here, there = await two(catalogue)
    async with here, there:
        row = await models.Session.get(browser="Safari, iPhone")
        await models.Session.filter(id=row.id).update(last_seen_at=NOW - timedelta(hours=73))
        assert len(await listed(here)) == 1


async def test_a_browser_that_does_not_say_what_it_is_has_words_all_the_same(
    catalogue: Catalogue,
) -> None:
    here, there = await two(catalogue)
    async with here, there:
        await models.Session.filter(browser="Safari, iPhone").update(browser="?")
        _, other = await listed(here)
        assert "Navigateur inconnu" in other.words
