"""Files that are always whole: replaced at once, by one writer at a time."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: How long another writer of the same folder is waited for.
LOCK_SECONDS = 60.0
_POLL_SECONDS = 0.02


_CODES = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EFBIG: "full",
    errno.EROFS: "read-only",
    errno.EACCES: "read-only",
    errno.EPERM: "read-only",
}


class FileError(Exception):
    """A file can't be written; it is as it was. The message says why.

    ``code`` names the reason for those who word it otherwise: full, read-only, busy, or "".
    """

    def __init__(self, message: str, reason: OSError | None = None, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code or _CODES.get(reason.errno or 0 if reason else 0, "")


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Be the only writer of a folder: other processes that ask wait for the end.

    The lock is on the folder itself, so that it leaves no file and goes with the process.

    Raises:
        FileError: others kept it too long, or the folder can't be opened.
    """
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise FileError(f"{folder} can't be opened: {error.strerror}.", error) from error
    try:
        _take(handle, folder)
        yield
    finally:
        os.close(handle)


def _take(handle: int, folder: Path) -> None:
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise FileError(
                    f"Others keep writing in {folder}: retry later.", code="busy"
                ) from error
            time.sleep(_POLL_SECONDS)
        except OSError as error:
            raise FileError(f"{folder} can't be locked: {error.strerror}.", error) from error


def replace_file(path: Path, data: bytes) -> None:
    """Give a file new content at once, or none of it; its permissions are kept.

    What it held stays beside it, hidden, until :func:`forget_previous`: taking it back needs no
    room on the disk.

    Raises:
        FileError: it can't be written; the file is as it was.
    """
    new, previous = _new(path), _previous(path)
    is_replaced = False
    try:
        for left_over in (new, previous):
            left_over.unlink(missing_ok=True)
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
        with open(handle, "wb") as file:
            with contextlib.suppress(FileNotFoundError):
                _keep_permissions(handle, path)
            file.write(data)
            file.flush()
            os.fsync(handle)
        with contextlib.suppress(FileNotFoundError):
            os.link(path, previous)
        os.replace(new, path)
        is_replaced = True
        _settle(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            take_back(path) if is_replaced else forget_previous(path)
        raise FileError(
            f"{path} can't be written: {error.strerror}. It is as it was.", error
        ) from error


def remove_file(path: Path) -> None:
    """Take a file away; what it held stays beside it, hidden, until :func:`forget_previous`.

    Raises:
        FileError: it can't be removed, and is there as before.
    """
    new, previous = _new(path), _previous(path)
    is_removed = False
    try:
        for left_over in (new, previous):
            left_over.unlink(missing_ok=True)
        os.replace(path, previous)
        is_removed = True
        _settle(path.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            take_back(path) if is_removed else forget_previous(path)
        raise FileError(
            f"{path} can't be removed: {error.strerror}. It is there.", error
        ) from error


def take_back(path: Path) -> None:
    """Undo a replacement or a removal: the former content, or no file where there was none."""
    previous = _previous(path)
    _new(path).unlink(missing_ok=True)
    if previous.exists():
        os.replace(previous, path)
    else:
        path.unlink(missing_ok=True)
    _settle(path.parent)


def forget_previous(path: Path) -> None:
    """The new content stays: remove what was kept of the former one, and of other attempts."""
    for left_over in (_previous(path), _new(path)):
        with contextlib.suppress(OSError):
            left_over.unlink(missing_ok=True)


def _previous(path: Path) -> Path:
    return path.with_name(f".{path.name}.previous")


def _new(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")


def _keep_permissions(handle: int, path: Path) -> None:
    status = path.stat()
    # Only a privileged process may give a file to somebody else.
    with contextlib.suppress(PermissionError):
        os.fchown(handle, status.st_uid, status.st_gid)
    os.fchmod(handle, stat.S_IMODE(status.st_mode))


def _settle(folder: Path) -> None:
    """See that a name's change outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
