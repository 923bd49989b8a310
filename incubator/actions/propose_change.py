"""Put a change of files into the outbox of pull requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from incubator.sheets.commits import Author
from incubator.sheets.layout import Collection
from incubator.store.journal import Trace


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file's new content; ``base`` is the Git id of what it replaces, "" for a new file."""

    path: str
    base: str
    content: bytes
    keys: tuple[str, ...]
    message: str


async def propose(
    collection: Collection,
    sheet_id: str,
    changes: Sequence[FileChange],
    author: Author,
    trace: Trace,
    *,
    now: datetime,
) -> None:
    """Queue a change."""
