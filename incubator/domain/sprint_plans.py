"""When sprints begin and end, for each source that has some.

- A milestone with a due date ends on that day, or on the day when it was closed if that came
  first. GitHub gives it no start: it begins on the day after the latest end before its own, or on
  the day when it was created if that is later. It lasts six weeks at most: milestones that are
  further apart are pauses or projects, not sprints. Milestones of several repositories with the
  same title and due date are one sprint. One created after its due date is none: nobody worked
  with it.
- An iteration has its own days; the same iteration of several repositories is one sprint.
- The sheet's are as declared.
- The cadence is two weeks from Monday to Sunday, counted from 1 January 2024.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from incubator.domain.days import day_of
from incubator.domain.delivery_facts import Box, BoxKind, EventKind, History, known_from
from incubator.domain.sprint_reports import SprintSource
from incubator.domain.sprints import Sprint
from incubator.domain.text import slug, tag_key

LONGEST = timedelta(days=42)
_FORTNIGHT = timedelta(days=14)
_FIRST_MONDAY = date(2024, 1, 1)
_DAY = timedelta(days=1)
_SATURDAY = 5

Member = tuple[History, Box]


@dataclass(frozen=True, slots=True)
class Plan:
    """A sprint with what holds its issues: nothing for the sheet and the cadence.

    ``known_from`` is the instant before which the facts it needs are not all known, None where
    everything is. ``seen_from`` is when its project was first looked at, for iterations.
    """

    sprint: Sprint
    key: str
    source: SprintSource
    members: tuple[Member, ...] = ()
    known_from: datetime | None = None
    seen_from: datetime | None = None


def planning_day(sprint: Sprint) -> date:
    """The day on which a team plans: the first that is not of a weekend, if the sprint has one.

    On that day it also moves over what the sprint before left: none of it is added in flight.
    """
    monday = sprint.start + timedelta(days=max(0, 7 - sprint.start.weekday()))
    return min(monday, sprint.end) if sprint.start.weekday() >= _SATURDAY else sprint.start


def milestone_plans(histories: Sequence[History], zone: tzinfo) -> list[Plan]:
    """Sprints from milestones with a due date, in the order of their ends."""
    groups: dict[tuple[str, date], list[Member]] = defaultdict(list)
    for history in histories:
        for box in history.boxes:
            if box.kind is BoxKind.MILESTONE and box.end is not None:
                groups[tag_key(box.title), box.end].append((history, box))
    dated = []
    for (_, due), members in groups.items():
        created = _created(members, zone)
        if created is None or created <= due:
            ordered = tuple(sorted(members, key=_first))
            dated.append(_Dated(ordered, created, _end(members, due, zone)))
    ends = sorted({group.end for group in dated})
    before = dict(zip(ends[1:], ends, strict=False))
    plans = [_milestone_plan(group, before.get(group.end)) for group in dated]
    return sorted(plans, key=lambda plan: (plan.sprint.end, plan.key))


def iteration_plans(histories: Sequence[History]) -> list[Plan]:
    """Sprints from a project's iterations, in the order of their ends."""
    groups: dict[str, list[Member]] = defaultdict(list)
    days: dict[str, tuple[date, date]] = {}
    for history in histories:
        for box in history.boxes:
            if box.kind is BoxKind.ITERATION and box.start and box.end and box.start <= box.end:
                groups[box.key].append((history, box))
                days[box.key] = box.start, box.end
    seen_from = _first_sight(histories)
    plans = []
    for key, group in groups.items():
        members = tuple(sorted(group, key=_first))
        start, end = days[key]
        plan = Plan(
            sprint=Sprint(members[0][1].title, start, end, _goal(members)),
            key=_key(key, end, members),
            source=SprintSource.ITERATIONS,
            members=members,
            known_from=known_from(history for history, _ in members),
            seen_from=seen_from,
        )
        plans.append(plan)
    return sorted(plans, key=lambda plan: (plan.sprint.end, plan.key))


def sheet_plans(declared: Sequence[Sprint], histories: Sequence[History]) -> list[Plan]:
    """Sprints as the sheet declares them, in the order of their ends."""
    horizon = known_from(histories)
    plans = [
        Plan(
            sprint=sprint,
            key=f"{sprint.start}.{sprint.end}.{slug(sprint.name)}",
            source=SprintSource.SHEET,
            known_from=horizon,
        )
        for sprint in declared
    ]
    return sorted(plans, key=lambda plan: (plan.sprint.end, plan.key))


def cadence_plans(histories: Sequence[History], today: date, count: int) -> list[Plan]:
    """The fortnight under way and ``count`` before it, in order."""
    horizon = known_from(histories)
    current = _FIRST_MONDAY + (today - _FIRST_MONDAY) // _FORTNIGHT * _FORTNIGHT
    starts = [current - number * _FORTNIGHT for number in range(count, -1, -1)]
    return [
        Plan(
            sprint=Sprint("", start, start + _FORTNIGHT - _DAY),
            key=start.isoformat(),
            source=SprintSource.CADENCE,
            known_from=horizon,
        )
        for start in starts
    ]


@dataclass(frozen=True, slots=True)
class _Dated:
    members: tuple[Member, ...]
    created: date | None
    end: date


def _milestone_plan(group: _Dated, end_before: date | None) -> Plan:
    start = group.end - LONGEST + _DAY
    for bound in (group.created, end_before and end_before + _DAY):
        if bound is not None:
            start = max(start, bound)
    history, box = group.members[0]
    key = f"{history.repository.github_id}-{box.key}"
    return Plan(
        sprint=Sprint(box.title, min(start, group.end), group.end, _goal(group.members)),
        key=_key(key, group.end, group.members),
        source=SprintSource.MILESTONES,
        members=group.members,
        known_from=known_from(history for history, _ in group.members),
    )


def _key(of_box: str, end: date, members: Iterable[Member]) -> str:
    """What names a sprint for good: renaming its box keeps it, another end makes another sprint.

    A sprint that counts issues of private repositories never takes the figures of one that
    counts public ones only, nor the reverse.
    """
    is_private = any(history.repository.is_private for history, _ in members)
    return f"{'private.' if is_private else ''}{of_box}.{end}"


def _first(member: Member) -> tuple[int, int, str]:
    """The oldest milestone of the oldest repository names the sprint."""
    history, box = member
    return history.repository.github_id, len(box.key), box.key


def _goal(members: Iterable[Member]) -> str:
    return next((box.goal for _, box in members if box.goal), "")


def _created(members: Iterable[Member], zone: tzinfo) -> date | None:
    days = [day_of(box.created_at, zone) for _, box in members if box.created_at is not None]
    return min(days, default=None)


def _end(members: Sequence[Member], due: date, zone: tzinfo) -> date:
    """The due day, or the day when the last of the milestones was closed if that came first."""
    closings = [box.closed_at for _, box in members if not box.is_open and box.closed_at]
    if len(closings) < len(members):
        return due
    return min(due, day_of(max(closings), zone))


def _first_sight(histories: Iterable[History]) -> datetime | None:
    seen = (EventKind.ITERATION_ENTERED, EventKind.ITERATION_LEFT)
    return min((e.at for h in histories for e in h.events if e.kind in seen), default=None)
