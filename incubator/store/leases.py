"""Periodic jobs: a lease keeps two processes from running one at once, and notes how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from incubator.store import models
from incubator.store.tokens import new_public_id

OK, FAILED = "ok", "failed"


@dataclass(frozen=True, slots=True)
class JobState:
    """A job as it last ran."""

    name: str
    running: bool
    started_at: datetime | None
    ended_at: datetime | None
    outcome: str
    detail: str


async def take_lease(name: str, length: timedelta, now: datetime) -> str | None:
    """The right to run a job until ``length`` has passed; None while somebody else has it."""
    holder = new_public_id()
    columns: dict[str, Any] = {
        "holder": holder,
        "leased_until": now + length,
        "started_at": now,
    }
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    if await models.JobLease.filter(free, name=name).update(**columns):
        return holder
    try:
        if not await models.JobLease.filter(name=name).exists():
            await models.JobLease.create(name=name, **columns)
            return holder
    except IntegrityError:
        pass
    return None


async def renew_lease(name: str, holder: str, length: timedelta, now: datetime) -> bool:
    """Keep a job for ``length`` more; False when the lease was lost meanwhile.

    A long job takes a short lease and renews it: killed, it keeps nobody waiting for long.
    """
    query = models.JobLease.filter(name=name, holder=holder)
    return bool(await query.update(leased_until=now + length))


async def end_lease(name: str, holder: str, outcome: str, detail: str, now: datetime) -> bool:
    """Note how the run ended and free the job; False when the lease was lost meanwhile."""
    query = models.JobLease.filter(name=name, holder=holder)
    columns = {"holder": "", "leased_until": None, "ended_at": now}
    return bool(await query.update(outcome=outcome, detail=detail, **columns))


async def job_states(now: datetime) -> Sequence[JobState]:
    """Every job that ever ran, by name."""
    return [
        JobState(
            name=row.name,
            running=row.leased_until is not None and row.leased_until > now,
            started_at=row.started_at,
            ended_at=row.ended_at,
            outcome=row.outcome,
            detail=row.detail,
        )
        for row in await models.JobLease.all().order_by("name")
    ]
