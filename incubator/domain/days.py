"""Days of a zone, as instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo


def start_of(day: date, zone: tzinfo) -> datetime:
    """The first instant of a day, in UTC: comparing instants of one zone is faster."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def end_of(day: date, zone: tzinfo) -> datetime:
    """The first instant that is no longer in a day."""
    return start_of(day + timedelta(days=1), zone)


def day_of(instant: datetime, zone: tzinfo) -> date:
    """The day on which an instant falls."""
    return instant.astimezone(zone).date()
