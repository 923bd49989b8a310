"""What the database remembers of the files: read by sync and by pages that name a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.expressions import Q

from incubator.sheets.layout import Collection
from incubator.sheets.problems import Problem
from incubator.sheets.references import Reference
from incubator.store import read_ahead
from incubator.store.database import connection
from incubator.store.models import CatalogueVersion, SheetState
from incubator.store.read_ahead import row_of

PUBLISHED, REFUSED, REMOVED = "published", "refused", "removed"
_CLAIM = "redirect_from"


@dataclass(frozen=True, slots=True)
class State:
    """The state of a file at the last sync; ``changed_at`` is in seconds since 1970, UTC."""

    path: str
    collection: Collection
    sheet_id: str
    status: str
    is_published: bool
    size: int
    mtime_ns: int
    digest: str
    changed_at: int
    problems: str
    link_problems: str
    references: str


@dataclass(frozen=True, slots=True)
class Version:
    """The catalogue's version: its number, when it was made, from which commit."""

    number: int
    synced_at: datetime | None
    content_commit: str


_COLUMNS = tuple(State.__slots__)


async def read_states() -> dict[str, State]:
    """Every file's state, by path."""
    # Read without the model: a sync with nothing to do spends its time here.
    names = '", "'.join(_COLUMNS)
    _, rows = await connection().execute_query(f'SELECT "{names}" FROM sheet_states')  # noqa: S608
    collections = {collection.value: collection for collection in Collection}
    return {
        row[0]: State(row[0], collections[row[1]], row[2], row[3], bool(row[4]), *row[5:])
        for row in map(tuple, rows)
    }


async def read_version() -> Version:
    """The catalogue's version; number 0 before the first sync."""
    held: Version | None = read_ahead.held_version()
    if held is not None:
        return held
    row = await CatalogueVersion.get(id=1)
    return Version(row.number, row.synced_at, row.content_commit)


async def find_state(collection: Collection, sheet_id: str) -> State | None:
    """The state of one sheet's file; of several by that id, the published one."""
    row = await row_of(
        SheetState, "sheet_id", sheet_id, "-is_published", "path", collection=collection.value
    )
    if row is None:
        return None
    values = {column: getattr(row, column) for column in _COLUMNS}
    return State(**{**values, "collection": Collection(row.collection)})


async def problems_in_force() -> list[Problem]:
    """Every problem of the sheets as they stand: errors first, then by file and line."""
    rows = (
        await SheetState.exclude(status=REMOVED)
        .filter(~Q(problems="") | ~Q(link_problems=""))
        .values_list("path", "problems", "link_problems")
    )
    found = [
        problem
        for path, *dumped in rows
        for problems in dumped
        for problem in load_problems(str(path), str(problems))
    ]
    return sorted(found, key=lambda one: (not one.is_error, one.file, one.line or 0, one.key))


def dump_problems(problems: Iterable[Problem]) -> str:
    """Problems as the JSON that ``SheetState`` keeps; "" for none."""
    listed = [[p.rule, p.key, p.line, dict(p.params)] for p in problems]
    return json.dumps(listed, ensure_ascii=False) if listed else ""


def load_problems(path: str, dumped: str) -> list[Problem]:
    """The problems of :func:`dump_problems`."""
    return [
        Problem(path, rule, key, line, params)
        for rule, key, line, params in (json.loads(dumped) if dumped else [])
    ]


def dump_references(named: Iterable[Reference], redirects: Iterable[str] = ()) -> str:
    """What a sheet names and the former paths it claims, as ``SheetState`` keeps them."""
    listed = [[r.key, r.collection.value, r.id, r.line] for r in named]
    listed += [[_CLAIM, "", path, None] for path in redirects]
    return json.dumps(listed, ensure_ascii=False) if listed else ""


def claims_paths(dumped: str) -> bool:
    """Whether the references of :func:`dump_references` may have redirects among them."""
    return _CLAIM in dumped


def load_references(
    dumped: str, known: Sequence[Reference] | None = None
) -> tuple[Sequence[Reference], list[str]]:
    """The references and the redirects of :func:`dump_references`; ``known`` spares the first."""
    if known is not None and not claims_paths(dumped):
        return known, []
    listed = json.loads(dumped) if dumped else []
    named = [Reference(key, Collection(kind), *rest) for key, kind, *rest in listed if kind]
    return named, [value for _, kind, value, _ in listed if not kind]


def as_row(state: State) -> dict[str, Any]:
    """The columns of a state's row."""
    values = {column: getattr(state, column) for column in _COLUMNS}
    return {**values, "collection": state.collection.value}
