"""Days and figures in committees' forms: as somebody typed them, and as a form shows them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from incubator.i18n import N_
from incubator.web.forms import Form
from incubator.web.templating import language_of
from incubator.web.workspace.editor.writing import as_day, as_number, shown_number

#: What the column of a figure keeps.
_DECIMALS = 9


def typed_day(sent: Form, name: str) -> date | None:
    """The day in a field; None where nothing is typed, and where it is a fault."""
    text = sent.values.get(name, "").strip()
    found = as_day(text)
    if text and found is None:
        sent.fault(name, N_("Écrivez une date, par exemple 31/03/2027."))
    return found


def typed_figure(sent: Form, name: str) -> Decimal | None:
    """The figure in a field; None where nothing is typed, and where it is a fault."""
    text = sent.values.get(name, "").strip()
    number = as_number(text, language_of(sent.request)) if text else None
    if text and number is None:
        sent.fault(name, N_("Écrivez un nombre, par exemple 12 500 ou 3,5."))
    return None if number is None else round(Decimal(str(number)), _DECIMALS).normalize()


def day_text(day: date | None) -> str:
    """A day as a field of days takes it; "" for none."""
    return day.isoformat() if day else ""


def figure_text(value: Decimal | None, language: str) -> str:
    """A figure as one types it in a language; "" for none."""
    if value is None:
        return ""
    is_whole = value == value.to_integral_value()
    return shown_number(int(value) if is_whole else float(value), language)
