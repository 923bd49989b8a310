"""What the sheets of many startups say of their sprints, and of where their code is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from incubator.domain.sprints import Sprint
from incubator.store import models


@dataclass(frozen=True, slots=True)
class Declared:
    """Repositories, by their addresses, and sprints that a sheet declares, in its order."""

    repositories: tuple[str, ...] = ()
    sprints: tuple[Sprint, ...] = ()


async def declared_by_startup(startups: Collection[str]) -> dict[str, Declared]:
    """The startups that declare either, among some or among all; two queries."""
    addresses: dict[str, list[str]] = defaultdict(list)
    for startup_id, url in await _of(models.StartupRepository, startups, "url"):
        addresses[startup_id].append(url)
    sprints: dict[str, list[Sprint]] = defaultdict(list)
    rows = await _of(models.SheetSprint, startups, "name", "start", "end", "goal")
    for startup_id, name, start, end, goal in rows:
        sprints[startup_id].append(Sprint(name, start, end, goal))
    return {
        one: Declared(tuple(addresses.get(one, ())), tuple(sprints.get(one, ())))
        for one in sorted({*addresses, *sprints})
    }


async def _of(model: Any, startups: Collection[str], *columns: str) -> list[tuple[Any, ...]]:
    query = model.filter(startup_id__in=list(startups)) if startups else model.all()
    rows = await query.order_by("startup_id", "position").values_list("startup_id", *columns)
    return list(rows)
