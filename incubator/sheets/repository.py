"""Git, read only: when the files of a content folder last changed, and what they said before."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_TIMEOUT_SECONDS = 60
_FEW = 20
_MARK = "\x01"
_FIELD = "\x02"


@dataclass(frozen=True, slots=True)
class Version:
    """A commit that changed a file: who, when (UTC), why, and where its content then was."""

    commit: str
    author: str
    at: datetime
    message: str
    blob: str


def head_commit(content: Path) -> str:
    """The commit that is checked out, or "" outside a repository or without Git."""
    return _git(content, "rev-parse", "--verify", "--quiet", "HEAD").strip()


def last_changes(content: Path, paths: Sequence[str]) -> dict[str, datetime]:
    """When each path (relative to ``content``) was last committed, in UTC.

    Paths that have changes since their last commit, or none at all, are left out: their file's
    own time says more.
    """
    if not paths:
        return {}
    asked = list(paths) if len(paths) <= _FEW else ["."]
    log = _git(
        content, "-c", "core.quotePath=false", "log", "--relative", "--no-renames",
        "--diff-filter=AM", f"--format={_MARK}%ct", "--name-only", "-z", "--", *asked,
    )  # fmt: skip
    status = _git(
        content, "-c", "core.quotePath=false", "status", "--porcelain", "-z", "--no-renames",
        "--untracked-files=no", "--", *asked,
    )  # fmt: skip
    prefix = _git(content, "rev-parse", "--show-prefix").strip()
    dirty = {line[3:].removeprefix(prefix) for line in status.split("\0") if len(line) > 3}
    wanted = set(paths) - dirty
    found: dict[str, datetime] = {}
    moment: datetime | None = None
    for token in log.replace("\n", "\0").split("\0"):
        if token.startswith(_MARK):
            moment = datetime.fromtimestamp(int(token[1:]), UTC)
        elif moment is not None and token in wanted and token not in found:
            found[token] = moment
    return found


def history(content: Path, path: str) -> list[Version]:
    """The versions of a file, newest first, under its former names too.

    Where the file was removed, the version has no blob.
    """
    form = _FIELD.join((f"{_MARK}%H", "%an", "%ct", "%s"))
    log = _git(
        content, "log", "--follow", "--raw", "--no-abbrev", "-z", f"--format={form}", "--", path
    )
    versions: list[Version] = []
    commit: list[str] = []
    for token in log.split("\0"):
        word = token.lstrip("\n")
        if word.startswith(_MARK):
            commit = word[1:].split(_FIELD)
        elif word.startswith(":") and commit:
            identity, author, moment, message = commit
            blob = word.split(" ")[3]
            at = datetime.fromtimestamp(int(moment), UTC)
            versions.append(Version(identity, author, at, message, blob if blob.strip("0") else ""))
            commit = []
    return versions


def read_blobs(content: Path, blobs: Sequence[str]) -> list[bytes]:
    """What contents held, in their order; b"" for one that is not there."""
    output = _run(content, "cat-file", "--batch", stdin="\n".join([*blobs, ""]).encode())
    found: list[bytes] = []
    start = 0
    for _ in blobs:
        head, _, _ = output[start:].partition(b"\n")
        start += len(head) + 1
        words = head.split()
        size = int(words[2]) if len(words) == 3 else None
        found.append(b"" if size is None else output[start : start + size])
        start += 0 if size is None else size + 1
    return found


def resolve_commit(content: Path, name: str) -> str:
    """The full id of a commit by its short id or its name; "" when there is none."""
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    return _git(content, *asked).strip().rpartition("\n")[2]


def blob_at(content: Path, commit: str, path: str) -> str:
    """The content of a path at a commit; "" when it was not there."""
    asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}:./{path}")
    return _git(content, *asked).strip().rpartition("\n")[2]


def _git(content: Path, *arguments: str) -> str:
    return _run(content, *arguments).decode("utf-8", "replace")


def _run(content: Path, *arguments: str, stdin: bytes = b"") -> bytes:
    try:
        done = subprocess.run(
            ["git", "--no-optional-locks", "-C", str(content), *arguments],  # noqa: S607
            capture_output=True,
            input=stdin,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout if done.returncode == 0 else b""
