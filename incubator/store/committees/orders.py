"""What decisions have yet to write to sheets: claimed by one worker at a time, like mails.

An order that was claimed can be claimed again after its lease: whoever had it may have been killed
before or after the sheet was written, and the next one looks there first.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.expressions import Q

from incubator.store import models
from incubator.store.tokens import new_public_id

WAITING, LEAVING, DONE, REFUSED = "waiting", "leaving", "done", "refused"
_LEASE = timedelta(minutes=10)
_FIRST_DELAY, _LONGEST_DELAY = timedelta(seconds=30), timedelta(hours=1)
_ERROR_CHARS = 500


@dataclass(frozen=True, slots=True)
class Order:
    """A decision that a sheet is to say. ``error`` says why it waits or was refused."""

    public_id: str
    decision_id: str
    startup_id: str
    status: str
    attempts: int
    created_at: datetime
    next_try_at: datetime
    ended_at: datetime | None
    commit: str
    error: str
    lease: str


async def add_order(decision_id: str, startup_id: str, now: datetime) -> None:
    """Order that a sheet say a decision; within a transaction, only if that ends well."""
    await models.SheetOrder.create(
        public_id=new_public_id(),
        decision_id=decision_id,
        startup_id=startup_id,
        status=WAITING,
        created_at=now,
        next_try_at=now,
    )


async def claim(now: datetime, decisions: Collection[str] | None = None) -> Order | None:
    """Take the order that has waited longest, of some decisions or of any; None for none due."""
    due = Q(status=WAITING, next_try_at__lte=now) | Q(status=LEAVING, leased_until__lte=now)
    query = models.SheetOrder.filter(due)
    if decisions is not None:
        query = query.filter(decision_id__in=list(decisions))
    for row in await query.order_by("next_try_at", "id").limit(10):
        lease = new_public_id()
        taken = await models.SheetOrder.filter(
            due, id=row.id, lease=row.lease, attempts=row.attempts
        ).update(status=LEAVING, lease=lease, leased_until=now + _LEASE, attempts=row.attempts + 1)
        if taken:
            return _order(await models.SheetOrder.get(id=row.id))
    return None


async def note_done(order: Order, commit: str, now: datetime) -> bool:
    """The sheet says it; ``commit`` is "" where it did already, or a pull request does."""
    return await _move(order, status=DONE, ended_at=now, commit=commit, error="")


async def note_refused(order: Order, reason: str, now: datetime) -> bool:
    """Somebody must have a look before it is tried again."""
    return await _move(order, status=REFUSED, ended_at=now, error=reason[:_ERROR_CHARS])


async def note_delayed(order: Order, reason: str, now: datetime) -> bool:
    """It ends by itself: it waits, longer each time."""
    delay = min(_FIRST_DELAY * 2 ** min(order.attempts - 1, 10), _LONGEST_DELAY)
    return await _move(order, status=WAITING, next_try_at=now + delay, error=reason[:_ERROR_CHARS])


async def _move(order: Order, **columns: object) -> bool:
    query = models.SheetOrder.filter(public_id=order.public_id, lease=order.lease, status=LEAVING)
    return bool(await query.update(**columns))


async def retry_order(order: Order, now: datetime) -> bool:
    """Let a refused or waiting order be tried at once; False where it is done or under way."""
    query = models.SheetOrder.filter(
        public_id=order.public_id, status__in=[WAITING, REFUSED], attempts=order.attempts
    )
    return bool(await query.update(status=WAITING, next_try_at=now, ended_at=None))


async def find_order(public_id: str) -> Order | None:
    """An order by its opaque id; or None."""
    row = await models.SheetOrder.get_or_none(public_id=public_id)
    return _order(row) if row else None


async def orders_of(decision_ids: Collection[str]) -> dict[str, Order]:
    """The orders of some decisions, by decision."""
    rows = await models.SheetOrder.filter(decision_id__in=list(decision_ids)).order_by("id")
    return {row.decision_id: _order(row) for row in rows}


async def refused_orders() -> list[str]:
    """The decisions that a sheet refused, the first one first."""
    rows = models.SheetOrder.filter(status=REFUSED).order_by("ended_at", "id")
    return [str(one) for one in await rows.values_list("decision_id", flat=True)]


def _order(row: models.SheetOrder) -> Order:
    return Order(
        public_id=row.public_id,
        decision_id=row.decision_id,
        startup_id=row.startup_id,
        status=row.status,
        attempts=row.attempts,
        created_at=row.created_at,
        next_try_at=row.next_try_at,
        ended_at=row.ended_at,
        commit=row.commit,
        error=row.error,
        lease=row.lease,
    )
