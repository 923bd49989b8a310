"""Pull requests are followed to their end: their checks, then merged or closed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from incubator.actions.content_repository import at_github, github_of
from incubator.actions.propose_change import subject_of
from incubator.config import Settings
from incubator.github.errors import GithubError, Reason, UnavailableError
from incubator.github.terms import CLOSED, MERGED, GithubSettings, Pull
from incubator.store import journal, proposal_ends, proposals
from incubator.store.journal import Trace
from incubator.store.proposals import Proposal

#: How old what is known of an open pull request may be: GitHub's own messages make it younger.
PATIENCE, PATIENCE_WITH_WEBHOOK = timedelta(minutes=3), timedelta(minutes=30)
_AT_ONCE = 20
_GITHUB = Trace("github")


async def follow_proposals(settings: Settings, clock: Callable[[], datetime]) -> Counter[str]:
    """Look at the open pull requests that were not looked at lately; returns how they are."""
    outcomes: Counter[str] = Counter()
    patience = PATIENCE_WITH_WEBHOOK if settings.github_webhook_secret else PATIENCE
    for proposal in await proposals.stalest(clock() - patience, _AT_ONCE):
        if proposal.number is None or not await proposals.take_look(proposal, clock()):
            continue
        try:
            pull = await at_github(partial(_read, github_of(settings), proposal.number))
        except UnavailableError:
            break
        except GithubError:
            # Its page says what was known; a change that is sent says what is wrong.
            outcomes["unreadable"] += 1
            continue
        if pull.status in {MERGED, CLOSED}:
            await note_end(proposal, pull.status, clock())
        else:
            await proposals.note_seen(proposal, checks=pull.checks, head=pull.head, now=clock())
        outcomes[pull.status] += 1
    return outcomes


async def note_end(proposal: Proposal, status: str, now: datetime) -> bool:
    """Note that a pull request was merged or closed; False when that was known."""
    async with journal.transaction():
        if status == MERGED:
            is_news = await proposal_ends.note_merged(proposal, now)
        else:
            is_news = await proposal_ends.note_closed(proposal, Reason.CLOSED.value, now)
        if is_news:
            action = "proposal_merged" if status == MERGED else "proposal_closed"
            detail = {"proposal": proposal.public_id, "number": proposal.number}
            await journal.record(_GITHUB, action, subject_of(proposal), detail=detail, now=now)
    return is_news


def _read(github: GithubSettings, number: int) -> Pull:
    from incubator.github import pull_requests
    from incubator.github.client import connected

    with connected(github) as repository:
        return pull_requests.read_pull(repository, number)
