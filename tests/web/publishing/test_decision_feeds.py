"""Feeds of decisions: of an incubator, and of what an administration sponsors."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from incubator.domain.committee_states import State
from incubator.domain.decisions import Kind
from incubator.domain.publicity import Publicity
from incubator.store.committees.rules import Rules, save_rules
from tests.committees import INCUBATOR, STARTUP, decided_in, session_with
from tests.conftest import Catalogue
from tests.web.publishing.feeds import feed_at, link, said
from tests.web.signed import NOW, stranger

PAST = NOW - timedelta(days=40)
SPONSOR = "direction-du-logement-stable"
OWN = (f"/incubateurs/{INCUBATOR}/decisions.atom", f"/organisations/{SPONSOR}/decisions.atom")
OTHERS = ("/incubateurs/la-verriere/decisions.atom", "/organisations/dinum/decisions.atom")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Nothing here depends on the kind of database."""
    return sqlite_url


@pytest.fixture
async def visitor(catalogue: Catalogue) -> httpx.AsyncClient:
    """A stranger, after a closed session that decided of one startup."""
    committee = await session_with(state=State.CLOSED, starts_at=PAST)
    await decided_in(committee, decided_on=PAST.date())
    gone = await session_with({}, ["partie-ailleurs"], state=State.CLOSED, starts_at=PAST)
    await decided_in(gone, Kind.STOP, decided_on=PAST.date())
    return stranger(catalogue.settings)


async def test_a_decision_is_told_to_those_it_is_about(visitor: Any) -> None:
    _, everything = await feed_at(visitor, "/comites/decisions.atom")
    assert len(everything) == 2
    ids = {said(entry, "id") for entry in everything}
    for path in OWN:
        for prefix in ("", "/en"):
            feed, entries = await feed_at(visitor, prefix + path)
            titles = [said(entry, "title").replace("\xa0", " ") for entry in entries]
            assert [title for title in titles if title.startswith("Bail en main")]
            assert {said(entry, "id") for entry in entries} <= ids
            assert link(feed, "alternate").endswith(path.rpartition("/")[0])
    (only,) = (await feed_at(visitor, OWN[1]))[1]
    assert link(only, "alternate").startswith("http://127.0.0.1/comites/decisions/")
    for path in OTHERS:
        assert (await feed_at(visitor, path))[1] == []


async def test_what_an_incubator_takes_back_leaves_every_feed(visitor: Any) -> None:
    before = {path: (await visitor.get(path)).headers for path in OWN}
    await save_rules(Rules(INCUBATOR, publicity=Publicity(decisions=False)), "test", NOW)
    for path, headers in before.items():
        for condition in (
            {"If-None-Match": headers["etag"]},
            {"If-Modified-Since": headers["last-modified"]},
        ):
            answer = await visitor.get(path, headers=condition)
            assert answer.status_code == 200
            assert STARTUP not in answer.text


async def test_the_sitemap_names_what_is_public_alone(visitor: Any) -> None:
    text = (await visitor.get("/sitemaps/decisions-1.xml")).text
    _, entries = await feed_at(visitor, "/comites/decisions.atom")
    for entry in entries:
        assert f"<loc>{link(entry, 'alternate')}</loc>" in text
        assert (await visitor.get(link(entry, "alternate"))).status_code == 200
    await save_rules(Rules(INCUBATOR, publicity=Publicity(decisions=False)), "test", NOW)
    assert text != (await visitor.get("/sitemaps/decisions-1.xml")).text


async def test_more_decisions_cost_no_more_queries(visitor: Any, statements: list[str]) -> None:
    counts = []
    for number in range(2):
        await visitor.get(OWN[1])
        statements.clear()
        for path in OWN:
            await visitor.get(path)
        counts.append(len(statements))
        for day in range(3):
            at = PAST - timedelta(days=100 * number + day)
            other = await session_with(state=State.CLOSED, starts_at=at)
            await decided_in(other, decided_on=at.date())
    assert counts[0] == counts[1] <= 12
    # Only the newest are in a feed.
    assert len((await feed_at(visitor, OWN[1]))[1]) == 7
