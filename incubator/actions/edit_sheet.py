"""Change a sheet: its file, a commit in the editor's name, the catalogue, the journal.

One writer at a time works in a content folder. A change to other fields than those that others
changed meanwhile is brought together with theirs. The file is written first and committed next:
what was committed is never taken back, and what could not be committed is. A save cut short
between the two is noted in Git's folder, and the next one finishes it. Where changes are pull
requests, the new content waits in an outbox instead, and no file is touched.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from tortoise.exceptions import BaseORMException

from incubator.actions.desk import (
    ConflictError,
    Desk,
    EditError,
    Opened,
    RefusedError,
    changed_keys,
    current_data,
    find_file,
    git_id,
    personal_part,
)
from incubator.actions.index_history import index_history
from incubator.actions.propose_change import FileChange, propose
from incubator.actions.sync_sheets import SyncConflictError, sync_sheets
from incubator.sheets import commits, committed_files, write
from incubator.sheets.commits import Author
from incubator.sheets.layout import Collection, SheetFile, find_content
from incubator.sheets.layout import folders as collection_folders
from incubator.sheets.merge import merge_files
from incubator.sheets.parse import parse
from incubator.sheets.problems import Problem
from incubator.sheets.turns import turn_to_write
from incubator.sheets.write import Changes
from incubator.store import journal
from incubator.store.journal import Trace

_SHOWN_CHARS = 2000
_TITLE_CHARS = 72
#: The start of a sheet that is to be made.
_NEW_SHEET = b"---\ntitle: title\n---\n"
#: From what a sheet says now to what it shall say; raises ConflictError.
_Plan = Callable[[bytes], bytes]
# The loop forgets a task that nobody holds.
_RUNNING: set[asyncio.Future[Any]] = set()


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved change: its commit, the fields it changed, what `check` says of the sheet now.

    ``commit`` is "" when nothing changed, or when the change is a pull request to be
    (``is_proposed``). Without ``is_published``, the catalogue does not say it yet. ``was_merged``
    tells that others had changed the sheet meanwhile. ``before`` is the Git id of what it said.
    """

    commit: str
    keys: tuple[str, ...]
    warnings: tuple[Problem, ...]
    is_published: bool = True
    is_proposed: bool = False
    was_merged: bool = False
    before: str = ""


async def edit_sheet(
    desk: Desk, opened: Opened, changes: Changes, author: Author, trace: Trace
) -> Saved:
    """Save changes to a sheet, together with what others changed since it was opened.

    Raises:
        ConflictError: others changed the same fields.
        RefusedError: the change would break a rule.
        WriteError: the change can't be written without risk to the rest of the file.
        EditError, FileError, GitError: the file or the commit can't be written.
    """
    file = opened.file
    wanted = write.apply(opened.data, changes, path=file.path, collection=file.collection)

    def plan(current: bytes) -> bytes:
        if current == opened.data:
            return wanted
        if not current:
            raise ConflictError(file.path, opened.data, current, wanted)
        data, merged = merge_files(
            opened.data, wanted, current, path=file.path, collection=file.collection
        )
        if not merged.is_whole:
            raise ConflictError(file.path, opened.data, current, wanted, merged)
        return data

    return await _save(desk, opened, plan, author, trace, "")


async def put_version(
    desk: Desk, opened: Opened, data: bytes, author: Author, trace: Trace, *, note: str
) -> Saved:
    """Save a whole file as a sheet's new version; ``note`` tells in the commit where it is from.

    Raises: as :func:`edit_sheet` does; ConflictError whatever others changed.
    """

    def plan(current: bytes) -> bytes:
        if current != opened.data:
            raise ConflictError(opened.file.path, opened.data, current, data)
        return data

    return await _save(desk, opened, plan, author, trace, note)


async def create_sheet(
    desk: Desk, collection: Collection, sheet_id: str, changes: Changes, author: Author,
    trace: Trace,
) -> Saved:  # fmt: skip
    """Make a sheet that is not there yet.

    Raises: as :func:`edit_sheet` does; EditError where the id is taken or its folder is missing.
    """
    content = find_content(desk.folder)
    places = [place for place in collection_folders(content, collection) if place.is_dir()]
    if not places:
        raise EditError(f"{content} has no folder {collection.value}/.")
    path = f"{places[0].name}/{sheet_id}.md"
    file = SheetFile(path, collection, sheet_id, 0, 0)
    is_taken = any(
        (place / name).exists() for place in places for name in (sheet_id, f"{sheet_id}.md")
    )
    if is_taken or await current_data(desk, content, file) is not None:
        raise EditError(f"There is already a sheet {collection.value}/{sheet_id}.md.", "taken")
    data = write.apply(_NEW_SHEET, changes, path=path, collection=collection)
    return await put_version(
        desk, Opened(content, file, b""), data, author, trace, note="nouvelle fiche"
    )


async def _save(
    desk: Desk, opened: Opened, plan: _Plan, author: Author, trace: Trace, note: str
) -> Saved:
    # A reader who leaves does not stop what has begun.
    task = asyncio.ensure_future(_save_whole(desk, opened, plan, author, trace, note))
    _RUNNING.add(task)
    task.add_done_callback(_RUNNING.discard)
    return await asyncio.shield(task)


async def _save_whole(
    desk: Desk, opened: Opened, plan: _Plan, author: Author, trace: Trace, note: str
) -> Saved:
    async with turn_to_write(opened.content):
        if not desk.by_proposal:
            await asyncio.to_thread(_prepare, opened)
        file = find_file(opened.content, opened.file.collection, opened.file.id) or opened.file
        current = await current_data(desk, opened.content, file) or b""
        wanted = plan(current)
        parsed = parse(file, wanted)
        unchanged = Saved("", (), parsed.problems, before=git_id(current))
        if wanted == current:
            return unchanged
        if parsed.sheet is None:
            raise RefusedError(file.path, parsed.problems)
        now = Opened(opened.content, file, current)
        keys = tuple(changed_keys(current, wanted))
        saved = replace(unchanged, keys=keys, was_merged=current != opened.data)
        message = _message(opened.name, keys, note)
        if desk.by_proposal:
            base = git_id(current) if current else ""
            change = FileChange(file.path, base, wanted, keys, message)
            moment = datetime.now(UTC)
            await propose(file.collection, file.id, [change], author, trace, now=moment)
            return replace(saved, is_published=False, is_proposed=True)
        commit = await asyncio.to_thread(_write, now, wanted, author, message)
        return await _publish(now, wanted, replace(saved, commit=commit), trace)


async def _publish(opened: Opened, wanted: bytes, saved: Saved, trace: Trace) -> Saved:
    """Bring the catalogue to a commit that is made; what fails here takes nothing of it back."""
    file = opened.file
    changed = changed_keys(opened.data, wanted).items()
    values = {key: [_shown(old), _shown(new)] for key, (old, new) in changed}
    kept, hidden = personal_part(file.collection, values)
    try:
        report = await sync_sheets(opened.content)
        await index_history(opened.content)
        await journal.record(
            trace,
            "sheet_changed",
            f"{file.collection.value.removesuffix('s')}:{file.id}",
            detail={"commit": saved.commit, "keys": list(values), "changes": kept},
            personal={"changes": hidden},
        )
    except (SyncConflictError, BaseORMException, OSError):
        return replace(saved, is_published=False)
    told = tuple(problem for problem in report.problems if problem.file == file.path)
    return replace(saved, warnings=told)


def _prepare(opened: Opened) -> None:
    """See that a commit can be made, and finish one that was cut short."""
    commits.check_repository(opened.content)
    committed_files.finish_interrupted(opened.content)


def _write(opened: Opened, wanted: bytes, author: Author, message: str) -> str:
    """Write and commit, under the folder's lock."""
    content, path = opened.content, opened.file.path
    if opened.data and commits.is_dirty(content, path):
        raise EditError(
            f"{path} has changes that are in no commit: commit them, or put the file back"
            f" with `git checkout -- {path}`, then retry.",
            "dirty",
        )
    return committed_files.replace_and_commit(content, path, wanted, author, message)


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = "" if value is None else text
    return text if len(text) <= _SHOWN_CHARS else text[: _SHOWN_CHARS - 1] + "…"


def _message(name: str, keys: Sequence[str], note: str) -> str:
    """The commit's message: the sheet and what changed; in full below where it is long."""
    listed = ", ".join(keys)
    if note:
        return f"{name} : {note}\n\n{listed}\n" if listed else f"{name} : {note}\n"
    title = f"{name} : {listed}"
    if len(title) <= _TITLE_CHARS:
        return f"{title}\n"
    return f"{name} : {len(keys)} champs\n\n{listed}\n"
