"""The time over which delivery is measured, and what a measure finds in it.

A measure covers the last 90 days, today included, and is held against the 90 days before. It never
covers days of which nothing is known: it ends on the day of the last collection, begins no earlier
than the horizon of what was collected, nor than the first repository. Under a week there is no
measure. A repository that could not be read lately is taken as it was last seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from statistics import median

from incubator.domain.days import day_of, end_of, start_of
from incubator.domain.delivery_facts import History, Part, known_from
from incubator.domain.measures import Absence, Period

DAYS = 90
_SHORTEST = 7
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """A period as instants: from ``start`` to before ``end``, in days of ``zone``."""

    period: Period
    start: datetime
    end: datetime
    zone: tzinfo

    @property
    def weeks(self) -> float:
        """How long it is, in weeks."""
        return ((self.period.end - self.period.start).days + 1) / 7

    def has(self, instant: datetime | None) -> bool:
        """Whether an instant is in it."""
        return instant is not None and self.start <= instant < self.end

    def begins(self, day: date) -> bool:
        """Whether a week that begins on a day is told here: it is where it begins."""
        return self.period.start <= day <= self.period.end


@dataclass(frozen=True, slots=True)
class Windows:
    """What can be measured: ``current`` is None where ``absence`` says why."""

    period: Period
    current: Window | None
    previous: Window | None
    absence: Absence | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a measure found: ``value`` is None exactly where ``absence`` says why.

    ``by_releases`` says that releases stood in for deployments.
    """

    value: float | None
    counted: int = 0
    total: int = 0
    absence: Absence | None = None
    by_releases: bool = False


def missing(absence: Absence, total: int = 0) -> Finding:
    """No figure, and why."""
    return Finding(None, 0, total, absence)


def median_hours(spans: Sequence[timedelta], total: int) -> Finding:
    """The median of spans, of which there is at least one, in hours."""
    return Finding(median(map(hours, spans)), len(spans), total)


def hours(span: timedelta) -> float:
    """A span in hours."""
    return span.total_seconds() / 3600


def is_hidden(histories: Iterable[History], part: Part) -> bool:
    """Whether a part could not be seen in some repository that has it."""
    return any(part in history.hidden and _has(history, part) for history in histories)


def _has(history: History, part: Part) -> bool:
    if part in {Part.ISSUES, Part.MILESTONES}:
        return history.repository.has_issues
    return part is not Part.CONTRIBUTORS or not history.repository.is_empty


def first_known_day(histories: Sequence[History], zone: tzinfo) -> date | None:
    """The first day that is wholly known; None when there is no horizon."""
    horizon = known_from(histories)
    if horizon is None:
        return None
    day = day_of(horizon, zone)
    return day if start_of(day, zone) == horizon else day + _DAY


def last_known_day(histories: Sequence[History], today: date, zone: tzinfo) -> date:
    """Today, or the day of the last collection if that came first."""
    return min(today, day_of(max(history.until for history in histories), zone))


def windows_of(histories: Sequence[History], today: date, zone: tzinfo) -> Windows:
    """The period to measure and the one before it."""
    if not histories:
        asked = Period(today - (DAYS - 1) * _DAY, today)
        return Windows(asked, None, None, Absence.NOT_COLLECTED)
    last = last_known_day(histories, today, zone)
    horizon = first_known_day(histories, zone) or date.min
    created = day_of(min(history.repository.created_at for history in histories), zone)
    first_day = max(horizon, created)
    asked = Period(last - (DAYS - 1) * _DAY, last)
    first = max(asked.start, first_day)
    length = (last - first).days + 1
    if length < _SHORTEST:
        young = created > last - _SHORTEST * _DAY
        return Windows(asked, None, None, Absence.TOO_YOUNG if young else Absence.NOT_COLLECTED)
    until = max(history.until for history in histories)
    current = _window(Period(first, last), until, zone)
    before = Period(first - length * _DAY, first - _DAY)
    has_before = before.start >= first_day
    previous = _window(before, until, zone) if has_before else None
    return Windows(current.period, current, previous)


def _window(period: Period, until: datetime, zone: tzinfo) -> Window:
    end = min(end_of(period.end, zone), until.astimezone(UTC))
    return Window(period, start_of(period.start, zone), end, zone)
