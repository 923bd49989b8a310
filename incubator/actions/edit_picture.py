"""Give a sheet another picture, or none: its files, one commit in the editor's name, the journal.

It is saved as a sheet's change is (see :mod:`incubator.actions.edit_sheet`): in a commit here, or
as a pull request where the settings say so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tortoise.exceptions import BaseORMException

from incubator.actions.desk import Desk, EditError, git_id
from incubator.actions.propose_change import FileChange, propose
from incubator.actions.sync_sheets import SyncConflictError, sync_sheets
from incubator.sheets import commits, committed_files, repository
from incubator.sheets.commits import Author
from incubator.sheets.layout import Collection, find_content
from incubator.sheets.pictures import CleanImage, find_picture, picture_paths, replacement
from incubator.sheets.turns import turn_to_write
from incubator.store import journal
from incubator.store.journal import Trace
from incubator.store.proposed_contents import proposed_content

_RUNNING: set[asyncio.Task[SavedPicture]] = set()


class PictureChangedError(EditError):
    """The picture is another than the one that was seen."""


@dataclass(frozen=True, slots=True)
class OpenedPicture:
    """A sheet and its picture as somebody saw it: ``file`` is None and ``id`` "" without one."""

    content: Path
    collection: Collection
    sheet_id: str
    file: Path | None
    id: str


@dataclass(frozen=True, slots=True)
class SavedPicture:
    """``commit`` is "" where nothing changed, or where the change is a pull request to be."""

    commit: str
    is_proposed: bool = False


def open_picture(desk: Desk, collection: Collection, sheet_id: str) -> OpenedPicture:
    """The picture that a sheet has in the content folder.

    Raises:
        ContentError: the folder has no sheets.
    """
    content = find_content(desk.folder)
    file = find_picture(content, collection, sheet_id)
    picture_id = git_id(file.read_bytes()) if file else ""
    return OpenedPicture(content, collection, sheet_id, file, picture_id)


async def change_picture(
    desk: Desk,
    seen: OpenedPicture,
    picture: CleanImage | None,
    author: Author,
    trace: Trace,
    *,
    now: datetime,
) -> SavedPicture:
    """Put a picture in the place of the one that was seen, or take that one out.

    Raises:
        PictureChangedError: somebody else was faster.
        EditError, FileError, GitError: the files or the commit can't be written; they are as they
            were.
    """
    if desk.by_proposal:
        return await _propose(seen, picture, author, trace, now)
    files = replacement(seen.content, seen.collection, seen.sheet_id, picture)
    note = "nouvelle image" if picture else "image retirée"
    return await _save(desk, seen, files, note, author, trace)


async def undo_picture(
    desk: Desk, collection: Collection, sheet_id: str, commit: str, author: Author, trace: Trace
) -> SavedPicture:
    """Put back what a sheet's picture was before a commit, if nobody changed it since.

    Raises: as :func:`change_picture` does.
    """
    if desk.by_proposal:
        # What is proposed is taken back on the pull request.
        raise PictureChangedError("Changes are pull requests here.")
    seen = open_picture(desk, collection, sheet_id)
    paths = picture_paths(collection, sheet_id)
    files, is_last = await asyncio.to_thread(_before, seen, commit, paths)
    if not is_last:
        raise PictureChangedError("The picture changed since.")
    return await _save(desk, seen, files, "annulation du changement d’image", author, trace)


def _before(
    seen: OpenedPicture, commit: str, paths: tuple[str, ...]
) -> tuple[Mapping[str, bytes | None], bool]:
    """What the pictures' files were before a commit, and whether they are as it left them."""
    files: dict[str, bytes | None] = {}
    is_last = bool(paths) and bool(repository.resolve_commit(seen.content, f"{commit}^"))
    for path in paths:
        file = seen.content / path
        now = git_id(file.read_bytes()) if file.is_file() else ""
        is_last = is_last and repository.blob_at(seen.content, commit, path) == now
        former = repository.blob_at(seen.content, f"{commit}^", path)
        if former != now:
            files[path] = repository.read_blobs(seen.content, [former])[0] if former else None
    return files, is_last


async def _save(
    desk: Desk,
    seen: OpenedPicture,
    files: Mapping[str, bytes | None],
    note: str,
    author: Author,
    trace: Trace,
) -> SavedPicture:
    # A reader who leaves does not stop what has begun.
    task = asyncio.ensure_future(_save_whole(desk, seen, files, note, author, trace))
    _RUNNING.add(task)
    task.add_done_callback(_RUNNING.discard)
    return await asyncio.shield(task)


async def _save_whole(
    desk: Desk,
    seen: OpenedPicture,
    files: Mapping[str, bytes | None],
    note: str,
    author: Author,
    trace: Trace,
) -> SavedPicture:
    message = f"{seen.sheet_id} : {note}\n"
    async with turn_to_write(seen.content):
        commit = await asyncio.to_thread(_write, desk, seen, files, author, message)
        if commit:
            await _publish(seen, commit, trace)
        return SavedPicture(commit)


def _write(
    desk: Desk, seen: OpenedPicture, files: Mapping[str, bytes | None], author: Author, message: str
) -> str:
    """Write and commit, under the folder's lock."""
    commits.check_repository(seen.content)
    committed_files.finish_interrupted(seen.content)
    if open_picture(desk, seen.collection, seen.sheet_id).id != seen.id:
        raise PictureChangedError("The picture changed since it was seen.")
    there = [path for path in files if (seen.content / path).exists()]
    if there and commits.is_dirty(seen.content, *there):
        raise EditError(
            f"{', '.join(there)}: there are changes that are in no commit. Commit them, or put the"
            " files back with `git checkout`, then retry."
        )
    for path in files:
        (seen.content / path).parent.mkdir(parents=True, exist_ok=True)
    return committed_files.change_and_commit(seen.content, files, author, message)


async def _publish(seen: OpenedPicture, commit: str, trace: Trace) -> None:
    """Note a commit that is made; what fails here takes nothing of it back."""
    kind = seen.collection.value.removesuffix("s")
    try:
        # Pages find the picture by its file; the catalogue notes the commit that it is up to.
        await sync_sheets(seen.content)
        detail = {"commit": commit}
        await journal.record(trace, "picture_changed", f"{kind}:{seen.sheet_id}", detail=detail)
    except (SyncConflictError, BaseORMException, OSError):
        return


async def _propose(
    seen: OpenedPicture,
    picture: CleanImage | None,
    author: Author,
    trace: Trace,
    now: datetime,
) -> SavedPicture:
    """Queue the new file for a pull request, which replaces a file and never removes one."""
    files = replacement(seen.content, seen.collection, seen.sheet_id, picture)
    if picture is None or None in files.values():
        raise EditError("A pull request of this site replaces a picture by one of its own kind.")
    changes = []
    for path, data in files.items():
        file = seen.content / path
        waiting = await proposed_content(seen.collection, seen.sheet_id, path)
        current = waiting or (file.read_bytes() if file.is_file() else b"")
        base = git_id(current) if current else ""
        message = f"{seen.sheet_id} : nouvelle image\n"
        changes.append(FileChange(path, base, data or b"", ("image",), message))
    await propose(seen.collection, seen.sheet_id, changes, author, trace, now=now)
    return SavedPicture("", is_proposed=True)
