"""Changes on their way to GitHub: claimed by one worker at a time, in the order they were made.

A claim ends by itself. What was cut short is claimed again, and whoever sends it looks first
whether the branch has it already: unlike a mail, a file's content can be looked up.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from incubator.sheets.layout import Collection
from incubator.store import models
from incubator.store.proposals import (
    LEAVING,
    OPEN,
    REFUSED,
    SENT,
    WAITING,
    Proposal,
    find_proposal,
)
from incubator.store.tokens import new_public_id

# Longer than everything that is asked of GitHub for one change, each with its longest wait.
_LEASE = timedelta(minutes=10)
_FIRST_DELAY, _LONGEST_DELAY = timedelta(seconds=30), timedelta(hours=1)
_ERROR_CHARS = 300


@dataclass(frozen=True, slots=True)
class Leaving:
    """A change that is claimed, with all that its commit needs.

    ``former_keys`` are the fields of the changes that its proposal has sent already, by change.
    """

    id: int
    lease: str
    proposal: Proposal
    path: str
    base: str
    content: bytes
    keys: tuple[str, ...]
    message: str
    author_name: str
    author_email: str
    attempts: int
    former_keys: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Arrived:
    """Where a change arrived: its branch, commit and pull request, and the branch's last commit.

    Without a number, there is nothing to ask for: the main branch says it already.
    """

    branch: str
    commit: str
    number: int | None
    url: str
    head: str


async def claim(now: datetime) -> Leaving | None:
    """Take the change that is due for longest; None when none is.

    Of each proposal, only the oldest change that is not sent may leave.
    """
    rows = (
        await models.ProposedChange.filter(
            status__in=[WAITING, LEAVING], proposal__ended_at__isnull=True
        )
        .order_by("proposal_id", "position")
        .only("id", "proposal_id", "status", "next_try_at", "leased_until", "lease", "attempts")
    )
    first: dict[int, models.ProposedChange] = {}
    for row in rows:
        first.setdefault(_proposal_id(row), row)
    due = [row for row in first.values() if _is_due(row, now)]
    for row in sorted(due, key=lambda row: (row.next_try_at, row.id)):
        lease = new_public_id()
        taken = await models.ProposedChange.filter(
            id=row.id, status=row.status, lease=row.lease, attempts=row.attempts
        ).update(status=LEAVING, lease=lease, leased_until=now + _LEASE, attempts=row.attempts + 1)
        if taken:
            return await _leaving(row.id)
    return None


def _is_due(row: models.ProposedChange, now: datetime) -> bool:
    if row.status == WAITING:
        return row.next_try_at <= now
    return row.leased_until is not None and row.leased_until <= now


async def _leaving(change_id: int) -> Leaving | None:
    row = await models.ProposedChange.get(id=change_id).select_related("proposal")
    proposal = await find_proposal(row.proposal.public_id)
    if proposal is None or row.content is None:
        return None
    sent = models.ProposedChange.filter(proposal_id=proposal.id, status=SENT)
    former = await sent.order_by("position").values_list("keys", flat=True)
    return Leaving(
        id=row.id,
        lease=row.lease,
        proposal=proposal,
        path=row.path,
        base=row.base,
        content=bytes(row.content),
        keys=tuple(json.loads(row.keys)),
        message=row.message,
        author_name=row.author_name,
        author_email=row.author_email,
        attempts=row.attempts,
        former_keys=tuple(tuple(json.loads(str(keys))) for keys in former),
    )


async def contents_of(collection: Collection, sheet_id: str, path: str) -> list[bytes]:
    """Every content of a file that the sheet's proposals still keep, newest first."""
    rows = await models.ProposedChange.filter(
        proposal__collection=collection.value,
        proposal__sheet_id=sheet_id,
        path=path,
        content__isnull=False,
    ).order_by("-id")
    return [bytes(row.content) for row in rows if row.content is not None]


async def note_sent(leaving: Leaving, arrived: Arrived, now: datetime) -> bool:
    """The change is on its branch and in its pull request; False when the claim was lost."""
    columns = {"ended_at": now, "commit": arrived.commit, "error": ""}
    if not await _move(leaving, SENT, **columns):
        return False
    await models.Proposal.filter(id=leaving.proposal.id, status__in=[WAITING, OPEN]).update(
        status=OPEN,
        branch=arrived.branch,
        number=arrived.number,
        url=arrived.url,
        head=arrived.head,
        checks="",
        # New commits start new checks: they are looked at soon.
        seen_at=None,
    )
    return True


async def note_delayed(
    leaving: Leaving, error: str, now: datetime, *, at_least: timedelta = timedelta()
) -> bool:
    """The change waits, longer each time, and everything behind it."""
    delay = min(_FIRST_DELAY * 2 ** min(leaving.attempts - 1, 10), _LONGEST_DELAY)
    until = now + max(delay, min(at_least, 2 * _LONGEST_DELAY))
    if not await _move(leaving, WAITING, next_try_at=until, error=error[:_ERROR_CHARS]):
        return False
    behind = models.ProposedChange.filter(proposal_id=leaving.proposal.id, status=WAITING)
    await behind.filter(next_try_at__lt=until).update(next_try_at=until)
    return True


async def note_refused(leaving: Leaving, error: str, now: datetime) -> bool:
    """The change stays here until somebody retries or drops it; those behind it go on."""
    return await _move(leaving, REFUSED, ended_at=now, error=error[:_ERROR_CHARS])


async def _move(leaving: Leaving, status: str, **columns: Any) -> bool:
    query = models.ProposedChange.filter(id=leaving.id, lease=leaving.lease, status=LEAVING)
    return bool(await query.update(status=status, lease="", leased_until=None, **columns))


def _proposal_id(row: models.ProposedChange) -> int:
    number: int = row.proposal_id  # type: ignore[attr-defined]
    return number
