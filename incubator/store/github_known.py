"""What the store already has of a repository, for whoever is about to read it again."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from typing import Any

from incubator.domain.delivery_facts import (
    Box,
    BoxKind,
    Deployment,
    EventKind,
    Issue,
    Part,
    RepositoryFacts,
)
from incubator.github.collect import Known
from incubator.store import models
from incubator.store.http_validators import validators_of

_MEMBERSHIP = (EventKind.ITERATION_ENTERED.value, EventKind.ITERATION_LEFT.value)


async def known_of(source_id: int, repository_id: int | None, since: datetime) -> Known:
    """What is known of a source's repository, for a reading that goes back to ``since``.

    A repository that was read further back stays known that far.
    """
    row = await models.Repository.get_or_none(id=repository_id) if repository_id else None
    if row is None:
        return Known(since)
    own = {"repository_id": row.id}
    cursors: Any = models.PartCursor.filter(**own).values_list("part", "cursor")
    pulls: Any = models.PullRequest.filter(**own, is_complete=True)
    settled: Any = models.Deployment.filter(**own, is_settled=True)
    return Known(
        since=min(since, row.since) if row.since else since,
        repository=_fact(RepositoryFacts, row),
        cursors={Part(part): cursor for part, cursor in await cursors},
        validators=await validators_of(source_id),
        complete_pulls=dict(await pulls.values_list("number", "updated_at")),
        settled_deployments=frozenset(await settled.values_list("github_id", flat=True)),
        unsettled_deployments=tuple(
            [
                _fact(Deployment, one)
                async for one in models.Deployment.filter(**own, is_settled=False).order_by("id")
            ]
        ),
        open_issues=await _open_issues(row.id),
        iterations=tuple(
            [
                _fact(Box, one, kind=BoxKind.ITERATION)
                async for one in models.Milestone.filter(
                    **own, kind=BoxKind.ITERATION.value
                ).order_by("id")
            ]
        ),
        memberships=await memberships_of(row.id),
    )


async def _open_issues(repository_id: int) -> tuple[Issue, ...]:
    """Rows rather than models: there may be thousands."""
    columns = [one.name for one in fields(Issue)]
    query: Any = models.Issue.filter(repository_id=repository_id, is_open=True).order_by("number")
    told = [dict(zip(columns, row, strict=True)) for row in await query.values_list(*columns)]
    return tuple(Issue(**one | {"labels": tuple(json.loads(one["labels"]))}) for one in told)


async def memberships_of(repository_id: int) -> frozenset[tuple[int, str]]:
    """Which issues are in which iterations, by what was last observed: number and key."""
    rows: Any = models.IssueEvent.filter(repository_id=repository_id, kind__in=_MEMBERSHIP)
    latest: dict[tuple[int, str], str] = {}
    for number, target, kind in await rows.order_by("at", "id").values_list(
        "number", "target", "kind"
    ):
        latest[number, target] = kind
    return frozenset(
        pair for pair, kind in latest.items() if kind == EventKind.ITERATION_ENTERED.value
    )


def _fact(of: Any, row: Any, /, **changes: Any) -> Any:
    columns = {one.name: getattr(row, one.name) for one in fields(of)}
    return of(**columns | changes)
