"""What pages and catalogues say of a dataset: how many rows, how big its files, the first rows.

Files are written to be measured, and not kept: only these few figures are.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from incubator.web.api.documents import Edition
from incubator.web.open_data.declared import Dataset, Row, Table
from incubator.web.open_data.writing import FORMATS

#: How many rows a page shows.
SHOWN_ROWS = 10
#: Each dataset under each name that a request may give to the site.
_MOST_KEPT = 60


@dataclass(frozen=True, slots=True)
class Facts:
    """A dataset as it is now; ``sizes`` are in bytes, by the name of the format."""

    rows: int
    sizes: Mapping[str, int]
    first: tuple[Row, ...]
    modified: datetime | None


class Census:
    """The facts of a worker, each of one edition of the catalogue."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], tuple[Edition, Facts]] = OrderedDict()
        self._lock = asyncio.Lock()

    async def get(
        self, dataset: Dataset, base: str, edition: Edition, load: Callable[[], Awaitable[Table]]
    ) -> Facts:
        """The facts of a dataset whose addresses begin with ``base``; read where not known yet."""
        key = (dataset.name, base)
        held = self._find(key, edition)
        if held is None:
            async with self._lock:
                held = self._find(key, edition)
                if held is None:
                    table = await load()
                    held = await asyncio.to_thread(measured, dataset, table)
                    self._kept[key] = (edition, held)
                    self._kept.move_to_end(key)
                    while len(self._kept) > _MOST_KEPT:
                        self._kept.popitem(last=False)
        return held

    def _find(self, key: tuple[str, str], edition: Edition) -> Facts | None:
        known = self._kept.get(key)
        return known[1] if known is not None and known[0].is_same(edition) else None


def measured(dataset: Dataset, table: Table) -> Facts:
    """Write every file of a dataset, and keep their sizes only."""
    rows = list(table.rows)
    sizes = {
        name: sum(len(piece.encode()) for piece in form.write(dataset.columns, rows))
        for name, form in FORMATS.items()
    }
    return Facts(len(rows), sizes, tuple(rows[:SHOWN_ROWS]), table.modified)
