"""What holds of every sprint, whatever happened to its issues and in whichever order it is read."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from incubator.domain.days import end_of
from incubator.domain.delivery_facts import EventKind, History, Issue, IssueEvent
from incubator.domain.sprint_choice import sprints_of
from incubator.domain.sprint_reports import SprintReport
from tests.domain.github_facts import PARIS, history, milestone, moment

TODAY = date(2026, 5, 1)
BOXES = tuple(
    milestone(number, f"Sprint {number}", due)
    for number, due in enumerate(("02-20", "03-06", "03-20", "04-03"), 1)
)
TITLES = [box.title for box in BOXES]
FIRST = moment("02-03")
#: Hours after the first morning, up to some weeks after the last sprint.
HOURS = st.integers(0, 80 * 24)
STEPS = st.lists(
    st.tuples(HOURS, st.sampled_from(["close", "give up", "reopen", *TITLES, "out"])), max_size=8
)


def lived(
    number: int, created: int, steps: list[tuple[int, str]]
) -> tuple[Issue, list[IssueEvent]]:
    """An issue to which things happened as they can on GitHub, with every event of it."""
    events: list[IssueEvent] = []
    closed_at: datetime | None = None
    held: str | None = None
    is_planned = True
    at = FIRST + timedelta(hours=created)

    def note(kind: EventKind, target: str = "") -> None:
        events.append(IssueEvent(number * 100 + len(events), number, kind, target, at))

    for hour, step in sorted(steps):
        at = max(at, FIRST + timedelta(hours=hour)) + timedelta(seconds=1)
        if step in {"close", "give up"}:
            if closed_at is None:
                closed_at, is_planned = at, step == "close"
                note(EventKind.CLOSED)
        elif step == "reopen":
            if closed_at is not None:
                closed_at, is_planned = None, True
                note(EventKind.REOPENED)
        else:
            if held is not None:
                note(EventKind.DEMILESTONED, held)
            held = None if step == "out" else step
            if held is not None:
                note(EventKind.MILESTONED, held)
    issue = Issue(
        github_id=number,
        number=number,
        title="",
        is_open=closed_at is None,
        is_planned=is_planned,
        milestone=TITLES.index(held) + 1 if held else None,
        labels=(),
        created_at=FIRST + timedelta(hours=created),
        closed_at=closed_at,
        updated_at=at,
    )
    return issue, events


LIVES = st.lists(st.tuples(HOURS, STEPS), max_size=4)


def reports(known: History, today: date = TODAY) -> tuple[SprintReport, ...]:
    found = sprints_of([known], [], today, PARIS)
    return tuple(one for one in (*found.past, found.current, *found.coming) if one)


def world(lives: list[tuple[int, list[tuple[int, str]]]]) -> History:
    stories = tuple(lived(number, *life) for number, life in enumerate(lives, 1))
    return history(boxes=BOXES, stories=stories)


def check(one: SprintReport) -> None:
    found = one.figures
    assert found is not None
    begun, ended = found.committed + found.added, found.done + found.carried_over + found.removed
    assert begun == ended
    assert min(found.committed, found.added, found.removed, found.done, found.reopened) >= 0
    assert found.reopened <= begun
    assert 0 <= one.late <= found.carried_over
    assert all(0 <= point.remaining <= begun for point in found.burndown)
    if found.burndown:
        assert found.burndown[0].remaining == found.committed
        assert found.burndown[-1].remaining == found.carried_over


@given(LIVES, st.integers(0, 80))
@settings(max_examples=50, deadline=None)
def test_every_issue_is_counted_once_at_each_end_and_the_burndown_says_the_same(
    lives: list[tuple[int, list[tuple[int, str]]]], day: int
) -> None:
    for one in reports(world(lives), date(2026, 2, 3) + timedelta(days=day)):
        check(one)


@given(LIVES, st.sets(st.integers(0, 40)))
@settings(max_examples=50, deadline=None)
def test_it_holds_even_where_events_are_lost(
    lives: list[tuple[int, list[tuple[int, str]]]], lost: set[int]
) -> None:
    whole = world(lives)
    events = tuple(one for place, one in enumerate(whole.events) if place not in lost)
    for one in reports(replace(whole, events=events)):
        check(one)


@given(LIVES, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_in_which_facts_are_read_changes_nothing(
    lives: list[tuple[int, list[tuple[int, str]]]], chance: random.Random
) -> None:
    whole = world(lives)
    events, issues, boxes = list(whole.events), list(whole.issues), list(whole.boxes)
    for facts in (events, issues, boxes):
        chance.shuffle(facts)
    shuffled = replace(whole, events=tuple(events), issues=tuple(issues), boxes=tuple(boxes))
    assert reports(shuffled) == reports(whole)


@given(LIVES, st.integers(0, 3))
@settings(max_examples=50, deadline=None)
def test_nothing_that_happens_after_a_sprint_changes_its_figures(
    lives: list[tuple[int, list[tuple[int, str]]]], which: int
) -> None:
    end = end_of(BOXES[which].end or TODAY, PARIS)
    hours = int((end - FIRST).total_seconds() // 3600)
    as_it_was, after = [], []
    for created, steps in lives:
        if created >= hours - 1:
            continue
        within = [step for step in steps if max(step[0], created) < hours - 1]
        later = [step for step in steps if step[0] > hours]
        if "give up" in [step for _, step in within]:
            # GitHub tells the reason of the last closing only: freezing is what keeps earlier ones.
            later = [step for step in later if step[1] != "reopen"]
        as_it_was.append((created, within))
        after.append((created, [*within, *later]))
    name = TITLES[which]
    (then,) = (one for one in reports(world(as_it_was)) if one.sprint.name == name)
    (now,) = (one for one in reports(world(after)) if one.sprint.name == name)
    assert now.figures == then.figures
