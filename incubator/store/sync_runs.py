"""What past syncs did, for those who run the site."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incubator.store import models


@dataclass(frozen=True, slots=True)
class SyncRun:
    """A sync: counts by collection and outcome, and the problems in force at its end."""

    number: int
    started_at: datetime
    milliseconds: int
    outcome: str
    counts: Mapping[str, Mapping[str, int]]
    errors: int
    warnings: int
    problems: Sequence[Mapping[str, Any]]


async def add_run(
    started_at: datetime,
    milliseconds: int,
    outcome: str,
    counts: Mapping[str, Mapping[str, int]],
    problems: Sequence[Mapping[str, Any]],
    errors: int,
) -> None:
    """Note a sync; ``problems`` are those to show later, ``errors`` how many refuse a sheet."""
    await models.SyncRun.create(
        started_at=started_at,
        milliseconds=milliseconds,
        outcome=outcome,
        counts=json.dumps(counts),
        errors=errors,
        warnings=len(problems) - errors,
        problems=json.dumps(problems, ensure_ascii=False),
    )


async def list_runs(
    outcome: str = "", first: int = 0, limit: int = 50
) -> tuple[int, Sequence[SyncRun]]:
    """How many syncs match, and a page of them, newest first, without their problems."""
    query = models.SyncRun.all()
    if outcome:
        query = query.filter(outcome=outcome)
    rows = await query.order_by("-started_at", "-id").offset(first).limit(limit)
    return await query.count(), [_run(row, with_problems=False) for row in rows]


async def find_run(number: int) -> SyncRun | None:
    """A sync with its problems; or None."""
    row = await models.SyncRun.get_or_none(id=number)
    return _run(row, with_problems=True) if row else None


async def forget_runs(before: datetime) -> int:
    """Remove syncs older than a moment; returns how many."""
    return await models.SyncRun.filter(started_at__lt=before).delete()


def _run(row: models.SyncRun, *, with_problems: bool) -> SyncRun:
    return SyncRun(
        number=row.id,
        started_at=row.started_at,
        milliseconds=row.milliseconds,
        outcome=row.outcome,
        counts=json.loads(row.counts),
        errors=row.errors,
        warnings=row.warnings,
        problems=json.loads(row.problems) if with_problems else (),
    )
