"""Days of a zone, as instants; instants as texts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def start_of(day: date, zone: tzinfo) -> datetime:
    """The first instant of a day, in UTC: comparing instants of one zone is faster.

    Where the calendar ends, that is the first or the last instant that there is.
    """
    try:
        return datetime.combine(day, time.min, zone).astimezone(UTC)
    except OverflowError:
        return _FIRST if day.year == 1 else _LAST


def end_of(day: date, zone: tzinfo) -> datetime:
    """The first instant that is no longer in a day."""
    if day == date.max:
        return _LAST
    return start_of(day + timedelta(days=1), zone)


def instant_text(instant: datetime) -> str:
    """An instant as programs read it: in UTC, to the second, as 2026-12-31T10:00:00Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day_of(instant: datetime, zone: tzinfo) -> date:
    """The day on which an instant falls."""
    return instant.astimezone(zone).date()
