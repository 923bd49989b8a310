"""``/api/v2.7/startups.csv``: a line for each startup, with semicolons."""

from __future__ import annotations

from datetime import date

from incubator.domain.phases import FORMER_NAMES, PHASES
from incubator.sheets.layout import Collection
from incubator.web.api.beta.values import (
    Content,
    Fields,
    Sheet,
    day,
    day_text,
    has,
    incubators,
    records,
    text,
)

#: The columns in order, and whether the original always puts quotes around them.
COLUMNS = {
    "id": False,
    "name": True,
    "mission": True,
    "start": False,
    "status": False,
    "incubator": False,
    "stats": False,
    "link": False,
    "repository": False,
    "accessibility": True,
    "contact": False,
    "incubators": True,
}
_NONE = "null"
_ORDER = {phase.value: phase.order for phase in PHASES}
_ORDER |= {name: phase.order for name, phase in FORMER_NAMES.items()}


def startups_csv(content: Content) -> str:
    """The document, its header first."""
    lines = [";".join(COLUMNS)]
    for sheet in content.sheets[Collection.STARTUPS]:
        cells = zip(_cells(sheet, content.today), COLUMNS.values(), strict=True)
        lines.append(";".join(_quoted(cell, always=always) for cell, always in cells))
    return "\n".join([*lines, ""])


def current_phase(fields: Fields, today: date) -> str:
    """The phase of the latest start that is not in the future, as the sheet names it; or "".

    Of two on one day it is the later in the programme's order.
    """
    begun = [
        (start, _ORDER[name], name)
        for phase in records(fields.get("phases"))
        if (start := day(phase.get("start"))) and start <= today
        if (name := text(phase.get("name")).strip()) in _ORDER
    ]
    return max(begun)[2] if begun else ""


def _cells(sheet: Sheet, today: date) -> list[str]:
    fields = sheet.fields
    first = next(iter(records(fields.get("phases"))), {})
    return [
        sheet.id,
        text(fields.get("title")),
        text(fields.get("mission")),
        day_text(first.get("start")),
        current_phase(fields, today),
        text(fields.get("incubator")).strip(),
        _or_null(fields, "stats_url"),
        _or_null(fields, "link"),
        _or_null(fields, "repository"),
        text(fields.get("accessibility_status")),
        text(fields.get("contact")),
        ",".join(incubators(fields)),
    ]


def _or_null(fields: Fields, key: str) -> str:
    return text(fields[key]) if has(fields, key) else _NONE


def _quoted(cell: str, *, always: bool) -> str:
    if always or any(sign in cell for sign in ';"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
