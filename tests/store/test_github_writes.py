"""Facts are written over what is known by the same id: reading twice changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from incubator.domain.delivery_facts import (
    Box,
    BoxKind,
    ContributorWeek,
    Deployment,
    DeploymentStatus,
    EventKind,
    History,
    Issue,
    IssueEvent,
    Part,
    PullRequest,
    Release,
    RepositoryFacts,
    Response,
    ResponseKind,
)
from incubator.github.api import Validator
from incubator.github.collect import Batch
from incubator.github.errors import Reason
from incubator.store import models, tracked_sources
from incubator.store.database import open_database
from incubator.store.github_known import known_of
from incubator.store.github_reads import collected_for
from incubator.store.github_writes import note_whole, save_batch

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SINCE, DAY = NOW - timedelta(days=400), timedelta(days=1)
NAME = "quai/outil"
REPOSITORY = RepositoryFacts(
    7, "Quai/Outil", "https://github.com/Quai/Outil", "main", False, False, False, False, True,
    "MIT", SINCE, NOW, True, None, False, None,
)  # fmt: skip
ISSUE = Issue(11, 1, "Écrire « l’aide »", False, True, 3, ("bug", "été"), SINCE, NOW, NOW)
OBSERVED = IssueEvent(None, 1, EventKind.ITERATION_ENTERED, "PVTI_1", NOW)
PULL = PullRequest(21, 2, 99, False, False, (), SINCE, NOW, NOW, NOW, SINCE, is_complete=True)
RELEASE = Release(51, "v1", False, NOW)
FACTS: dict[Part, tuple[Any, ...]] = {
    Part.REPOSITORY: (REPOSITORY,),
    Part.MILESTONES: (
        Box(BoxKind.MILESTONE, "3", "Sprint 3", "Aider", True, None, NOW.date(), SINCE, None),
    ),
    Part.ISSUES: (ISSUE,),
    Part.EVENTS: (IssueEvent(31, 1, EventKind.MILESTONED, "Sprint 3", SINCE),),
    Part.PULLS: (PULL, Response(41, ResponseKind.REVIEW, 2, 98, False, NOW)),
    # A review and a comment may have one number.
    Part.COMMENTS: (Response(41, ResponseKind.COMMENT, 2, None, True, NOW),),
    Part.RELEASES: (RELEASE, Release(52, "v2", True, None)),
    Part.DEPLOYMENTS: (
        Deployment(61, "production", True, NOW - DAY, is_settled=True),
        Deployment(62, "production", True, NOW),
        DeploymentStatus(71, 61, "success", NOW),
    ),
    Part.CONTRIBUTORS: (ContributorWeek(99, False, date(2026, 11, 15), 4),),
    Part.ITERATIONS: (
        Box(BoxKind.ITERATION, "PVTI_1", "I", "", True, NOW.date(), NOW.date(), None, None),
        OBSERVED,
    ),
}
TABLES = (
    models.Repository, models.Issue, models.IssueEvent, models.Milestone, models.PullRequest,
    models.PullResponse, models.Release, models.Deployment, models.DeploymentStatus,
    models.ContributorWeek, models.PartCursor, models.HttpValidator,
)  # fmt: skip


class Shelf:
    """One source, and what was read of it."""

    def __init__(self, source_id: int) -> None:
        self.source_id = source_id
        self.place: int | None = None

    async def put(self, part: Part, facts: Sequence[Any], **batch: Any) -> None:
        found = Batch(part, tuple(facts), **batch)
        self.place = await save_batch(self.source_id, self.place, found, invented=False)

    async def history(self) -> History:
        assert self.place is not None
        await note_whole(self.place, SINCE, NOW)
        return (await collected_for([NAME], with_private=True)).histories[0]


async def shelf() -> Shelf:
    await tracked_sources.track([NAME])
    return Shelf((await tracked_sources.find([NAME], with_listed=False))[0].id)


@pytest.fixture
async def both(database_url: str) -> AsyncIterator[Shelf]:
    """On each database."""
    async with open_database(database_url):
        yield await shelf()


@pytest.fixture
async def one(sqlite_url: str) -> AsyncIterator[Shelf]:
    async with open_database(sqlite_url):
        yield await shelf()


async def everything() -> list[Any]:
    return [await table.all().order_by("id").values() for table in TABLES]


async def put_all(shelf: Shelf) -> None:
    for part, facts in FACTS.items():
        validators = {f"/repos/{NAME}/{part}": Validator('W/"1"', "/next?page=2")}
        await shelf.put(part, facts, cursor=f"2026 {part}", validators=validators)


async def test_what_is_read_is_what_was_written_and_twice_is_once(both: Shelf) -> None:
    await put_all(both)
    before, history = await everything(), await both.history()
    await put_all(both)
    after = await everything()
    for rows in (before, after):
        for row in rows[0]:
            row.update(since=None, until=None)
    assert after == before
    found = [FACTS[part] for part in Part if part in FACTS]
    written = {fact for facts in found for fact in facts}
    assert written == {
        history.repository, *history.issues, *history.events, *history.boxes, *history.pulls,
        *history.responses, *history.releases, *history.deployments, *history.statuses,
        *history.contributor_weeks,
    }  # fmt: skip
    known = await known_of(both.source_id, both.place, NOW)
    assert known.since == SINCE
    assert known.repository == REPOSITORY
    assert known.cursors[Part.PULLS] == "2026 pulls"
    assert known.validators[f"/repos/{NAME}/issues"] == Validator('W/"1"', "/next?page=2")
    assert known.complete_pulls == {2: NOW}
    assert [one.github_id for one in known.unsettled_deployments] == [62]
    assert known.settled_deployments == {61}
    assert [box.key for box in known.iterations] == ["PVTI_1"]
    assert known.memberships == {(1, "PVTI_1")}


async def test_news_replace_what_was_known_and_what_nobody_could_see_stays(both: Shelf) -> None:
    await put_all(both)
    seen = replace(
        REPOSITORY, full_name="Autre/Outil", is_private=True, has_readme=None, has_ci=True
    )
    await both.put(Part.REPOSITORY, [seen])
    await both.put(Part.ISSUES, [replace(ISSUE, is_open=True, closed_at=None, milestone=None)])
    listed = replace(PULL, first_commit_at=None, is_complete=False, updated_at=NOW + DAY)
    await both.put(Part.PULLS, [listed])
    history = await both.history()
    assert history.repository == replace(seen, has_readme=True)
    assert (history.issues[0].is_open, history.issues[0].milestone) == (True, None)
    # When its first commit was is known: that its reviews are up to date, no longer.
    assert history.pulls == (replace(listed, first_commit_at=SINCE),)


async def test_a_part_that_came_whole_drops_what_is_no_more(one: Shelf) -> None:
    await put_all(one)
    await one.put(Part.RELEASES, [RELEASE], is_whole=True)
    await one.put(Part.MILESTONES, [], is_whole=True)
    await one.put(Part.CONTRIBUTORS, [], is_whole=True)
    history = await one.history()
    assert history.releases == (RELEASE,)
    assert [box.kind for box in history.boxes] == [BoxKind.ITERATION]
    assert history.contributor_weeks == ()
    assert len(history.issues) == 1


async def test_a_walk_that_was_cut_short_leaves_no_cursor(one: Shelf) -> None:
    await one.put(Part.REPOSITORY, [REPOSITORY])
    await one.put(Part.ISSUES, [ISSUE], is_complete=False)
    known = await known_of(one.source_id, one.place, NOW)
    assert not known.cursors
    assert not known.validators
    assert (await collected_for([NAME], with_private=False)).histories == ()


async def test_a_batch_is_written_whole_or_not_at_all(one: Shelf) -> None:
    await one.put(Part.REPOSITORY, [REPOSITORY])
    broken = replace(ISSUE, github_id=12, number=None)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="NOT NULL"):
        await one.put(Part.ISSUES, [ISSUE, broken], cursor="2026")
    assert not await models.Issue.exists()
    assert not await models.PartCursor.exists()


async def test_what_was_observed_twice_happened_once(one: Shelf) -> None:
    await put_all(one)
    left = replace(OBSERVED, kind=EventKind.ITERATION_LEFT, at=NOW + DAY)
    later = replace(OBSERVED, at=NOW + DAY)
    back = replace(OBSERVED, at=NOW + 2 * DAY)
    for event in (OBSERVED, later, left, back):
        await one.put(Part.ITERATIONS, [event])
    rows = await models.IssueEvent.filter(github_id=None).order_by("at").values_list("kind", "at")
    assert rows == [
        ("iteration_entered", NOW),
        ("iteration_left", NOW + DAY),
        ("iteration_entered", NOW + 2 * DAY),
    ]


async def test_a_part_that_is_hidden_is_said_until_it_is_seen_again(one: Shelf) -> None:
    await put_all(one)
    await one.put(Part.DEPLOYMENTS, [], hidden=Reason.FORBIDDEN)
    assert (await one.history()).hidden == {Part.DEPLOYMENTS}
    source = (await collected_for([NAME], with_private=False)).sources[0]
    assert source.hidden == {Part.DEPLOYMENTS: "forbidden"}
    assert len((await one.history()).deployments) == 2
    await one.put(Part.DEPLOYMENTS, [])
    assert (await one.history()).hidden == frozenset()


async def test_texts_of_any_length_and_kind_find_room(both: Shelf) -> None:
    await both.put(Part.REPOSITORY, [REPOSITORY])
    await both.put(Part.ISSUES, [replace(ISSUE, title="a\0" + "é" * 400)])
    long = {f"/{'x' * 600}": Validator('"1"'), "/short": Validator('"2"')}
    facts = [Deployment(1, "e" * 255, True, NOW)]
    await both.put(Part.DEPLOYMENTS, facts, validators=long)
    assert (await both.history()).issues[0].title == "a" + "é" * 299
    assert list((await known_of(both.source_id, both.place, NOW)).validators) == ["/short"]
