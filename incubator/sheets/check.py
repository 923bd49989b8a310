"""What only shows between sheets: references to nothing, redirects claimed twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from incubator.domain.members import Member
from incubator.domain.organisations import Incubator, Team
from incubator.domain.startups import Startup
from incubator.sheets.layout import Collection
from incubator.sheets.parse import SheetValue
from incubator.sheets.problems import Problem


@dataclass(frozen=True, slots=True)
class Reference:
    """A sheet's mention of another: ``key`` is where it stands in the front matter."""

    key: str
    collection: Collection
    id: str


def references(value: SheetValue) -> Iterator[Reference]:
    """Every sheet that a sheet names."""
    match value:
        case Startup():
            key = "incubators" if len(value.incubators) > 1 else "incubator"
            yield from _each(key, Collection.INCUBATORS, value.incubators)
            yield from _each("sponsors", Collection.ORGANISATIONS, value.sponsors)
        case Member():
            yield from _each("startups", Collection.STARTUPS, value.startups)
            yield from _each("previously", Collection.STARTUPS, value.previously)
            for index, mission in enumerate(value.missions):
                key = f"missions[{index}].startups"
                yield from _each(key, Collection.STARTUPS, mission.startups)
            yield from _each("teams", Collection.TEAMS, value.teams)
        case Incubator():
            if value.owner:
                yield Reference("owner", Collection.ORGANISATIONS, value.owner)
            key = "highlighted_startups"
            yield from _each(key, Collection.STARTUPS, value.highlighted_startups)
        case Team():
            if value.incubator:
                yield Reference("incubator", Collection.INCUBATORS, value.incubator)


def _each(key: str, collection: Collection, ids: Iterable[str]) -> Iterator[Reference]:
    return (Reference(key, collection, sheet_id) for sheet_id in ids)


def dangling(
    path: str, named: Iterable[Reference], known: Mapping[Collection, frozenset[str] | set[str]]
) -> list[Problem]:
    """The references of a sheet that lead nowhere."""
    return [
        Problem(
            path,
            "unknown-reference",
            key=reference.key,
            params={"value": reference.id, "collection": reference.collection.value},
        )
        for reference in named
        if reference.id not in known.get(reference.collection, frozenset())
    ]


def redirect_conflicts(claims: Iterable[tuple[str, str]]) -> list[Problem]:
    """Redirects claimed by a second sheet; ``claims`` are (redirect, file) in order."""
    first: dict[str, str] = {}
    problems = []
    for redirect, path in claims:
        owner = first.setdefault(redirect, path)
        if owner != path:
            params = {"value": redirect, "other": owner}
            problems.append(Problem(path, "redirect-conflict", "redirect_from", params=params))
    return problems
