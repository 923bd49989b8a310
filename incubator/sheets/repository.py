"""Git, read only: when the files of a content folder last changed."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

_TIMEOUT_SECONDS = 60
_FEW = 20
_MARK = "\x01"


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


def _git(content: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", "--no-optional-locks", "-C", str(content), *arguments],  # noqa: S607
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
