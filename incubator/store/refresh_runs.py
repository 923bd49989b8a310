"""Refreshes of what GitHub knows: what each was asked for, how far it came, what it cost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from incubator.store import models

#: How a refresh ended: everything was read well, or not.
OK, PARTIAL = "ok", "partial"
#: How long after its start a refresh that was cut short is gone on with.
RESUMED_WITHIN = timedelta(days=1)


@dataclass(slots=True)
class Counts:
    """What a refresh did: requests sent, answers "not changed", sources read, failed, left."""

    requests: int = 0
    unchanged: int = 0
    finished: int = 0
    failed: int = 0
    remaining: int = 0


@dataclass(frozen=True, slots=True)
class Begun:
    """A refresh under way. ``is_resumed`` says that it goes on with one that was cut short."""

    number: int
    started_at: datetime
    is_resumed: bool
    counts: Counts


@dataclass(frozen=True, slots=True)
class PastRun:
    """A refresh, for those who run the site."""

    number: int
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    detail: str
    counts: Counts


async def begin(scope: Mapping[str, Any], now: datetime) -> Begun:
    """Begin a refresh, or go on with the last one of the same scope if it was cut short.

    Only whoever has the lease may call this: a run without an end is then nobody's.
    """
    text = json.dumps(scope, sort_keys=True)
    last = await models.RefreshRun.filter(scope=text).order_by("-id").first()
    if last and last.ended_at is None and now - last.started_at < RESUMED_WITHIN:
        return Begun(last.id, last.started_at, True, _counts(last))
    row = await models.RefreshRun.create(scope=text, started_at=now)
    return Begun(row.id, now, False, Counts())


async def note_progress(number: int, counts: Counts) -> None:
    """Keep what a refresh has done so far, in case it is cut short."""
    await models.RefreshRun.filter(id=number).update(**_columns(counts))


async def end(number: int, outcome: str, detail: str, counts: Counts, now: datetime) -> None:
    """Note how a refresh ended."""
    await models.RefreshRun.filter(id=number).update(
        outcome=outcome, detail=detail[:300], ended_at=now, **_columns(counts)
    )


async def last_run() -> PastRun | None:
    """The newest refresh, under way or not; None before the first."""
    row = await models.RefreshRun.all().order_by("-id").first()
    if row is None:
        return None
    return PastRun(row.id, row.started_at, row.ended_at, row.outcome, row.detail, _counts(row))


async def forget_runs(before: datetime) -> int:
    """Remove refreshes that began before a moment; returns how many."""
    return await models.RefreshRun.filter(started_at__lt=before).delete()


def _counts(row: models.RefreshRun) -> Counts:
    return Counts(row.requests, row.unchanged, row.finished, row.failed, row.remaining)


def _columns(counts: Counts) -> dict[str, int]:
    return {
        "requests": counts.requests,
        "unchanged": counts.unchanged,
        "finished": counts.finished,
        "failed": counts.failed,
        "remaining": counts.remaining,
    }
