"""Rows read at once, then put together by what they belong to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


async def rows_by_startup(
    model: Any, ids: Collection[str] | None, *columns: str, **only: Any
) -> dict[str, list[tuple[Any, ...]]]:
    """Rows by startup, in the sheet's order, those of every startup for None.

    A startup without rows is empty.
    """
    query = among(model.filter(**only), "startup_id", ids).order_by("startup_id", "position")
    groups: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in await query.values_list("startup_id", *columns):
        groups[row[0]].append(tuple(row[1:]))
    return groups


def among(query: Any, column: str, values: Collection[str] | None) -> Any:
    """The same query where a column has one of some values; for None, whatever it has."""
    return query if values is None else query.filter(**{f"{column}__in": list(values)})


def grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """Values by key, in their order."""
    groups: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
