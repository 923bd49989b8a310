"""How an indicator stands: against its targets, against its past, and against its cost.

Source: the programme's impact matrix and its target rules (METHOD); the thresholds are ours and
are said where they are used. Values are figures of a day; one of the first of a month is that
whole month's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from incubator.domain.committees import months_after
from incubator.domain.impact import DatedValue, Indicator
from incubator.domain.upkeep_facts import figure_end

#: A value says nothing about today any more after half a year.
STALE_AFTER = timedelta(days=183)
#: A value is due each month, and late after a month and a half.
LATE_AFTER = timedelta(days=46)
#: How far below the straight line to the target a value may be, as a part of the whole way.
TOLERANCE = Decimal("0.1")
#: How far from six months or a year ago the value compared with may lie.
NEAR = timedelta(days=46)


class Progress(StrEnum):
    """Where an indicator stands against its target."""

    REACHED = "reached"
    ON_COURSE = "on-course"
    BEHIND = "behind"
    UNKNOWN = "unknown"


class Doubt(StrEnum):
    """Why progress is unknown."""

    NO_VALUE = "no-value"
    NO_TARGET = "no-target"
    STALE = "stale"
    NO_PAST = "no-past"


@dataclass(frozen=True, slots=True)
class Standing:
    """An indicator against one target.

    ``expected`` is where the straight line from ``since`` to the target passes on the day of the
    latest value; None where there is no line to draw. ``doubt`` is there exactly where progress
    is unknown.
    """

    progress: Progress
    latest: DatedValue | None
    target: DatedValue | None
    since: DatedValue | None = None
    expected: Decimal | None = None
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """From a former value to the latest; ``ratio`` is None where the former one is zero."""

    former: DatedValue
    latest: DatedValue

    @property
    def difference(self) -> Decimal:
        """In the indicator's unit."""
        return self.latest.value - self.former.value

    @property
    def ratio(self) -> Decimal | None:
        """The difference as a part of the former value: 0.25 is a quarter more."""
        return self.difference / abs(self.former.value) if self.former.value else None


def standing(indicator: Indicator, today: date) -> Standing:
    """Where an indicator stands today against its next target, else its last one.

    Reached: the latest value is at the target or beyond. On course: it is at least where a
    straight line from the first known value to the target passes that day, or short of it by at
    most a tenth of the whole way. Behind: neither. Once the day of the last target has passed,
    what is not reached is behind. A value older than half a year tells nothing.
    """
    latest, target = indicator.latest(today), indicator.next_target(today)
    if latest is None:
        return Standing(Progress.UNKNOWN, None, target, doubt=Doubt.NO_VALUE)
    if target is None:
        return Standing(Progress.UNKNOWN, latest, None, doubt=Doubt.NO_TARGET)
    if today - figure_end(latest.day) > STALE_AFTER:
        return Standing(Progress.UNKNOWN, latest, target, doubt=Doubt.STALE)
    sign = -1 if indicator.lower_is_better else 1
    if sign * latest.value >= sign * target.value:
        return Standing(Progress.REACHED, latest, target)
    if target.day < today:
        return Standing(Progress.BEHIND, latest, target)
    since = _start_of_line(indicator, target)
    if since is None or since.day >= latest.day:
        return Standing(Progress.UNKNOWN, latest, target, doubt=Doubt.NO_PAST)
    expected = _on_line(since, target, latest.day)
    slack = TOLERANCE * abs(target.value - since.value)
    is_behind = sign * latest.value < sign * expected - slack
    progress = Progress.BEHIND if is_behind else Progress.ON_COURSE
    return Standing(progress, latest, target, since, expected)


def change_over(indicator: Indicator, months: int, today: date) -> Change | None:
    """The latest value against the one nearest to so many months before it.

    None where no value lies within a month and a half of that day.
    """
    latest = indicator.latest(today)
    if latest is None:
        return None
    wanted = months_after(latest.day, -months)
    near = [
        value
        for value in indicator.values
        if value.day < latest.day and abs(value.day - wanted) <= NEAR
    ]
    former = min(near, key=lambda value: (abs(value.day - wanted), value.day), default=None)
    return Change(former, latest) if former else None


def is_late(indicator: Indicator, today: date) -> bool:
    """Whether the latest value is older than a month and a half, or there is none."""
    latest = indicator.latest(today)
    return latest is None or today - figure_end(latest.day) > LATE_AFTER


def missing_months(values: Sequence[DatedValue], today: date) -> tuple[date, ...]:
    """The months without a value between the first and the last one, by their first day."""
    known = {value.day.replace(day=1) for value in values if value.day <= today}
    if not known:
        return ()
    month, last = min(known), max(known)
    missing = []
    while month < last:
        if month not in known:
            missing.append(month)
        month = months_after(month, 1)
    return tuple(missing)


def _start_of_line(indicator: Indicator, target: DatedValue) -> DatedValue | None:
    """From where the way to a target is measured.

    The value known when the target before it fell due, since what was promised begins there; else
    the first value of all.
    """
    values = sorted(indicator.values, key=lambda value: value.day)
    before = [one.day for one in indicator.targets if one.day < target.day]
    if before:
        known = [value for value in values if value.day <= max(before)]
        if known:
            return known[-1]
    return next((value for value in values if value.day < target.day), None)


def _on_line(start: DatedValue, end: DatedValue, day: date) -> Decimal:
    way = Decimal((day - start.day).days) / Decimal((end.day - start.day).days)
    return start.value + (end.value - start.value) * way
