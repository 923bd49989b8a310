"""Durations, rates and ages as the reader's language writes them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from babel.dates import format_timedelta
from babel.units import format_unit
from starlette.requests import Request

from incubator.domain.measures import Unit
from incubator.i18n import N_, SOURCE_LANGUAGE
from incubator.web.formats import Formats
from incubator.web.templating import formats_of, language_of, translate

_NBSP = "\u00a0"
_DAY_HOURS = 24
#: From how many days a tenth of a day says nothing more.
_WHOLE_DAYS = 10
#: What follows the figure, by unit; a duration and a share say it all by themselves.
_AFTER = {
    Unit.PULLS_PER_WEEK: N_("par semaine"),
    Unit.DAYS_PER_WEEK: N_("par semaine"),
    Unit.RELEASES_PER_WEEK: N_("par semaine"),
    Unit.COMMITS_PER_WEEK: N_("commits par semaine"),
}


def duration(formats: Formats, hours: float) -> str:
    """A duration in the unit that reads best: 25 min, 5 h, 2,4 jours, 12 jours."""
    minutes = round(hours * 60)
    if minutes < 60:
        return _unit(formats, minutes, "duration-minute", "short")
    if round(hours) < _DAY_HOURS:
        return _unit(formats, round(hours), "duration-hour", "short")
    days = hours / _DAY_HOURS
    # The rounded number decides of the plural: "1 jour" for 1,04.
    whole = round(days, 1) >= _WHOLE_DAYS or round(days, 1) == int(round(days, 1))
    return _unit(formats, round(days) if whole else round(days, 1), "duration-day", "long")


def figure(request: Request, unit: Unit, value: float) -> str:
    """A measure's value, short, as one shows it large."""
    formats = formats_of(request)
    match unit:
        case Unit.HOURS:
            return duration(formats, value)
        case Unit.SHARE:
            return formats.percent(value)
        case Unit.PEOPLE:
            return formats.number(round(value))
        case Unit.DAYS_PER_WEEK:
            return _unit(formats, _tenth(value), "duration-day", "long")
        case _:
            return formats.number(_tenth(value))


def unit_words(request: Request, unit: Unit, value: float) -> str:
    """What the figure counts, to be read after it; "" where it says so itself."""
    if unit is Unit.PEOPLE:
        return counted(request, round(value), N_("personne"), N_("personnes"))
    after = _AFTER.get(unit)
    return translate(request, after) if after else ""


def said(request: Request, unit: Unit, value: float) -> str:
    """A value within a sentence: "4,3 par semaine", "2,4 jours"."""
    words = unit_words(request, unit, value)
    shown = figure(request, unit, value)
    return f"{shown}{_NBSP}{words}" if words else shown


def ago(request: Request, moment: datetime, now: datetime) -> str:
    """How long ago something was: "il y a 3 heures"; "à l’instant" within a minute."""
    since = now - moment
    if since < timedelta(minutes=1):
        return translate(request, N_("à l’instant"))
    text: str = format_timedelta(-since, add_direction=True, locale=formats_of(request).language)
    return text.replace(" ", _NBSP) if len(text) < 16 else text


def counted(request: Request, count: float, one: str, several: str, **values: str) -> str:
    """The form of a message for a count, which may hold ``%(count)s``.

    In French zero and one and a half are singular; in English only one is.
    """
    is_one = count < 2 if language_of(request) == SOURCE_LANGUAGE else count == 1
    text = one if is_one else several
    return translate(request, text, count=formats_of(request).number(count), **values)


def days_between(request: Request, start: date, end: date) -> str:
    """Two days, what they share said once: "du 9 au 22 novembre 2026"."""
    formats = formats_of(request)
    return translate(
        request,
        N_("du %(start)s au %(end)s"),
        start=formats.start_of_span(start, end),
        end=formats.day(end),
    )


def lasting(request: Request, since: datetime, now: datetime) -> str:
    """How long something has lasted: "2 jours"."""
    span = max(now - since, timedelta(minutes=1))
    return format_timedelta(span, locale=formats_of(request).language).replace(" ", _NBSP)


def _unit(formats: Formats, value: float, unit: str, length: str) -> str:
    return format_unit(value, unit, length, locale=formats.language).replace(" ", _NBSP)  # type: ignore[arg-type]


def _tenth(value: float) -> float:
    """To a tenth, the tenth left out from ten on and where it is zero."""
    rounded = round(value, 1)
    return round(value) if rounded >= 10 or rounded == int(rounded) else rounded
