"""Whole tables of what sheets say, for files of everything; one query each.

What belongs to a startup is by its id, in the sheet's order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from tortoise.functions import Max

from incubator.domain.impact import Budget
from incubator.domain.startups import Event
from incubator.sheets.layout import Collection
from incubator.store import models
from incubator.store.grouping import rows_by_startup


@dataclass(frozen=True, slots=True)
class StartupFacts:
    """What a startup's sheet says beside what its card holds; "" is unknown."""

    id: str
    link: str
    stats: bool
    stats_url: str
    budget_url: str
    impact_url: str
    dashlord_url: str
    risk_analysis: bool
    risk_analysis_url: str
    secured_service: bool
    product_maturity: str
    funding_until: date | None
    fund_round: int | None
    fund_amount_euros: int | None


@dataclass(frozen=True, slots=True)
class IncubatorFacts:
    """An incubator that has a page."""

    id: str
    title: str
    owner_id: str
    address: str
    website: str
    github: str


async def last_changes() -> dict[Collection, datetime]:
    """When a sheet of each collection last changed, in UTC."""
    rows: Any = (
        await models.SheetState.annotate(last=Max("changed_at"))
        .group_by("collection")
        .values_list("collection", "last")
    )
    return {Collection(name): datetime.fromtimestamp(last, UTC) for name, last in rows}


async def startup_facts() -> dict[str, StartupFacts]:
    """Every startup, by id."""
    rows: Any = await models.Startup.all().values_list(*StartupFacts.__slots__)
    return {row[0]: StartupFacts(*row) for row in rows}


async def events() -> dict[str, list[Event]]:
    """The events of startups."""
    found = await rows_by_startup(models.StartupEvent, None, "name", "day", "comment")
    return {one: [Event(*row) for row in rows] for one, rows in found.items()}


async def budgets() -> dict[str, list[Budget]]:
    """The budgets that sheets publish."""
    columns = ("year", "committed_cents", "spent_cents", "source")
    found = await rows_by_startup(models.Budget, None, *columns)
    return {one: [Budget(*row) for row in rows] for one, rows in found.items()}


async def incubator_facts() -> list[IncubatorFacts]:
    """The incubators that have a page, in the order of their ids' bytes."""
    rows: Any = await models.Incubator.filter(hidden=False).values_list(*IncubatorFacts.__slots__)
    return sorted((IncubatorFacts(*row) for row in rows), key=lambda one: one.id.encode())


async def directory_addresses() -> dict[str, str]:
    """The page of each organisation in the directory of the administration, "" for none."""
    rows: Any = await models.Organisation.all().values_list("id", "directory_url")
    return dict(rows)
