"""What upkeep asks about startups, in a number of queries that does not depend on how many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tortoise.functions import Max

from incubator.domain.decisions import committees_held, promised_day
from incubator.domain.members import Mission, MissionStatus
from incubator.domain.phases import Phase, PhaseEntry
from incubator.domain.startups import (
    EventKind,
    publishes_budget,
    statistics_url,
)
from incubator.domain.upkeep_facts import Code, Facts, Measure
from incubator.sheets.layout import Collection
from incubator.sheets.problems import Problem
from incubator.store import models
from incubator.store.committees.decisions import decided_about
from incubator.store.committees.promises import due_days
from incubator.store.grouping import rows_by_startup
from incubator.store.impact_sources import last_fetched
from incubator.store.sheet_states import REFUSED, load_problems

#: What upkeep asks for by itself, when the check remarks it of the sheet, not of an item in it.
_ASKED_ANYWAY = "missing-advised"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a startup's upkeep, and what the last sync found wrong with its sheet.

    Of the problems, those that upkeep asks for by itself are left out.
    """

    facts: Facts
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Team:
    size: int
    open_ended: int


@dataclass(frozen=True, slots=True)
class _State:
    changed_on: date
    is_refused: bool
    problems: tuple[Problem, ...]


async def upkeep_of(ids: Iterable[str], today: date, zone: ZoneInfo) -> dict[str, Kept]:
    """The upkeep of published startups by id; whether they have a picture is not in a table.

    A figure of the future counts as none yet. The zone is the one in which instants become days.
    """
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows: Any = await models.Startup.filter(id__in=wanted).values()
    phases = await rows_by_startup(models.PhaseEntry, wanted, "phase", "start")
    committees = await rows_by_startup(
        models.StartupEvent, wanted, "day", name=EventKind.COMMITTEE.value
    )
    decisions = await decided_about(wanted)
    owed = await due_days(wanted, today)
    measures = await _measures(wanted, today)
    budgets = await rows_by_startup(models.Budget, wanted, "year")
    said = await _said(wanted, rows)
    teams = await _teams(wanted, today)
    states = await _states(wanted, zone)
    found = {}
    for row in rows:
        startup_id = row["id"]
        team, state = teams.get(startup_id, _Team(0, 0)), states.get(startup_id)
        problems = state.problems if state else ()
        held = [day for (day,) in committees[startup_id]]
        decided = decisions.get(startup_id, [])
        found[startup_id] = Kept(
            Facts(
                phases=tuple(PhaseEntry(Phase(p), start) for p, start in phases[startup_id]),
                said=frozenset(said[startup_id]),
                committees=committees_held(held, decided),
                promised=promised_day(held, decided, today),
                owed=owed.get(startup_id),
                measures=tuple(measures[startup_id]),
                funding_until=row["funding_until"],
                last_budget_year=None
                if row["budget_url"]
                else max((year for (year,) in budgets[startup_id]), default=None),
                team=team.size,
                open_ended=team.open_ended,
                changed_on=state.changed_on if state else None,
                is_refused=state is not None and state.is_refused,
                warnings=sum(not problem.is_error for problem in problems),
            ),
            problems,
        )
    return found


async def proposed_in(ids: Iterable[str]) -> set[str]:
    """The startups of which a change is on its way to GitHub, or waits there to be merged."""
    rows: Any = await models.Proposal.filter(
        collection=Collection.STARTUPS.value, sheet_id__in=list(ids), ended_at__isnull=True
    ).values_list("sheet_id", flat=True)
    return set(rows)


async def _measures(ids: Sequence[str], today: date) -> Mapping[str, list[Measure]]:
    last: Any = (
        await models.IndicatorValue.filter(startup_id__in=ids, day__lte=today)
        .annotate(last=Max("day"))
        .group_by("startup_id", "indicator_key")
        .values_list("startup_id", "indicator_key", "last")
    )
    last_figures = {(startup_id, key): day for startup_id, key, day in last}
    for measure, day in (await last_fetched(ids, today)).items():
        # What an address gives counts like what the sheet says.
        last_figures[measure] = max(day, last_figures.get(measure, day))
    targets: dict[tuple[str, str], list[date]] = defaultdict(list)
    rows = await rows_by_startup(models.IndicatorTarget, ids, "indicator_key", "day")
    for startup_id, of_startup in rows.items():
        for key, day in of_startup:
            targets[startup_id, key].append(day)
    found: dict[str, list[Measure]] = defaultdict(list)
    indicators = await rows_by_startup(models.Indicator, ids, "key", "name", "is_main")
    for startup_id, of_startup in indicators.items():
        for key, name, is_main in of_startup:
            known = (startup_id, key)
            figure, days = last_figures.get(known), tuple(targets[known])
            found[startup_id].append(Measure(name, bool(is_main), figure, days))
    return found


async def _said(ids: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Mapping[str, set[Code]]:
    """What each sheet says, apart from what has a number or a day."""
    listed = {
        Code.SPONSOR: await rows_by_startup(models.StartupSponsor, ids),
        Code.INCUBATOR: await rows_by_startup(models.StartupIncubator, ids),
        Code.CODE: await rows_by_startup(models.StartupRepository, ids),
        Code.AUDIENCE: await rows_by_startup(models.StartupTag, ids, kind="usertype"),
    }
    paths = [row["path"] for row in rows]
    texts: Any = await models.SheetText.filter(path__in=paths).exclude(body_html="").values("path")
    with_text = {text["path"] for text in texts}
    found: dict[str, set[Code]] = defaultdict(set)
    for row in rows:
        statistics = statistics_url(row["stats"], row["stats_url"], row["link"])
        answers = {
            Code.TEXT: row["path"] in with_text,
            Code.MISSION: row["mission"],
            Code.CONTACT: row["contact"],
            Code.LINK: row["link"],
            Code.BUDGET: publishes_budget(row["budget_url"], row["has_budgets"]),
            Code.STATISTICS: statistics,
            Code.ACCESSIBILITY: row["accessibility_status"],
            Code.SECURITY: row["risk_analysis"] or row["risk_analysis_url"],
            **{code: row["id"] in having for code, having in listed.items()},
        }
        found[row["id"]] = {code for code, answer in answers.items() if answer}
    return found


async def _teams(ids: Sequence[str], today: date) -> Mapping[str, _Team]:
    """Who works in each startup, as ``startup_reads.load_team`` has it."""
    links = await rows_by_startup(models.Membership, ids, "member_id", "position", "listed")
    members = {link[0] for of_startup in links.values() for link in of_startup}
    rows: Any = await models.Mission.filter(member_id__in=sorted(members)).values_list(
        "member_id", "position", "start", "end", "status"
    )
    missions = {(row[0], row[1]): Mission(*row[2:]) for row in rows}
    found = {}
    for startup_id, of_startup in links.items():
        spent = {
            (member_id, missions[member_id, position])
            for member_id, position, listed in of_startup
            if not listed and (member_id, position) in missions
        }
        active = {(member_id, one) for member_id, one in spent if one.is_active(today)}
        listed = {member_id for member_id, _, how in of_startup if how == "current"}
        contracts = {
            m for m, one in active if one.end is None and one.status != MissionStatus.ADMIN
        }
        dated = {member_id for member_id, _ in active}
        found[startup_id] = _Team(len(listed | dated), len(contracts | (listed - dated)))
    return found


async def _states(ids: Sequence[str], zone: ZoneInfo) -> Mapping[str, _State]:
    """The file of each sheet as the last sync saw it; of several by one id, the published one."""
    rows: Any = (
        await models.SheetState.filter(collection=Collection.STARTUPS.value, sheet_id__in=ids)
        .order_by("is_published", "-path")
        .values()
    )
    return {
        row["sheet_id"]: _State(
            datetime.fromtimestamp(row["changed_at"], zone).date(),
            row["status"] == REFUSED,
            tuple(
                problem
                for dumped in (row["problems"], row["link_problems"])
                for problem in load_problems(row["path"], dumped)
                if problem.is_error or _is_remark(problem)
            ),
        )
        for row in rows
    }


def _is_remark(problem: Problem) -> bool:
    is_of_an_item = bool(set(problem.key) & set(".["))
    return problem.rule != _ASKED_ANYWAY or is_of_an_item
