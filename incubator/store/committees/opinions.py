"""Opinions and conflicts of interest, as the tables keep them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incubator.domain.decisions import Kind
from incubator.domain.opinions import Opinion, Voter
from incubator.domain.phases import PHASES, Phase
from incubator.store import models
from incubator.store.committees.sessions import Committee, Item, Member


@dataclass(frozen=True, slots=True)
class Written:
    """An opinion as it was written, by a member of the session."""

    member: str
    opinion: Opinion
    created_at: datetime
    updated_at: datetime


async def opinions_on(item: Item) -> dict[str, Written]:
    """Every opinion on an item by the public id of its member, removed members' too; one query."""
    rows = models.Opinion.filter(item_id=item.number).order_by("id").prefetch_related("member")
    return {row.member.public_id: _written(row) for row in await rows}


async def opinion_counts(committee: Committee) -> dict[str, set[str]]:
    """Which members have written on each item of a session, by public ids; one query."""
    items = {one.number: one.public_id for one in committee.items}
    members = {one.number: one.public_id for one in committee.members}
    rows = await models.Opinion.filter(item_id__in=list(items)).values_list("item_id", "member_id")
    found: dict[str, set[str]] = {one.public_id: set() for one in committee.items}
    for item, member in rows:
        if int(str(member)) in members:
            found[items[int(str(item))]].add(members[int(str(member))])
    return found


async def save_opinion(item: Item, member: Member, opinion: Opinion, now: datetime) -> None:
    """Keep what a member thinks of an item, in place of what they thought before."""
    columns: dict[str, Any] = {
        "answers": json.dumps(dict(opinion.marks), sort_keys=True),
        "recommendation": opinion.recommendation.value if opinion.recommendation else "",
        "phase": opinion.phase.value if opinion.phase else "",
        "comment": opinion.comment,
        "updated_at": now,
    }
    rows = models.Opinion.filter(item_id=item.number, member_id=member.number)
    if not await rows.update(**columns):
        await models.Opinion.create(
            item_id=item.number, member_id=member.number, created_at=now, **columns
        )


async def open_opinions(item: Item, by: str, now: datetime) -> None:
    """Note that the members may read each other's opinions on an item."""
    rows = models.AgendaItem.filter(id=item.number)
    await rows.update(opinions_opened_at=now, opinions_opened_by=by)


async def add_recusal(item: Item, member: Member, reason: str, by: str, now: datetime) -> None:
    """Note that a member has no part in an item."""
    await models.Recusal.create(
        item_id=item.number,
        member_id=member.number,
        reason=reason,
        declared_at=now,
        declared_by=by,
    )


async def remove_recusal(item: Item, member: Member) -> None:
    """Give a member their part in an item again."""
    await models.Recusal.filter(item_id=item.number, member_id=member.number).delete()


def voter(member: Member, item: Item) -> Voter:
    """A member as far as the opinions on an item go."""
    return Voter(member.public_id, member.seat.has_voice, item.public_id in member.recused)


def voters(committee: Committee, item: Item) -> list[Voter]:
    """Every member of a session, likewise."""
    return [voter(one, item) for one in committee.members]


def _written(row: models.Opinion) -> Written:
    kinds, phases = set(Kind), set(PHASES)
    return Written(
        row.member.public_id,
        Opinion(
            marks={str(key): int(mark) for key, mark in json.loads(row.answers).items()},
            recommendation=Kind(row.recommendation) if row.recommendation in kinds else None,
            phase=Phase(row.phase) if row.phase in phases else None,
            comment=row.comment,
        ),
        row.created_at,
        row.updated_at,
    )
