"""The documented shapes of values: JSON or CSV, dates and plain decimals (docs/sheet-format.md)."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from incubator.domain.impact import DatedValue
from incubator.fetching.errors import FetchError, Reason

MOST_VALUES = 2000
_FIRST_YEAR = 1990
_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?", re.ASCII)
# As many digits as the table keeps: no exponent, nothing infinite, no thousands apart.
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?", re.ASCII)
_JSON_TYPES = frozenset({"application/json", "text/json"})
_CSV_TYPES = frozenset({"text/csv", "application/csv", "text/comma-separated-values"})
#: Types that say nothing: what the body begins with decides.
_ANY_TYPES = frozenset({"", "text/plain", "application/octet-stream"})
_COLUMNS = ("date", "value")


class _Figure(str):
    """A number as JSON has it written: its digits are looked at before it is one."""

    __slots__ = ()


def read_series(body: bytes, media_type: str, today: date) -> tuple[DatedValue, ...]:
    """The values that an answer holds, the oldest first; all of them, or none.

    Raises:
        FetchError: the answer has not the documented shape, or holds a date of the future, a
            number that can't be kept, a day twice, too many values or none.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FetchError(Reason.SHAPE) from error
    pairs = list(_from_json(text) if _is_json(text, media_type) else _from_csv(text))
    if not pairs:
        raise FetchError(Reason.EMPTY)
    found: dict[date, DatedValue] = {}
    for written_day, written_value in pairs:
        day = _day(written_day)
        if day > today:
            raise FetchError(Reason.FUTURE, written_day)
        if day in found:
            raise FetchError(Reason.TWICE, written_day)
        if not _NUMBER.fullmatch(written_value):
            raise FetchError(Reason.NUMBER, written_value)
        found[day] = DatedValue(day, Decimal(written_value))
    return tuple(found[day] for day in sorted(found))


def _is_json(text: str, media_type: str) -> bool:
    if media_type in _JSON_TYPES or media_type.endswith("+json"):
        return True
    if media_type in _CSV_TYPES:
        return False
    if media_type in _ANY_TYPES:
        return text.lstrip()[:1] in {"[", "{"}
    raise FetchError(Reason.MEDIA_TYPE, media_type)


def _from_json(text: str) -> Iterable[tuple[str, str]]:
    try:
        data: Any = json.loads(text, parse_int=_Figure, parse_float=_Figure, parse_constant=_Figure)
    except (ValueError, RecursionError) as error:
        raise FetchError(Reason.SHAPE) from error
    items = data.get("values") if isinstance(data, dict) else data
    if not isinstance(items, list):
        raise FetchError(Reason.SHAPE)
    if len(items) > MOST_VALUES:
        raise FetchError(Reason.MANY, str(MOST_VALUES))
    for item in items:
        if not isinstance(item, dict):
            raise FetchError(Reason.SHAPE)
        day, value = item.get("date"), item.get("value")
        if not isinstance(day, str) or isinstance(day, _Figure):
            raise FetchError(Reason.DAY, str(day))
        if not isinstance(value, _Figure):
            raise FetchError(Reason.NUMBER, str(value))
        yield day, str(value)


def _from_csv(text: str) -> Iterable[tuple[str, str]]:
    header = text.lstrip("\r\n").partition("\n")[0]
    separator = ";" if ";" in header else ","
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise FetchError(Reason.SHAPE) from error
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    names = [cell.strip().lower() for cell in rows[0]] if rows else []
    if any(names.count(column) != 1 for column in _COLUMNS):
        raise FetchError(Reason.SHAPE)
    if len(rows) - 1 > MOST_VALUES:
        raise FetchError(Reason.MANY, str(MOST_VALUES))
    day, value = (names.index(column) for column in _COLUMNS)
    for row in rows[1:]:
        if len(row) <= max(day, value):
            raise FetchError(Reason.SHAPE)
        figure = row[value].strip()
        # Where cells are apart by semicolons, decimals may be written with a comma.
        yield row[day].strip(), figure.replace(",", ".", 1) if separator == ";" else figure


def _day(text: str) -> date:
    match = _DAY.fullmatch(text)
    try:
        found = date(int(match[1]), int(match[2]), int(match[3] or 1)) if match else None
    except ValueError:
        found = None
    if found is None or found.year < _FIRST_YEAR:
        raise FetchError(Reason.DAY, text)
    return found
