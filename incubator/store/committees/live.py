"""What changes while a session is held: where it stands, what is noted, who is there."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime

from incubator.domain.committee_states import Stage, State
from incubator.store import models
from incubator.store.committees.sessions import Committee, Item


def notes_version(notes: str) -> str:
    """What tells one text of notes from another, to be sent along with a form."""
    return hashlib.sha256(notes.encode()).hexdigest()[:16]


async def begin(committee: Committee, state: State, now: datetime) -> None:
    """Note that a session has begun."""
    await models.Committee.filter(id=committee.number).update(state=state.value, opened_at=now)


async def make_current(committee: Committee, item: Item) -> None:
    """Note which item of the agenda is spoken of."""
    await models.Committee.filter(id=committee.number).update(current_item=item.public_id)


async def set_stage(item: Item, stage: Stage, now: datetime) -> None:
    """Note where an item stands, from now on."""
    await models.AgendaItem.filter(id=item.number).update(stage=stage.value, stage_at=now)


async def save_notes(item: Item, notes: str) -> None:
    """Keep what was noted of an item."""
    await models.AgendaItem.filter(id=item.number).update(notes=notes)


async def set_presence(committee: Committee, members: Collection[str], *, is_present: bool) -> None:
    """Note that some members, by their public ids, are there or are not."""
    rows = models.CommitteeMember.filter(committee_id=committee.number)
    await rows.filter(public_id__in=list(members)).update(is_present=is_present)
