"""How proposals end: merged, closed or dropped; and how what was refused is tried again.

Those that note an end are called in a transaction that excludes others of their kind, as the
journal's does: a change that is queued meanwhile goes to the next proposal.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from incubator.store import models
from incubator.store.proposals import (
    CLOSED,
    DROPPED,
    LEAVING,
    MERGED,
    OPEN,
    REFUSED,
    SENT,
    UNSENT,
    WAITING,
    Proposal,
    create,
)


async def note_merged(proposal: Proposal, now: datetime) -> bool:
    """Note that GitHub has merged it; what was not sent yet becomes a proposal of its own.

    False when that was known.
    """
    query = models.Proposal.filter(id=proposal.id, status__in=[WAITING, OPEN])
    if not await query.update(status=MERGED, checks="", seen_at=now):
        return False
    await _set_rest_apart(proposal, now)
    return True


async def note_closed(proposal: Proposal, error: str, now: datetime) -> bool:
    """Note that somebody closed it unmerged. What was not sent waits for its editors' word.

    False when that was known.
    """
    query = models.Proposal.filter(id=proposal.id, status__in=[WAITING, OPEN])
    if not await query.update(status=CLOSED, checks="", seen_at=now, ended_at=now):
        return False
    unsent = models.ProposedChange.filter(proposal_id=proposal.id, status__in=UNSENT)
    await unsent.update(status=REFUSED, error=error, lease="", ended_at=now)
    await _set_rest_apart(proposal, now)
    await _wipe(proposal)
    return True


async def _set_rest_apart(proposal: Proposal, now: datetime) -> None:
    """Changes that are not sent leave an ended proposal for a new one."""
    rest = models.ProposedChange.filter(proposal_id=proposal.id, status__in=[*UNSENT, REFUSED])
    if await rest.exists():
        new = await create(proposal.collection, proposal.sheet_id, now)
        # Whoever was sending one finds its lease lost, and what it did by looking.
        unsent = rest.filter(status__in=UNSENT)
        await unsent.update(status=WAITING, lease="", leased_until=None, next_try_at=now)
        await rest.update(proposal_id=new.id)


async def end_merged(proposals: Sequence[Proposal], now: datetime) -> None:
    """The content folder has what was merged: the contents kept here go."""
    for proposal in proposals:
        await models.Proposal.filter(id=proposal.id, status=MERGED).update(ended_at=now)
        await _wipe(proposal)


async def retry(proposal: Proposal, now: datetime) -> int:
    """Let everything that waits or was refused leave at once; returns how many changes."""
    stuck = models.ProposedChange.filter(proposal_id=proposal.id, status__in=[WAITING, REFUSED])
    columns = {"status": WAITING, "lease": "", "ended_at": None, "attempts": 0}
    return await stuck.update(next_try_at=now, **columns)


async def abandon(proposal: Proposal, now: datetime) -> int:
    """Drop the changes that were not sent; returns how many. One of which nothing was sent ends."""
    dropped = models.ProposedChange.filter(proposal_id=proposal.id, status__in=[WAITING, REFUSED])
    count = await dropped.update(status=DROPPED, content=None, error="", lease="", ended_at=now)
    kept = models.ProposedChange.filter(proposal_id=proposal.id, status__in=[SENT, LEAVING])
    if not await kept.exists():
        query = models.Proposal.filter(id=proposal.id, number__isnull=True)
        await query.update(status=CLOSED, ended_at=now)
    return count


async def forget_proposals(before: datetime) -> int:
    """Remove proposals that ended before a moment, with their changes; returns how many."""
    return await models.Proposal.filter(ended_at__lt=before).delete()


async def forget_editor(account: str) -> None:
    """Take somebody's name and address from their changes; what is not sent leaves without."""
    rows = models.ProposedChange.filter(editor=account)
    await rows.update(author_name="", author_email="")


async def held_of_editor(account: str) -> list[dict[str, Any]]:
    """What is held of somebody's changes on their way to GitHub."""
    rows = models.ProposedChange.filter(editor=account).order_by("id")
    return list(
        await rows.values(
            "path", "keys", "message", "author_name", "author_email", "status", "created_at"
        )
    )


async def _wipe(proposal: Proposal) -> None:
    await models.ProposedChange.filter(proposal_id=proposal.id).update(content=None)
