"""Files that some file systems take for one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def clashes(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of names that differ by capitals or by how their accents are written only."""
    seen: dict[str, str] = {}
    found = []
    for name in sorted(names):
        folded = unicodedata.normalize("NFC", name).casefold()
        other = seen.setdefault(folded, name)
        if other != name:
            found.append((other, name))
    return found
