"""The history of sheets as it was read from Git: who changed which one, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.expressions import Q

from incubator.sheets.layout import Collection
from incubator.store import read_ahead
from incubator.store.bulk import Row, insert_rows
from incubator.store.models import HistoryIndex, SheetChange

_CHUNK = 5000
_MARK = "/"
_COLUMNS = ("position", "commit", "path", "author", "at", "message", "blob", "previous_blob")
_TEXT = 300

#: A sheet, by its collection and its id.
SheetKey = tuple[Collection, str]


@dataclass(frozen=True, slots=True)
class Progress:
    """The last commit that was read ("" before the first one), and how many were."""

    commit: str
    commits: int


@dataclass(frozen=True, slots=True)
class Change:
    """A commit that changed a sheet; ``at`` is in UTC. ``blob`` is "" where it was deleted."""

    position: int
    commit: str
    path: str
    author: str
    at: datetime
    message: str
    blob: str
    previous_blob: str


async def read_progress() -> Progress:
    """How far the history was read."""
    row = await HistoryIndex.get_or_none(id=1)
    return Progress(row.commit, row.commits) if row else Progress("", 0)


async def claim_progress(client: BaseDBAsyncClient, seen: Progress, now: Progress) -> bool:
    """Note that the history was read further, if nobody else did since ``seen`` was read.

    Written first in its transaction: it takes the write lock, so that no row comes in twice.
    """
    await client.execute_query(
        "INSERT INTO history_index (id, \"commit\", commits) VALUES (1, '', 0)"
        " ON CONFLICT DO NOTHING"
    )
    updated = (
        await HistoryIndex.filter(id=1, commit=seen.commit, commits=seen.commits)
        .using_db(client)
        .update(commit=now.commit, commits=now.commits)
    )
    return updated == 1


async def forget_changes(client: BaseDBAsyncClient) -> None:
    """Take every row out: the history is to be read anew."""
    await SheetChange.all().using_db(client).delete()


async def move_changes(client: BaseDBAsyncClient, moves: Mapping[SheetKey, SheetKey]) -> None:
    """Give the rows of renamed sheets their present ids, all at once: names may have changed hands.

    Collections stay as they are.
    """
    # No id has a slash: what is on its way is told from what is there.
    for number, (collection, former) in enumerate(moves):
        await _rename(client, collection, former, f"{_MARK}{number}")
    for number, (collection, present) in enumerate(moves.values()):
        await _rename(client, collection, f"{_MARK}{number}", present)


async def add_changes(
    client: BaseDBAsyncClient, changes: Sequence[tuple[SheetKey, Change]]
) -> None:
    """Insert rows for changes of sheets."""
    for start in range(0, len(changes), _CHUNK):
        rows = [_row(*pair) for pair in changes[start : start + _CHUNK]]
        await insert_rows(client, SheetChange, rows)


async def count_changes(collection: Collection, sheet_id: str) -> int:
    """How many commits changed a sheet, under its former names too."""
    if read_ahead.is_on():
        return len(await _all_of(collection, sheet_id))
    return await SheetChange.filter(collection=collection.value, sheet_id=sheet_id).count()


async def changes_of(collection: Collection, sheet_id: str, first: int, count: int) -> list[Change]:
    """``count`` changes of a sheet, the latest first, from the one of rank ``first`` (0) on."""
    if read_ahead.is_on():
        every = (await _all_of(collection, sheet_id))[first : first + count]
        return [Change(*(getattr(row, column) for column in _COLUMNS)) for row in every]
    rows = (
        await SheetChange.filter(collection=collection.value, sheet_id=sheet_id)
        .order_by("-position", "-id")
        .offset(first)
        .limit(count)
        .values_list(*_COLUMNS)
    )
    return [Change(*row) for row in rows]


async def _all_of(collection: Collection, sheet_id: str) -> list[SheetChange]:
    return await read_ahead.rows_of(
        SheetChange, "sheet_id", sheet_id, "-position", "-id", collection=collection.value
    )


async def find_change(collection: Collection, sheet_id: str, commit: str) -> Change | None:
    """A sheet's change by its commit, or by the first characters of it."""
    row = (
        await SheetChange.filter(
            collection=collection.value, sheet_id=sheet_id, commit__startswith=commit
        )
        .order_by("-position", "-id")
        .first()
        .values_list(*_COLUMNS)
    )
    return Change(*row) if row else None


async def has_version(collection: Collection, sheet_id: str, blob: str) -> bool:
    """Whether a sheet ever had a content, by its Git id, under its former names too."""
    own = SheetChange.filter(collection=collection.value, sheet_id=sheet_id)
    return await own.filter(Q(blob=blob) | Q(previous_blob=blob)).exists()


async def _rename(
    client: BaseDBAsyncClient, collection: Collection, former: str, present: str
) -> None:
    found = SheetChange.filter(collection=collection.value, sheet_id=former)
    await found.using_db(client).update(sheet_id=present)


def _row(key: SheetKey, change: Change) -> Row:
    values = {column: getattr(change, column) for column in _COLUMNS}
    values |= {"author": change.author[:_TEXT], "message": change.message[:_TEXT]}
    return {"collection": key[0].value, "sheet_id": key[1], **values}
