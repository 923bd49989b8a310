"""When invented people work: weekdays, from eight to six, in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random

_OPENS, _CLOSES = 8, 17
_SATURDAY = 5


def at(day: date, hour: float) -> datetime:
    """An hour of a day; what falls on a weekend is done on the Friday before."""
    while day.weekday() >= _SATURDAY:
        day -= timedelta(days=1)
    return datetime.combine(day, time(), UTC) + timedelta(minutes=round(hour * 60))


def some_time(day: date, chance: Random) -> datetime:
    """A moment of a working day."""
    return at(day, chance.uniform(_OPENS + 0.5, _CLOSES + 0.5))


def days_later(moment: datetime, days: int) -> datetime:
    """The same hour some working days later."""
    while days:
        moment += timedelta(days=1)
        days -= moment.weekday() < _SATURDAY
    return moment


def at_work(moment: datetime) -> datetime:
    """The same moment, or the end of the working day before it when nobody works then."""
    if moment.weekday() < _SATURDAY and _OPENS <= moment.hour < _CLOSES + 1:
        return moment
    day = moment.date() if moment.hour >= _OPENS else moment.date() - timedelta(days=1)
    # The minutes stay, so that what happened in some order does so still.
    return at(day, _CLOSES) + timedelta(minutes=moment.minute)
