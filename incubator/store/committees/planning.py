"""Sessions written: planned, changed, their seats and their agenda.

Every function is to be called within ``journal.transaction()``, on a session read in it. What is
removed keeps its row, so that it can be put back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.expressions import F

from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import Stage, State
from incubator.store import models
from incubator.store.committees.sessions import Committee, Item, Member
from incubator.store.tokens import new_public_id


@dataclass(frozen=True, slots=True)
class Practical:
    """When, where and how a session is held; ``rules`` is Markdown."""

    title: str
    starts_at: datetime
    place: str
    link: str
    quorum: int
    rules: str


def practical_of(committee: Committee) -> Practical:
    """A session's own."""
    return Practical(
        committee.title,
        committee.starts_at,
        committee.place,
        committee.link,
        committee.quorum,
        committee.rules,
    )


async def insert_committee(
    incubator_id: str, practical: Practical, by: str, now: datetime
) -> tuple[int, str]:
    """A new session, in preparation; returns its number and its public id."""
    row = await models.Committee.create(
        public_id=new_public_id(),
        incubator_id=incubator_id,
        state=State.PLANNED.value,
        created_at=now,
        created_by=by,
        **_columns(practical),
    )
    return row.id, row.public_id


async def update_practical(committee: Committee, practical: Practical) -> None:
    """Change when, where and how a session is held."""
    await models.Committee.filter(id=committee.number).update(**_columns(practical))


async def set_state(committee: Committee, state: State, **columns: Any) -> None:
    """Put a session in a state, with what goes with it."""
    await models.Committee.filter(id=committee.number).update(state=state.value, **columns)


async def bump_revision(committee: Committee, *, concerns_all: bool = True) -> None:
    """Count a change, which everybody invited has to be told, unless it concerns only a few.

    Then whoever knows the session as it was knows it as it is.
    """
    row = models.Committee.filter(id=committee.number)
    if concerns_all or committee.told_revision != committee.revision:
        await row.update(revision=F("revision") + 1)
    else:
        await row.update(revision=F("revision") + 1, told_revision=F("told_revision") + 1)


async def seat_account(
    committee: Committee, account_number: int, seat: Seat, by: str, now: datetime
) -> str | None:
    """Give an account a seat, anew if it had one; returns the member's public id.

    None where the account sits in the session already.
    """
    row = await models.CommitteeMember.get_or_none(
        committee_id=committee.number, account_id=account_number
    )
    if row is None:
        row = await models.CommitteeMember.create(
            public_id=new_public_id(),
            committee_id=committee.number,
            account_id=account_number,
            seat=seat.value,
            added_at=now,
            added_by=by,
        )
        return row.public_id
    if row.removed_at is None:
        return None
    await models.CommitteeMember.filter(id=row.id).update(
        seat=seat.value, removed_at=None, added_at=now, added_by=by
    )
    return row.public_id


async def set_seat(member: Member, seat: Seat) -> None:
    """Give a member another seat."""
    await models.CommitteeMember.filter(id=member.number).update(seat=seat.value)


async def remove_member(member: Member, now: datetime) -> None:
    """Take a member out of a session."""
    await models.CommitteeMember.filter(id=member.number).update(removed_at=now)


async def restore_member(committee: Committee, public_id: str) -> str | None:
    """Put a member back who was taken out; returns their account's public id.

    None where nobody was taken out by this id, or their account is closed since.
    """
    row = await models.CommitteeMember.get_or_none(
        committee_id=committee.number, public_id=public_id, removed_at__isnull=False
    ).prefetch_related("account")
    if row is None or row.account.erased_at or row.account.disabled_at:
        return None
    await models.CommitteeMember.filter(id=row.id).update(removed_at=None)
    return row.account.public_id


async def add_items(
    committee_number: int,
    startups: Iterable[str],
    minutes: tuple[int, int, int],
    by: str,
    now: datetime,
) -> None:
    """Put startups at the end of an agenda, in order."""
    rows = models.AgendaItem.filter(committee_id=committee_number)
    last = await rows.order_by("-position").first()
    first = last.position + 1 if last else 1
    presentation, questions, deliberation = minutes
    for position, startup_id in enumerate(startups, first):
        await models.AgendaItem.create(
            public_id=new_public_id(),
            committee_id=committee_number,
            startup_id=startup_id,
            position=position,
            stage=Stage.WAITING.value,
            minutes_presentation=presentation,
            minutes_questions=questions,
            minutes_deliberation=deliberation,
            added_at=now,
            added_by=by,
        )


async def swap_items(one: Item, other: Item) -> None:
    """Let two items of an agenda change places."""
    await models.AgendaItem.filter(id=one.number).update(position=other.position)
    await models.AgendaItem.filter(id=other.number).update(position=one.position)


async def set_minutes(item: Item, minutes: tuple[int, int, int]) -> None:
    """Say how long an item lasts: presenting, questions, deliberation."""
    await models.AgendaItem.filter(id=item.number).update(
        minutes_presentation=minutes[0],
        minutes_questions=minutes[1],
        minutes_deliberation=minutes[2],
    )


async def remove_item(item: Item, now: datetime) -> None:
    """Take a startup off an agenda."""
    await models.AgendaItem.filter(id=item.number).update(removed_at=now)


async def removed_startup(committee: Committee, public_id: str) -> str | None:
    """The startup of an item that was taken off; None where none was by this id."""
    row = await models.AgendaItem.get_or_none(
        committee_id=committee.number, public_id=public_id, removed_at__isnull=False
    )
    return row.startup_id if row else None


async def restore_item(committee: Committee, public_id: str) -> None:
    """Put an item back that was taken off."""
    rows = models.AgendaItem.filter(committee_id=committee.number, public_id=public_id)
    await rows.update(removed_at=None)


def _columns(practical: Practical) -> Mapping[str, Any]:
    return {
        "title": practical.title,
        "starts_at": practical.starts_at,
        "place": practical.place,
        "link": practical.link,
        "quorum": practical.quorum,
        "rules": practical.rules,
    }
