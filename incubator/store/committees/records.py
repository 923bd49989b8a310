"""What is kept of sessions for ever, read as it stands: for archives, and to be verified."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.queryset import QuerySet

from incubator.domain.committee_states import DossierState, State
from incubator.store import models
from incubator.store.committees.sessions import Committee
from incubator.store.grouping import grouped

_CHUNK = 50


@dataclass(frozen=True, slots=True)
class Sealed:
    """A text with the SHA-256 that it had when it was kept; ``place`` says where it stands."""

    place: str
    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file that a dossier names: its size in bytes and its SHA-256 when it was added."""

    place: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Link:
    """A decision as a link of the chain: its content as it was hashed."""

    position: int
    content: str
    previous: str
    hash: str
    decided_at: datetime
    decided_by: str


async def links_of(committee_id: str) -> list[Link]:
    """The decisions of a session in the order of the chain."""
    rows = models.Decision.filter(committee_id=committee_id).order_by("position")
    return [
        Link(row.position, row.content, row.previous, row.hash, row.decided_at, row.decided_by)
        for row in await rows
    ]


async def every_member(committee: Committee) -> list[dict[str, Any]]:
    """Whoever sits or sat in a session, with their name and how long; removed ones too."""
    rows = models.CommitteeMember.filter(committee_id=committee.number)
    return [
        {
            "id": row.public_id,
            "name": row.account.name or row.account.email or "",
            "seat": row.seat,
            "is_present": row.is_present,
            "added_at": row.added_at,
            "removed_at": row.removed_at,
        }
        for row in await rows.order_by("id").prefetch_related("account")
    ]


async def opinions_in(committee: Committee) -> dict[int, list[dict[str, Any]]]:
    """The opinions of a session as they were written, by the number of the item."""
    numbers = [item.number for item in committee.items]
    rows = models.Opinion.filter(item_id__in=numbers).order_by("id")
    fields = "answers", "recommendation", "phase", "comment", "created_at", "updated_at"
    found: Any = await rows.values("item_id", "member__public_id", *fields)
    return grouped(
        (row["item_id"], {"member": row["member__public_id"], **{key: row[key] for key in fields}})
        for row in found
    )


async def recusals_in(committee: Committee) -> dict[int, list[dict[str, Any]]]:
    """Who had no part in an item and why, by the number of the item."""
    numbers = [item.number for item in committee.items]
    rows = models.Recusal.filter(item_id__in=numbers).order_by("id")
    found: Any = await rows.values("item_id", "member__public_id", "reason", "declared_at")
    return grouped(
        (
            row["item_id"],
            {
                "member": row["member__public_id"],
                "reason": row["reason"],
                "declared_at": row["declared_at"],
            },
        )
        for row in found
    )


async def frozen_dossiers() -> AsyncIterator[Sealed]:
    """Every dossier that was sent, a few at a time."""
    sent = models.Dossier.filter(state=DossierState.FROZEN.value).prefetch_related("item")
    async for row in _by_few(sent):
        yield Sealed(f"dossier {_named(row)}", row.content, row.sha256)


async def kept_files() -> AsyncIterator[SealedFile]:
    """Every file of a dossier, a few at a time."""
    async for row in _by_few(models.Attachment.all().prefetch_related("dossier__item")):
        place = f"attachment {row.public_id} of dossier {_named(row.dossier)}"
        yield SealedFile(place, row.size, row.sha256)


async def every_minutes() -> AsyncIterator[Sealed]:
    """The minutes of every session, a few at a time."""
    async for row in _by_few(models.CommitteeMinutes.all().prefetch_related("committee")):
        yield Sealed(f"minutes of session {row.committee.public_id}", row.text, row.sha256)


async def _by_few(query: QuerySet[Any]) -> AsyncIterator[Any]:
    """The rows of a query by their number, a few in memory at a time."""
    last = 0
    while rows := await query.filter(id__gt=last).order_by("id").limit(_CHUNK):
        for row in rows:
            yield row
        last = rows[-1].id


async def closed_without_minutes() -> list[str]:
    """The public ids of closed sessions that have no minutes: closing always writes them."""
    kept = await models.CommitteeMinutes.all().values_list("committee_id", flat=True)
    rows = models.Committee.filter(state=State.CLOSED.value).order_by("id")
    closed: Any = await rows.values_list("id", "public_id")
    having = {int(str(number)) for number in kept}
    return [public_id for number, public_id in closed if number not in having]


async def chain_hash_at(position: int) -> str | None:
    """The hash of a decision by its position; None where there is none."""
    row = await models.Decision.get_or_none(position=position)
    return row.hash if row else None


def _named(row: models.Dossier) -> str:
    return f"{row.public_id} (startup {row.item.startup_id}, version {row.version})"
