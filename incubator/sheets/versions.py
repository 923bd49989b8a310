"""What former versions of sheets said, read from Git within limits."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

from incubator.sheets.front_matter import MAX_SHEET_BYTES
from incubator.sheets.repository import read_blobs

_TIMEOUT_SECONDS = 30


def read_versions(content: Path, blobs: Iterable[str]) -> dict[str, bytes]:
    """Contents by their Git ids; one that is lost, or too large for a sheet, is left out."""
    asked = [blob for blob in dict.fromkeys(blobs) if blob]
    fitting = [blob for blob, size in _sizes(content, asked) if size <= MAX_SHEET_BYTES]
    if not fitting:
        return {}
    return dict(zip(fitting, read_blobs(content, fitting), strict=True))


def _sizes(content: Path, blobs: list[str]) -> list[tuple[str, int]]:
    """The sizes in bytes of the contents that are there: asked first, for one may be enormous."""
    if not blobs:
        return []
    try:
        done = subprocess.run(
            ["git", "--no-optional-locks", "-C", str(content), "cat-file", "--batch-check"],  # noqa: S607
            input="\n".join([*blobs, ""]).encode(),
            capture_output=True,
            timeout=_TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    lines = [line.split() for line in done.stdout.decode("utf-8", "replace").splitlines()]
    return [
        (blob, int(words[2]))
        for blob, words in zip(blobs, lines, strict=False)
        if len(words) == 3 and words[1] == "blob"
    ]
