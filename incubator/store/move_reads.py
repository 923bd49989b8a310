"""Which startups entered which phase when, for those of an incubator or of a sponsor."""

from __future__ import annotations

from datetime import date
from typing import Any

from tortoise.expressions import Subquery

from incubator.domain.phases import Phase
from incubator.store import models


async def moves_of_incubator(incubator_id: str, today: date) -> list[tuple[str, Phase, date]]:
    """Startup, phase and day of what happened up to a day in an incubator, the newest first."""
    return await _moves(models.StartupIncubator.filter(incubator_id=incubator_id), today)


async def moves_of_sponsor(organisation_id: str, today: date) -> list[tuple[str, Phase, date]]:
    """The same for the startups that an administration sponsors."""
    return await _moves(models.StartupSponsor.filter(organisation_id=organisation_id), today)


async def _moves(links: Any, today: date) -> list[tuple[str, Phase, date]]:
    startups = Subquery(links.values("startup_id"))
    query = models.PhaseEntry.filter(startup_id__in=startups, start__lte=today)
    rows: Any = await query.values_list("startup_id", "phase", "start")
    found = [(startup_id, Phase(phase), start) for startup_id, phase, start in rows]
    return sorted(found, key=lambda one: (one[2], one[1].order, one[0]), reverse=True)
