"""Changes leave for GitHub: a commit each, on their proposal's branch, in its pull request.

Before it commits, this looks at what the branch holds: the change itself when a former try was
cut short, or what somebody else did, with which it is brought together field by field.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from incubator.actions.content_repository import at_github, github_of, told
from incubator.actions.desk import BODY, git_id
from incubator.actions.follow_proposals import note_end
from incubator.actions.mails import Site
from incubator.actions.proposal_words import words_for
from incubator.config import Settings
from incubator.github.errors import ConflictError, Reason, RefusedError, UnavailableError
from incubator.github.terms import OPEN, GithubSettings, NewContent, Pull, Signature, Words
from incubator.sheets import repository as local
from incubator.sheets.layout import find_content
from incubator.sheets.merge import merge_files
from incubator.sheets.pull import prefix_of
from incubator.sheets.write import WriteError
from incubator.store import journal, proposal_ends, proposal_outbox, proposals
from incubator.store.proposal_outbox import Arrived, Leaving

_AT_ONCE = 50
# Others may be faster than we look a few times; more often than that it is no chance.
_MOST_CONFLICTS = 5


@dataclass(frozen=True, slots=True)
class _Order:
    """A change to deliver, with all that a thread without the database needs."""

    github: GithubSettings
    content: Path
    path: str
    leaving: Leaving
    kept: Sequence[bytes]
    words: Words


async def send_changes(
    settings: Settings, site: Site, clock: Callable[[], datetime]
) -> Counter[str]:
    """Send every change that is due; returns how many ended in each state.

    Where GitHub can't be reached, the rest waits for the next time.

    Raises:
        ContentError, GitError: the content folder has no sheets, or is in no repository.
    """
    outcomes: Counter[str] = Counter()
    content = find_content(settings.content_dir)
    prefix = ""
    for number in range(_AT_ONCE):
        leaving = await proposal_outbox.claim(clock())
        if leaving is None:
            break
        prefix = prefix if number else await asyncio.to_thread(prefix_of, content)
        proposal = leaving.proposal
        kept = await proposal_outbox.contents_of(
            proposal.collection, proposal.sheet_id, leaving.path
        )
        words = words_for(site, leaving)
        order = _Order(github_of(settings), content, prefix + leaving.path, leaving, kept, words)
        outcome = await _send(order, clock)
        outcomes[outcome] += 1
        if outcome == proposals.WAITING:
            break
    return outcomes


async def _send(order: _Order, clock: Callable[[], datetime]) -> str:
    leaving = order.leaving
    try:
        arrived = await at_github(partial(_deliver, order))
    except ConflictError as error:
        if leaving.attempts >= _MOST_CONFLICTS:
            await proposal_outbox.note_refused(leaving, told(error), clock())
            return proposals.REFUSED
        await proposal_outbox.note_delayed(leaving, told(error), clock())
        return proposals.WAITING
    except UnavailableError as error:
        asked = timedelta(seconds=error.retry_after or 0)
        await proposal_outbox.note_delayed(leaving, told(error), clock(), at_least=asked)
        return proposals.WAITING
    except RefusedError as error:
        await proposal_outbox.note_refused(leaving, told(error), clock())
        return proposals.REFUSED
    if isinstance(arrived, Pull):
        # It ended since it was last looked at: what waits goes on as a proposal of its own.
        await note_end(leaving.proposal, arrived.status, clock())
        return arrived.status
    async with journal.transaction():
        is_ours = await proposal_outbox.note_sent(leaving, arrived, clock())
        if is_ours and arrived.number is None:
            # The main branch says the same already: there is nothing to ask for.
            await proposal_ends.note_merged(leaving.proposal, clock())
    return proposals.SENT if is_ours else "lost"


def _deliver(order: _Order) -> Arrived | Pull:
    """Everything that is asked of GitHub for a change, in a thread of its own."""
    from incubator.github import pull_requests
    from incubator.github.client import connected

    proposal = order.leaving.proposal
    with connected(order.github) as repository:
        if proposal.number is not None:
            pull = pull_requests.read_pull(repository, proposal.number, with_checks=False)
            if pull.status != OPEN:
                return pull
        branch = pull_requests.ensure_branch(
            repository, order.github, proposal.branch, new=proposal.number is None
        )
        found = pull_requests.read_file(repository, branch, order.path)
        commit = ""
        wanted = order.leaving.content
        if (found.blob if found else "") not in (git_id(wanted), order.leaving.base):
            base = order.leaving.base and _base(order, partial(pull_requests.read_blob, repository))
            wanted = _together(order, base or b"", found.content if found else None)
        if found is None or found.blob != git_id(wanted):
            signature = Signature(order.leaving.author_name, order.leaving.author_email)
            new = NewContent(
                order.path, wanted, found.blob if found else "", order.leaving.message, signature
            )
            commit = pull_requests.put_file(repository, branch, new)
        opened = pull_requests.ensure_pull(repository, order.github, branch, order.words)
    if opened is None:
        return Arrived(branch, commit, None, "", "")
    return Arrived(branch, commit or opened.head, opened.number, opened.url, opened.head)


def _base(order: _Order, ask: Callable[[str], bytes | None]) -> bytes | None:
    """What the editor had opened: kept here, in the content folder's Git, or at GitHub."""
    wanted = order.leaving.base
    for data in order.kept:
        if git_id(data) == wanted:
            return data
    (data,) = local.read_blobs(order.content, [wanted])
    return data or ask(wanted)


def _together(order: _Order, opened: bytes, theirs: bytes | None) -> bytes:
    """Their version of the file with this change in it.

    Raises:
        RefusedError: both changed the same thing, or the file is no sheet.
    """
    leaving = order.leaving
    if not opened or theirs is None or leaving.path.startswith("images/"):
        raise RefusedError(Reason.CONFLICT, leaving.path)
    try:
        data, merged = merge_files(
            opened, leaving.content, theirs, path=leaving.path,
            collection=leaving.proposal.collection,
        )  # fmt: skip
    except WriteError:
        raise RefusedError(Reason.CONFLICT, leaving.path) from None
    if not merged.is_whole:
        fields = [*merged.disagreements, *([BODY] if merged.body else [])]
        raise RefusedError(Reason.CONFLICT, ", ".join(fields))
    return data
