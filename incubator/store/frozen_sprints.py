"""Sprints as they were when they closed: later changes on GitHub do not rewrite them.

Only sprints of public repositories are kept, so that pages for everybody never tell what private
issues were: the keys of sprints that count those are others (domain.sprint_plans).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from incubator.domain.delivery_facts import (
    Box,
    BoxKind,
    EventKind,
    History,
    IssueEvent,
    Part,
    RepositoryFacts,
)
from incubator.domain.sprint_replay import DEFINITION
from incubator.domain.sprint_reports import (
    BurndownPoint,
    SprintFigures,
    SprintReport,
    SprintSource,
)
from incubator.store import models
from incubator.store.grouping import among

_ITERATIONS = (EventKind.ITERATION_ENTERED.value, EventKind.ITERATION_LEFT.value)


async def frozen_for(startup_id: str) -> Mapping[tuple[SprintSource, str], SprintFigures]:
    """What was kept of a startup's sprints under the present definition, from public facts."""
    rows = models.FrozenSprint.filter(startup_id=startup_id, definition=DEFINITION)
    return {(SprintSource(row.source), row.key): _figures(row.figures) for row in await rows}


async def frozen_by_startup(
    startups: Collection[str] | None,
) -> dict[str, dict[tuple[SprintSource, str], SprintFigures]]:
    """The same of some startups, of all for None; one query."""
    query = among(models.FrozenSprint.filter(definition=DEFINITION), "startup_id", startups)
    found: dict[str, dict[tuple[SprintSource, str], SprintFigures]] = defaultdict(dict)
    for row in await query:
        found[row.startup_id][SprintSource(row.source), row.key] = _figures(row.figures)
    return found


async def keep_sprints(startup_id: str, reports: Iterable[SprintReport], now: datetime) -> int:
    """Keep figures; those kept under the present definition stay. How many were written."""
    written = 0
    async with in_transaction():
        for report in reports:
            if report.figures is None:
                continue
            name: dict[str, Any] = {
                "startup_id": startup_id,
                "source": report.source.value,
                "key": report.key,
            }
            columns: dict[str, Any] = {
                "start": report.sprint.start,
                "end": report.sprint.end,
                "definition": DEFINITION,
                "figures": json.dumps(asdict(report.figures), default=date.isoformat),
                "frozen_at": now,
            }
            earlier = models.FrozenSprint.filter(**name)
            if await earlier.exclude(definition=DEFINITION).update(**columns):
                written += 1
            elif not await earlier.exists():
                await models.FrozenSprint.create(**name, **columns)
                written += 1
    return written


async def outlines_of(names: Sequence[str]) -> tuple[History, ...]:
    """What tells when sprints of public repositories begin and end, and nothing more of them.

    That is boxes, and events about iterations: far less to read than whole histories.
    """
    listed: Any = models.TrackedSource.filter(Q(name__in=names) | Q(listed_by__in=names))
    ids = [number for number in await listed.values_list("repository_id", flat=True) if number]
    query = models.Repository.filter(id__in=ids, is_private=False, until__not_isnull=True)
    return tuple([await _outline(row) for row in await query.order_by("id").values()])


async def _outline(row: Mapping[str, Any]) -> History:
    boxes = await models.Milestone.filter(repository_id=row["id"], end__not_isnull=True).values()
    events = await models.IssueEvent.filter(repository_id=row["id"], kind__in=_ITERATIONS).values()
    return History(
        repository=_fact(RepositoryFacts, row),
        since=row["since"],
        until=row["until"],
        boxes=tuple(_fact(Box, box, kind=BoxKind(box["kind"])) for box in boxes),
        events=tuple(_fact(IssueEvent, one, kind=EventKind(one["kind"])) for one in events),
        hidden=frozenset(Part(part) for part in json.loads(row["hidden"] or "{}")),
    )


def _fact(fact: Any, row: Mapping[str, Any], /, **columns: Any) -> Any:
    return fact(**{one.name: row[one.name] for one in fields(fact)} | columns)


def _figures(text: str) -> SprintFigures:
    told = json.loads(text)
    points = [
        BurndownPoint(date.fromisoformat(point["day"]), point["remaining"])
        for point in told.pop("burndown")
    ]
    return SprintFigures(**told, burndown=tuple(points))
