"""What a dataset is: its columns, declared once, and what reads its rows.

CSV, JSON, Table Schema, the page and the DCAT description are all made of these declarations.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import quote

from incubator.sheets.layout import Collection
from incubator.store.snapshot import Snapshot

T = TypeVar("T")
#: A cell: "" and None are unknown, a tuple is a list.
Value = str | int | Decimal | date | datetime | tuple[str, ...] | None
#: A cell for each column, in the order of their declarations.
Row = tuple[Value, ...]


class Kind(StrEnum):
    """What a column holds; values are the types of Table Schema, but for lists."""

    TEXT = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DAY = "date"
    MOMENT = "datetime"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``meaning`` is a message in French, ``example`` a cell as CSV has it.

    ``is_key`` says that it is part of what tells a row from another; ``choices`` are the only
    values that there may be; ``is_address`` that each value is an address.
    """

    name: str
    kind: Kind
    meaning: str
    example: str
    is_key: bool = False
    is_required: bool = False
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    is_address: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What rows are made from: the catalogue, when sheets changed, and where pages are.

    ``roots`` is, for each kind of page, its full address but for the id at its end. Datasets that
    are read one after the other share what they read of the database.
    """

    snapshot: Snapshot
    now: datetime
    changes: Mapping[Collection, datetime]
    roots: Mapping[str, str]
    _known: dict[object, Any] = field(default_factory=dict)

    async def once(self, read: Callable[[], Awaitable[T]]) -> T:
        """What a function of the store reads; the second dataset that wants it has it."""
        if read not in self._known:
            self._known[read] = await read()
        found: T = self._known[read]
        return found

    @property
    def today(self) -> date:
        """The day of the catalogue."""
        return self.snapshot.today

    def page(self, kind: str, page_id: str) -> str:
        """The full address of the page of something."""
        return self.roots[kind] + quote(page_id, safe="")

    def name_of(self, startup_id: str) -> str:
        """The name of a startup, or its id where no sheet gives one."""
        card = self.snapshot.card(startup_id)
        return card.title if card else startup_id

    def changed(self, *collections: Collection) -> datetime | None:
        """When a sheet of these collections last changed; never in the future."""
        known = [self.changes[one] for one in collections if one in self.changes]
        return min(max(known), self.now) if known else None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows to write, which may be made as they are read, and when their source last changed."""

    rows: Iterable[Row]
    modified: datetime | None


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset; ``title`` and ``meaning`` are messages in French.

    ``load`` asks a fixed number of queries. ``is_of_sheets`` says that its rows change with the
    catalogue's version and day only; others are read again after a few seconds. ``is_personal``
    that people are named in them.
    """

    name: str
    title: str
    meaning: str
    keywords: tuple[str, ...]
    columns: tuple[Column, ...]
    load: Callable[[Reading], Awaitable[Table]]
    is_of_sheets: bool = True
    is_personal: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell a row from another."""
        return tuple(column.name for column in self.columns if column.is_key)
