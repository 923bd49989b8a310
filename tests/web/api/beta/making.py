"""Small collections, from the text of their sheets to the document made of them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from incubator.sheets.layout import Collection
from incubator.store.sheet_texts import WrittenSheet
from incubator.web.api.beta.values import Content, Sheet, parsed
from tests.builders import read
from tests.conftest import TODAY

PHASES = "phases:\n  - {name: construction, start: 2026-01-05}\n"


def sheet(
    sheet_id: str, front: str, body: str = "", collection: Collection = Collection.STARTUPS
) -> Sheet:
    """A sheet as a sync stores it and the API reads it again."""
    found = read(front, body, collection, sheet_id=sheet_id).sheet
    assert found is not None
    return parsed(WrittenSheet(sheet_id, found.front_matter, found.body, found.body_html))


def startup(sheet_id: str, extra: str = "", body: str = "", phases: str = PHASES) -> Sheet:
    return sheet(sheet_id, f"title: Titre de {sheet_id}\n{phases}{extra}", body)


def member(sheet_id: str, extra: str = "", body: str = "") -> Sheet:
    front = f"fullname: Nom de {sheet_id}\n{extra}"
    return sheet(sheet_id, front, body, Collection.MEMBERS)


def incubator(sheet_id: str, extra: str = "") -> Sheet:
    return sheet(sheet_id, f"title: Titre de {sheet_id}\n{extra}", "", Collection.INCUBATORS)


def organisation(sheet_id: str, front: str) -> Sheet:
    return sheet(sheet_id, front, "", Collection.ORGANISATIONS)


def content(
    *,
    startups: tuple[Sheet, ...] = (),
    members: tuple[Sheet, ...] = (),
    incubators: tuple[Sheet, ...] = (),
    organisations: tuple[Sheet, ...] = (),
    today: date = TODAY,
) -> Content:
    sheets = {
        Collection.STARTUPS: startups,
        Collection.MEMBERS: members,
        Collection.INCUBATORS: incubators,
        Collection.ORGANISATIONS: organisations,
    }
    return Content(sheets, today, "https://incubateur.example")


def loaded(document: str) -> Any:
    """A document read as consumers read it; it is valid, compact and in plain UTF-8."""
    value = json.loads(document, parse_constant=lambda name: 1 / 0)
    assert document == json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return value
