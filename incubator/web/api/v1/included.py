"""What a document holds besides what was asked for: resources that it includes, each once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from incubator.web.api.answers import ApiError
from incubator.web.api.v1.asked import Asked, fault
from incubator.web.api.v1.resources import Relationship, Resource, ResourceType, View

#: How many resources a document includes at most.
MOST = 1_000
Found = dict[str, dict[str, Resource]]


class Gathering:
    """Loads resources by type and id, each once, whatever leads to it."""

    def __init__(self, view: View, types: Mapping[str, ResourceType], asked: Asked) -> None:
        self.found: Found = {name: {} for name in types}
        self.primary: dict[str, tuple[str, ...]] = {}
        self._view = view
        self._types = types
        self._asked = asked
        self._followed: dict[str, set[str]] = {name: set() for name in types}

    async def start(self, kind: ResourceType, ids: Sequence[str]) -> None:
        """Load what was asked for, and all that it includes.

        Raises:
            ApiError: it includes too much.
        """
        paths = self._asked.paths
        self._note(kind, paths)
        await self._load(kind, ids)
        self.primary = {kind.name: tuple(one for one in ids if one in self.found[kind.name])}
        await self._follow(kind, self.primary[kind.name], paths)

    def resources(self, kind: ResourceType) -> list[Resource]:
        """What was asked for, in its order."""
        return [self.found[kind.name][one] for one in self.primary[kind.name]]

    def included(self) -> list[tuple[ResourceType, Resource]]:
        """What is included besides, by type and in the order in which it was found."""
        return [
            (self._types[name], resource)
            for name, by_id in self.found.items()
            for one, resource in by_id.items()
            if one not in self.primary.get(name, ())
        ]

    def _note(self, kind: ResourceType, paths: Mapping[str, AbstractSet[str]]) -> None:
        """Note which relationships of each type are followed, so that they are read."""
        for name, further in paths.items():
            relationship = kind.relationship(name)
            if relationship is not None:
                self._followed[kind.name].add(name)
                self._note(self._types[relationship.target], {one: set() for one in further})

    async def _follow(
        self, kind: ResourceType, ids: Iterable[str], paths: Mapping[str, AbstractSet[str]]
    ) -> None:
        known = [one for one in ids if one in self.found[kind.name]]
        for name, further in sorted(paths.items()):
            relationship = kind.relationship(name)
            if relationship is None:
                continue
            target = self._types[relationship.target]
            reached = await self._reach(kind, known, relationship, target)
            await self._load(target, reached)
            await self._follow(target, reached, {one: frozenset() for one in further})

    async def _reach(
        self,
        kind: ResourceType,
        ids: Sequence[str],
        relationship: Relationship,
        target: ResourceType,
    ) -> list[str]:
        """The ids that a relationship leads to, which resources then name too."""
        own = self.found[kind.name]
        if relationship.back:
            linked = await find_back(self._view, relationship, target, ids)
            for one in ids:
                own[one] = named(own[one], relationship, linked.get(one, ()))
        found: dict[str, None] = {}
        for one in ids:
            found.update(dict.fromkeys(linkage(own[one], relationship)))
        return list(found)

    async def _load(self, kind: ResourceType, ids: Sequence[str]) -> None:
        own = self.found[kind.name]
        missing = [one for one in dict.fromkeys(ids) if one not in own]
        held = sum(map(len, self.found.values())) - sum(map(len, self.primary.values()))
        if self.primary and held + len(missing) > MOST:
            raise too_much()
        if missing:
            fields = self._asked.wanted(kind) | self._followed[kind.name]
            for resource in await kind.load(self._view, missing, fields):
                own[resource.id] = resource


def too_much() -> ApiError:
    """A document would include too many resources."""
    return fault(
        "include",
        f"This would include more than {MOST} resources. Ask for smaller pages (page[size]), or"
        " include less.",
    )


def linkage(resource: Resource, relationship: Relationship) -> tuple[str, ...]:
    """The ids that a resource names for a relationship."""
    match resource.related.get(relationship.name):
        case None:
            return ()
        case str() as one:
            return (one,)
        case several:
            return several


def named(resource: Resource, relationship: Relationship, ids: tuple[str, ...]) -> Resource:
    """The resource, naming ids for a relationship."""
    return replace(resource, related={**resource.related, relationship.name: ids})


async def find_back(
    view: View, relationship: Relationship, target: ResourceType, ids: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """For each id, the resources of the target that name it.

    Raises:
        ApiError: there are too many.
    """
    if not ids:
        return {}
    reached = await target.select(view, {relationship.found_by: tuple(ids)}, ())
    if len(reached) > MOST:
        raise too_much()
    found: dict[str, list[str]] = {}
    back = target.relationship(relationship.back)
    if back is None:
        raise LookupError(f"{target.name} has no relationship {relationship.back}.")
    for resource in await target.load(view, reached, frozenset({back.name})):
        for one in linkage(resource, back):
            found.setdefault(one, []).append(resource.id)
    return {one: tuple(several) for one, several in found.items()}
