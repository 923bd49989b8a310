"""What sheets say, as the original API writes it: texts as they are written, days as days."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from incubator.sheets.layout import Collection
from incubator.store.sheet_texts import WrittenSheet

Fields = Mapping[str, Any]
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:$|[T ])")
_DAY_KEYS = frozenset({"start", "end", "date"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with the fields that it has: one that is absent is not the same as an empty one."""

    id: str
    fields: Fields
    body: str = ""
    body_html: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a document is made of; ``base`` begins the site's addresses, without a last slash."""

    sheets: Mapping[Collection, Sequence[Sheet]]
    today: date
    base: str = ""


def parsed(sheet: WrittenSheet) -> Sheet:
    """A stored sheet with its fields read."""
    fields = json.loads(sheet.front_matter) if sheet.front_matter else {}
    return Sheet(sheet.id, fields, sheet.body, sheet.body_html)


def as_json(value: Any) -> str:
    """Compact JSON, nothing escaped that need not be."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def has(fields: Fields, key: str) -> bool:
    """Whether the sheet gives a value, be it an empty text: null and false are none."""
    value = fields.get(key)
    return value is not None and value is not False


def text(value: Any) -> str:
    """A value as the original prints it: "" for none, edge white space kept."""
    match value:
        case None | dict():
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return "".join(text(item) for item in value)
        case _:
            return str(value)


def texts(value: Any) -> list[str]:
    """The items of a list as texts; a lone text is a list of one."""
    if value is None or value is False or value == "":
        return []
    items = value if isinstance(value, list) else [value]
    return [text(item) for item in items if item is not None]


def ids(value: Any) -> list[str]:
    """The ids that a field names; blanks stand for none."""
    return [found for item in texts(value) if (found := item.strip())]


def records(value: Any) -> list[Fields]:
    """The items of a list that have fields."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def is_on(value: Any) -> bool:
    """A flag, read as the site's own pages read it."""
    if isinstance(value, str):
        return value.strip().lower() in {"true", "oui", "yes"}
    return value is True


def day_text(value: Any) -> str:
    """A day as YYYY-MM-DD, a time of day left out; what is no day stays as it is written."""
    written = text(value)
    match = _DAY.match(written.strip())
    return match[1] if match else written


def day(value: Any) -> date | None:
    """A day; None where none is written, or nothing that is a day."""
    try:
        return date.fromisoformat(day_text(value))
    except ValueError:
        return None


def phases(value: Any) -> Any:
    """The phases as the sheet has them, order and keys, their days as YYYY-MM-DD."""
    if not isinstance(value, list):
        return value
    return [_with_days(item) if isinstance(item, dict) else item for item in value]


def incubators(fields: Fields) -> list[str]:
    """The ids of a startup's incubators: the list where it names one, else the single one."""
    return ids(fields.get("incubators")) or ids(fields.get("incubator"))


def _with_days(record: Fields) -> dict[str, Any]:
    return {
        key: day_text(value) if key in _DAY_KEYS and isinstance(value, str) else value
        for key, value in record.items()
    }
