"""Values with their unit, days, changes and prices as the reader's language writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from babel.numbers import format_decimal
from starlette.requests import Request

from incubator.domain.impact import DatedValue
from incubator.domain.progress import Change
from incubator.i18n import N_
from incubator.web.formats import Formats
from incubator.web.templating import formats_of, translate

NBSP = "\u00a0"
_MINUS = "\u2212"
#: From this ratio on one says "three times" rather than "200 % more".
_TIMES = Decimal(3)
_WHOLE_EUROS_FROM = 100_00


def amount(formats: Formats, value: Decimal, unit: str) -> str:
    """A value with its unit, on one line: "86 %", "2 650 dossiers/mois"."""
    number = formats.number(value).replace("-", _MINUS)
    if not unit:
        return number
    is_tight = unit == "%" and formats.language != "fr"
    return f"{number}{'' if is_tight else NBSP}{unit}"


def when(formats: Formats, day: date) -> str:
    """The month of a value of the first, which is that whole month's; else the day."""
    return formats.month(day) if day.day == 1 else formats.day(day)


def in_time(request: Request, day: date) -> str:
    """When a value is of, within a sentence: "en octobre 2026", "le 12 octobre 2026"."""
    text = N_("en %(when)s") if day.day == 1 else N_("le %(when)s")
    return translate(request, text, when=when(formats_of(request), day))


def due(request: Request, target: DatedValue, unit: str) -> str:
    """A target within a sentence: "9 000 dossiers/mois d’ici juin 2027"."""
    formats = formats_of(request)
    return translate(
        request,
        N_("%(value)s d’ici %(month)s"),
        value=amount(formats, target.value, unit),
        month=formats.month(target.day),
    )


def growth(request: Request, change: Change, unit: str) -> str:
    """How much a value changed, with its sign: "+27 %", "−3 points", "× 4,2"."""
    formats = formats_of(request)
    difference, former = change.difference, change.former.value
    if unit.strip().startswith("%"):
        text = N_("%(sign)s1 point") if abs(difference) == 1 else N_("%(sign)s%(count)s points")
        return translate(
            request, text, sign=_sign(difference), count=formats.number(abs(difference))
        )
    if former > 0 and change.latest.value / former >= _TIMES:
        times = change.latest.value / former
        return f"×{NBSP}{format_decimal(times, format='#,##0.#', locale=formats.language)}"
    if change.ratio is None:
        return _sign(difference) + amount(formats, abs(difference), unit)
    percent = formats.percent(abs(float(change.ratio)))
    return f"{_sign(difference)}{percent}"


def price(formats: Formats, cents: int) -> str:
    """What one unit costs: exact below a hundred euros, where cents count."""
    if abs(cents) >= _WHOLE_EUROS_FROM:
        return formats.euros(cents)
    number = format_decimal(Decimal(cents) / 100, format="#,##0.00", locale=formats.language)
    return f"{number}{NBSP}€" if formats.language == "fr" else f"€{number}"


def _sign(difference: Decimal) -> str:
    return "+" if difference > 0 else _MINUS if difference < 0 else ""
