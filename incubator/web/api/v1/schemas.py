"""JSON Schemas that many fields share, and whether the text of a filter follows one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

Schema = Mapping[str, Any]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date"}
DAY_OR_NULL: Schema = {"type": ["string", "null"], "format": "date"}
#: A web address as the sheet has it, "" where it has none.
ADDRESS: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
NUMBER_OR_NULL: Schema = {"type": ["number", "null"]}
SHEET: Schema = {"type": "object", "additionalProperties": True}
#: What a filter by id takes: whatever a file may be called.
ID: Schema = {"type": "string", "minLength": 1, "maxLength": 200}
WORDS: Schema = {"type": "string", "minLength": 1, "maxLength": 200}
BOOLEANS = ("true", "false")


def choice(values: Iterable[str]) -> Schema:
    """One of some texts."""
    return {"type": "string", "enum": [str(value) for value in values]}


def record(**fields: Schema) -> Schema:
    """An object that has exactly these fields."""
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def records(**fields: Schema) -> Schema:
    """A list of such objects."""
    return {"type": "array", "items": record(**fields)}


def written_day(text: str) -> date | None:
    """A day written YYYY-MM-DD and in no other way, or None."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def wanted(schema: Schema, text: str) -> str:
    """What to write instead of a text that does not follow a schema; "" where it does."""
    if "enum" in schema:
        known = [str(value) for value in schema["enum"]]
        return "" if text in known else f"one of {', '.join(known)}"
    match schema.get("type"):
        case "boolean":
            return "" if text in BOOLEANS else "true or false"
        case "integer":
            return _wanted_number(schema, text)
    if schema.get("format") == "date":
        return "" if written_day(text) else "a day, as 2026-01-31"
    return _wanted_text(schema, text)


def _wanted_number(schema: Schema, text: str) -> str:
    least, most = schema.get("minimum", -(2**31)), schema.get("maximum", 2**31 - 1)
    is_whole = re.fullmatch(r"-?[0-9]{1,10}", text) is not None
    return "" if is_whole and least <= int(text) <= most else f"a whole number, {least} to {most}"


def _wanted_text(schema: Schema, text: str) -> str:
    least, most = schema.get("minLength", 0), schema.get("maxLength", 1000)
    if not least <= len(text) <= most or not text.isprintable():
        return f"a text of {least} to {most} characters"
    pattern = schema.get("pattern")
    return "" if pattern is None or re.search(pattern, text) else f"a text that follows {pattern}"
