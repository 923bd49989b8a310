"""The periodic work with GitHub: send what waits, follow what is open, bring in what is merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

from incubator.actions.bring_in import bring_in
from incubator.actions.content_repository import uses_pull_requests
from incubator.actions.follow_proposals import follow_proposals
from incubator.actions.mails import Site
from incubator.actions.send_changes import send_changes
from incubator.config import Settings
from incubator.store import proposals


async def deliver_proposals(
    settings: Settings, site: Site, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Counter[str]:
    """Do all three; returns how many changes and proposals ended in each state.

    Several workers may do this at once, and any of them may be killed.

    Raises:
        ContentError, FileError, GitError, SyncConflictError: the content folder can't follow.
    """
    if not uses_pull_requests(settings):
        return Counter()
    outcomes = await send_changes(settings, site, clock)
    outcomes += await follow_proposals(settings, clock)
    if await proposals.merged_elsewhere():
        outcomes["brought in"] = await bring_in(settings, clock())
    return outcomes
