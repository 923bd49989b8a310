"""What deciding and closing write of a session: an item's end, the session's end, its minutes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from incubator.domain.committee_states import Stage, State
from incubator.store import models
from incubator.store.committees.sessions import Committee, Item
from incubator.store.tokens import new_public_id


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of a session, as they were kept when it was closed: Markdown, and its SHA-256."""

    text: str
    sha256: str
    created_at: datetime


async def note_decided(item: Item, now: datetime) -> None:
    """The item is decided; one that was already keeps the moment of the first decision."""
    rows = models.AgendaItem.filter(id=item.number).exclude(stage=Stage.DECIDED.value)
    await rows.update(stage=Stage.DECIDED.value, stage_at=now)


async def note_closed(committee: Committee, override: str, by: str, now: datetime) -> None:
    """The session has ended; nothing is discussed any more."""
    await models.Committee.filter(id=committee.number).update(
        state=State.CLOSED.value,
        current_item="",
        closed_at=now,
        closed_by=by,
        override_reason=override,
    )


async def keep_minutes(committee: Committee, text: str, now: datetime) -> Minutes:
    """Keep the minutes of a session, once: the database refuses to change them."""
    row = await models.CommitteeMinutes.create(
        public_id=new_public_id(),
        committee_id=committee.number,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        created_at=now,
    )
    return Minutes(row.text, row.sha256, row.created_at)


async def minutes_of(committee_number: int) -> Minutes | None:
    """The minutes of a session; None before it is closed."""
    row = await models.CommitteeMinutes.get_or_none(committee_id=committee_number)
    return Minutes(row.text, row.sha256, row.created_at) if row else None


async def closing_of(committee_id: str) -> tuple[str, datetime | None]:
    """Who closed a session, by the public id of the account, and when; "" and None before."""
    row = await models.Committee.get_or_none(public_id=committee_id)
    return (row.closed_by, row.closed_at) if row else ("", None)
