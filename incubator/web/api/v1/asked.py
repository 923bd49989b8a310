"""What a request asks for, read from its query: every parameter is known, or the answer is 400.

Each fault is told, with the parameter that it is in and what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import parse_qsl, quote

from incubator.web.api.answers import ApiError, SeveralError
from incubator.web.api.v1.resources import Order, ResourceType
from incubator.web.api.v1.schemas import wanted, written_day

USUAL_SIZE, MOST_SIZE = 25, 100
MOST_PAGE = 1_000_000
#: Limits on what a stranger may write.
MOST_QUERY, MOST_PARAMETERS, MOST_VALUES, MOST_PATHS = 8_000, 60, 100, 20
DEPTH = 2
_TOLD = 120
_NAME = re.compile(r"(?P<family>[^\[\]]+)(?:\[(?P<key>[^\[\]]*)\])?\Z")
_FAMILIES = ("filter", "sort", "page", "include", "fields", "au")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What one address understands; ``primary`` is the type of what it answers."""

    primary: ResourceType
    types: Mapping[str, ResourceType]
    today: date
    families: frozenset[str] = frozenset(_FAMILIES)


ONE = frozenset({"include", "fields", "au"})
LINKAGE = frozenset({"page", "au"})


@dataclass(slots=True)
class Asked:
    """A request's query, read; ``au`` is the day it names, which may be today."""

    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    orders: tuple[Order, ...] = ()
    fields: dict[str, frozenset[str]] = field(default_factory=dict)
    include: tuple[tuple[str, ...], ...] = ()
    number: int = 1
    size: int = USUAL_SIZE
    au: date | None = None

    @property
    def paths(self) -> dict[str, set[str]]:
        """The relationships to include, each with those to include of what it leads to."""
        found: dict[str, set[str]] = {}
        for path in self.include:
            found.setdefault(path[0], set()).update(path[1:])
        return found

    def wanted(self, kind: ResourceType) -> frozenset[str]:
        """The fields of a type that the answer holds."""
        return self.fields.get(kind.name, kind.fields)

    def query(self, number: int | None = None) -> str:
        """The query that asks the same, in one spelling; ``number`` asks for another page."""
        pairs = [(f"fields[{name}]", ",".join(sorted(of))) for name, of in self.fields.items()]
        pairs += [(f"filter[{name}]", ",".join(values)) for name, values in self.filters.items()]
        pairs.sort()
        if self.include:
            pairs.append(("include", ",".join(".".join(path) for path in self.include)))
        page = self.number if number is None else number
        if page != 1:
            pairs.append(("page[number]", str(page)))
        if self.size != USUAL_SIZE:
            pairs.append(("page[size]", str(self.size)))
        if self.orders:
            orders = (("-" if one.descending else "") + one.name for one in self.orders)
            pairs.append(("sort", ",".join(orders)))
        return _query([*pairs, *self._day()])

    def day_query(self) -> str:
        """The query of another address that reads the same day."""
        return _query(self._day())

    def _day(self) -> list[tuple[str, str]]:
        return [("au", self.au.isoformat())] if self.au else []


def read_query(text: bytes, allowed: Allowed) -> Asked:
    """Read a query string.

    Raises:
        ApiError: something in it is unknown or malformed; every fault is told.
    """
    reader = _Reader(allowed)
    for name, value in _pairs(text):
        reader.read(name, value)
    if reader.errors:
        raise SeveralError(reader.errors)
    return reader.asked


def fault(parameter: str, detail: str) -> ApiError:
    """A fault of one parameter; the detail says what to write instead."""
    shown = parameter[:_TOLD]
    return ApiError(
        400, "invalid_parameter", "A parameter can't be read", detail, source={"parameter": shown}
    )


def _pairs(text: bytes) -> list[tuple[str, str]]:
    if len(text) > MOST_QUERY:
        raise ApiError(
            400, "query_too_long", "The query is too long", f"It has at most {MOST_QUERY} bytes."
        )
    try:
        return parse_qsl(
            text.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_PARAMETERS,
        )
    except ValueError as error:
        raise ApiError(
            400,
            "invalid_query",
            "The query can't be read",
            f"It is UTF-8, percent-encoded, with at most {MOST_PARAMETERS} parameters.",
        ) from error


class _Reader:
    """Reads parameters one by one and notes what is wrong with them."""

    def __init__(self, allowed: Allowed) -> None:
        self.asked = Asked()
        self.errors: list[ApiError] = []
        self._allowed = allowed
        self._seen: set[str] = set()

    def read(self, name: str, value: str) -> None:
        """Read one parameter."""
        match = _NAME.match(name)
        family, key = (match["family"], match["key"]) if match else ("", None)
        read = self._reader_of(family, key)
        if read is None:
            self._fail(name, f"There is no such parameter here. Known: {', '.join(self._known())}.")
        elif name in self._seen:
            self._fail(name, "It is given twice. Write it once, its values apart by commas.")
        else:
            self._seen.add(name)
            read(name, value)

    def _reader_of(self, family: str, key: str | None) -> Callable[[str, str], None] | None:
        if family not in self._allowed.families:
            return None
        with_key = {"filter": self._filter, "fields": self._fields, "page": self._page}
        bare = {"sort": self._sort, "include": self._include, "au": self._day}
        return (bare if key is None else with_key).get(family)

    def _known(self) -> list[str]:
        kind, families = self._allowed.primary, self._allowed.families
        names = {
            "filter": [f"filter[{one.name}]" for one in kind.filters],
            "sort": ["sort"] if kind.sorts else [],
            "page": ["page[number]", "page[size]"],
            "include": ["include"],
            "fields": ["fields[TYPE]"],
            "au": ["au"],
        }
        return [name for family in _FAMILIES if family in families for name in names[family]]

    def _fail(self, name: str, detail: str) -> None:
        self.errors.append(fault(name, detail))

    def _filter(self, name: str, value: str) -> None:
        key = name[len("filter[") : -1]
        known = {one.name: one for one in self._allowed.primary.filters}
        if key not in known:
            listed = ", ".join(known) or "none"
            self._fail(name, f"'{key[:_TOLD]}' is no filter here. Known filters: {listed}.")
            return
        one = known[key]
        values = (value,) if one.is_one else _list(value)
        if not 0 < len(values) <= MOST_VALUES:
            self._fail(name, f"Write 1 to {MOST_VALUES} values, apart by commas.")
            return
        for given in values:
            if expected := wanted(one.schema, given):
                self._fail(name, f"'{given[:_TOLD]}' is not {expected}.")
                return
        self.asked.filters[key] = values

    def _sort(self, name: str, value: str) -> None:
        known = self._allowed.primary.sorts
        orders = [Order(one.removeprefix("-"), one.startswith("-")) for one in _list(value)]
        unknown = [one.name for one in orders if one.name not in known]
        listed = ", ".join(known) or "nothing"
        if unknown or not orders:
            said = f"'{unknown[0][:_TOLD]}' can't be sorted by. " if unknown else ""
            self._fail(name, f"{said}Sort by: {listed}; a hyphen before one turns it round.")
            return
        first = {one.name: one for one in reversed(orders)}
        self.asked.orders = tuple(dict.fromkeys(first[one.name] for one in orders))

    def _page(self, name: str, value: str) -> None:
        key = name[len("page[") : -1]
        most = {"number": MOST_PAGE, "size": MOST_SIZE}
        if key not in most:
            self._fail(name, "Pages have page[number] and page[size].")
            return
        is_whole = value.isascii() and value.isdecimal() and len(value) <= len(str(MOST_PAGE))
        if not is_whole or not 1 <= int(value) <= most[key]:
            self._fail(name, f"It is a whole number from 1 to {most[key]}.")
            return
        setattr(self.asked, key, int(value))

    def _fields(self, name: str, value: str) -> None:
        key = name[len("fields[") : -1]
        kind = self._allowed.types.get(key)
        if kind is None:
            listed = ", ".join(self._allowed.types)
            self._fail(name, f"'{key[:_TOLD]}' is no type. Known types: {listed}.")
            return
        fields = _list(value)
        unknown = [one for one in fields if one not in kind.fields]
        if unknown:
            listed = ", ".join(sorted(kind.fields))
            self._fail(name, f"'{unknown[0][:_TOLD]}' is no field of {key}. Its fields: {listed}.")
            return
        self.asked.fields[key] = frozenset(fields)

    def _include(self, name: str, value: str) -> None:
        paths = [tuple(one.split(".")) for one in _list(value)]
        if len(paths) > MOST_PATHS:
            self._fail(name, f"At most {MOST_PATHS} paths are included.")
            return
        for path in paths:
            if fault_of_path := self._path_fault(path):
                self._fail(name, fault_of_path)
                return
        self.asked.include = tuple(sorted(paths))

    def _path_fault(self, path: Sequence[str]) -> str:
        if len(path) > DEPTH:
            return f"A path has at most {DEPTH} relationships: ask for what is further apart."
        kind = self._allowed.primary
        for step in path:
            relationship = kind.relationship(step)
            if relationship is None or relationship.target not in self._allowed.types:
                known = ", ".join(one.name for one in kind.relationships) or "none"
                return f"'{step[:_TOLD]}' is no relationship of {kind.name}. Known: {known}."
            kind = self._allowed.types[relationship.target]
        return ""

    def _day(self, name: str, value: str) -> None:
        day = written_day(value)
        if day is None or day > self._allowed.today:
            today = self._allowed.today.isoformat()
            self._fail(name, f"It is a day until today, {today}, written as that one is.")
            return
        self.asked.au = day


def _list(value: str) -> tuple[str, ...]:
    """The values between commas, each once; blanks are none."""
    return tuple(dict.fromkeys(one for one in value.split(",") if one))


def _query(pairs: Sequence[tuple[str, str]]) -> str:
    text = "&".join(f"{quote(name, safe='')}={quote(value, safe=',')}" for name, value in pairs)
    return f"?{text}" if text else ""
