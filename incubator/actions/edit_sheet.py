"""Change a sheet: its file, a commit in the editor's name, the catalogue, the journal.

One writer at a time works in a content folder. The file is written first and committed next;
what was committed is never taken back, and what could not be committed is. A save cut short
between the two is noted in Git's folder: the next one finishes it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tortoise.exceptions import BaseORMException

from incubator.actions.sync_report import SyncReport
from incubator.actions.sync_sheets import SyncConflictError, sync_sheets
from incubator.sheets import commits, committed_files, safe_files, write
from incubator.sheets.commits import Author
from incubator.sheets.layout import Collection, SheetFile, find_content, scan
from incubator.sheets.layout import folders as collection_folders
from incubator.sheets.parse import parse
from incubator.sheets.problems import Problem
from incubator.sheets.write import Changes, Content, WriteError
from incubator.sheets.write_front_matter import same
from incubator.store import journal
from incubator.store.journal import Trace

#: What the text is called among the changed fields.
BODY = "texte"
_SHOWN_CHARS = 2000
_TITLE_CHARS = 72
#: Values of these may name people: they stand in the journal's part that expires.
_PERSONAL_KEYS = frozenset({"contact"})
# The loop forgets a task that nobody holds.
_RUNNING: set[asyncio.Future[Any]] = set()


class EditError(Exception):
    """The sheet can't be changed; its file is as it was. The message says why."""


class ConflictError(EditError):
    """The file changed since it was opened. All three versions are here, none is lost."""

    def __init__(self, path: str, opened: bytes, current: bytes, wanted: bytes) -> None:
        super().__init__(f"{path} changed since it was opened: open it again, then retry.")
        self.opened, self.current, self.wanted = opened, current, wanted


class RefusedError(EditError):
    """The changed sheet has an error that would keep it out of the catalogue."""

    def __init__(self, path: str, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        errors = [problem for problem in problems if problem.is_error]
        places = (f"{path}:{error.line or 1}:{error.key} [{error.rule}]" for error in errors)
        super().__init__(f"The change is refused: {', '.join(places)}.")


@dataclass(frozen=True, slots=True)
class Opened:
    """A sheet as somebody opened it: what they change is checked against these bytes."""

    content: Path
    file: SheetFile
    data: bytes

    @property
    def digest(self) -> str:
        """What tells this version from another."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def name(self) -> str:
        """The sheet's id, with its collection where it is no startup."""
        kind, sheet_id = self.file.collection, self.file.id
        return sheet_id if kind is Collection.STARTUPS else f"{kind.value}/{sheet_id}"


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved change: its commit, the fields it changed, what `check` says of the sheet now.

    ``commit`` is "" when nothing changed. Without ``is_published``, the commit is made but the
    catalogue could not follow: the next sync does.
    """

    commit: str
    keys: tuple[str, ...]
    warnings: tuple[Problem, ...]
    is_published: bool = True


def open_sheet(folder: Path, collection: Collection, sheet_id: str) -> Opened:
    """Read a sheet that is to be changed.

    Raises:
        ContentError: the folder has no sheets.
        EditError: there is no such sheet.
    """
    content = find_content(folder)
    for file in scan(content)[0]:
        if (file.collection, file.id) == (collection, sheet_id):
            return Opened(content, file, _read(content / file.path))
    raise EditError(f"There is no sheet {collection.value}/{sheet_id}.md in {content}.")


async def edit_sheet(opened: Opened, changes: Changes, author: Author, trace: Trace) -> Saved:
    """Save changes to a sheet.

    Raises:
        ConflictError: the file is another than the one that was opened.
        RefusedError: the change would break a rule.
        WriteError: the change can't be written without risk to the rest of the file.
        EditError, FileError, GitError: the file or the commit can't be written.
    """
    file = opened.file
    wanted = write.apply(opened.data, changes, path=file.path, collection=file.collection)
    return await _save(opened, wanted, author, trace, "")


async def put_version(
    opened: Opened, data: bytes, author: Author, trace: Trace, *, note: str
) -> Saved:
    """Save a whole file as a sheet's new version; ``note`` tells in the commit where it is from.

    Raises: as :func:`edit_sheet` does.
    """
    return await _save(opened, data, author, trace, note)


async def create_sheet(
    folder: Path, collection: Collection, sheet_id: str, changes: Changes, author: Author,
    trace: Trace,
) -> Saved:  # fmt: skip
    """Make a sheet that is not there yet.

    Raises: as :func:`edit_sheet` does; EditError where the id is taken or its folder is missing.
    """
    content = find_content(folder)
    places = [place for place in collection_folders(content, collection) if place.is_dir()]
    if not places:
        raise EditError(f"{content} has no folder {collection.value}/.")
    if any((place / name).exists() for place in places for name in (sheet_id, f"{sheet_id}.md")):
        raise EditError(f"There is already a sheet {collection.value}/{sheet_id}.md.")
    path = f"{places[0].name}/{sheet_id}.md"
    start = b"---\ntitle: title\n---\n"
    data = write.apply(start, changes, path=path, collection=collection)
    opened = Opened(content, SheetFile(path, collection, sheet_id, 0, 0), b"")
    return await _save(opened, data, author, trace, "nouvelle fiche")


def changed_keys(before: bytes, after: bytes) -> dict[str, tuple[Any, Any]]:
    """The fields that differ between two versions with both values, the text as ``texte``."""
    old, new = _content(before), _content(after)
    keys = dict.fromkeys((*old.fields, *new.fields))
    changed = {
        key: (old.fields.get(key), new.fields.get(key))
        for key in keys
        if not same(old.fields.get(key), new.fields.get(key))
    }
    return changed | ({BODY: (old.body, new.body)} if old.body != new.body else {})


async def _save(opened: Opened, wanted: bytes, author: Author, trace: Trace, note: str) -> Saved:
    # A reader who leaves does not stop what has begun.
    task = asyncio.ensure_future(_save_whole(opened, wanted, author, trace, note))
    _RUNNING.add(task)
    task.add_done_callback(_RUNNING.discard)
    return await asyncio.shield(task)


async def _save_whole(
    opened: Opened, wanted: bytes, author: Author, trace: Trace, note: str
) -> Saved:
    changed = changed_keys(opened.data, wanted)
    message = _message(opened.name, list(changed), note)
    lock = safe_files.only_writer(opened.content)
    await asyncio.to_thread(lock.__enter__)
    try:
        commit = await asyncio.to_thread(_write, opened, wanted, author, message)
        problems = parse(opened.file, wanted).problems
        if not commit:
            return Saved("", (), tuple(problems))
        try:
            report = await _publish(opened, changed, commit, trace)
        except (SyncConflictError, BaseORMException, OSError):
            return Saved(commit, tuple(changed), tuple(problems), is_published=False)
        told = tuple(problem for problem in report.problems if problem.file == opened.file.path)
        return Saved(commit, tuple(changed), told)
    finally:
        lock.__exit__(None, None, None)


async def _publish(
    opened: Opened, changed: Mapping[str, tuple[Any, Any]], commit: str, trace: Trace
) -> SyncReport:
    report = await sync_sheets(opened.content)
    kind = opened.file.collection
    values = {key: [_shown(old), _shown(new)] for key, (old, new) in changed.items()}
    hidden = set(values) if kind is Collection.MEMBERS else _PERSONAL_KEYS & set(values)
    await journal.record(
        trace,
        "sheet_changed",
        f"{kind.value.removesuffix('s')}:{opened.file.id}",
        detail={
            "commit": commit,
            "keys": list(values),
            "changes": {key: value for key, value in values.items() if key not in hidden},
        },
        personal={"changes": {key: values[key] for key in values if key in hidden}},
    )
    return report


def _write(opened: Opened, wanted: bytes, author: Author, message: str) -> str:
    """Write and commit, under the folder's lock; "" when there is nothing to do."""
    content, file = opened.content, opened.file
    commits.check_repository(content)
    committed_files.finish_interrupted(content)
    path = content / file.path
    current = _read(path) if path.exists() else b""
    if current != opened.data:
        raise ConflictError(file.path, opened.data, current, wanted)
    if wanted == current:
        return ""
    parsed = parse(file, wanted)
    if parsed.sheet is None:
        raise RefusedError(file.path, parsed.problems)
    if commits.is_dirty(content, file.path):
        raise EditError(
            f"{file.path} has changes that are in no commit: commit them, or put the file back"
            f" with `git checkout -- {file.path}`, then retry."
        )
    return committed_files.replace_and_commit(content, file.path, wanted, author, message)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EditError(f"{path} can't be read: {error.strerror}.") from error


def _content(data: bytes) -> Content:
    try:
        return write.read_content(data)
    except WriteError:
        return Content({}, "")


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    text = "" if value is None else text
    return text if len(text) <= _SHOWN_CHARS else text[: _SHOWN_CHARS - 1] + "…"


def _message(name: str, keys: list[str], note: str) -> str:
    """The commit's message: the sheet and what changed; in full below where it is long."""
    listed = ", ".join(keys)
    if note:
        return f"{name} : {note}\n\n{listed}\n" if listed else f"{name} : {note}\n"
    title = f"{name} : {listed}"
    if len(title) <= _TITLE_CHARS:
        return f"{title}\n"
    return f"{name} : {len(keys)} champs\n\n{listed}\n"
