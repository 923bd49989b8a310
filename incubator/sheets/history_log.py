"""Git's log of a content folder, read commit by commit: which sheet each one changed, and how."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import IO

from incubator.sheets.fields import ID_LIMIT
from incubator.sheets.layout import Collection, folders

_READ_BYTES = 1 << 16
_COMMIT, _WORD = b"\x01", "\x02"
_FORM = "%x01%H%x02%ct%x02%aN%x02%s"
_TIMEOUT_SECONDS = 60
# Git's own 50 % takes one short sheet that replaces another for a new name of it: most of their
# lines are alike. A sheet that is renamed for good keeps nearly all of its own.
_RENAMED = "-M70%"
_FOLDERS = {
    folder.name: collection for collection in Collection for folder in folders(Path(), collection)
}


class HistoryLogError(Exception):
    """Git stopped before the log's end; the message says how."""


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file before and after a commit, with the Git ids of what it held; "" where it was not.

    Paths are relative to the content folder. Links and submodules count as not there.
    """

    previous_path: str
    previous_blob: str
    path: str
    blob: str

    @property
    def is_rename(self) -> bool:
        """Whether the file has another name since."""
        return bool(self.previous_path and self.path) and self.previous_path != self.path


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that changed sheets: who, when (UTC), its message's first line, which files."""

    id: str
    at: datetime
    author: str
    message: str
    changes: list[FileChange] = field(default_factory=list)


def sheet_of(path: str) -> tuple[Collection, str] | None:
    """The collection and the id of a sheet by its path; None for any other file."""
    folder, _, name = path.rpartition("/")
    collection, sheet_id = _FOLDERS.get(folder), name.removesuffix(".md")
    if collection is None or name.startswith(".") or not 0 < len(sheet_id) <= ID_LIMIT:
        return None
    return (collection, sheet_id) if sheet_id.isprintable() else None


def is_ancestor(content: Path, commit: str, head: str) -> bool:
    """Whether ``head`` was built on ``commit``: not after a force push, nor in another history."""
    try:
        done = subprocess.run(
            [*_git(content), "merge-base", "--is-ancestor", commit, head],
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def read_log(content: Path, head: str, after: str = "") -> Iterator[Commit]:
    """The commits up to ``head`` that changed sheets, oldest first, without those of ``after``.

    The log is read as Git writes it. A merge is not among them: what it brings stands in the
    commits of its branches. What somebody changed within the merge itself is thereby left out;
    the next commit of the sheet is compared with what it really followed. A file that came from
    outside of the folders of sheets is new there.

    Raises:
        HistoryLogError: Git failed on the way.
    """
    asked = [
        *_git(content), "-c", "diff.renameLimit=2000", "log", "--reverse", "--date-order", "--raw",
        "--no-abbrev", "--no-color", "--no-show-signature", "--no-ext-diff", _RENAMED, "-z",
        "--relative", "--encoding=UTF-8", f"--format={_FORM}", head,
        *([f"^{after}"] if after else []), "--", *_FOLDERS,
    ]  # fmt: skip
    try:
        process = subprocess.Popen(
            asked,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        raise HistoryLogError(f"Git can't be run: {error.strerror}.") from error
    with process:
        assert process.stdout is not None  # noqa: S101 - for the type checker
        try:
            yield from parse_log(_tokens(process.stdout))
        except GeneratorExit:
            process.kill()
            raise
    if process.returncode != 0:
        raise HistoryLogError(f"Git's log ended with exit code {process.returncode}.")


def parse_log(tokens: Iterator[bytes]) -> Iterator[Commit]:
    """The commits of a log that was cut at its NULs, with their changes of sheets."""
    commit: Commit | None = None
    for token in tokens:
        # A line end stands between a commit's line and its first file.
        word = token.removeprefix(b"\n")
        if word.startswith(_COMMIT):
            if commit is not None and commit.changes:
                yield commit
            commit = _commit(word)
        elif word.startswith(b":"):
            # Each file's line is followed by its path, or by its former and its present one.
            path = _text(next(tokens, b""))
            is_renamed = word.rsplit(b" ", 1)[-1][:1] in b"RC"
            change = _change(word, path, _text(next(tokens, b"")) if is_renamed else path)
            if commit is not None and change is not None:
                commit.changes.append(change)
    if commit is not None and commit.changes:
        yield commit


def _commit(word: bytes) -> Commit:
    # A name or a message may hold any sign but NUL, the separator too: it only moves the cut.
    identity, moment, author, message = _text(word[1:]).split(_WORD, 3)
    at = datetime.fromtimestamp(int(moment), UTC)
    return Commit(identity, at, _line(author), _line(message))


def _change(word: bytes, before: str, after: str) -> FileChange | None:
    """What a file's line says, as far as it is about sheets."""
    old_mode, new_mode, old_blob, new_blob, _ = word[1:].decode("ascii").split(" ")
    was = old_mode.startswith("100") and sheet_of(before) is not None
    stays = new_mode.startswith("100") and sheet_of(after) is not None
    if not (was or stays):
        return None
    return FileChange(
        before if was else "", old_blob if was else "", after if stays else "",
        new_blob if stays else "",
    )  # fmt: skip


def _tokens(stream: IO[bytes]) -> Iterator[bytes]:
    """What stands between NULs, read piece by piece."""
    rest = b""
    for piece in chain(iter(lambda: stream.read(_READ_BYTES), b""), (b"\0",)):
        *whole, rest = (rest + piece).split(b"\0")
        yield from whole


def _git(content: Path) -> list[str]:
    return ["git", "--no-optional-locks", "-C", str(content)]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _line(text: str) -> str:
    """A name or a message without signs that a table or a page can't show."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
