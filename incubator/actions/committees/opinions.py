"""Members of a committee say what they think of an item; the chair lets them read each other.

Every step reads the session anew in its transaction: of two people who act at once, the second
one finds what the first has done.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import Refusal, StepError
from incubator.domain.opinions import (
    Opinion,
    check_open,
    check_opine,
    check_recuse,
    check_take_back,
    tally,
)
from incubator.store import journal
from incubator.store.committees import opinions as store
from incubator.store.committees.sessions import Committee, Item, Member, find_committee, touch
from incubator.store.journal import Trace


class WaitingError(Exception):
    """Some members have yet to answer; ``members`` are the public ids of their seats."""

    def __init__(self, members: Collection[str]) -> None:
        super().__init__(f"{len(members)} opinions are missing.")
        self.members = tuple(members)


@dataclass(frozen=True, slots=True)
class At:
    """An item of a session, by public ids."""

    committee_id: str
    item_id: str


async def give_opinion(at: At, opinion: Opinion, trace: Trace, now: datetime) -> bool:
    """Keep the opinion of whoever acts; False where they had said exactly that.

    Raises:
        StepError: no opinion of theirs is asked for, now or at all.
    """
    async with journal.transaction():
        committee, item = await _found(at)
        member = _seated(committee, account_id=trace.actor)
        check_opine(committee.state, item.stage, store.voter(member, item))
        before = (await store.opinions_on(item)).get(member.public_id)
        if before is not None and before.opinion == opinion:
            return False
        await store.save_opinion(item, member, opinion, now)
        action = "opinion_changed" if before else "opinion_given"
        await _end(committee, item, action, trace, now)
    return True


async def declare_interest(
    at: At, member_id: str, reason: str, trace: Trace, now: datetime
) -> Member:
    """A member has an interest in an item: they have no part in it from now on.

    Raises:
        StepError: it was declared already, or the item is decided.
    """
    async with journal.transaction():
        committee, item = await _found(at)
        member = _seated(committee, public_id=member_id)
        is_recused = item.public_id in member.recused
        check_recuse(committee.state, item.stage, is_recused=is_recused)
        await store.add_recusal(item, member, reason, trace.actor, now)
        await _end(committee, item, "interest_declared", trace, now, member=member.account_id)
    return member


async def take_interest_back(at: At, member_id: str, trace: Trace, now: datetime) -> Member:
    """The interest was no such thing: the member has their part again, and their opinion counts.

    Raises:
        StepError: there is none, or the discussion has begun.
    """
    async with journal.transaction():
        committee, item = await _found(at)
        member = _seated(committee, public_id=member_id)
        is_recused = item.public_id in member.recused
        check_take_back(committee.state, item.stage, is_recused=is_recused)
        await store.remove_recusal(item, member)
        await _end(committee, item, "interest_taken_back", trace, now, member=member.account_id)
    return member


async def open_opinions(at: At, without: Collection[str], trace: Trace, now: datetime) -> None:
    """Let the members read each other's opinions; ``without`` are those not to be waited for.

    Raises:
        WaitingError: somebody else has yet to answer.
        StepError: they are open already, or it is not for this chair to do.
    """
    async with journal.transaction():
        committee, item = await _found(at)
        chair = _seated(committee, account_id=trace.actor)
        others = [
            store.voter(one, item)
            for one in committee.members
            if one.seat is Seat.CHAIR and one != chair
        ]
        is_open = item.opinions_opened_at is not None
        check_open(committee.state, is_open=is_open, others=others, chair=store.voter(chair, item))
        written = await store.opinions_on(item)
        opinions = {one.member: one.opinion for one in written.values()}
        missing = tally(store.voters(committee, item), opinions, ()).missing
        if not set(missing) <= set(without):
            raise WaitingError(missing)
        await store.open_opinions(item, trace.actor, now)
        await _end(committee, item, "opinions_opened", trace, now, missing=len(missing))


async def _found(at: At) -> tuple[Committee, Item]:
    committee = await find_committee(at.committee_id)
    item = committee.item(at.item_id) if committee else None
    if committee is None or item is None:
        # The item was taken off the agenda while somebody had its page before them.
        raise StepError(Refusal.STATE)
    return committee, item


def _seated(committee: Committee, *, account_id: str = "", public_id: str = "") -> Member:
    for one in committee.members:
        if one.account_id == account_id or one.public_id == public_id:
            return one
    raise StepError(Refusal.STATE)


async def _end(
    committee: Committee, item: Item, action: str, trace: Trace, now: datetime, **detail: Any
) -> None:
    """What every step ends with: the pages are told, and the journal."""
    await touch(committee)
    subject = f"committee:{committee.public_id}"
    await journal.record(trace, action, subject, detail={"item": item.public_id, **detail}, now=now)
