"""The criteria that sheets of phases and standards hold: how they are written, what is amiss."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from incubator.domain.readiness import Check, Criterion
from incubator.sheets.fields import Fields

#: A form with all of them has to fit what one request may hold.
MOST_CRITERIA = 40
ID_LIMIT = 100
VERSION_LIMIT = 20
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def is_criterion_id(value: str) -> bool:
    """Whether a text can name a criterion: forms, links and answers go by it."""
    return len(value) <= ID_LIMIT and _ID.fullmatch(value) is not None


def criteria_of(front_matter: Mapping[str, Any]) -> tuple[Criterion, ...]:
    """The criteria of a front matter; one without a sound id or without a text is left out.

    Of two by one id, the first counts.
    """
    written = front_matter.get("criteria")
    found: dict[str, Criterion] = {}
    for item in written if isinstance(written, list) else ():
        if not isinstance(item, dict):
            continue
        key, text, check = (_text(item.get(name)) for name in ("id", "text", "check"))
        if is_criterion_id(key) and text:
            found.setdefault(key, Criterion(key, text, check))
    return tuple(found.values())[:MOST_CRITERIA]


def report_criteria(fields: Fields) -> None:
    """Note what keeps a criterion out, and checks that the program does not know."""
    seen: set[str] = set()
    for record in fields.records("criteria"):
        key = record.text("id", advised=True)
        record.text("text", advised=True)
        record.choice("check", tuple(Check))
        if key and (key in seen or not is_criterion_id(key)):
            record.report("criterion-id", "id", value=key)
        seen.add(key)
    if len(seen) > MOST_CRITERIA:
        fields.report("too-many", "criteria", size=len(seen), limit=MOST_CRITERIA)
    version = fields.text("version") if fields.has("version") else ""
    if len(version) > VERSION_LIMIT:
        fields.report("long-text", "version", size=len(version), limit=VERSION_LIMIT)


def _text(value: Any) -> str:
    """A text of the front matter; numbers, as YAML reads an unquoted version, as they are."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return str(value).strip()
