"""Rows read at once, then put together by what they belong to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


async def rows_by_startup(
    model: Any, ids: Sequence[str], *columns: str, **only: Any
) -> dict[str, list[tuple[Any, ...]]]:
    """Rows by startup, in the sheet's order; a startup without rows is empty."""
    query = model.filter(startup_id__in=ids, **only).order_by("startup_id", "position")
    groups: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in await query.values_list("startup_id", *columns):
        groups[row[0]].append(tuple(row[1:]))
    return groups


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """Values by key, in their order."""
    groups: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
