"""A refresh brings what is known of the startups' repositories up to date, at a small price."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from incubator.actions.refresh_crew import LOST, Crew
from incubator.actions.refresh_github import LEASE
from incubator.actions.refresh_news import refresh_news
from incubator.actions.refresh_report import RefreshError, Stop, UnderWayError
from incubator.simulation.server import RunningServer
from incubator.store import leases, models, tracked_sources
from incubator.store.database import sqlite_path
from incubator.store.github_reads import collected_for
from tests.actions.refreshing import (
    DAY,
    LISTED,
    NAMED,
    TOKEN,
    Place,
    facts,
    github,
    place,
    states,
    work_in,
    write_sheets,
)

EVERYTHING = {"fabrique": "ok"} | dict.fromkeys((*NAMED, *LISTED), "ok")


@pytest.fixture
def server() -> Iterator[RunningServer]:
    with github() as running:
        yield running


@pytest.fixture
async def here(sqlite_url: str, server: RunningServer, tmp_path: Path) -> AsyncIterator[Place]:
    async with place(sqlite_url, server, write_sheets(tmp_path / "content")) as found:
        yield found


async def test_every_repository_of_active_startups_is_read(
    database_url: str, server: RunningServer, tmp_path: Path
) -> None:
    async with place(database_url, server, write_sheets(tmp_path / "content")) as here:
        report = await here.refresh()
        assert (report.outcome, report.stop, report.is_resumed) == ("ok", None, False)
        assert await states() == EVERYTHING
        assert report.counts.finished == len(EVERYTHING)
        assert report.counts.requests == len(here.world.requests)
        assert here.seen[-1] == (5, 5)
        # No address was asked for twice.
        paths = [one.path for one in here.world.requests if one.method == "GET"]
        assert len(paths) == len(set(paths))
        collected = await collected_for(["quai/outil"], with_private=False)
        history = collected.histories[0]
        assert history.repository.full_name == "quai/outil"
        assert [issue.is_open for issue in history.issues] == [False, True]
        assert len(history.pulls) == 1
        assert history.pulls[0].first_commit_at is not None
        assert {len(history.releases), len(history.deployments), len(history.boxes)} == {1}
        assert len(history.responses) == 2
        # Again, from the beginning: the same rows.
        before = await facts()
        await models.HttpValidator.all().delete()
        await models.PartCursor.all().delete()
        assert (await here.refresh()).outcome == "ok"
        assert await facts() == before


async def test_a_refresh_with_nothing_new_asks_conditionally_only(here: Place) -> None:
    await here.refresh()
    before, again = await facts(), await here.refresh()
    assert here.statuses() == {304}
    assert again.counts.unchanged == again.counts.requests == len(here.world.requests)
    assert await facts() == before
    assert await states() == EVERYTHING


async def test_only_what_changed_is_read(here: Place) -> None:
    await here.refresh()
    here.repository("quai/relais").open_issue(datetime.now(UTC), title="Nouveau")
    await here.refresh()
    changed = [one.path for one in here.world.requests if one.status == 200]
    assert [path for path in changed if "/quai/relais" not in path] in ([], ["/graphql"])
    assert await models.Issue.filter(title="Nouveau").count() == 1


async def test_one_startup_or_a_longer_past_may_be_asked_for(here: Place) -> None:
    report = await here.refresh(startups=["carte"], since=date(2025, 1, 1))
    assert sorted(one.name for one in report.results) == ["fabrique", *LISTED]
    found = await collected_for(["fabrique"], with_private=False)
    assert {one.since for one in found.histories} == {datetime(2024, 12, 31, 23, tzinfo=UTC)}
    await here.refresh()
    again = await collected_for(["fabrique"], with_private=False)
    assert [one.since for one in again.histories] == [one.since for one in found.histories]
    assert (await here.refresh(startups=["carte"], since=date.min)).outcome == "ok"


async def test_a_startup_that_is_unknown_or_over_is_refused(here: Place) -> None:
    for startup_id in ("rien", "fini"):
        with pytest.raises(RefreshError, match=startup_id):
            await here.refresh(startups=[startup_id])
    assert not await models.RefreshRun.exists()
    assert here.world.requests == []


async def test_two_at_once_are_one(here: Place) -> None:
    assert await leases.take_lease(LEASE, timedelta(seconds=60), here.clock())
    with pytest.raises(UnderWayError, match="Another refresh is under way"):
        await here.refresh()
    assert here.world.requests == []
    # Its holder was killed: a minute later nobody waits for it.
    here.ahead = timedelta(seconds=61)
    assert (await here.refresh()).outcome == "ok"
    assert (await here.refresh()).outcome == "ok"


async def test_one_whose_lease_is_lost_ends_and_touches_nothing_more(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("incubator.actions.refresh_github._RENEWED_EACH", timedelta(seconds=0.05))
    here.world.fail("slow", "/repos/quai/relais/releases", seconds=1)

    async def steal() -> None:
        # The server's log tells nobody when it grows.
        while not any("/relais/releases" in one.path for one in here.world.requests):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await models.JobLease.filter(name=LEASE).update(holder="somebody else")

    report, _ = await asyncio.gather(here.refresh(), steal())
    assert report.stop == Stop(LOST)
    assert "quai/relais" in report.remaining
    assert (await states())["quai/relais"] == "never"
    assert (await models.JobLease.get(name=LEASE)).holder == "somebody else"


async def test_a_budget_that_is_spent_leaves_the_rest_to_the_next_run(here: Place) -> None:
    settings = {"github_requests": 60}
    report = await here.refresh(settings=settings)
    assert (report.outcome, report.stop and report.stop.reason) == ("partial", "budget")
    assert report.counts.requests <= 60
    assert report.remaining
    for name in report.remaining:
        assert (await states())[name] == "never"
    untried = [
        row.name for row in await models.TrackedSource.filter(tried_at=None).order_by("name")
    ]
    for _ in range(8):
        report = await here.refresh(settings=settings)
        if untried:
            assert here.asked()[1 : 1 + min(2, len(untried))] == untried[:2]
            untried = []
        if report.outcome == "ok":
            break
    assert await states() == EVERYTHING


async def test_a_budget_smaller_than_a_reading_with_nothing_new_still_reads_everything(
    here: Place,
) -> None:
    ana, began = here.world.person("ana"), here.clock() - 20 * DAY
    for _ in range(16):
        here.repository("quai/outil").open_pull(ana, began).merge(began + DAY)
    runs = 0
    while await states() != EVERYTHING:
        await here.refresh(settings={"github_requests": 30})
        runs += 1
        assert runs < 15
    # Nothing is new, and thirty requests do not say so of everything: each has its turn.
    read: set[str] = set()
    for _ in range(2):
        report = await here.refresh(settings={"github_requests": 30})
        assert report.remaining
        read |= {one.name for one in report.results if one.is_ok}
    assert read == set(EVERYTHING)


async def test_a_webhook_brings_one_repository_up_to_date_sooner(here: Place) -> None:
    await here.refresh()
    here.world.requests.clear()
    assert await refresh_news(here.settings, here.clock()) == {}
    assert here.world.requests == []
    here.repository("quai/outil").open_issue(datetime.now(UTC), title="Nouveau")
    await tracked_sources.want("quai/outil", None, here.clock())
    told = await refresh_news(here.settings, here.clock())
    assert told == {"repositories": 1, "repositories unread": 0}
    assert here.asked() == ["quai/outil"]
    assert await models.Issue.filter(title="Nouveau").exists()
    assert await tracked_sources.wanted_names() == []


async def test_news_wait_while_a_refresh_is_under_way_or_github_wants_rest(here: Place) -> None:
    await tracked_sources.track(["quai/outil", "quai/fini"])
    await tracked_sources.want("quai/outil", None, here.clock())
    await tracked_sources.want("quai/fini", None, here.clock())
    holder = await leases.take_lease(LEASE, timedelta(seconds=60), here.clock())
    assert holder
    assert await refresh_news(here.settings, here.clock()) == {}
    await leases.end_lease(LEASE, holder, leases.OK, "", here.clock())
    here.world.fail("bad_credentials")
    await refresh_news(here.settings, here.clock())
    here.world.heal()
    here.world.requests.clear()
    assert await refresh_news(here.settings, here.clock()) == {}
    assert here.world.requests == []
    told = await refresh_news(here.settings, here.clock() + timedelta(minutes=16))
    # What is no longer followed is not read, and nobody waits for it.
    assert told == {"repositories": 1, "repositories unread": 0}
    assert await tracked_sources.wanted_names() == []


async def test_the_token_is_in_no_row_and_no_log(
    here: Place,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Crew, "_sleep", lambda _crew, _seconds: None)
    caplog.set_level(logging.DEBUG)
    await here.refresh()
    for kind in ("bad_credentials", "other_shape", "broken", "redirect_away"):
        here.world.fail(kind, "/repos/quai", body=f'{{"message": "{TOKEN}"}}')
        await here.refresh()
        here.world.heal()
    assert {one.authorization for one in here.world.requests} >= {f"token {TOKEN}"}
    file = sqlite_path(here.settings.database_url)
    assert file is not None
    written = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    assert b"quai/outil" in written
    printed = "".join(capfd.readouterr())
    for text in (written, caplog.text.encode(), printed.encode()):
        assert TOKEN.encode() not in text


async def test_what_an_organisation_no_longer_has_is_left_alone(here: Place) -> None:
    await here.refresh()
    here.world.delete(here.repository("fabrique/carte"))
    made = here.world.add_repository("fabrique/neuf", created_at=here.clock() - DAY)
    work_in(here.world, made)
    await here.refresh()
    assert "fabrique/carte" not in here.asked()
    found = await collected_for(["fabrique"], with_private=False)
    assert [one.name for one in found.sources] == ["fabrique", "fabrique/moteur", "fabrique/neuf"]
