"""What an address of the API answers: a collection, a resource, what it is related to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from incubator.web.api.v1.answers import Members, Window, Writer, identifier
from incubator.web.api.v1.included import Gathering, linkage
from incubator.web.api.v1.resources import Relationship, Resource, ResourceType, View

Types = Mapping[str, ResourceType]


class UnknownError(Exception):
    """No resource of a type has that id, on the day that is read."""


async def collection(writer: Writer, types: Types, kind: ResourceType, path: str) -> Members:
    """Resources of a type that fit the filters."""
    asked = writer.asked
    ids = await kind.select(writer.view, asked.filters, asked.orders)
    return await _several(writer, types, kind, ids, path)


async def one_resource(
    writer: Writer, types: Types, kind: ResourceType, one: str, path: str
) -> Members:
    """One resource.

    Raises:
        UnknownError: there is none.
    """
    gathered = Gathering(writer.view, types, writer.asked)
    await gathered.start(kind, [one])
    if not gathered.resources(kind):
        raise UnknownError
    return writer.compound(path, kind, gathered, is_one=True)


async def related(
    writer: Writer,
    types: Types,
    kind: ResourceType,
    one: str,
    relationship: Relationship,
    path: str,
) -> Members:
    """What a relationship leads to: resources by page, or one, or null.

    Raises:
        UnknownError: there is no resource to start from.
    """
    view, target = writer.view, types[relationship.target]
    ids = await _linked(view, types, kind, one, relationship)
    if relationship.is_many:
        asked = writer.asked
        if asked.filters or asked.orders:
            among = set(ids)
            every = await target.select(view, asked.filters, asked.orders)
            fitting = [to for to in every if to in among]
            in_order = set(fitting)
            ids = fitting if asked.orders else [to for to in ids if to in in_order]
        return await _several(writer, types, target, ids, path)
    gathered = Gathering(view, types, writer.asked)
    await gathered.start(target, ids)
    return writer.compound(path, target, gathered, is_one=True)


async def linked(
    writer: Writer,
    types: Types,
    kind: ResourceType,
    one: str,
    relationship: Relationship,
    path: str,
) -> Members:
    """The identifiers that a relationship leads to.

    Raises:
        UnknownError: there is no resource to start from.
    """
    ids = await _linked(writer.view, types, kind, one, relationship)
    window: Window | None = None
    data: Any = None
    if relationship.is_many:
        window = Window(len(ids), writer.asked.number, writer.asked.size)
        data = [identifier(relationship, to) for to in window.of(ids)]
    elif ids:
        data = identifier(relationship, ids[0])
    document = writer.document(path, data, window)
    document["links"]["related"] = writer.address(kind.name, one, relationship.name)
    return document


async def _several(
    writer: Writer, types: Types, kind: ResourceType, ids: Sequence[str], path: str
) -> Members:
    window = Window(len(ids), writer.asked.number, writer.asked.size)
    gathered = Gathering(writer.view, types, writer.asked)
    await gathered.start(kind, window.of(ids))
    return writer.compound(path, kind, gathered, window=window)


async def _linked(
    view: View, types: Types, kind: ResourceType, one: str, relationship: Relationship
) -> Sequence[str]:
    resource = await _find(view, kind, one, relationship.name)
    if relationship.back:
        target = types[relationship.target]
        return await target.select(view, {relationship.found_by: (one,)}, ())
    return linkage(resource, relationship)


async def _find(view: View, kind: ResourceType, one: str, name: str) -> Resource:
    found = await kind.load(view, [one], frozenset({name}))
    if not found:
        raise UnknownError
    return found[0]
