"""The journal: who did what, when, to what, from where; each entry's hash continues the last's.

What identifies people beyond opaque ids (addresses, names, networks) stands in the personal part.
The hash covers a salted digest of it, so that it can expire without breaking the chain.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.expressions import Q
from tortoise.transactions import in_transaction

from incubator.domain.days import instant_text
from incubator.store import models

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Trace:
    """Who acts, and from where. actor is an account's public id, or the door's name."""

    actor: str
    request_id: str = ""
    network: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal. ``personal`` is None where there is none, or once it has expired."""

    number: int
    at: datetime
    actor: str
    action: str
    subject: str
    request_id: str
    detail: Mapping[str, Any]
    personal: Mapping[str, Any] | None
    hash: str
    has_expired: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain breaks: the entry's number, and what is wrong with it."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Verification:
    """How many entries were read, the chain's end, and its first fault."""

    count: int
    head: str
    fault: Fault | None


@asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """A transaction for what ends in an entry: these come one after another, from the first line.

    On SQLite, one that reads and then writes fails where another process wrote in between. On
    PostgreSQL, two would each see what the other is about to change as it was.
    """
    async with in_transaction() as client:
        await client.execute_query("UPDATE journal_head SET number = number WHERE id = 1")
        yield


async def record(
    trace: Trace,
    action: str,
    subject: str,
    *,
    detail: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> None:
    """Add an entry. Within a transaction, it is there if and only if what it tells is.

    ``detail`` holds nothing that identifies a person but public ids; ``personal`` holds the rest.
    """
    at = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    private = {key: value for key, value in (personal or {}).items() if value}
    if trace.network:
        private["network"] = trace.network
    private_text = _dump({"salt": secrets.token_hex(16), **private}) if private else None
    async with in_transaction() as client:
        number, previous = await _next(client)
        row = models.JournalEntry(
            number=number,
            at=at,
            actor=trace.actor,
            action=action,
            subject=subject,
            request_id=trace.request_id,
            detail=_dump(detail or {}),
            personal=private_text,
            digest=_sha(private_text) if private_text else "",
            previous=previous,
            hash="",
        )
        row.hash = _hash(row)
        await row.save(using_db=client, force_create=True)
        await models.JournalHead.filter(id=1).using_db(client).update(hash=row.hash)


async def _next(client: BaseDBAsyncClient) -> tuple[int, str]:
    """Take the next number; the row's lock keeps other writers waiting until the end."""
    rows = await client.execute_query_dict(
        "UPDATE journal_head SET number = number + 1 WHERE id = 1 RETURNING number, hash"
    )
    return int(rows[0]["number"]), str(rows[0]["hash"])


async def verify() -> Verification:
    """Recompute the chain from its first entry."""
    head = await models.JournalHead.get(id=1)
    previous, count = "", 0
    async for row in _every():
        if count == head.number:
            # Added since the head was read; if it was not, by other means than this module.
            head = await models.JournalHead.get(id=1)
            if count == head.number:
                return Verification(count, previous, Fault(row.number, "the entry was added"))
        count += 1
        fault = _fault(row, count, previous)
        if fault:
            return Verification(count, previous, Fault(count, fault))
        previous = row.hash
    if (head.number, head.hash) != (count, previous):
        fault = "the last entries are missing"
        return Verification(count, previous, Fault(count + 1, fault))
    return Verification(count, previous, None)


def _fault(row: models.JournalEntry, number: int, previous: str) -> str:
    if row.number != number:
        return "the entry is missing"
    if row.previous != previous:
        return "the entry does not continue the one before"
    # Entries are written to the second; the hash says no more.
    if row.hash != _hash(row) or row.at.microsecond:
        return "the entry was changed"
    personal: str | None = row.personal
    if personal is not None and _sha(personal) != row.digest:
        return "the entry's personal part was changed"
    return ""


async def _every() -> AsyncIterator[models.JournalEntry]:
    last = 0
    while (
        rows := await models.JournalEntry.filter(number__gt=last).order_by("number").limit(_CHUNK)
    ):
        for row in rows:
            yield row
        last = rows[-1].number


async def hash_of(number: int) -> str | None:
    """The hash of an entry; None when there is none of this number."""
    row = await models.JournalEntry.get_or_none(number=number)
    return row.hash if row else None


async def forget_before(moment: datetime) -> int:
    """Remove the personal part of entries older than ``moment``; returns how many."""
    query = models.JournalEntry.filter(at__lt=moment, personal__isnull=False)
    return await query.update(personal=None)


async def forget_about(public_id: str) -> int:
    """Remove the personal part of what an account did and of what was done to it."""
    query = models.JournalEntry.filter(
        Q(actor=public_id) | Q(subject=f"account:{public_id}"), personal__isnull=False
    )
    return await query.update(personal=None)


async def find_entries(
    *,
    text: str = "",
    action: str = "",
    about: str = "",
    after: int = 0,
    first: int = 0,
    limit: int = 50,
    oldest_first: bool = False,
) -> tuple[int, Sequence[Entry]]:
    """How many entries match, and a page of them, newest first unless asked otherwise.

    ``text`` is looked for in every part; ``about`` is the public id of an account: what it did,
    and what was done to it.
    """
    query = models.JournalEntry.filter(number__gt=after)
    for word in text.split()[:6]:
        query = query.filter(
            Q(actor__icontains=word)
            | Q(action__icontains=word)
            | Q(subject__icontains=word)
            | Q(detail__icontains=word)
            | Q(personal__icontains=word)
            | Q(request_id=word)
        )
    if action:
        query = query.filter(action=action)
    if about:
        query = query.filter(Q(actor=about) | Q(subject=f"account:{about}"))
    order = "number" if oldest_first else "-number"
    rows = await query.order_by(order).offset(first).limit(limit)
    return await query.count(), [_entry(row) for row in rows]


async def journal_actions() -> list[str]:
    """Every action that the journal holds, in order."""
    found = await models.JournalEntry.all().distinct().values_list("action", flat=True)
    return sorted(str(action) for action in found)


def _entry(row: models.JournalEntry) -> Entry:
    personal = json.loads(row.personal) if row.personal else None
    if personal is not None:
        personal.pop("salt", None)
    return Entry(
        number=row.number,
        at=row.at,
        actor=row.actor,
        action=row.action,
        subject=row.subject,
        request_id=row.request_id,
        detail=json.loads(row.detail),
        personal=personal,
        hash=row.hash,
        has_expired=bool(row.digest) and row.personal is None,
    )


def _hash(row: models.JournalEntry) -> str:
    at = instant_text(row.at)
    parts = [row.previous, row.number, at, row.actor, row.action, row.subject]
    return _sha(_dump([*parts, row.request_id, row.detail, row.digest]))


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
