"""When sprints begin and end, and which source they come from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from incubator.domain.delivery_facts import History, Part
from incubator.domain.sprint_choice import sprints_of
from incubator.domain.sprint_reports import SourceAbsence, Sprints, SprintSource
from incubator.domain.sprints import Sprint
from tests.domain.github_facts import (
    PARIS,
    history,
    iteration,
    milestone,
    moment,
    pull,
    repository,
    told,
)

TODAY = date(2026, 3, 18)


def sprints(*histories: History, declared: tuple[Sprint, ...] = (), **fields: Any) -> Sprints:
    return sprints_of(list(histories), declared, fields.pop("today", TODAY), PARIS, **fields)


def spans(found: Sprints) -> list[str]:
    every = [*reversed(found.past), *filter(None, [found.current]), *found.coming]
    return [f"{one.sprint.name}: {one.sprint.start:%d/%m}-{one.sprint.end:%d/%m}" for one in every]


def test_a_milestone_begins_the_day_after_the_one_before_or_when_it_was_created() -> None:
    boxes = (
        milestone(1, "A", "02-13", created_at=moment("02-02")),
        milestone(2, "B", "02-27", created_at=moment("02-02")),
        milestone(3, "C", "03-20", created_at=moment("03-09")),
        milestone(4, "D", "04-03", created_at=moment("03-09")),
    )
    found = sprints(history(boxes=boxes))
    assert spans(found) == ["A: 02/02-13/02", "B: 14/02-27/02", "C: 09/03-20/03", "D: 21/03-03/04"]
    assert found.current is not None
    assert found.current.sprint.name == "C"
    assert [one.sprint.name for one in found.past] == ["B", "A"]
    assert [one.sprint.name for one in found.coming] == ["D"]


def test_a_milestone_closed_before_its_due_day_ends_when_it_was_closed() -> None:
    early = milestone(1, "A", "03-13", is_open=False, closed_at=moment("03-11T23:30"))
    late = milestone(2, "B", "03-16", is_open=False, closed_at=moment("03-17"))
    assert spans(sprints(history(boxes=(early, late)))) == ["A: 02/02-11/03", "B: 12/03-16/03"]


def test_a_sprint_lasts_six_weeks_at_most() -> None:
    far = milestone(1, "A", "03-13", created_at=moment("2025-09-01"))
    assert spans(sprints(history(boxes=(far,)))) == ["A: 31/01-13/03"]


def test_a_milestone_created_after_its_due_day_is_no_sprint() -> None:
    boxes = (milestone(1, "A", "03-13", created_at=moment("03-14")),)
    found = sprints(history(boxes=boxes))
    assert found.source is None
    assert found.skipped[0] == (SprintSource.MILESTONES, SourceAbsence.NONE_DATED)


def test_milestones_of_two_repositories_with_one_title_and_due_day_are_one_sprint() -> None:
    first = milestone(4, "Sprint  Été", "03-13")
    second = milestone(1, "sprint ete", "03-13", goal="Ouvrir")
    other = milestone(2, "Sprint été", "03-14")
    one = history(boxes=(first,), stories=(told(1, "02-02 in", box=first, created="02-01"),))
    two = history(
        repository=repository(2),
        boxes=(second, other),
        stories=(told(1, "02-02 in", "03-16 closed", box=second, created="02-01"),),
    )
    found = sprints(two, one)
    assert spans(found) == ["Sprint  Été: 02/02-13/03", "Sprint été: 14/03-14/03"]
    both = found.past[1]
    assert both.sprint.goal == "Ouvrir"
    assert both.figures is not None
    assert both.figures.committed == 2
    assert both.late == 1


def test_of_two_milestones_due_on_one_day_the_fuller_is_current() -> None:
    small, full = milestone(1, "Version 2", "03-20"), milestone(2, "Sprint 3", "03-20")
    found = sprints(history(boxes=(small, full), stories=(told(1, "02-20 in", box=full),)))
    assert found.current is not None
    assert found.current.sprint.name == "Sprint 3"


def test_a_sprint_to_come_says_what_is_planned_for_it() -> None:
    soon = milestone(2, "B", "03-27")
    boxes = (milestone(1, "A", "03-20"), soon)
    found = sprints(history(boxes=boxes, stories=(told(1, "02-20 in", box=soon),)))
    (coming,) = found.coming
    assert coming.figures is not None
    assert (coming.figures.committed, coming.figures.carried_over) == (1, 1)
    assert coming.figures.burndown == ()


def test_past_sprints_that_began_before_the_horizon_are_left_out_unless_frozen() -> None:
    boxes = (milestone(1, "A", "02-27"), milestone(2, "B", "03-13"))
    known = history(boxes=boxes, since="2026-02-27")
    found = sprints(known)
    assert spans(found) == ["B: 28/02-13/03"]
    whole = sprints(history(boxes=boxes))
    kept = {(one.source, one.key): one.figures for one in whole.past if one.figures}
    again = sprints(known, frozen=kept)
    assert [(one.sprint.name, one.is_frozen) for one in again.past] == [("B", True), ("A", True)]
    young = replace(known, repository=repository(created_at=moment("02-27T13:00")))
    assert spans(sprints(young)) == spans(whole)


def test_at_most_twelve_past_sprints_are_told() -> None:
    boxes = tuple(
        milestone(number, f"S{number}", f"2026-02-{number:02}", created_at=moment("2025-12-01"))
        for number in range(1, 21)
    )
    found = sprints(history(boxes=boxes))
    assert [one.sprint.name for one in found.past] == [f"S{number}" for number in range(20, 8, -1)]


def test_sources_are_tried_in_order_and_each_one_skipped_says_why() -> None:
    undated = milestone(1, "Un jour", None)
    work = history(boxes=(undated,), pulls=(pull(1, merged="03-10"),))
    declared = (Sprint("Mars", date(2026, 3, 9), date(2026, 3, 20), "Ouvrir"),)
    in_sheet = sprints(work, declared=declared)
    assert in_sheet.source is SprintSource.SHEET
    assert in_sheet.skipped == (
        (SprintSource.MILESTONES, SourceAbsence.NONE_DATED),
        (SprintSource.ITERATIONS, SourceAbsence.NONE),
    )
    assert in_sheet.current is not None
    assert in_sheet.current.figures is None
    assert in_sheet.current.merged_pulls == 1
    hidden = replace(work, boxes=(), hidden=frozenset({Part.MILESTONES, Part.ITERATIONS}))
    by_cadence = sprints(hidden)
    assert by_cadence.source is SprintSource.CADENCE
    assert [why for _, why in by_cadence.skipped] == [
        SourceAbsence.HIDDEN,
        SourceAbsence.HIDDEN,
        SourceAbsence.NONE,
    ]


def test_repositories_without_issues_hide_no_milestones() -> None:
    hidden = frozenset({Part.ISSUES, Part.MILESTONES})
    found = sprints(history(repository=repository(has_issues=False), hidden=hidden))
    assert found.skipped[0] == (SprintSource.MILESTONES, SourceAbsence.NONE)


def test_a_source_whose_last_sprint_is_long_past_gives_way_to_the_next() -> None:
    declared = (Sprint("Mars", date(2026, 3, 9), date(2026, 3, 20)),)
    old = history(boxes=(milestone(1, "A", "2025-12-17", created_at=moment("2025-12-01")),))
    found = sprints(old, declared=declared)
    assert found.source is SprintSource.SHEET
    assert found.skipped[0] == (SprintSource.MILESTONES, SourceAbsence.OUTDATED)
    alone = sprints(old)
    assert (alone.source, alone.skipped) == (SprintSource.MILESTONES, ())


def test_the_cadence_is_of_fortnights_from_monday_since_something_was_done() -> None:
    closed = told(1, "03-03 closed", box=milestone(1, "", None))
    unplanned = told(2, "02-03 unplanned", box=milestone(1, "", None))
    bot = pull(3, merged="02-04", author_is_bot=True)
    merged = pull(4, merged="03-17")
    found = sprints(history(stories=(closed, unplanned), pulls=(bot, merged)))
    assert found.source is SprintSource.CADENCE
    assert spans(found) == [": 23/02-08/03", ": 09/03-22/03"]
    assert [(one.closed_issues, one.merged_pulls) for one in found.past] == [(1, 0)]
    assert found.current is not None
    assert found.current.merged_pulls == 1
    assert sprints(history()).source is None
    assert sprints().source is None


@pytest.mark.parametrize(
    "histories",
    [
        (),
        (history(since="2026-03-10", pulls=(pull(1, merged="03-17"),)),),
        (history(hidden=frozenset({Part.PULLS}), stories=(told(2, box=milestone(1, "", None)),)),),
        (history(),),
    ],
    ids=["nothing collected", "collected since later", "pull requests hidden", "nothing opened"],
)
def test_what_is_not_known_is_not_counted_as_nothing(histories: tuple[History, ...]) -> None:
    declared = (Sprint("Mars", date(2026, 3, 9), date(2026, 3, 20)),)
    found = sprints(*histories, declared=declared)
    assert found.current is not None
    assert not found.current.is_counted


def test_an_iteration_counts_what_was_in_it_when_somebody_first_looked_as_committed() -> None:
    box = iteration("i1", "03-02", "03-15")
    found = sprints(
        history(
            boxes=(iteration("i0", "02-16", "03-01"), box),
            stories=(
                told(1, "03-05 seen", "03-06 closed", box=box),
                told(2, "03-05 seen", box=box, created="03-03"),
                told(3, "03-05 seen", "03-10 gone", box=box),
            ),
        )
    )
    assert found.source is SprintSource.ITERATIONS
    past, before = found.past
    assert before.figures is None
    assert before.is_counted
    assert past.is_observed
    assert past.figures is not None
    counted = past.figures
    assert (counted.committed, counted.added) == (2, 1)
    assert (counted.done, counted.carried_over, counted.removed) == (1, 1, 1)
    assert [point.remaining for point in counted.burndown][:6] == [2, 2, 2, 2, 3, 2]
