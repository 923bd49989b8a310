"""Reading a dataset's files as those who reuse them do: by csv, by json, by its Table Schema."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from incubator.web.open_data.datasets import DATASETS
from tests.web.conftest import Site

NAMES = [dataset.name for dataset in DATASETS]
#: What Table Schema says that a text of each type is.
READERS: Mapping[str, Callable[[str], object]] = {
    "string": str,
    "integer": int,
    "number": Decimal,
    "boolean": lambda text: {"true": True, "false": False}[text],
    "date": date.fromisoformat,
    "datetime": lambda text: datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z"),
}
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
LATER_FORMULA = re.compile(r"""([;\t\r\n][" ]*)'(?=[=+@＝＋＠]|[-－](?!\s))""")


def parsed(text: str) -> tuple[list[str], list[list[str]]]:
    """The names of the columns and the rows, read strictly."""
    assert not text.startswith("\ufeff")
    assert "\n" not in re.sub(r'"(?:[^"]|"")*"', "", text).replace("\r\n", "")
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    return header, rows


def items(cell: str, separator: str) -> list[str]:
    """The items of a list, as the schema's description says to part them."""
    if not cell:
        return []
    found, escaped = [""], False
    for sign in cell:
        if escaped or sign not in {"\\", separator}:
            found[-1] += sign
            escaped = False
        elif sign == "\\":
            escaped = True
        else:
            found.append("")
    return found


def unquoted(cell: str) -> str:
    """A text without the quotes that keep a spreadsheet from running it."""
    cell = cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
    return LATER_FORMULA.sub(r"\1", cell)


def faults(schema: Mapping[str, Any], header: list[str], rows: list[list[str]]) -> list[str]:
    """Where a table is not what its schema says; empty for a valid one."""
    fields = schema["fields"]
    if header != [field["name"] for field in fields]:
        return [f"columns {header}"]
    found = []
    for number, row in enumerate(rows, start=2):
        if len(row) != len(fields):
            found.append(f"line {number}: {len(row)} cells")
            continue
        for field, cell in zip(fields, row, strict=True):
            if fault := _fault(field, cell):
                found.append(f"line {number}, {field['name']}: {fault} ({cell!r})")
    places = [header.index(name) for name in schema["primaryKey"]]
    keys = [tuple(row[place] for place in places) for row in rows]
    return [*found, *(f"key {key} twice" for key, times in Counter(keys).items() if times > 1)]


def _fault(field: Mapping[str, Any], cell: str) -> str:
    constraints = field.get("constraints", {})
    if cell == "":
        return "required" if constraints.get("required") else ""
    try:
        value = READERS[field["type"]](cell)
    except (ValueError, ArithmeticError, KeyError):
        return f"not a {field['type']}"
    if "enum" in constraints and cell not in constraints["enum"]:
        return "not in the enumeration"
    if isinstance(value, int | Decimal) and value < constraints.get("minimum", value):
        return "below the minimum"
    if field.get("format") == "uri" and urlsplit(cell).scheme not in {"http", "https"}:
        return "no address"
    return ""


def same(field: Mapping[str, Any], cell: str, value: Any) -> bool:
    """Whether CSV and JSON say the same."""
    if "separator" in field:
        return items(unquoted(cell), field["separator"]) == value
    if value is None:
        return cell == ""
    if field["type"] == "string":
        return bool(unquoted(cell) == value)
    if field["type"] in {"date", "datetime"}:
        return bool(cell == value)
    return bool(READERS[field["type"]](cell) == value)


async def files(site: Site, name: str) -> tuple[dict[str, Any], str, Any, list[Any]]:
    """The schema, the CSV, the JSON and the objects of the NDJSON of a dataset."""
    root = f"/donnees/{name}"
    answers = [await site.get(f"{root}.{end}") for end in ("schema.json", "csv", "json", "ndjson")]
    assert [answer.status_code for answer in answers] == [200] * 4
    schema, table, whole, lines = (answer.content.decode() for answer in answers)
    assert lines == "" or lines.endswith("\n")
    objects = [json.loads(line, parse_float=Decimal) for line in lines.split("\n") if line]
    return json.loads(schema), table, json.loads(whole, parse_float=Decimal), objects
