"""What a sprint committed to and what became of it, replayed from the issues' events.

Source: METHOD, "sprint" (our own definition). A sprint lasts from the first instant of its first
day to the last of its last. Of the issues of its box:

- committed: in the box and open at the start, or on the first working day: teams plan on that
  day, and move over what the sprint before left;
- added: entered, or opened again in the box, later;
- done: at the end in the box, and closed as planned;
- carried over: at the end in the box, and open;
- removed: at the end out of the box, or closed as not planned.

An issue is counted once as committed or added, and once in what it ended as: so committed + added
= done + carried over + removed. One that was closed before the start and never opened again is
not counted. One that is closed during the sprint and then put in the box is: added and done.
While a sprint runs, its end is the last that is known. Nothing that happens after the end changes
the figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum

from incubator.domain.days import day_of
from incubator.domain.sprint_reports import BurndownPoint, SprintFigures
from incubator.domain.sprint_timelines import Moment, Timeline

#: Changes whenever the rules above do: figures frozen under other rules are worked out again.
DEFINITION = 1


@dataclass(frozen=True, slots=True)
class Span:
    """The part of a sprint that is known.

    ``end`` is the first instant that is not: past the last day, or the last collection. What is
    in the box by ``committed_until`` was committed. ``seen_until`` is for issues closed late.
    """

    first_day: date
    start: datetime
    committed_until: datetime
    end: datetime
    seen_until: datetime
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Outcome:
    """A sprint's figures, and how many issues carried over were closed later."""

    figures: SprintFigures
    late: int


class _Fate(Enum):
    DONE = "done"
    CARRIED_OVER = "carried over"
    REMOVED = "removed"


@dataclass(slots=True)
class _Path:
    """An issue's way through a sprint.

    ``changes`` are of what is left to do: it begins at 1 for what is committed, 0 for others.
    """

    is_committed: bool
    fate: _Fate
    is_reopened: bool
    is_late: bool
    changes: list[tuple[datetime, int]]


def replay(held: Iterable[tuple[Timeline, str]], span: Span) -> Outcome:
    """The outcome of a sprint. ``held`` has issues, each with the box that it was in."""
    paths = [path for timeline, box in held if (path := _path(timeline, box, span)) is not None]
    fates = Counter(path.fate for path in paths)
    committed = sum(path.is_committed for path in paths)
    figures = SprintFigures(
        committed=committed,
        added=len(paths) - committed,
        removed=fates[_Fate.REMOVED],
        done=fates[_Fate.DONE],
        carried_over=fates[_Fate.CARRIED_OVER],
        reopened=sum(path.is_reopened for path in paths),
        burndown=_burndown(paths, committed, span),
    )
    return Outcome(figures, sum(path.is_late for path in paths))


def _path(timeline: Timeline, box: str, span: Span) -> _Path | None:
    """What an issue did in the sprint; None when it was never part of it."""
    start = min(span.start, span.end)
    before = [moment for moment in timeline.moments if moment.at < start]
    within = [moment for moment in timeline.moments if start <= moment.at < span.end]
    state = before[-1] if before else None
    remains = state is not None and state.box == box and state.is_open
    counted_at = span.start if remains else None
    was_open = state is None or state.is_open
    # What was closed before the start is no work of this sprint, until it is opened again.
    closed_within = is_reopened = False
    remained = remains
    changes: list[tuple[datetime, int]] = []
    for moment in within:
        if was_open and not moment.is_open:
            closed_within = True
        elif moment.is_open and not was_open and closed_within and moment.box == box:
            is_reopened = True
        was_open = moment.is_open
        if counted_at is None and moment.box == box and (moment.is_open or closed_within):
            counted_at = moment.at
        if (remaining := moment.box == box and moment.is_open) != remained:
            changes.append((moment.at, 1 if remaining else -1))
            remained = remaining
    if counted_at is None:
        return None
    is_committed = counted_at < span.committed_until
    if is_committed and not remains:
        # What is planned on the first working day is shown as left to do from the start on.
        if changes and changes[0][0] == counted_at:
            del changes[0]
        else:
            changes.insert(0, (counted_at, -1))
    fate = _fate(timeline, within[-1] if within else state, box, span)
    return _Path(
        is_committed=is_committed,
        fate=fate,
        is_reopened=is_reopened,
        is_late=fate is _Fate.CARRIED_OVER and _is_closed_later(timeline, span),
        changes=changes,
    )


def _fate(timeline: Timeline, last: Moment | None, box: str, span: Span) -> _Fate:
    if last is None or last.box != box:
        return _Fate.REMOVED
    if last.is_open:
        return _Fate.CARRIED_OVER
    # GitHub tells why an issue was closed last. If it was opened again since, that is another
    # closing than this one, which is then taken for planned.
    is_opened_since = any(m.is_open for m in timeline.moments if m.at >= span.end)
    return _Fate.DONE if timeline.issue.is_planned or is_opened_since else _Fate.REMOVED


def _is_closed_later(timeline: Timeline, span: Span) -> bool:
    later = [moment for moment in timeline.moments if span.end <= moment.at < span.seen_until]
    return bool(later) and not later[-1].is_open


def _burndown(paths: list[_Path], committed: int, span: Span) -> tuple[BurndownPoint, ...]:
    """Issues left at the end of each day known; the first point is what was committed.

    That point is dated the day before the sprint. A sprint that has not begun has none.
    """
    if span.end <= span.start:
        return ()
    moves: Counter[date] = Counter()
    for path in paths:
        for at, change in path.changes:
            moves[day_of(at, span.zone)] += change
    points = [BurndownPoint(span.first_day - timedelta(days=1), committed)]
    remaining = committed
    day, last = span.first_day, day_of(span.end - timedelta(microseconds=1), span.zone)
    while day <= last:
        remaining += moves[day]
        points.append(BurndownPoint(day, remaining))
        day += timedelta(days=1)
    return tuple(points)
