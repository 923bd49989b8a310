"""Where sheets are: collections, their folders, and the files in them."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from incubator.i18n import N_
from incubator.sheets.problems import Problem


class Collection(StrEnum):
    """Kinds of sheets; values are the folder names, which a leading ``_`` may precede."""

    ORGANISATIONS = "organisations"
    INCUBATORS = "incubators"
    STARTUPS = "startups"
    MEMBERS = "members"
    TEAMS = "teams"
    PHASES = "phases"
    EVENTS = "events"
    FUNDS = "fasts"
    STANDARDS = "standards"


#: The public site calls members authors.
_OTHER_FOLDERS = {Collection.MEMBERS: ("authors",)}
_NAME_LIMIT = 200


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A file of a collection: ``path`` is relative to the content folder, with ``/``."""

    path: str
    collection: Collection
    id: str
    size: int
    mtime_ns: int

    @property
    def has_extension(self) -> bool:
        """Whether the name ends in ``.md``, as all but two of the public sheets do."""
        return self.path.endswith(".md")


class ContentError(Exception):
    """The content folder itself can't be used; the message says why and what to do."""


def find_content(folder: Path) -> Path:
    """The content folder: ``folder`` itself, or its ``content/`` when only that has collections.

    Raises:
        ContentError: neither has a folder that a collection knows.
    """
    for candidate in (folder, folder / "content"):
        if any(
            path.is_dir() for collection in Collection for path in folders(candidate, collection)
        ):
            return candidate
    if not folder.is_dir():
        raise ContentError(f"There is no folder {folder}. Name the one that holds startups/.")
    raise ContentError(
        f"{folder} has no sheets: expected folders such as startups/ or _startups/ in it."
    )


def folders(content: Path, collection: Collection) -> list[Path]:
    """The folders in which a collection may be, the plain name first."""
    names = (collection.value, *_OTHER_FOLDERS.get(collection, ()))
    return [content / f"{prefix}{name}" for name in names for prefix in ("", "_")]


def scan(content: Path) -> tuple[list[SheetFile], list[Problem]]:
    """Every sheet of the content folder, in the bytes' order of the names, and what is amiss.

    A name that can't be an id, a link and a second file for one id are problems: such files are
    not in the list. Hidden files (a leading dot) are passed over.
    """
    files: list[SheetFile] = []
    problems: list[Problem] = []
    for collection in Collection:
        by_id: dict[str, str] = {}
        for folder in folders(content, collection):
            for entry in _entries(folder):
                found = _sheet_file(folder.name, collection, entry)
                if isinstance(found, Problem):
                    problems.append(found)
                elif found.id in by_id:
                    params = {"id": found.id, "other": by_id[found.id]}
                    problems.append(Problem(found.path, "duplicate-id", params=params))
                else:
                    by_id[found.id] = found.path
                    files.append(found)
    return files, problems


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            listed = [entry for entry in entries if not entry.name.startswith(".")]
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise ContentError(f"{folder} can't be read: {error.strerror}.") from error
    for entry in sorted(listed, key=lambda entry: os.fsencode(entry.name)):
        if entry.is_symlink() or not entry.is_dir(follow_symlinks=False):
            yield entry


def _sheet_file(
    folder: str, collection: Collection, entry: os.DirEntry[str]
) -> SheetFile | Problem:
    # A name that is not UTF-8 comes with surrogates, which nothing could print.
    path = f"{folder}/{entry.name}".encode("utf-8", "replace").decode()
    sheet_id = entry.name.removesuffix(".md")
    if reason := _name_fault(sheet_id):
        return Problem(path, "file-name", params={"reason": reason})
    if entry.is_symlink() or not entry.is_file(follow_symlinks=False):
        return Problem(
            path, "unreadable", params={"reason": N_("ce n’est pas un fichier ordinaire")}
        )
    try:
        status = entry.stat(follow_symlinks=False)
    except OSError as error:
        return Problem(path, "unreadable", params={"reason": error.strerror or str(error)})
    return SheetFile(path, collection, sheet_id, status.st_size, status.st_mtime_ns)


def _name_fault(sheet_id: str) -> str:
    if not sheet_id or len(sheet_id) > _NAME_LIMIT:
        return N_("il est vide ou trop long")
    if sheet_id.isascii() and sheet_id.isprintable() and "\\" not in sheet_id:
        return ""
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs"} or char in "\\" for char in sheet_id):
        return N_("il contient des caractères invisibles ou illisibles")
    return ""
