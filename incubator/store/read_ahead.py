"""Rows read ahead for many sheets at once, while nothing changes: for an export, page after page.

Reads of one sheet's rows go through :func:`rows_of`. Usually it asks the database. While an export
is under way, it asks once for every sheet that comes soon, and answers from there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

Read = TypeVar("Read")
#: More in one query could be too many for SQLite.
MOST_AT_ONCE = 500


class _Ahead:
    """What was read ahead by this process."""

    def __init__(self) -> None:
        self.is_on = False
        self.version: Any = None
        self.expected: set[str] = set()
        self.rows: dict[tuple[Any, ...], dict[str, list[Any]]] = {}
        #: Of which values the rows above were read.
        self.known: dict[tuple[Any, ...], set[str]] = {}
        #: What is about no sheet in particular.
        self.once: dict[Any, Any] = {}

    def forget(self) -> None:
        """Drop every row."""
        self.expected = set()
        self.rows.clear()
        self.known.clear()


_ahead = _Ahead()


def begin(version: Any) -> None:
    """From now on, nothing changes in what is read; ``version`` is the catalogue's."""
    end()
    _ahead.is_on, _ahead.version = True, version


def end() -> None:
    """Ask the database again."""
    _ahead.forget()
    _ahead.once.clear()
    _ahead.is_on, _ahead.version = False, None


def expect(values: Collection[str]) -> None:
    """Rows of these values are asked for next; those of others are dropped."""
    _ahead.forget()
    _ahead.expected = set(sorted(values)[:MOST_AT_ONCE])


def held_version() -> Any:
    """The catalogue's version while nothing changes, else None."""
    return _ahead.version if _ahead.is_on else None


def is_on() -> bool:
    """Whether nothing changes: what was read once need not be read again."""
    return _ahead.is_on


async def once(key: Any, read: Callable[[], Awaitable[Read]]) -> Read:
    """What ``read`` reads, remembered under a key while nothing changes."""
    if not _ahead.is_on:
        return await read()
    if key not in _ahead.once:
        _ahead.once[key] = await read()
    found: Read = _ahead.once[key]
    return found


@contextmanager
def paused() -> Iterator[None]:
    """Within, the database is asked."""
    was_on, _ahead.is_on = _ahead.is_on, False
    try:
        yield
    finally:
        _ahead.is_on = was_on


async def rows_of(model: Any, column: str, value: str, *order: str, **others: Any) -> list[Any]:
    """The rows of a model whose ``column`` is a value, in an order; ``others`` as in a filter."""
    if not _ahead.is_on:
        rows: list[Any] = await model.filter(**{column: value}, **others).order_by(*order)
        return rows
    key = (model, column, order, *sorted(others.items()))
    known = _ahead.known.setdefault(key, set())
    if value not in known:
        wanted = (_ahead.expected - known) | {value}
        await _read(key, model.filter(**{f"{column}__in": list(wanted)}, **others).order_by(*order))
        known |= wanted
    return _ahead.rows.get(key, {}).get(value, [])


async def rows_of_each(model: Any, column: str, values: Collection[str]) -> list[Any]:
    """The rows of a model whose ``column`` is one of some values, in any order."""
    if not _ahead.is_on:
        rows: list[Any] = await model.filter(**{f"{column}__in": list(values)})
        return rows
    # They come soon in their own right, or beside others.
    _ahead.expected |= set(values)
    return [row for value in values for row in await rows_of(model, column, value)]


async def _read(key: tuple[Any, ...], query: Any) -> None:
    _, column, *_ = key
    found: dict[str, list[Any]] = _ahead.rows.setdefault(key, {})
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in await query:
        grouped[getattr(row, column)].append(row)
        if column == "id" and getattr(row, "path", None):
            # The text of a sheet is asked for by its path.
            _ahead.expected.add(row.path)
    found.update(grouped)


async def row_of(model: Any, column: str, value: str, *order: str, **others: Any) -> Any | None:
    """The first of those rows, or None."""
    if not _ahead.is_on:
        return await model.filter(**{column: value}, **others).order_by(*order).first()
    rows = await rows_of(model, column, value, *order, **others)
    return rows[0] if rows else None
