"""Days and hours at which people in France are at work: mails that can wait leave then.

Source: Code du travail, article L3133-1 (the eleven public holidays).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

_SATURDAY = 5
_FROM, _TO = 8, 18
#: Month and day of the holidays that do not move.
_FIXED = frozenset(
    {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)},
)
#: Days after Easter Sunday: Easter Monday, Ascension Day, Whit Monday.
_AFTER_EASTER = (1, 39, 50)


def is_working_day(day: date) -> bool:
    """Monday to Friday, but for public holidays."""
    if day.weekday() >= _SATURDAY or (day.month, day.day) in _FIXED:
        return False
    easter = easter_sunday(day.year)
    return day not in {easter + timedelta(days=days) for days in _AFTER_EASTER}


def is_working_time(moment: datetime) -> bool:
    """A working day, from 8 to 18 h; ``moment`` is in the reader's own time zone."""
    return is_working_day(moment.date()) and _FROM <= moment.hour < _TO


def easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar, by its own rules.

    The paschal full moon is counted from the year's place in the cycle of nineteen years and
    from how far centuries have shifted moon and sun; Easter is the Sunday after it.
    """
    century = year // 100
    golden = year % 19
    shift = century - century // 4 - (8 * century + 13) // 25 + 15
    epact = (19 * golden + shift) % 30
    # The calendar has no full moon on the last day, nor twice on one in a cycle.
    moon = epact - (epact == 29 or (epact == 28 and golden > 10))
    full = date(year, 3, 21) + timedelta(days=moon)
    return full + timedelta(days=(6 - full.weekday()) % 7 or 7)
