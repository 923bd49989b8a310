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
    """A sync that changed the catalogue: counts by collection and outcome, errors at its end."""

    number: int
    started_at: datetime
    milliseconds: int
    counts: Mapping[str, Mapping[str, int]]
    errors: int
    warnings: int
    problems: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class NewRun:
    """A sync that changed the catalogue; ``problems`` are the errors to show later."""

    started_at: datetime
    milliseconds: int
    counts: Mapping[str, Mapping[str, int]]
    errors: int
    warnings: int
    problems: Sequence[Mapping[str, Any]]


async def add_run(run: NewRun) -> None:
    """Note a sync."""
    await models.SyncRun.create(
        started_at=run.started_at,
        milliseconds=run.milliseconds,
        counts=json.dumps(run.counts),
        errors=run.errors,
        warnings=run.warnings,
        problems=json.dumps(run.problems, ensure_ascii=False),
    )


async def list_runs(first: int = 0, limit: int = 50) -> tuple[int, Sequence[SyncRun]]:
    """How many syncs there are, and a page of them, newest first, without their problems."""
    query = models.SyncRun.all()
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
        counts=json.loads(row.counts),
        errors=row.errors,
        warnings=row.warnings,
        problems=json.loads(row.problems) if with_problems else (),
    )
