"""What a sprint committed to and what became of it: examples worked out by hand.

The sprint goes from Monday 2 March to Friday 13 March 2026: its milestone is due on the 13th, and
the one before it on Sunday the 1st.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from incubator.domain.delivery_facts import EventKind, IssueEvent
from incubator.domain.sprint_choice import sprints_of
from incubator.domain.sprint_reports import SprintFigures, SprintReport
from tests.domain.github_facts import PARIS, history, milestone, moment, told

BEFORE = milestone(7, "Sprint 7", "03-01")
SPRINT = milestone(8, "Sprint 8", "03-13", goal="Ouvrir aux mairies")
AFTER = milestone(9, "Sprint 9", "03-27")
LATER_DAY = date(2026, 4, 1)


def report(*stories: Any, today: date = LATER_DAY, **fields: Any) -> SprintReport:
    fields.setdefault("boxes", (BEFORE, SPRINT, AFTER))
    found = sprints_of([history(stories=stories, **fields)], [], today, PARIS)
    every = (*found.past, *filter(None, [found.current]), *found.coming)
    return next(one for one in every if one.sprint.name.startswith("Sprint 8"))


def figures(*stories: Any, **fields: Any) -> SprintFigures:
    found = report(*stories, **fields).figures
    assert found is not None
    assert found.committed + found.added == found.done + found.carried_over + found.removed
    return found


def summary(found: SprintFigures) -> str:
    parts = {
        "committed": found.committed,
        "added": found.added,
        "done": found.done,
        "carried": found.carried_over,
        "removed": found.removed,
        "reopened": found.reopened,
    }
    return " ".join(name for name, number in parts.items() for _ in range(number))


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param("02-20 in|03-05 closed", "committed done", id="planned and closed"),
        pytest.param("02-20 in", "committed carried", id="planned and still open"),
        pytest.param("03-04 in|03-05 closed", "added done", id="entered later and closed"),
        pytest.param("03-04 in", "added carried", id="entered later and still open"),
        pytest.param("02-20 in|03-04 out", "committed removed", id="planned, then taken out"),
        pytest.param("03-04 in|03-05 out", "added removed", id="entered and left within"),
        pytest.param("02-20 in|03-05 unplanned", "committed removed", id="given up"),
        pytest.param("02-20 in|03-05 closed|03-06 out", "committed removed", id="closed, then out"),
        pytest.param("02-20 in|03-04 out|03-05 in", "committed carried", id="out and back"),
        pytest.param("03-04 in|03-05 out|03-06 in|03-09 closed", "added done", id="in twice"),
        pytest.param(
            "02-20 in|03-04 closed|03-05 reopened", "committed carried reopened", id="reopened"
        ),
        pytest.param(
            "02-20 in|03-04 closed|03-05 reopened|03-06 closed",
            "committed done reopened",
            id="reopened and closed again",
        ),
        pytest.param("02-20 in|02-25 closed", "", id="closed before the start"),
        pytest.param(
            "02-20 in|02-25 closed|03-04 reopened",
            "added carried",
            id="closed before, reopened in it",
        ),
        pytest.param("02-25 closed|03-04 in", "", id="closed before, put in afterwards"),
        pytest.param("03-04 closed|03-05 in", "added done", id="closed within, then put in"),
        pytest.param("02-20 in|02-25 out", "", id="out before the start"),
        pytest.param("03-20 in", "", id="entered after the end"),
        pytest.param("02-20 in|03-20 out", "committed carried", id="taken out after the end"),
        pytest.param("02-20 in|03-20 closed", "committed carried", id="closed after the end"),
        pytest.param(
            "02-20 in|03-05 closed|03-20 reopened", "committed done", id="reopened after the end"
        ),
        pytest.param(
            "02-20 in|03-05 closed|03-20 reopened|03-21 unplanned",
            "committed done",
            id="done, then reopened and given up after the end",
        ),
        pytest.param("03-01T23:59 in", "committed carried", id="the last minute before"),
        pytest.param("03-02T17:00 in", "committed carried", id="the first day, when teams plan"),
        pytest.param(
            "03-02T09:00 in|03-02T17:00 closed", "committed done", id="all in the first day"
        ),
        pytest.param("03-03T00:30 in", "added carried", id="the first minutes of the second day"),
        pytest.param("02-20 in|03-13T23:30 closed", "committed done", id="the last evening"),
        pytest.param("02-20 in|03-14T00:10 closed", "committed carried", id="the night after"),
    ],
)
def test_an_issue_is_counted_once_where_it_begins_and_once_where_it_ends(
    story: str, expected: str
) -> None:
    assert summary(figures(told(1, *story.split("|"), box=SPRINT))) == expected


def test_burndown_begins_with_what_was_committed_and_has_a_point_for_each_day() -> None:
    found = figures(
        told(1, "02-20 in", "03-03 closed", box=SPRINT),
        told(2, "02-20 in", "03-03 closed", "03-05 reopened", box=SPRINT),
        told(3, "03-04 in", box=SPRINT),
        told(4, "02-20 in", "03-13T22:00 closed", box=SPRINT),
        told(5, "03-02 in", "03-06 closed", box=SPRINT),
        told(6, "03-02T08:00 closed", "03-02T09:00 in", box=SPRINT),
    )
    assert [(p.day.strftime("%d"), p.remaining) for p in found.burndown] == [
        ("01", 5),
        *[("02", 4), ("03", 2), ("04", 3), ("05", 4), ("06", 3), ("07", 3), ("08", 3)],
        *[("09", 3), ("10", 3), ("11", 3), ("12", 3), ("13", 2)],
    ]
    assert found.carried_over == 2


def test_a_sprint_under_way_is_told_as_of_the_last_collection() -> None:
    stories = [
        told(1, "02-20 in", "03-03 closed", box=SPRINT),
        told(2, "02-20 in", "03-06 closed", box=SPRINT),
    ]
    running = report(*stories, today=date(2026, 3, 6), until="03-05T06:00")
    assert not running.is_over
    assert running.figures is not None
    assert summary(running.figures) == "committed committed done carried"
    assert [p.remaining for p in running.figures.burndown] == [2, 2, 1, 1, 1]


def test_issues_closed_after_the_end_are_late() -> None:
    stories = [
        told(1, "02-20 in", "03-20 closed", box=SPRINT),
        told(2, "02-20 in", "03-20 closed", "03-25 reopened", box=SPRINT),
        told(3, "02-20 in", box=SPRINT),
    ]
    assert report(*stories).late == 1
    assert report(*stories, today=date(2026, 3, 22)).late == 2
    assert report(*stories, today=date(2026, 3, 16)).late == 0


def test_an_issue_in_a_milestone_without_an_event_has_been_in_it_since_it_was_created() -> None:
    early = told(1, box=SPRINT, created="02-20", milestone=8)
    later = told(2, box=SPRINT, created="03-04", milestone=8)
    assert summary(figures(early, later)) == "committed added carried carried"


def test_an_issue_whose_first_event_is_to_be_taken_out_was_in() -> None:
    assert summary(figures(told(1, "03-04 out", box=SPRINT))) == "committed removed"


def test_an_issue_closed_without_an_event_was_closed_on_its_date() -> None:
    story = told(1, "02-20 in", box=SPRINT, is_open=False, closed_at=moment("03-05"))
    assert summary(figures(story)) == "committed done"


def test_what_github_says_today_wins_over_events_that_lack() -> None:
    moved = told(1, "02-20 in", box=SPRINT, milestone=9, updated_at=moment("03-06"))
    reopened = told(
        2, "02-20 in", "03-04 closed", box=SPRINT, is_open=True, updated_at=moment("03-06")
    )
    assert summary(figures(moved)) == "committed removed"
    assert summary(figures(reopened)) == "committed carried reopened"


def test_a_renamed_milestone_keeps_the_issues_that_entered_under_its_old_name() -> None:
    renamed = milestone(8, "Sprint 8 : mairies", "03-13")
    old = milestone(8, "Sprint 8", "03-13")
    still_in = told(1, "02-20 in", "03-05 closed", box=old)
    left = told(2, "02-20 in", box=old, milestone=None, updated_at=moment("03-04"))
    out = IssueEvent(99, 2, EventKind.DEMILESTONED, "Sprint 8 : mairies", moment("03-04"))
    boxes = (BEFORE, renamed, AFTER)
    assert summary(figures(still_in, boxes=boxes)) == "committed done"
    assert summary(figures(left, boxes=boxes, events=(out,))) == "committed removed"


def test_a_name_that_passes_from_milestone_to_milestone_names_the_one_of_that_time() -> None:
    rolling = milestone(9, "Sprint en cours", "03-27", created_at=moment("03-14"))
    before = told(1, "02-20 in", box=milestone(8, "Sprint en cours", "03-13"))
    after = told(2, "03-17 in", box=rolling)
    found = sprints_of(
        [history(stories=(before, after), boxes=(BEFORE, SPRINT, rolling))], [], LATER_DAY, PARIS
    )
    counted = {one.sprint.name: one.figures for one in found.past}
    assert counted["Sprint 8"] is not None
    assert summary(counted["Sprint 8"]) == "committed carried"
    assert counted["Sprint en cours"] is not None
    assert summary(counted["Sprint en cours"]) == "added carried"


def test_a_sprint_that_begins_in_a_weekend_is_planned_on_its_monday() -> None:
    boxes = (milestone(7, "Sprint 7", "02-27"), SPRINT)
    found = figures(
        told(1, "02-20 in", box=SPRINT),
        told(2, "03-02T09:30 in", box=SPRINT),
        told(3, "03-03T09:30 in", box=SPRINT),
        boxes=boxes,
    )
    assert summary(found) == "committed committed added carried carried carried"
    assert [(p.day.day, p.remaining) for p in found.burndown][:5] == [
        *[(27, 2), (28, 2), (1, 2), (2, 2), (3, 3)]
    ]


def test_what_a_sprint_left_is_committed_by_the_next_not_added_to_it() -> None:
    carried = told(1, "02-20 in", box=SPRINT, milestone=9)
    move = (
        IssueEvent(91, 1, EventKind.DEMILESTONED, "Sprint 8", moment("03-16T09:30")),
        IssueEvent(92, 1, EventKind.MILESTONED, "Sprint 9", moment("03-16T09:30")),
    )
    known = history(stories=(carried,), events=move, boxes=(BEFORE, SPRINT, AFTER))
    after, before, _ = sprints_of([known], [], LATER_DAY, PARIS).past
    assert before.figures is not None
    assert summary(before.figures) == "committed carried"
    assert after.figures is not None
    assert summary(after.figures) == "committed carried"
