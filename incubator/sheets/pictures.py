"""The picture of a sheet: which file it is, what it may be, and what replacing it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from incubator.sheets.layout import Collection

#: How a picture's name may end; of several files for one sheet, the first kind counts.
EXTENSIONS = (".png", ".jpg", ".jpeg", ".webp")
#: Collections whose pages show a picture.
WITH_PICTURES = (Collection.STARTUPS, Collection.MEMBERS)
MAX_BYTES = 4 * 1024 * 1024
_NAME_BYTES = 200


class ImageError(Exception):
    """A picture that can't be used; the message (marked for translation) says why."""

    def __init__(self, message: str, **values: int) -> None:
        super().__init__(message)
        self.message, self.values = message, values


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a picture may be: the least size that is taken, the most that is kept, in pixels.

    A picture above the most is made smaller, its proportions kept. ``max_bytes`` and ``extension``
    are the result's.
    """

    min_width: int
    min_height: int
    max_width: int
    max_height: int
    max_bytes: int
    extension: str = ".webp"


@dataclass(frozen=True, slots=True)
class CleanImage:
    """A picture that was drawn anew, and how its file's name ends."""

    data: bytes
    extension: str
    width: int
    height: int


#: Pages show a screenshot 1200 pixels wide at most: a sharp screen gets a little more.
SCREENSHOT = Bounds(
    min_width=600, min_height=300, max_width=1600, max_height=2000, max_bytes=MAX_BYTES
)


def find_picture(content: Path, collection: Collection, sheet_id: str) -> Path | None:
    """The file that a sheet's page shows; None without one."""
    if not _is_plain(sheet_id):
        return None
    for path in _places(collection, sheet_id):
        file = content / path
        try:
            if file.is_file() and not file.is_symlink() and file.stat().st_size <= MAX_BYTES:
                return file
        except OSError:
            continue
    return None


def replacement(
    content: Path, collection: Collection, sheet_id: str, picture: CleanImage | None
) -> Mapping[str, bytes | None]:
    """What to write so that a sheet has this picture, or none: each file's content by path.

    None stands for a file to remove: a former picture of another kind would be shown first.

    Raises:
        ValueError: the sheet's id can't be a file's name.
    """
    if not _is_plain(sheet_id):
        raise ValueError(sheet_id)
    changes: dict[str, bytes | None] = {
        path: None
        for path in _places(collection, sheet_id)
        if (content / path).exists() or (content / path).is_symlink()
    }
    if picture is not None:
        changes[f"images/{collection.value}/{sheet_id}{picture.extension}"] = picture.data
    return changes


def picture_paths(collection: Collection, sheet_id: str) -> tuple[str, ...]:
    """Every path, relative to the content folder, where a sheet's picture may be."""
    return _places(collection, sheet_id) if _is_plain(sheet_id) else ()


def _places(collection: Collection, sheet_id: str) -> tuple[str, ...]:
    return tuple(f"images/{collection.value}/{sheet_id}{ending}" for ending in EXTENSIONS)


def _is_plain(sheet_id: str) -> bool:
    return (
        0 < len(sheet_id.encode("utf-8", "replace")) <= _NAME_BYTES
        and not sheet_id.startswith(".")
        and not {"/", "\\", "\x00"} & set(sheet_id)
    )
