"""What was merged on GitHub comes here: into the content folder, then into the catalogue."""

from __future__ import annotations

import asyncio
from datetime import datetime

from incubator.actions.index_history import index_history
from incubator.actions.sync_sheets import sync_sheets
from incubator.config import Settings
from incubator.sheets.layout import find_content
from incubator.sheets.pull import pull
from incubator.store import proposals
from incubator.store.proposal_ends import end_merged

__all__ = ["bring_in", "end_merged", "pull_merged"]


async def bring_in(settings: Settings, now: datetime) -> int:
    """Pull, sync, and end the proposals that were merged; returns how many of these.

    Raises:
        ContentError, FileError, GitError: the content folder can't follow; it is as it was.
        SyncConflictError: the folder has it, and the next sync brings it to the catalogue.
    """
    merged = await pull_merged(settings)
    await sync_sheets(settings.content_dir)
    await index_history(find_content(settings.content_dir))
    await end_merged(merged, now)
    return len(merged)


async def pull_merged(settings: Settings) -> list[proposals.Proposal]:
    """Bring the content folder to GitHub's main branch; returns the proposals that it then has.

    Raises: as :func:`bring_in` does, but for the sync.
    """
    merged = list(await proposals.merged_elsewhere())
    content = find_content(settings.content_dir)
    await asyncio.to_thread(pull, content, settings.content_branch)
    return merged
