"""Read Git's history of the sheets into the database: once, then what came since."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from tortoise.transactions import in_transaction

from incubator.sheets.history_log import (
    Commit,
    HistoryLogError,
    is_ancestor,
    read_log,
    sheet_of,
)
from incubator.sheets.repository import head_commit
from incubator.store import sheet_changes
from incubator.store.sheet_changes import Change, Progress, SheetKey

_ATTEMPTS = 5


async def index_history(content: Path) -> int:
    """Bring the history up to the commit that is checked out; returns how many commits were read.

    Commits that changed no sheet are not counted. Without Git, without a commit, or when Git
    fails, nothing is changed: the next call tries again. Where the last commit read is not among
    those that the present one was built on (a force push, another repository), the history is
    read anew. Git is read before the transaction begins.
    """
    for _ in range(_ATTEMPTS):
        head = await asyncio.to_thread(head_commit, content)
        seen = await sheet_changes.read_progress()
        if not head or head == seen.commit:
            return 0
        is_further = bool(seen.commit) and await asyncio.to_thread(
            is_ancestor, content, seen.commit, head
        )
        start = seen if is_further else Progress("", 0)
        try:
            read = await asyncio.to_thread(_read, content, head, start)
        except HistoryLogError:
            return 0
        if await _write(seen, start, Progress(head, start.commits + read.commits), read):
            return read.commits
    return 0


@dataclass(slots=True)
class _Read:
    """Changes in the log's order, and which sheet's each one is.

    A renamed sheet takes its changes along. So do those that are in the database already: of
    these, only the names under which they stand there are known.
    """

    commits: int = 0
    changes: list[Change] = field(default_factory=list)
    own: dict[SheetKey, list[int]] = field(default_factory=dict)
    stored: dict[SheetKey, list[SheetKey]] = field(default_factory=dict)

    def take(self, commit: Commit, position: int) -> None:
        """Note what a commit changed."""
        self.commits += 1
        self._rename(commit)
        for file in commit.changes:
            before, after = sheet_of(file.previous_path), sheet_of(file.path)
            keys: list[SheetKey] = [after] if after else []
            if before and (not after or before[0] is not after[0]):
                # Deleted, or moved to another collection, where it is another sheet.
                keys.append(before)
            for key in keys:
                is_there = key == after
                stays = before is not None and before[0] is key[0]
                self.own.setdefault(key, []).append(len(self.changes))
                self.changes.append(
                    Change(
                        position,
                        commit.id,
                        file.path if is_there else file.previous_path,
                        commit.author,
                        commit.at,
                        commit.message,
                        file.blob if is_there else "",
                        file.previous_blob if stays else "",
                    )
                )

    def _rename(self, commit: Commit) -> None:
        """Move the changes of renamed sheets, all at once: two may have swapped their names."""
        pairs = [
            (before, after)
            for file in commit.changes
            if file.is_rename
            and (before := sheet_of(file.previous_path))
            and (after := sheet_of(file.path))
            and before != after
            and before[0] is after[0]
        ]
        own = [self.own.pop(before, []) for before, _ in pairs]
        stored = [self.stored.pop(before, [before]) for before, _ in pairs]
        for before, _ in pairs:
            # Whoever takes that name next finds nothing of this sheet under it.
            self.stored.setdefault(before, [])
        for (_, after), indexes, names in zip(pairs, own, stored, strict=True):
            self.own.setdefault(after, []).extend(indexes)
            self.stored.setdefault(after, [after]).extend(names)

    @property
    def moves(self) -> dict[SheetKey, SheetKey]:
        """The new names of sheets whose changes are in the database."""
        return {
            former: present
            for present, formers in self.stored.items()
            for former in formers
            if former != present
        }


def _read(content: Path, head: str, start: Progress) -> _Read:
    read = _Read()
    for number, commit in enumerate(read_log(content, head, start.commit), start.commits + 1):
        read.take(commit, number)
    return read


async def _write(seen: Progress, start: Progress, now: Progress, read: _Read) -> bool:
    """Write what was read; False when another process was faster."""
    placed = [(key, read.changes[index]) for key, indexes in read.own.items() for index in indexes]
    placed.sort(key=lambda pair: pair[1].position)
    async with in_transaction() as client:
        if not await sheet_changes.claim_progress(client, seen, now):
            return False
        if start != seen:
            await sheet_changes.forget_changes(client)
        await sheet_changes.move_changes(client, read.moves)
        await sheet_changes.add_changes(client, placed)
    return True
