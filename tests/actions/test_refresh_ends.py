"""What is known of repositories, and of who worked in them, has an end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from incubator.actions.clean_up import (
    CONTRIBUTORS_KEPT,
    REFRESH_RUNS_KEPT,
    UNNAMED_SOURCES_KEPT,
    clean_up,
)
from incubator.simulation.server import RunningServer
from incubator.store import models
from tests.actions.refreshing import Place, github, place, states, write_sheets

SECOND = timedelta(seconds=1)


@pytest.fixture
def server() -> Iterator[RunningServer]:
    with github() as running:
        yield running


@pytest.fixture
async def here(sqlite_url: str, server: RunningServer, tmp_path: Path) -> AsyncIterator[Place]:
    async with place(sqlite_url, server, write_sheets(tmp_path / "content")) as found:
        await found.refresh()
        yield found


async def test_who_contributed_is_forgotten_and_what_was_done_stays(here: Place) -> None:
    now = here.clock()
    pulls, answers = await models.PullRequest.all().count(), await models.PullResponse.all().count()
    first, other = await models.PullRequest.all().order_by("id").limit(2)
    await models.PullRequest.filter(id=first.id).update(created_at=now - CONTRIBUTORS_KEPT - SECOND)
    await models.PullRequest.filter(id=other.id).update(created_at=now - CONTRIBUTORS_KEPT + SECOND)
    response = await models.PullResponse.all().first()
    assert response
    old = models.PullResponse.filter(id=response.id)
    await old.update(at=now - CONTRIBUTORS_KEPT - SECOND)
    week = await models.ContributorWeek.all().first()
    assert week
    await models.ContributorWeek.filter(id=week.id).update(week=date(2020, 1, 5))
    counts = await clean_up(here.settings, now)
    assert counts["contributions made anonymous"] == 3
    await first.refresh_from_db()
    await other.refresh_from_db()
    assert (first.author, other.author is None) == (None, False)
    assert (await old.get()).author is None
    assert await models.ContributorWeek.filter(week__lt=date(2021, 1, 1)).count() == 0
    assert await models.PullRequest.all().count() == pulls
    assert await models.PullResponse.all().count() == answers


async def test_a_repository_goes_some_time_after_the_last_sheet_that_named_it(here: Place) -> None:
    await models.StartupRepository.filter(url__endswith="relais").delete()
    await models.TrackedSource.all().update(tried_at=here.clock() - UNNAMED_SOURCES_KEPT - SECOND)
    counts = await clean_up(here.settings, here.clock())
    assert counts["sources"] == 1
    assert list(await states()) == ["fabrique", "fabrique/carte", "fabrique/moteur", "quai/outil"]
    names = {row.full_name for row in await models.Repository.all()}
    assert names == {"fabrique/carte", "fabrique/moteur", "quai/outil"}
    assert await models.Issue.all().count() == 2 * len(names)


async def test_refreshes_are_remembered_for_a_time(here: Place) -> None:
    assert (await clean_up(here.settings, here.clock()))["refresh runs"] == 0
    later = here.clock() + REFRESH_RUNS_KEPT
    assert (await clean_up(here.settings, later))["refresh runs"] == 1
