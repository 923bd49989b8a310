"""Where sheets are changed: which folder, how a change becomes public, a sheet taken in hand."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from incubator.actions.index_history import index_history
from incubator.config import PULL_REQUEST, Settings
from incubator.sheets import repository, write
from incubator.sheets.layout import Collection, SheetFile, find_content, scan
from incubator.sheets.merge import Merged
from incubator.sheets.problems import Problem
from incubator.sheets.write import Content, WriteError
from incubator.sheets.write_front_matter import same
from incubator.store.proposed_contents import content_such_that, proposed_content
from incubator.store.sheet_changes import has_version

#: What the text is called among the changed fields.
BODY = "texte"
_BLOB_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class EditError(Exception):
    """The sheet can't be changed; its file is as it was. The message says why.

    ``code`` names the reason for those who word it otherwise: dirty, missing, taken, or "".
    """

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class ConflictError(EditError):
    """Others changed meanwhile what this change is about. All versions are here, none is lost.

    ``merged`` says which fields; it is None where whole versions stand against each other.
    """

    def __init__(
        self, path: str, opened: bytes, current: bytes, wanted: bytes, merged: Merged | None = None
    ) -> None:
        super().__init__(f"{path} changed since it was opened: open it again, then retry.")
        self.opened, self.current, self.wanted = opened, current, wanted
        self.merged = merged


class RefusedError(EditError):
    """The changed sheet has an error that would keep it out of the catalogue."""

    def __init__(self, path: str, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        errors = [problem for problem in problems if problem.is_error]
        places = (f"{path}:{error.line or 1}:{error.key} [{error.rule}]" for error in errors)
        super().__init__(f"The change is refused: {', '.join(places)}.")


@dataclass(frozen=True, slots=True)
class Desk:
    """The folder of sheets, and whether a change is a pull request rather than a commit here."""

    folder: Path
    by_proposal: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Desk:
        """The desk that the settings describe."""
        return cls(settings.content_dir, settings.publication == PULL_REQUEST)


@dataclass(frozen=True, slots=True)
class Opened:
    """A sheet as somebody opened it: what they change is checked against these bytes."""

    content: Path
    file: SheetFile
    data: bytes

    @property
    def git_id(self) -> str:
        """What tells this version from another, and finds it again: its id in Git."""
        return git_id(self.data)

    @property
    def name(self) -> str:
        """The sheet's id, with its collection where it is no startup."""
        kind, sheet_id = self.file.collection, self.file.id
        return sheet_id if kind is Collection.STARTUPS else f"{kind.value}/{sheet_id}"

    def read(self) -> Content:
        """Its fields and its text.

        Raises:
            WriteError: it is not a sheet that can be read.
        """
        return write.read_content(self.data, path=self.file.path)


async def open_sheet(desk: Desk, collection: Collection, sheet_id: str) -> Opened:
    """Read a sheet that is to be changed, with the changes to it that are on their way.

    Raises:
        ContentError: the folder has no sheets.
        EditError: there is no such sheet.
    """
    opened = open_file(desk.folder, collection, sheet_id)
    data = await current_data(desk, opened.content, opened.file)
    return opened if data is None else replace(opened, data=data)


def open_file(folder: Path, collection: Collection, sheet_id: str) -> Opened:
    """Read a sheet's file, without what is on its way.

    Raises: as :func:`open_sheet` does.
    """
    content = find_content(folder)
    file = find_file(content, collection, sheet_id)
    data = _read(content / file.path) if file else None
    if file is None or data is None:
        raise EditError(
            f"There is no sheet {collection.value}/{sheet_id}.md in {content}.", "missing"
        )
    return Opened(content, file, data)


async def reopen(opened: Opened, known_id: str) -> Opened | None:
    """The version of a sheet that somebody had opened, by its Git id; None if it is lost."""
    if known_id in ("", opened.git_id):
        return opened
    file = opened.file
    data = await content_such_that(
        file.collection, file.id, file.path, lambda one: git_id(one) == known_id
    )
    # The id comes from a form: Git has other files too, which are not for whoever edits this one.
    if data is None and await _is_own_version(opened, known_id):
        (data,) = repository.read_blobs(opened.content, [known_id])
    if not data or git_id(data) != known_id:
        return None
    return Opened(opened.content, file, data)


async def current_data(desk: Desk, content: Path, file: SheetFile) -> bytes | None:
    """What a sheet says now, the changes that are on their way included; None if it is not there.

    Raises:
        EditError: the file can't be read.
    """
    if desk.by_proposal:
        proposed = await proposed_content(file.collection, file.id, file.path)
        if proposed is not None:
            return proposed
    return _read(content / file.path)


def find_file(content: Path, collection: Collection, sheet_id: str) -> SheetFile | None:
    """The file of a sheet in a content folder."""
    for file in scan(content)[0]:
        if (file.collection, file.id) == (collection, sheet_id):
            return file
    return None


def git_id(data: bytes) -> str:
    """The id under which Git keeps a content."""
    return hashlib.sha1(b"blob %d\x00%s" % (len(data), data), usedforsecurity=False).hexdigest()


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


def personal_part(
    collection: Collection, values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Changed values in two: what may stay in the journal, and what names people and expires."""
    hidden = set(values) if collection is Collection.MEMBERS else {"contact"} & set(values)
    kept = {key: value for key, value in values.items() if key not in hidden}
    return kept, {key: values[key] for key in values if key in hidden}


async def _is_own_version(opened: Opened, known_id: str) -> bool:
    """Whether an id is that of a version of this sheet, as Git's history knows it."""
    if _BLOB_ID.fullmatch(known_id) is None:
        return False
    own = (opened.file.collection, opened.file.id, known_id)
    if await has_version(*own):
        return True
    # What was pulled or committed by hand since the last sync is not read yet.
    return await index_history(opened.content) > 0 and await has_version(*own)


def _content(data: bytes) -> Content:
    try:
        return write.read_content(data)
    except WriteError:
        return Content({}, "")


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes() if path.exists() else None
    except OSError as error:
        raise EditError(f"{path} can't be read: {error.strerror}.") from error
