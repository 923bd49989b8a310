"""Every value and target of a startup as CSV (RFC 4180); docs/sheet-format.md has the columns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from incubator.domain.days import instant_text
from incubator.domain.impact import Indicator
from incubator.domain.startups import Startup
from incubator.web.csv_files import csv_text, harmless, number_cell

COLUMNS = (
    "startup",
    "indicator",
    "name",
    "dimension",
    "unit",
    "kind",
    "date",
    "value",
    "origin",
    "read_at",
    "former_value",
    "corrected_at",
)


def values_csv(sheet: Startup, today: date) -> str:
    """The file, a line each; values of the future are not known yet."""
    rows = (
        [*_head(sheet, indicator), *row]
        for indicator in sheet.indicators
        for row in _rows(indicator, today)
    )
    return csv_text(COLUMNS, rows)


def _head(sheet: Startup, indicator: Indicator) -> list[str]:
    texts = (sheet.id, indicator.id, indicator.name, indicator.dimension.value, indicator.unit)
    return [harmless(text) for text in texts]


def _rows(indicator: Indicator, today: date) -> Iterator[list[str]]:
    fetched = {one.day: one for one in indicator.fetched}
    for value in indicator.values:
        if value.day > today:
            continue
        row = ["value", value.day.isoformat(), number_cell(value.value)]
        one = fetched.get(value.day)
        if one is None:
            yield [*row, "sheet", "", "", ""]
        else:
            corrected = instant_text(one.corrected_at) if one.corrected_at else ""
            former = number_cell(one.former)
            yield [*row, "address", instant_text(one.read_at), former, corrected]
    for target in indicator.targets:
        yield ["target", target.day.isoformat(), number_cell(target.value), "sheet", "", "", ""]
