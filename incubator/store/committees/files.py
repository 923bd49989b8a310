"""The bytes of files that teams join to their dossiers: each stored once, by its SHA-256.

They are in a folder of their own that no web server serves. A file is written whole before a row
names it; one that no row names goes after a while.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from incubator.store import journal, models

_SHA256 = re.compile(r"[0-9a-f]{64}")
_PART_ENDING = ".part"


class FileLostError(Exception):
    """A file that a row names is not there, or is not what was stored: the folder was changed."""


def path_of(folder: Path, sha256: str) -> Path:
    """Where a file is, in folders by the first two signs of its hash.

    Raises:
        ValueError: this is no SHA-256.
    """
    if not _SHA256.fullmatch(sha256):
        raise ValueError(sha256)
    return folder / sha256[:2] / sha256


def store_file(folder: Path, data: bytes) -> str:
    """Store bytes, whole and safe from a power cut, or not at all; returns their SHA-256.

    Raises:
        OSError: the folder can't be written.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    path = path_of(folder, sha256)
    for made in (folder, path.parent):
        made.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{sha256}.{secrets.token_hex(8)}{_PART_ENDING}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        # Also where it is already: one that was damaged is whole again, and its age begins anew.
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    _settle(path.parent)
    return sha256


def read_file(folder: Path, sha256: str) -> bytes:
    """The bytes with a SHA-256, which they are checked to have.

    Raises:
        FileLostError: they are not there, or are others.
    """
    try:
        data = path_of(folder, sha256).read_bytes()
    except (OSError, ValueError) as error:
        raise FileLostError(sha256) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise FileLostError(sha256)
    return data


async def forget_files(folder: Path, before: datetime) -> int:
    """Remove what was taken out of drafts before a moment, and files that no row names since.

    Returns how many files were removed.
    """
    await models.Attachment.filter(removed_at__lt=before).delete()
    count = 0
    for path in _older(folder, before):
        # Whoever joins a file looks for it under the same lock, and writes it again if need be.
        async with journal.transaction():
            is_whole = _SHA256.fullmatch(path.name) is not None
            if is_whole and await models.Attachment.filter(sha256=path.name).exists():
                continue
            path.unlink(missing_ok=True)
        count += 1
    return count


def _older(folder: Path, before: datetime) -> Iterator[Path]:
    """Files that were stored before a moment, and what a crash left half written."""
    for path in sorted(folder.glob("??/*")) if folder.is_dir() else ():
        if not (_SHA256.fullmatch(path.name) or path.name.endswith(_PART_ENDING)):
            continue
        try:
            status = path.lstat()
        except FileNotFoundError:
            # Another process cleans up too.
            continue
        written = datetime.fromtimestamp(status.st_mtime, UTC)
        if stat.S_ISREG(status.st_mode) and written < before:
            yield path


def _settle(folder: Path) -> None:
    """See that a new name outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
