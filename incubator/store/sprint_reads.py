"""What the sheets of many startups say of their sprints, and of where their code is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from incubator.domain.sprints import Sprint
from incubator.store import models
from incubator.store.grouping import rows_by_startup


@dataclass(frozen=True, slots=True)
class Declared:
    """Repositories, by their addresses, and sprints that a sheet declares, in its order."""

    repositories: tuple[str, ...] = ()
    sprints: tuple[Sprint, ...] = ()


async def declared_by_startup(startups: Collection[str] | None = None) -> dict[str, Declared]:
    """The startups that declare either, among some or, for None, among all; two queries."""
    addresses = await rows_by_startup(models.StartupRepository, startups, "url")
    sprints = await rows_by_startup(models.SheetSprint, startups, "name", "start", "end", "goal")
    return {
        one: Declared(
            tuple(row[0] for row in addresses.get(one, ())),
            tuple(Sprint(*row) for row in sprints.get(one, ())),
        )
        for one in sorted({*addresses, *sprints})
    }
