"""Decisions of closed sessions, as what the public may read is made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from incubator.domain.committee_states import State
from incubator.domain.decisions import Decision, Kind
from incubator.domain.publicity import Publicity, public_part
from incubator.store import models, read_ahead
from incubator.store.committees.decisions import Taken, decisions_at, decisions_of_item
from incubator.store.committees.rules import publicities

_COLUMNS = (
    "position",
    "public_id",
    "startup_id",
    "incubator_id",
    "committee_id",
    "kind",
    "decided_on",
    "replaces",
    "decided_at",
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A decision of a closed session, without its content. ``replaced_by`` is "" for none.

    ``public_at`` is when its session was closed, or when it was taken after that; ``updated_at``
    when it was replaced, if it was.
    """

    position: int
    id: str
    startup_id: str
    incubator_id: str
    kind: Kind
    decided_on: date
    replaces: str
    replaced_by: str
    public_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class PublicDecision:
    """A decision as the public reads it."""

    listed: Listed
    decision: Decision


async def public_list(**only: str) -> tuple[list[Listed], Mapping[str, Publicity]]:
    """What the public may know of, the newest first, and what each incubator publishes.

    What a session decided and replaced before it was closed belongs to its deliberation.
    ``only`` narrows it to a startup (``startup_id``) or an incubator; three queries at most.
    """
    rows: Any = await models.Decision.filter(**only).order_by("position").values_list(*_COLUMNS)
    if not rows:
        return [], {}
    wanted = sorted({row[4] for row in rows})
    sessions = models.Committee.filter(public_id__in=wanted, state=State.CLOSED.value)
    closed: Any = dict(await sessions.values_list("public_id", "closed_at"))
    rules = await publicities()
    withdrawn = {row[7] for row in rows if row[4] in closed and row[8] <= closed[row[4]]}
    found = [
        _listed(row, closed[row[4]])
        for row in rows
        if row[4] in closed and row[1] not in withdrawn and rules.get(row[3], Publicity()).decisions
    ]
    known = {one.id for one in found}
    by_id = {one.id: one if one.replaces in known else replace(one, replaces="") for one in found}
    for one in list(by_id.values()):
        if former := by_id.get(one.replaces):
            updated = max(former.updated_at, one.public_at)
            by_id[former.id] = replace(former, replaced_by=one.id, updated_at=updated)
    ordered = sorted(by_id.values(), key=lambda one: (one.decided_on, one.position), reverse=True)
    return ordered, rules


async def public_contents(
    listed: Sequence[Listed], rules: Mapping[str, Publicity]
) -> list[PublicDecision]:
    """The public part of some decisions, in their order; one query."""
    found = await decisions_at(one.position for one in listed)
    shown = []
    for one in listed:
        rule = rules.get(one.incubator_id, Publicity())
        part = public_part(found[one.position].decision, rule)
        if part is not None:
            shown.append(PublicDecision(one, part))
    return shown


async def has_public_decisions(**only: str) -> bool:
    """Whether the public may read a decision about a startup, or of an incubator."""
    if read_ahead.is_on() and not (await read_ahead.once("public decisions", public_list))[0]:
        return False
    found, _ = await public_list(**only)
    return bool(found)


async def is_closed(committee_id: str) -> bool:
    """Whether a session is closed."""
    return await models.Committee.filter(public_id=committee_id, state=State.CLOSED.value).exists()


def made_known(chain: Sequence[Taken], closed_at: datetime | None) -> list[Taken]:
    """The decisions of a chain that outlived their session; ``closed_at`` is when it ended.

    One that was replaced before belongs to the deliberation. None is known before the end.
    """
    if closed_at is None:
        return []
    withdrawn = {one.decision.replaces for one in chain if one.decided_at <= closed_at}
    return [one for one in chain if one.decision.id not in withdrawn]


async def chain_of(taken: Taken) -> list[Taken]:
    """A decision with those that it replaces and those that replace it, the first one first."""
    every = {one.decision.id: one for one in await decisions_of_item(taken.decision.item_id)}
    chain, former = [taken], taken.decision.replaces
    while former in every:
        chain.insert(0, every[former])
        former = every[former].decision.replaces
    following = {one.decision.replaces: one for one in every.values() if one.decision.replaces}
    while after := following.get(chain[-1].decision.id):
        chain.append(after)
    return chain


def _listed(row: Sequence[Any], closed_at: datetime) -> Listed:
    position, public_id, startup_id, incubator_id, _, kind, decided_on, replaces, decided_at = row
    public_at = max(closed_at, decided_at)
    return Listed(
        position=position,
        id=public_id,
        startup_id=startup_id,
        incubator_id=incubator_id,
        kind=Kind(kind),
        decided_on=decided_on,
        replaces=replaces,
        replaced_by="",
        public_at=public_at,
        updated_at=public_at,
    )
