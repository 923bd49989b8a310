"""Put a change of files into the outbox of pull requests. Nothing here talks to GitHub."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from incubator.sheets.commits import Author
from incubator.sheets.layout import Collection
from incubator.store import journal, proposal_ends, proposals
from incubator.store.journal import Trace
from incubator.store.proposals import Change as FileChange
from incubator.store.proposals import Editor, Proposal

__all__ = ["FileChange", "abandon_changes", "propose", "retry_changes"]


async def propose(
    collection: Collection,
    sheet_id: str,
    changes: Sequence[FileChange],
    author: Author,
    trace: Trace,
    *,
    now: datetime,
) -> Proposal:
    """Queue new contents with the sheet's proposal under way, or with a new one."""
    async with journal.transaction():
        editor = Editor(trace.actor, author.name, author.email)
        proposal = await proposals.queue_changes(collection, sheet_id, changes, editor, now)
        keys = [key for change in changes for key in change.keys]
        detail = {"proposal": proposal.public_id, "keys": keys}
        await journal.record(trace, "sheet_proposed", subject_of(proposal), detail=detail, now=now)
    return proposal


async def retry_changes(proposal: Proposal, trace: Trace, now: datetime) -> int:
    """Let what waits or was refused leave at once; returns how many changes."""
    async with journal.transaction():
        count = await proposal_ends.retry(proposal, now)
        if count:
            await _record(proposal, "proposal_retried", count, trace, now)
    return count


async def abandon_changes(proposal: Proposal, trace: Trace, now: datetime) -> int:
    """Drop what was not sent; returns how many changes. This can't be undone."""
    async with journal.transaction():
        count = await proposal_ends.abandon(proposal, now)
        if count:
            await _record(proposal, "proposal_abandoned", count, trace, now)
    return count


def subject_of(proposal: Proposal) -> str:
    """How the journal names the sheet."""
    return f"{proposal.collection.value.removesuffix('s')}:{proposal.sheet_id}"


async def _record(proposal: Proposal, action: str, count: int, trace: Trace, now: datetime) -> None:
    detail = {"proposal": proposal.public_id, "count": count}
    await journal.record(trace, action, subject_of(proposal), detail=detail, now=now)
