"""Calls for projects, as their table has them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from incubator.domain.submissions import CallDays, CallState, Status, call_state
from incubator.store import models
from incubator.store.tokens import new_public_id


@dataclass(frozen=True, slots=True)
class CallText:
    """What a call says. ``html`` is what ``sheets.render`` makes of the Markdown ``text``."""

    title: str
    text: str
    html: str
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """An incubator's call for projects."""

    number: int
    public_id: str
    incubator_id: str
    said: CallText
    days: CallDays
    created_at: datetime
    published_at: datetime | None
    cancelled_at: datetime | None

    def state(self, today: date) -> CallState:
        """Where the call stands on a day."""
        return call_state(
            self.days,
            today,
            is_published=self.published_at is not None,
            is_cancelled=self.cancelled_at is not None,
        )


async def create_call(
    incubator_id: str, said: CallText, days: CallDays, created_by: str, now: datetime
) -> Call:
    """A new call, which only the incubator sees."""
    row = await models.Call.create(
        public_id=new_public_id(),
        incubator_id=incubator_id,
        created_at=now,
        created_by=created_by,
        **_columns(said, days),
    )
    return _call(row)


async def update_call(call: Call, said: CallText, days: CallDays) -> None:
    """Change what a call says and its days."""
    await models.Call.filter(id=call.number).update(**_columns(said, days))


async def publish_call(call: Call, now: datetime) -> bool:
    """Show a call to everybody; False when it was published or cancelled already."""
    query = models.Call.filter(id=call.number, published_at__isnull=True, cancelled_at__isnull=True)
    return bool(await query.update(published_at=now))


async def end_call_on(call: Call, day: date) -> bool:
    """Make a day the last one for applications; False when the last one has come before."""
    query = models.Call.filter(id=call.number, cancelled_at__isnull=True, closes_on__gt=day)
    return bool(await query.update(closes_on=day))


async def cancel_call(call: Call, now: datetime) -> bool:
    """Note that a call is cancelled; False when it was already."""
    query = models.Call.filter(id=call.number, cancelled_at__isnull=True)
    return bool(await query.update(cancelled_at=now))


async def delete_draft(call: Call) -> bool:
    """Remove a call that was never published; False when it was."""
    return bool(await models.Call.filter(id=call.number, published_at__isnull=True).delete())


async def find_call(public_id: str) -> Call | None:
    """A call by its opaque id."""
    row = await models.Call.get_or_none(public_id=public_id)
    return _call(row) if row else None


async def calls_of(incubator_id: str) -> Sequence[Call]:
    """Every call of an incubator, the one that ends last first."""
    rows = await models.Call.filter(incubator_id=incubator_id).order_by("-closes_on", "-id")
    return [_call(row) for row in rows]


async def published_calls() -> Sequence[Call]:
    """Every call that was published, the one that ends last first."""
    rows = await models.Call.filter(published_at__isnull=False).order_by("-closes_on", "-id")
    return [_call(row) for row in rows]


async def has_applications(call: Call) -> bool:
    """Whether somebody has applied, one who has not confirmed their address yet included."""
    query = models.Submission.filter(call_id=call.number).exclude(status=Status.REMOVED.value)
    return await query.exists()


def _columns(said: CallText, days: CallDays) -> dict[str, Any]:
    return {
        "title": said.title,
        "text": said.text,
        "text_html": said.html,
        "criteria": json.dumps(list(said.criteria), ensure_ascii=False),
        "opens_on": days.opens_on,
        "closes_on": days.closes_on,
        "answers_on": days.answers_on,
    }


def _call(row: models.Call) -> Call:
    return Call(
        number=row.id,
        public_id=row.public_id,
        incubator_id=row.incubator_id,
        said=CallText(row.title, row.text, row.text_html, tuple(json.loads(row.criteria))),
        days=CallDays(row.opens_on, row.closes_on, row.answers_on),
        created_at=row.created_at,
        published_at=row.published_at,
        cancelled_at=row.cancelled_at,
    )
