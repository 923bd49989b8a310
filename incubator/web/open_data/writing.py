"""Rows as CSV, JSON and newline-delimited JSON; each piece is a part of the file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from incubator.domain.days import instant_text
from incubator.web.api.documents import JSON
from incubator.web.csv_files import harmless, number_cell
from incubator.web.open_data.declared import Column, Kind, Row, Value

#: What stands between the items of a list in CSV; a backslash before it makes it a plain sign.
SEPARATOR = "|"
_ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Format:
    """A form of file; ``iana`` is its registered media type, or "" where it has none."""

    name: str
    label: str
    media_type: str
    iana: str
    is_download: bool
    write: Callable[[Sequence[Column], Iterable[Row]], Iterator[str]]


def csv_cell(value: Value) -> str:
    """A cell of CSV: lists joined, true and false, plain numbers, and no formula."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        value = SEPARATOR.join(_escaped(item) for item in value)
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain(value)


def plain(value: int | Decimal | date | datetime) -> str:
    """A number or a day as every format writes it."""
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return number_cell(value) if isinstance(value, Decimal) else str(value)


def _escaped(item: str) -> str:
    return item.replace("\\", "\\\\").replace(SEPARATOR, f"\\{SEPARATOR}")


def csv_pieces(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[str]:
    """RFC 4180: a line of names, then a line for each row, each ended by CR LF."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for number, row in enumerate(rows, start=1):
        writer.writerow([csv_cell(value) for value in row])
        if number % _ROWS_AT_ONCE == 0:
            yield file.getvalue()
            file.seek(0)
            file.truncate()
    yield file.getvalue()


def json_pieces(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[str]:
    """A list of objects, a line each."""
    before = "[\n"
    for line in _objects(columns, rows):
        yield before + line
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def ndjson_pieces(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[str]:
    """An object a line."""
    for line in _objects(columns, rows):
        yield f"{line}\n"


def _objects(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[str]:
    names = [(f"{json.dumps(column.name)}:", column.kind) for column in columns]
    for row in rows:
        cells = zip(names, row, strict=True)
        yield "{" + ",".join(name + _json(value, kind) for (name, kind), value in cells) + "}"


def _json(value: Value, kind: Kind) -> str:
    """A value with its true type. A number keeps every digit, which a float would not."""
    if kind is Kind.LIST:
        return json.dumps(value or (), ensure_ascii=False, separators=(",", ":"))
    if value is None or value == "":
        return "null"
    if isinstance(value, str | bool):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int | Decimal):
        return plain(value)
    if isinstance(value, tuple):
        raise TypeError("A list stands in a column that holds none.")
    return f'"{plain(value)}"'


_EVERY = (
    Format("csv", "CSV", "text/csv; charset=utf-8; header=present", "text/csv", True, csv_pieces),
    Format("json", "JSON", JSON, "application/json", False, json_pieces),
    Format("ndjson", "NDJSON", "application/x-ndjson; charset=utf-8", "", True, ndjson_pieces),
)
#: Every format, by the extension of its files.
FORMATS: Mapping[str, Format] = {one.name: one for one in _EVERY}
