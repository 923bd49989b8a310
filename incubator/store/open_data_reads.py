"""Whole tables of what sheets say, as values of the domain, for files of everything.

Each function asks a fixed number of queries. What belongs to a startup is by its id, in the
sheet's order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from tortoise.functions import Max

from incubator.domain.impact import (
    Budget,
    DatedValue,
    Dimension,
    FetchedValue,
    Indicator,
    with_fetched,
)
from incubator.domain.members import Member, Mission
from incubator.domain.phases import Phase, PhaseEntry
from incubator.domain.sprints import Sprint
from incubator.domain.startups import Event
from incubator.sheets.layout import Collection
from incubator.store import models
from incubator.store.grouping import grouped


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


async def startup_changes() -> dict[str, datetime]:
    """When each published startup's sheet last changed, in UTC."""
    states = models.SheetState.filter(
        collection=Collection.STARTUPS.value, is_published=True
    ).values_list("sheet_id", "changed_at")
    return {sheet_id: datetime.fromtimestamp(at, UTC) for sheet_id, at in await states}


async def startup_facts() -> dict[str, StartupFacts]:
    """Every startup, by id."""
    rows: Any = await models.Startup.all().values_list(*StartupFacts.__slots__)
    return {row[0]: StartupFacts(*row) for row in rows}


async def repositories() -> dict[str, tuple[str, ...]]:
    """The repositories of startups."""
    found = await _of_startups(models.StartupRepository, "url")
    return {startup_id: tuple(row[0] for row in rows) for startup_id, rows in found.items()}


async def phase_entries() -> dict[str, list[PhaseEntry]]:
    """The phases that startups entered."""
    found = await _of_startups(models.PhaseEntry, "phase", "start", "end", "comment")
    return {
        one: [PhaseEntry(Phase(row[0]), *row[1:]) for row in rows] for one, rows in found.items()
    }


async def events() -> dict[str, list[Event]]:
    """The events of startups."""
    found = await _of_startups(models.StartupEvent, "name", "day", "comment")
    return {one: [Event(*row) for row in rows] for one, rows in found.items()}


async def sprints() -> dict[str, list[Sprint]]:
    """The sprints that sheets declare."""
    found = await _of_startups(models.SheetSprint, "name", "start", "end", "goal")
    return {one: [Sprint(*row) for row in rows] for one, rows in found.items()}


async def budgets() -> dict[str, list[Budget]]:
    """The budgets that sheets publish."""
    found = await _of_startups(models.Budget, "year", "committed_cents", "spent_cents", "source")
    return {one: [Budget(*row) for row in rows] for one, rows in found.items()}


async def indicators() -> dict[str, list[Indicator]]:
    """The measures of startups with values (those that addresses gave included) and targets."""
    figures: dict[tuple[str, str, str], list[DatedValue]] = defaultdict(list)
    for kind, table in (("value", models.IndicatorValue), ("target", models.IndicatorTarget)):
        for startup_id, rows in (
            await _of_startups(table, "indicator_key", "day", "value")
        ).items():
            for key, day, value in rows:
                figures[kind, startup_id, key].append(DatedValue(day, value.normalize()))
    fetched = await _fetched()
    columns = ("key", "name", "dimension", "unit", "is_main", "lower_is_better", "source")
    found = await _of_startups(models.Indicator, *columns, "values_url")
    return {
        startup_id: [
            with_fetched(
                replace(
                    Indicator(row[0], row[1], Dimension(row[2]), *row[3:7]),
                    targets=tuple(figures["target", startup_id, row[0]]),
                    values=tuple(figures["value", startup_id, row[0]]),
                    values_url=row[7],
                ),
                fetched.get((startup_id, row[0]), ()),
            )
            for row in rows
        ]
        for startup_id, rows in found.items()
    }


async def _fetched() -> Mapping[tuple[str, str], list[FetchedValue]]:
    rows: Any = (
        await models.FetchedValue.all()
        .order_by("day")
        .values_list(
            "source__startup_id",
            "source__indicator_key",
            "day",
            "value",
            "fetched_at",
            "previous",
            "corrected_at",
        )
    )
    return grouped(
        (
            (startup_id, key),
            FetchedValue(
                day,
                value.normalize(),
                read_at,
                None if former is None else former.normalize(),
                corrected_at,
            ),
        )
        for startup_id, key, day, value, read_at, former, corrected_at in rows
    )


async def members() -> list[Member]:
    """Every member, in the order of their ids' bytes."""
    links: dict[tuple[str, int], list[str]] = defaultdict(list)
    listed: dict[tuple[str, str], list[str]] = defaultdict(list)
    rows: Any = (
        await models.Membership.all()
        .order_by("id")
        .values_list("member_id", "position", "listed", "startup_id")
    )
    for member_id, position, kind, startup_id in rows:
        (listed[member_id, kind] if kind else links[member_id, position]).append(startup_id)
    missions: dict[str, list[Mission]] = defaultdict(list)
    columns = ("position", "start", "end", "status", "employer")
    for member_id, position, *facts in await _of_members(models.Mission, *columns):
        start, end, status, employer = facts
        startups = tuple(links[member_id, position])
        missions[member_id].append(Mission(start, end, status, employer, startups))
    teams: dict[str, list[str]] = grouped(await _of_members(models.TeamMembership, "team_id"))
    skills: dict[str, list[str]] = grouped(await _of_members(models.MemberSkill, "label"))
    found: list[tuple[Any, ...]] = await models.Member.all().values_list(
        "id", "full_name", "role", "domain", "github", "link", "avatar"
    )
    return [
        replace(
            Member(*row),
            missions=tuple(missions[row[0]]),
            startups=tuple(listed[row[0], "current"]),
            previously=tuple(listed[row[0], "former"]),
            teams=tuple(teams.get(row[0], ())),
            skills=tuple(skills.get(row[0], ())),
        )
        for row in sorted(found, key=lambda row: row[0].encode())
    ]


async def incubator_facts() -> list[IncubatorFacts]:
    """The incubators that have a page, in the order of their ids' bytes."""
    rows: Any = await models.Incubator.filter(hidden=False).values_list(*IncubatorFacts.__slots__)
    return sorted((IncubatorFacts(*row) for row in rows), key=lambda one: one.id.encode())


async def directory_addresses() -> dict[str, str]:
    """The page of each organisation in the directory of the administration, "" for none."""
    rows: Any = await models.Organisation.all().values_list("id", "directory_url")
    return dict(rows)


async def _of_startups(model: Any, *columns: str) -> dict[str, list[tuple[Any, ...]]]:
    rows = await model.all().order_by("position").values_list("startup_id", *columns)
    return grouped((row[0], tuple(row[1:])) for row in rows)


async def _of_members(model: Any, *columns: str) -> list[Any]:
    rows: list[Any] = await model.all().order_by("position").values_list("member_id", *columns)
    return rows
