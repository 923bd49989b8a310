"""What the API is made of: each type of resource declares its fields, links, filters and orders.

The answers, the OpenAPI document and the page that explains them are all made from these
declarations, so that none of the three can say what another does not. The words are JSON:API's
(https://jsonapi.org/format/1.1/).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from starlette.requests import Request

from incubator.sheets.layout import Collection
from incubator.store.snapshot import Snapshot
from incubator.web.api.documents import Edition

#: What a filter is given, by its name: one value or several, any of which is enough.
Filters = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class View:
    """What a request reads: the catalogue of ``today``, or of the past day that ``au`` names."""

    request: Request
    edition: Edition
    today: date
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class Order:
    """One field to sort by."""

    name: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Attribute:
    """A field of a resource; ``schema`` is JSON Schema 2020-12, ``meaning`` a message in French."""

    name: str
    schema: Mapping[str, Any]
    meaning: str


@dataclass(frozen=True, slots=True)
class Relationship:
    """What links a resource to one or many of the type ``target``.

    With ``back`` (and ``is_many``), the resources are those of ``target`` whose own relationship
    ``back`` names this one: they are found by the target's filter ``by`` (``back`` unless another
    is named), and ``Resource.related`` need not hold their ids.
    """

    name: str
    target: str
    is_many: bool
    meaning: str
    back: str = ""
    by: str = ""

    @property
    def found_by(self) -> str:
        """The target's filter that finds the resources of a relationship with ``back``."""
        return self.by or self.back


@dataclass(frozen=True, slots=True)
class Filter:
    """``filter[name]=a,b``: each value must follow ``schema``; ``meaning`` is in French.

    With ``is_one``, the value is taken whole, commas included.
    """

    name: str
    schema: Mapping[str, Any]
    meaning: str
    is_one: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """One of a type. ``related`` gives an id, several, or None for each relationship.

    ``page`` is the path of the page that shows it to people, not percent-encoded and without a
    query; "" where there is none.
    """

    id: str
    attributes: Mapping[str, Any]
    related: Mapping[str, str | tuple[str, ...] | None] = field(default_factory=dict)
    page: str = ""


#: The ids of everything that fits the filters, in the order asked for (the type's own for none).
Select = Callable[[View, Filters, Sequence[Order]], Awaitable[Sequence[str]]]
#: Resources of some ids, in that order, unknown ids left out; only the fields named (attributes and
#: relationships) need be there. A fixed number of queries, whatever the number of ids.
Load = Callable[[View, Sequence[str], frozenset[str]], Awaitable[Sequence[Resource]]]


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A type of resource, as ``/api/1/{name}`` answers it. ``meaning`` is in French."""

    name: str
    meaning: str
    attributes: tuple[Attribute, ...]
    select: Select
    load: Load
    relationships: tuple[Relationship, ...] = ()
    filters: tuple[Filter, ...] = ()
    #: Attributes that a request may sort by.
    sorts: tuple[str, ...] = ()
    #: The sheets that this type is made of, and what the paths of their pages begin with: a former
    #: id then leads on, and a removed sheet is said to be gone.
    collection: Collection | None = None
    pages: str = ""
    #: Whether it may change while the catalogue's version and the day stay the same: documents that
    #: hold such resources are made at each request.
    is_live: bool = False

    def relationship(self, name: str) -> Relationship | None:
        """The relationship of that name."""
        return next((one for one in self.relationships if one.name == name), None)

    @property
    def fields(self) -> frozenset[str]:
        """The names of attributes and relationships, which share one space of names."""
        named = {one.name for one in self.attributes}
        return frozenset(named | {one.name for one in self.relationships})
