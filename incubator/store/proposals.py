"""Proposals: a team's changes to a sheet as one pull request, from the first one to its end.

A proposal is under way until its end is noted. One that is merged on GitHub ends here once the
content folder has it: until then its contents are what the next editor opens.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from incubator.sheets.layout import Collection
from incubator.store import models
from incubator.store.tokens import new_public_id

WAITING, OPEN, MERGED, CLOSED = "waiting", "open", "merged", "closed"
LEAVING, SENT, REFUSED, DROPPED = "leaving", "sent", "refused", "dropped"
#: Changes that are still on their way.
UNSENT = (WAITING, LEAVING)
_BRANCH_CHARS = 150


@dataclass(frozen=True, slots=True)
class Change:
    """A file's new content to be proposed; ``base`` is the blob that it replaces, "" for none."""

    path: str
    base: str
    content: bytes
    keys: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Editor:
    """Who changed it: by their account's public id, and as the commit names them."""

    account: str
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal as its table has it."""

    id: int
    public_id: str
    collection: Collection
    sheet_id: str
    branch: str
    number: int | None
    url: str
    status: str
    checks: str
    head: str
    created_at: datetime
    seen_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChangeState:
    """How far a change has come, without its content."""

    public_id: str
    path: str
    keys: tuple[str, ...]
    author: str
    status: str
    attempts: int
    created_at: datetime
    next_try_at: datetime
    error: str


def branch_name(collection: Collection, sheet_id: str) -> str:
    """The branch of a sheet's proposals: its id where Git takes it, else one that tells it."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", sheet_id).strip("-")[:_BRANCH_CHARS]
    if plain != sheet_id:
        plain += "-" + hashlib.sha256(sheet_id.encode()).hexdigest()[:8]
    return f"sheets/{collection.value}-{plain.lstrip('-')}"


async def queue_changes(
    collection: Collection,
    sheet_id: str,
    changes: Sequence[Change],
    editor: Editor,
    now: datetime,
) -> Proposal:
    """Put changes in the outbox, with the sheet's proposal under way, or a new one.

    To be called in a transaction that excludes others of its kind, as the journal's does.
    """
    query = models.Proposal.filter(collection=collection.value, sheet_id=sheet_id)
    row = await query.filter(status__in=[WAITING, OPEN], ended_at__isnull=True).first()
    if row is None:
        row = await create(collection, sheet_id, now)
    waiting = models.ProposedChange.filter(proposal=row, status__in=UNSENT)
    earlier = await waiting.order_by("-position").first()
    for change in changes:
        await models.ProposedChange.create(
            public_id=new_public_id(),
            proposal=row,
            position=await _next_position(row),
            path=change.path,
            base=change.base,
            content=change.content,
            keys=json.dumps(change.keys),
            message=change.message,
            author_name=editor.name,
            author_email=editor.email,
            editor=editor.account,
            status=WAITING,
            created_at=now,
            next_try_at=max(now, earlier.next_try_at) if earlier else now,
        )
    return proposal_of_row(row)


async def create(collection: Collection, sheet_id: str, now: datetime) -> models.Proposal:
    """A proposal without a change yet."""
    return await models.Proposal.create(
        public_id=new_public_id(),
        collection=collection.value,
        sheet_id=sheet_id,
        branch=branch_name(collection, sheet_id),
        status=WAITING,
        created_at=now,
    )


async def _next_position(row: models.Proposal) -> int:
    last = await models.ProposedChange.filter(proposal=row).order_by("-position").first()
    return last.position + 1 if last else 1


async def proposals_of(
    collection: Collection, sheet_id: str, since: datetime
) -> Sequence[Proposal]:
    """The sheet's proposals under way, and those that ended lately; newest first."""
    rows = await models.Proposal.filter(collection=collection.value, sheet_id=sheet_id).order_by(
        "-id"
    )
    return [proposal_of_row(row) for row in rows if row.ended_at is None or row.ended_at >= since]


async def find_proposal(public_id: str) -> Proposal | None:
    """A proposal by its opaque id; or None."""
    row = await models.Proposal.get_or_none(public_id=public_id)
    return proposal_of_row(row) if row else None


async def find_by_number(number: int) -> Proposal | None:
    """The proposal that became a pull request, by its number; or None."""
    row = await models.Proposal.filter(number=number).order_by("-id").first()
    return proposal_of_row(row) if row else None


async def changes_of(proposals: Sequence[Proposal]) -> dict[int, list[ChangeState]]:
    """The changes of some proposals, by the proposal's id, in their order."""
    found: dict[int, list[ChangeState]] = {proposal.id: [] for proposal in proposals}
    rows = (
        await models.ProposedChange.filter(proposal_id__in=list(found))
        .order_by("position")
        .only(
            "proposal_id", "public_id", "path", "keys", "author_name", "status", "attempts",
            "created_at", "next_try_at", "error",
        )
    )  # fmt: skip
    for row in rows:
        found[row.proposal_id].append(  # type: ignore[attr-defined]
            ChangeState(
                public_id=row.public_id,
                path=row.path,
                keys=tuple(json.loads(row.keys)),
                author=row.author_name,
                status=row.status,
                attempts=row.attempts,
                created_at=row.created_at,
                next_try_at=row.next_try_at,
                error=row.error,
            )
        )
    return found


async def unsent_changes() -> list[tuple[Proposal, ChangeState]]:
    """The changes that are not at GitHub yet, with their proposals: refused ones first."""
    query = models.ProposedChange.filter(
        status__in=[*UNSENT, REFUSED], proposal__ended_at__isnull=True
    )
    ids = set(await query.values_list("proposal_id", flat=True))
    found = [proposal_of_row(row) for row in await models.Proposal.filter(id__in=list(ids))]
    changes = await changes_of(found)
    pairs = [
        (proposal, change)
        for proposal in found
        for change in changes[proposal.id]
        if change.status in {*UNSENT, REFUSED}
    ]
    return sorted(pairs, key=lambda pair: (pair[1].status != REFUSED, pair[1].created_at))


async def stalest(before: datetime, limit: int) -> Sequence[Proposal]:
    """Open proposals that were not looked at since a moment, the longest ago first."""
    rows = models.Proposal.filter(status=OPEN, ended_at__isnull=True, number__isnull=False)
    unseen = await rows.filter(seen_at__isnull=True).order_by("id").limit(limit)
    old = await rows.filter(seen_at__lt=before).order_by("seen_at").limit(limit)
    return [proposal_of_row(row) for row in (*unseen, *old)][:limit]


async def merged_elsewhere() -> Sequence[Proposal]:
    """Proposals that are merged on GitHub and not yet here."""
    rows = await models.Proposal.filter(status=MERGED, ended_at__isnull=True).order_by("id")
    return [proposal_of_row(row) for row in rows]


async def look_again(*, number: int | None = None, head: str = "") -> int:
    """Have open proposals looked at soon: by number, or by their branch's last commit."""
    query = models.Proposal.filter(status=OPEN, ended_at__isnull=True)
    query = query.filter(number=number) if number is not None else query.filter(head=head)
    return await query.update(seen_at=None)


async def take_look(proposal: Proposal, now: datetime) -> bool:
    """Claim looking at an open pull request; False when somebody else just did."""
    query = models.Proposal.filter(id=proposal.id, status=OPEN, ended_at__isnull=True)
    query = (
        query.filter(seen_at=proposal.seen_at)
        if proposal.seen_at
        else query.filter(seen_at__isnull=True)
    )
    return bool(await query.update(seen_at=now))


async def note_seen(proposal: Proposal, *, checks: str, head: str, now: datetime) -> None:
    """Note what an open pull request looks like."""
    await models.Proposal.filter(id=proposal.id, ended_at__isnull=True).update(
        checks=checks, head=head, seen_at=now
    )


def proposal_of_row(row: models.Proposal) -> Proposal:
    """A row as what the rest of the program knows."""
    return Proposal(
        id=row.id,
        public_id=row.public_id,
        collection=Collection(row.collection),
        sheet_id=row.sheet_id,
        branch=row.branch,
        number=row.number,
        url=row.url,
        status=row.status,
        checks=row.checks,
        head=row.head,
        created_at=row.created_at,
        seen_at=row.seen_at,
        ended_at=row.ended_at,
    )
