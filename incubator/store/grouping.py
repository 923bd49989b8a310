"""Rows of many startups read at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any


async def rows_by_startup(
    model: Any, ids: Sequence[str], *columns: str, **only: Any
) -> dict[str, list[tuple[Any, ...]]]:
    """Rows by startup, in the sheet's order; a startup without rows is empty."""
    query = model.filter(startup_id__in=ids, **only).order_by("startup_id", "position")
    groups: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in await query.values_list("startup_id", *columns):
        groups[row[0]].append(tuple(row[1:]))
    return groups
