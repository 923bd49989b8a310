"""A session is held: it begins, goes from item to item, and notes what is said and who is there.

Every step says what its page showed. Where that is no more, somebody else has acted meanwhile, and
nothing is done: of two chairs who press the same button, one moves the session and one is told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import (
    Refusal,
    Stage,
    State,
    StepError,
    open_session,
    stage_after,
)
from incubator.store import journal
from incubator.store.committees import live as store
from incubator.store.committees.sessions import Committee, Item, find_committee, touch
from incubator.store.journal import Trace

NOTES_LIMIT = 20_000
#: In which somebody can be noted as present: when people come in, and while they sit.
_SITTING = frozenset({State.CONVENED, State.OPEN})


class NotesMovedError(Exception):
    """Somebody else has noted something since the form was shown; ``notes`` are theirs."""

    def __init__(self, notes: str) -> None:
        super().__init__("The notes were changed meanwhile.")
        self.notes = notes


async def begin_session(
    committee_id: str, trace: Trace, now: datetime, *, is_its_day: bool
) -> None:
    """The session begins.

    Raises:
        StepError: it may not.
    """
    async with journal.transaction():
        committee = await _found(committee_id)
        state = open_session(
            committee.state,
            [one.stage for one in committee.items],
            has_chair=any(one.seat is Seat.CHAIR for one in committee.members),
            is_its_day=is_its_day,
        )
        await store.begin(committee, state, now)
        await _end(committee, "committee_opened", trace, now)


async def choose_item(
    committee_id: str, item_id: str, shown: str, trace: Trace, now: datetime
) -> None:
    """Speak of an item; its presentation begins, unless it was begun before.

    ``shown`` is the item that was spoken of on the page, or "".

    Raises:
        StepError: the session is not open, or somebody else has chosen meanwhile.
    """
    async with journal.transaction():
        committee = await _found(committee_id)
        item = _item(committee, item_id)
        if committee.state is not State.OPEN or committee.current_item != shown:
            raise StepError(Refusal.STATE)
        if item.public_id == shown:
            raise StepError(Refusal.STATE)
        if item.stage is Stage.WAITING:
            begun = stage_after(committee.state, item.stage, Stage.PRESENTATION)
            await store.set_stage(item, begun, now)
        await store.make_current(committee, item)
        await _end(committee, "committee_item_chosen", trace, now, item=item.public_id)


async def go_to_stage(
    committee_id: str, item_id: str, change: tuple[Stage, Stage], trace: Trace, now: datetime
) -> None:
    """Take the current item from one stage to another; ``change`` is the one shown and the next.

    Raises:
        StepError: the item is no longer there, or is not the one that is spoken of.
    """
    shown, to = change
    async with journal.transaction():
        committee = await _found(committee_id)
        item = _item(committee, item_id)
        is_current = committee.current_item == item.public_id
        if not is_current or item.stage is not shown or to in {shown, Stage.WAITING}:
            raise StepError(Refusal.STATE)
        await store.set_stage(item, stage_after(committee.state, item.stage, to), now)
        detail = {"item": item.public_id, "from": shown.value, "to": to.value}
        await _end(committee, "committee_stage_changed", trace, now, **detail)


async def save_notes(
    committee_id: str, item_id: str, change: tuple[str, str], trace: Trace, now: datetime
) -> bool:
    """Keep the notes on an item; ``change`` is the version that the form showed, and the text.

    Returns False where the notes say exactly that.

    Raises:
        NotesMovedError: somebody else has changed them since.
        StepError: nothing is noted in this session, or it is not for whoever acts to do.
    """
    shown, notes = change
    async with journal.transaction():
        committee = await _found(committee_id)
        item = _item(committee, item_id)
        member = committee.member_of(trace.actor)
        is_recused = member is not None and item.public_id in member.recused
        if committee.state is not State.OPEN or is_recused:
            raise StepError(Refusal.STATE)
        if item.notes == notes:
            return False
        if store.notes_version(item.notes) != shown:
            raise NotesMovedError(item.notes)
        await store.save_notes(item, notes)
        detail = {"item": item.public_id, "characters": len(notes)}
        await _end(committee, "committee_notes_saved", trace, now, **detail)
    return True


async def note_presence(
    committee_id: str,
    shown: Mapping[str, bool],
    there: Collection[str],
    trace: Trace,
    now: datetime,
) -> bool:
    """Note who is there. ``shown`` says of each member of the form whether they were ticked in it.

    Only what the form changes is noted, and those of whom nothing was known: two people who note
    at once do not undo each other. Returns False where nothing changes.

    Raises:
        StepError: the session was not convened, or is over.
    """
    async with journal.transaction():
        committee = await _found(committee_id)
        if committee.state not in _SITTING:
            raise StepError(Refusal.STATE)
        changed: dict[bool, list[str]] = {True: [], False: []}
        for one in committee.members:
            ticked = one.public_id in there
            is_meant = one.is_present is None or ticked != shown.get(one.public_id)
            if one.public_id in shown and is_meant and one.is_present is not ticked:
                changed[ticked].append(one.public_id)
        if not any(changed.values()):
            return False
        for is_present, members in changed.items():
            if members:
                await store.set_presence(committee, members, is_present=is_present)
        detail = {"came": len(changed[True]), "left": len(changed[False])}
        await _end(committee, "committee_presence_noted", trace, now, **detail)
    return True


async def _found(committee_id: str) -> Committee:
    committee = await find_committee(committee_id)
    if committee is None:
        raise StepError(Refusal.STATE)
    return committee


def _item(committee: Committee, item_id: str) -> Item:
    item = committee.item(item_id)
    if item is None:
        raise StepError(Refusal.STATE)
    return item


async def _end(
    committee: Committee, action: str, trace: Trace, now: datetime, **detail: Any
) -> None:
    """What every step ends with: the pages are told, and the journal."""
    await touch(committee)
    subject = f"committee:{committee.public_id}"
    await journal.record(trace, action, subject, detail=detail, now=now)
