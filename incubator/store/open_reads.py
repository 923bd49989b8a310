"""What several sheets say, for those who read many at once: a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from incubator.sheets.layout import Collection as SheetCollection
from incubator.store import models
from incubator.store.grouping import grouped
from incubator.store.search import matching_numbers, search_numbers
from incubator.store.sheet_writes import OWN_TABLES


@dataclass(frozen=True, slots=True)
class SheetWords:
    """A sheet's own words; ``front_matter`` is JSON, in the sheet's order."""

    front_matter: str
    body: str
    body_html: str


#: What belongs to startups, by the name of what it says.
_PARTS: Mapping[str, Any] = {
    "phases": models.PhaseEntry,
    "events": models.StartupEvent,
    "repositories": models.StartupRepository,
    "tags": models.StartupTag,
    "budgets": models.Budget,
}
PARTS = frozenset(_PARTS)


async def sheet_rows(collection: SheetCollection, ids: Collection[str]) -> dict[str, Any]:
    """The columns of some sheets of a collection, by id; unknown ids are left out."""
    rows: Any = await OWN_TABLES[collection].filter(id__in=list(ids)).values()
    return {row["id"]: SimpleNamespace(**row) for row in rows}


async def words_of(paths: Iterable[str]) -> dict[str, SheetWords]:
    """The words of published sheets, by path."""
    rows: Any = await models.SheetText.filter(path__in=list(paths)).values_list(
        "path", "front_matter", "body", "body_html"
    )
    return {row[0]: SheetWords(*row[1:]) for row in rows}


async def changes_of(paths: Iterable[str]) -> dict[str, datetime]:
    """When published sheets last changed, by path, in UTC."""
    rows: Any = await models.SheetState.filter(path__in=list(paths)).values_list(
        "path", "changed_at"
    )
    return {path: datetime.fromtimestamp(seconds, UTC) for path, seconds in rows}


async def parts_of_startups(part: str, ids: Collection[str]) -> Mapping[str, list[Any]]:
    """The columns of one of :data:`PARTS` of some startups, by startup, in the sheets' order."""
    found = _PARTS[part].filter(startup_id__in=list(ids)).order_by("startup_id", "position")
    rows: Any = await found.values()
    return grouped((row["startup_id"], SimpleNamespace(**row)) for row in rows)


async def matching_ids(text: str, collection: SheetCollection) -> list[str]:
    """The ids of a collection's sheets that match a search, the best first; three queries."""
    numbers = await matching_numbers(text, collection)
    names = {number: one for one, number in (await search_numbers(collection)).items()}
    return [names[number] for number in numbers if number in names]


async def owned_incubators(organisations: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """The visible incubators of some organisations, by organisation, by title."""
    rows: Any = (
        await models.Incubator.filter(owner_id__in=list(organisations), hidden=False)
        .order_by("sort_title", "id")
        .values_list("owner_id", "id")
    )
    return {owner: tuple(own) for owner, own in grouped(rows).items()}


async def teams_of_incubators(incubators: Collection[str]) -> Mapping[str, list[tuple[str, str]]]:
    """The standing teams of some incubators, by incubator: their ids and names, by name."""
    rows: Any = (
        await models.Team.filter(incubator_id__in=list(incubators))
        .order_by("name", "id")
        .values_list("incubator_id", "id", "name")
    )
    return grouped((row[0], (row[1], row[2])) for row in rows)


async def members_of_teams(teams: Collection[str]) -> Mapping[str, list[str]]:
    """The ids of who is in some standing teams, on whatever day, by team."""
    rows: Any = await models.TeamMembership.filter(team_id__in=list(teams)).values_list(
        "team_id", "member_id"
    )
    return grouped(rows)
