"""Decisions as they were taken, and the chain that they make: rows are added, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from incubator.domain.committee_states import State
from incubator.domain.decisions import Decision, chain_hash, content, from_content
from incubator.store import models
from incubator.store.grouping import grouped
from incubator.store.tokens import new_public_id


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision with its place in the chain; ``decided_by`` is an account's public id."""

    position: int
    decision: Decision
    previous: str
    hash: str
    decided_at: datetime
    decided_by: str


@dataclass(frozen=True, slots=True)
class ChainFault:
    """Where the chain of decisions breaks, and how."""

    position: int
    reason: str


async def add_decision(decision: Decision, by: str, now: datetime) -> Taken:
    """Add a decision, with its objectives and conditions to be followed.

    To be called within ``journal.transaction()``, which lets one writer at a time take the end of
    the chain.
    """
    last = await models.Decision.all().order_by("-position").first()
    position, previous = (last.position + 1, last.hash) if last else (1, "")
    text = content(decision)
    row = await models.Decision.create(
        position=position,
        public_id=decision.id,
        item_id=decision.item_id,
        committee_id=decision.committee_id,
        startup_id=decision.startup_id,
        incubator_id=decision.incubator_id,
        kind=decision.kind.value,
        decided_on=decision.decided_on,
        replaces=decision.replaces,
        content=text,
        previous=previous,
        hash=chain_hash(previous, text),
        decided_at=now,
        decided_by=by,
    )
    await _add_promises(decision)
    return _taken(row)


async def find_decision(public_id: str) -> Taken | None:
    """A decision by its opaque id; or None."""
    row = await models.Decision.get_or_none(public_id=public_id)
    return _taken(row) if row else None


async def decisions_of_startups(startup_ids: Iterable[str]) -> list[Taken]:
    """Every decision about some startups, the first one first."""
    rows = models.Decision.filter(startup_id__in=list(startup_ids))
    return [_taken(row) for row in await rows.order_by("position")]


async def settled_about(startup_id: str) -> list[Taken]:
    """The decisions about a startup whose session is closed, the first one first.

    One that was replaced while its session was still held was never made known: it is left out.
    """
    taken = await decisions_of_startups([startup_id])
    ids = sorted({one.decision.committee_id for one in taken})
    sessions = models.Committee.filter(public_id__in=ids, state=State.CLOSED.value)
    closed: Any = dict(await sessions.values_list("public_id", "closed_at"))
    withdrawn = {
        one.decision.replaces
        for one in taken
        if (closed_at := closed.get(one.decision.committee_id)) and one.decided_at <= closed_at
    }
    return [
        one
        for one in taken
        if one.decision.committee_id in closed and one.decision.id not in withdrawn
    ]


async def decided_about(startup_ids: Iterable[str]) -> dict[str, list[Decision]]:
    """The decisions about each of some startups that has any, the first one first; one query."""
    rows = models.Decision.filter(startup_id__in=list(startup_ids)).order_by("position")
    found: Any = await rows.values_list("startup_id", "content")
    return grouped((startup_id, from_content(text)) for startup_id, text in found)


async def decisions_of_committee(committee_id: str) -> list[Taken]:
    """Every decision of a session, the first one first."""
    rows = models.Decision.filter(committee_id=committee_id).order_by("position")
    return [_taken(row) for row in await rows]


async def decisions_of_item(item_id: str) -> list[Taken]:
    """Every decision about an item of an agenda, the first one first."""
    rows = models.Decision.filter(item_id=item_id).order_by("position")
    return [_taken(row) for row in await rows]


async def decisions_at(positions: Iterable[int]) -> dict[int, Taken]:
    """Decisions by their place in the chain."""
    rows = await models.Decision.filter(position__in=list(positions))
    return {row.position: _taken(row) for row in rows}


async def all_decisions() -> list[Taken]:
    """Every decision of the programme, the first one first."""
    return [_taken(row) for row in await models.Decision.all().order_by("position")]


async def verify_chain() -> tuple[int, ChainFault | None]:
    """Recompute the chain; returns how many decisions were read, and its first fault."""
    previous, count = "", 0
    for row in await models.Decision.all().order_by("position"):
        count += 1
        fault = _fault(row, count, previous)
        if fault:
            return count, ChainFault(count, fault)
        previous = row.hash
    return count, None


def _fault(row: models.Decision, expected: int, previous: str) -> str:
    if row.position != expected:
        return "a decision is missing"
    if row.previous != previous or row.hash != chain_hash(previous, row.content):
        return "the decision was changed"
    try:
        told = from_content(row.content)
    except (ValueError, KeyError, TypeError, ArithmeticError):
        return "the decision can't be read"
    repeated = (row.public_id, row.item_id, row.committee_id, row.startup_id, row.incubator_id)
    said = (told.id, told.item_id, told.committee_id, told.startup_id, told.incubator_id)
    others = (row.kind, row.decided_on, row.replaces)
    if repeated != said or others != (told.kind.value, told.decided_on, told.replaces):
        return "the decision's columns were changed"
    return ""


async def _add_promises(decision: Decision) -> None:
    await models.Objective.bulk_create(
        models.Objective(
            public_id=new_public_id(),
            decision_id=decision.id,
            startup_id=decision.startup_id,
            position=rank,
            text=one.text,
            due=one.due,
            value=one.value,
            unit=one.unit,
            indicator=one.indicator,
        )
        for rank, one in enumerate(decision.objectives)
    )
    await models.Condition.bulk_create(
        models.Condition(
            public_id=new_public_id(),
            decision_id=decision.id,
            startup_id=decision.startup_id,
            position=rank,
            text=one.text,
            due=one.due,
            owner=one.owner,
        )
        for rank, one in enumerate(decision.conditions)
    )


def newest(taken: Sequence[Taken]) -> Taken | None:
    """The last decision that no other one replaces; None where there is none."""
    replaced = {one.decision.replaces for one in taken}
    return next((one for one in reversed(taken) if one.decision.id not in replaced), None)


def _taken(row: models.Decision) -> Taken:
    return Taken(
        position=row.position,
        decision=from_content(row.content),
        previous=row.previous,
        hash=row.hash,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
    )
