"""Sprints keep the figures that they had when they closed, once all about them was collected."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from incubator.actions import freeze_sprints as action
from incubator.actions.freeze_sprints import freeze_sprints
from incubator.actions.sync_sheets import sync_sheets
from incubator.domain import delivery_facts as facts
from incubator.domain.delivery_facts import Part
from incubator.domain.sprint_choice import sprints_of
from incubator.domain.sprint_reports import SprintReport, SprintSource
from incubator.github.collect import Batch
from incubator.store import frozen_sprints, models, tracked_sources
from incubator.store.database import open_database
from incubator.store.frozen_sprints import frozen_for
from incubator.store.github_reads import collected_for
from incubator.store.github_writes import note_whole, save_batch
from tests.builders import STARTUP, sheet_text, write_tree
from tests.domain.github_facts import PARIS, iteration, milestone, moment, repository, told

WEB = "https://forge.example"
NOW = datetime(2026, 3, 18, 8, tzinfo=UTC)
TODAY = date(2026, 3, 18)
PAST = milestone(8, "Sprint 8", "03-13", created_at=moment("03-02"))
RUNNING = milestone(9, "Sprint 9", "03-27", created_at=moment("03-02"))
STORIES = (
    told(1, "03-02 in", "03-05 closed", box=PAST, created="03-01"),
    told(2, "03-02 in", box=PAST, created="03-01"),
    told(3, "03-16 in", box=RUNNING, created="03-01"),
)


@pytest.fixture(autouse=True)
async def _site(sqlite_url: str, tmp_path: Path) -> AsyncIterator[None]:
    """A startup whose sheet names two repositories."""
    named = "".join(f"  - {WEB}/fabrique/depot-{number}\n" for number in (1, 2))
    content = write_tree(
        tmp_path / "content",
        {"startups/bac-a-sable.md": sheet_text(f"{STARTUP}repositories:\n{named}")},
    )
    async with open_database(sqlite_url):
        await sync_sheets(content)
        yield


async def collect(
    number: int = 1, *, until: str = "03-17", stories: Any = STORIES, **columns: Any
) -> None:
    """Read a repository to its end."""
    await tracked_sources.track([f"fabrique/depot-{number}"])
    (source,) = await tracked_sources.find([f"fabrique/depot-{number}"], with_listed=False)
    boxes = columns.pop("boxes", (PAST, RUNNING))
    place = None
    for part, found in {
        Part.REPOSITORY: (repository(number, **columns),),
        Part.MILESTONES: boxes,
        Part.ISSUES: tuple(
            replace(issue, github_id=issue.github_id + number * 1000) for issue, _ in stories
        ),
        Part.EVENTS: tuple(
            event if event.github_id is None
            else replace(event, github_id=event.github_id + number * 1_000_000)
            for _, events in stories
            for event in events
        ),
    }.items():  # fmt: skip
        place = await save_batch(source.id, place, Batch(part, found), invented=False)
    assert place is not None
    await note_whole(place, moment("2025-03-01"), moment(until))


async def freeze(today: date = TODAY, now: datetime = NOW) -> int:
    return await freeze_sprints(["bac-a-sable"], today, PARIS, now, WEB)


async def past(with_private: bool = False) -> tuple[SprintReport, ...]:
    """What pages show."""
    names = ["fabrique/depot-1", "fabrique/depot-2"]
    known = await collected_for(names, with_private=with_private)
    frozen = await frozen_for("bac-a-sable")
    return sprints_of(known.histories, [], TODAY, PARIS, frozen).past


async def test_a_sprint_that_is_over_is_frozen_once() -> None:
    await collect()
    (before,) = await past()
    assert not before.is_frozen
    assert await freeze() == 1
    assert await freeze() == 0
    (after,) = await past()
    assert after == replace(before, is_frozen=True)
    (row,) = await models.FrozenSprint.all()
    assert (row.startup_id, row.source, row.end) == ("bac-a-sable", "milestones", PAST.end)
    assert row.frozen_at == NOW


async def test_rewriting_the_past_on_github_leaves_a_frozen_sprint_as_it_was() -> None:
    await collect()
    await freeze()
    (before,) = await past()
    await models.IssueEvent.all().delete()
    await models.Issue.all().update(milestone=None, is_open=True, closed_at=None)
    (after,) = await past()
    assert after.figures == before.figures
    assert (await frozen_for("bac-a-sable"))[SprintSource.MILESTONES, after.key] == before.figures


async def test_a_sprint_is_not_frozen_before_it_was_wholly_collected() -> None:
    await collect(until="03-13T20:00")
    assert await freeze() == 0
    await collect(2, until="03-17")
    assert await freeze() == 0
    await collect(until="03-14T06:00")
    assert await freeze() == 1


async def test_a_sprint_of_private_repositories_is_not_frozen_and_takes_no_frozen_figures() -> None:
    await collect()
    await collect(2, is_private=True)
    assert await freeze() == 1
    (public,) = await past()
    (private,) = await past(with_private=True)
    assert public.figures is not None
    assert private.figures is not None
    assert (public.is_frozen, public.figures.committed) == (True, 2)
    assert (private.is_frozen, private.figures.committed) == (False, 4)


async def test_an_iteration_is_frozen_too() -> None:
    box = iteration("i1", "03-02", "03-15")
    await collect(boxes=(box,), stories=(told(1, "03-05 seen", "03-06 closed", box=box),))
    assert await freeze() == 1
    (found,) = await past()
    assert (found.source, found.is_frozen) == (SprintSource.ITERATIONS, True)


async def test_other_rules_freeze_again(monkeypatch: pytest.MonkeyPatch) -> None:
    await collect()
    await freeze()
    monkeypatch.setattr(frozen_sprints, "DEFINITION", 2)
    assert await frozen_for("bac-a-sable") == {}
    assert await freeze(now=datetime(2026, 3, 19, tzinfo=UTC)) == 1
    (row,) = await models.FrozenSprint.all()
    assert (row.definition, row.frozen_at.day) == (2, 19)


async def test_histories_are_not_read_when_there_is_nothing_to_freeze(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await collect()
    await freeze()

    async def refuse(*names: Any, **options: Any) -> facts.History:
        raise AssertionError("Histories were read.")

    monkeypatch.setattr(action, "collected_for", refuse)
    assert await freeze() == 0


async def test_startups_that_are_not_named_are_left_alone() -> None:
    await collect()
    assert await freeze_sprints(["autre"], TODAY, PARIS, NOW, WEB) == 0
    assert await freeze_sprints(["bac-a-sable"], TODAY, PARIS, NOW, "https://github.com") == 0
