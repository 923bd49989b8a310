"""The folder of an export: made anew beside the one that is there, then put in its place at once.

What did not change is the same file in both, by a hard link, with its time. Whatever stops an
export, the folder holds the one before or the new one, whole.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from incubator.actions.exporting.manifest import NAME, read_manifest

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_PATIENCE_SECONDS = 3.0


class ExportError(Exception):
    """The export can't be written; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A file of the new export: whether it was written, and its size in bytes."""

    is_written: bool
    size: int


@dataclass(frozen=True, slots=True)
class Folders:
    """The folder that is public, and the one where the next export is made."""

    public: Path
    new: Path

    def place(self, name: str, content: bytes) -> Placed:
        """Put a file into the new export: the public one's own where it says the same.

        Raises:
            ExportError: it can't be written.
        """
        if ".." in name.split("/") or name.startswith("/"):
            raise ExportError(f"{name} would be outside of the folder.")
        former, target = self.public / name, self.new / name
        try:
            is_same = former.stat().st_size == len(content) and former.read_bytes() == content
        except OSError:
            is_same = False
        try:
            try:
                self._put(former if is_same else None, target, content)
            except FileNotFoundError:
                target.parent.mkdir(parents=True, exist_ok=True)
                self._put(former if is_same else None, target, content)
        except OSError as error:
            raise ExportError(f"{name} can't be written: {error.strerror}.") from error
        return Placed(not is_same, len(content))

    def _put(self, former: Path | None, target: Path, content: bytes) -> None:
        if former is not None and _linked(former, target):
            return
        target.write_bytes(content)

    def bring_along(self, own: Collection[str]) -> list[str]:
        """Keep what others put into the public folder, such as ``CNAME``; returns their names."""
        kept = []
        for folder, _, names in os.walk(self.public):
            for name in names:
                file = Path(folder, name)
                relative = file.relative_to(self.public).as_posix()
                target = self.new / relative
                if relative in own or relative == NAME or target.exists():
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                if file.is_symlink() or not _linked(file, target):
                    shutil.copy2(file, target, follow_symlinks=False)
                kept.append(relative)
        return kept

    def publish(self) -> None:
        """Put the new export in the place of the public one.

        Raises:
            ExportError: the file system refuses.
        """
        try:
            if not self.public.exists():
                self.new.rename(self.public)
            elif not _exchanged(self.new, self.public):
                self.public.rename(_former(self.public))
                self.new.rename(self.public)
        except OSError as error:
            raise ExportError(
                f"{self.public} can't be replaced: {error.strerror}. If it is a mounted volume,"
                " name a folder inside it."
            ) from error
        _remove(self.new)
        _remove(_former(self.public))


@contextmanager
def folders_of(public: Path) -> Iterator[Folders]:
    """The folders of an export, for one process at a time; mends a replacement cut short.

    Raises:
        ExportError: another export is under way, or the folder can't be made.
    """
    new = public.with_name(f".{public.name}.export-new")
    try:
        public.parent.mkdir(parents=True, exist_ok=True)
        with _alone(public, new):
            _remove(new, keep=True)
            try:
                yield Folders(public, new)
            finally:
                _remove(new)
    except OSError as error:
        where = error.filename or public
        raise ExportError(f"{where} can't be written: {error.strerror}.") from error


@contextmanager
def _alone(public: Path, new: Path) -> Iterator[None]:
    """Hold the folder of the next export, once what was cut short is mended."""
    # Processes of an export that was killed take a moment to end.
    deadline = time.monotonic() + _PATIENCE_SECONDS
    held = None
    while held is None:
        held = _taken(new)
        if held is not None:
            _mend(public, new)
            if not _is_at(held, new):
                # What was held is public now.
                os.close(held)
                held = None
        elif time.monotonic() > deadline:
            raise ExportError("Another export to this folder is under way: let it end.")
        else:
            time.sleep(0.05)
    try:
        yield
    finally:
        os.close(held)


def _taken(new: Path) -> int | None:
    """The folder, opened and locked; None while another process holds it or replaced it."""
    new.mkdir(exist_ok=True)
    held = os.open(new, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_at(held, new):
            return held
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(held)
    return None


def _is_at(held: int, folder: Path) -> bool:
    """Whether what is held is still the folder of that name."""
    return os.fstat(held).st_ino == folder.stat().st_ino


def _mend(public: Path, new: Path) -> None:
    """Where a replacement was cut between its two steps, take the second, or the first back."""
    former = _former(public)
    if former.exists() and not public.exists():
        # The manifest is written last: with it, the new export is whole.
        whole = new if read_manifest(new) is not None else former
        whole.rename(public)
        new.mkdir(exist_ok=True)
    _remove(former)


def _former(public: Path) -> Path:
    return public.with_name(f".{public.name}.export-former")


def _linked(file: Path, target: Path) -> bool:
    try:
        os.link(file, target)
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno in {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP}:
            shutil.copy2(file, target)
            return True
        raise
    return True


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, where the system can: nobody sees a moment without."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    names = os.fsencode(one), os.fsencode(other)
    done: int = rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE)
    return done == 0


def _remove(folder: Path, *, keep: bool = False) -> None:
    """Remove a folder, or only what it holds."""
    with contextlib.suppress(FileNotFoundError):
        if not keep:
            shutil.rmtree(folder)
            return
        for inside in list(folder.iterdir()):
            if inside.is_dir() and not inside.is_symlink():
                shutil.rmtree(inside)
            else:
                inside.unlink()
