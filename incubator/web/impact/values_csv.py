"""Every value and target of a startup as CSV (RFC 4180); docs/sheet-format.md has the columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

from incubator.domain.impact import Indicator
from incubator.domain.startups import Startup

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
#: What a spreadsheet takes for the start of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def values_csv(sheet: Startup, today: date) -> str:
    """The file, a line each; values of the future are not known yet."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for indicator in sheet.indicators:
        for row in _rows(indicator, today):
            writer.writerow([*_head(sheet, indicator), *row])
    return file.getvalue()


def _head(sheet: Startup, indicator: Indicator) -> list[str]:
    texts = (sheet.id, indicator.id, indicator.name, indicator.dimension.value, indicator.unit)
    return [_harmless(text) for text in texts]


def _rows(indicator: Indicator, today: date) -> Iterator[list[str]]:
    fetched = {one.day: one for one in indicator.fetched}
    for value in indicator.values:
        if value.day > today:
            continue
        row = ["value", value.day.isoformat(), _plain(value.value)]
        one = fetched.get(value.day)
        if one is None:
            yield [*row, "sheet", "", "", ""]
        else:
            former = "" if one.former is None else _plain(one.former)
            yield [*row, "address", _moment(one.read_at), former, _moment(one.corrected_at)]
    for target in indicator.targets:
        yield ["target", target.day.isoformat(), _plain(target.value), "sheet", "", "", ""]


def _plain(value: Decimal) -> str:
    """A number without exponent: it stays one, its minus is no formula."""
    return f"{value:f}"


def _moment(value: datetime | None) -> str:
    return "" if value is None else f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
