"""Reading a repository of GitHub part by part, as facts. It knows no table and no setting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from incubator.domain.delivery_facts import Part
from incubator.github.api import Api, Validator
from incubator.github.collect.batches import Batch, Fact, Known, Listing
from incubator.github.collect.contributors import read_contributors
from incubator.github.collect.iterations import asked_cursor, read_iterations
from incubator.github.collect.organisation import read_organisation
from incubator.github.collect.place import read_files, read_repository
from incubator.github.collect.plan import read_events, read_issues, read_milestones
from incubator.github.collect.pulls import read_comments, read_pulls
from incubator.github.collect.shipping import read_deployments, read_releases
from incubator.github.collect.walk import Reading
from incubator.github.errors import ConflictError, Reason, RefusedError

__all__ = ["Batch", "Fact", "Known", "Listing", "collect_repository", "list_organisation"]

_READERS: Mapping[Part, Callable[[Reading], Iterator[Batch]]] = {
    Part.FILES: read_files,
    Part.MILESTONES: read_milestones,
    Part.ISSUES: read_issues,
    Part.EVENTS: read_events,
    Part.PULLS: read_pulls,
    Part.COMMENTS: read_comments,
    Part.RELEASES: read_releases,
    Part.DEPLOYMENTS: read_deployments,
    Part.CONTRIBUTORS: read_contributors,
    Part.ITERATIONS: read_iterations,
}
#: What only says that one part can't be seen. A token that is not valid, or a redirect, is more.
_HIDES = frozenset({Reason.FORBIDDEN, Reason.MISSING, Reason.GONE, Reason.INVALID, Reason.CONFLICT})


def collect_repository(api: Api, name: str, known: Known) -> Iterator[Batch]:
    """Read what changed of a repository, in the order of :class:`Part`.

    The first batch is that of the repository itself: ``RepositoryFacts`` unless unchanged, with
    today's name. The batch of the files carries ``RepositoryFacts`` again, completed. Every other
    part ends with a complete batch, but for iterations when there is no cause to ask for them.
    Parts that the token can't see are hidden and the reading goes on.

    Raises:
        GithubError: the repository itself can't be read, or GitHub fails, limits, answers
            nonsense, or the budget is spent; batches that were yielded stay good.
    """
    batch, facts = read_repository(api, name, known)
    if known.repository and known.repository.github_id != facts.github_id:
        # Another repository has this name now: nothing that is known is about it.
        known = Known(known.since)
    reading = Reading(api, known, facts, has_changed=not batch.is_unchanged)
    yield batch
    for part, read in _READERS.items():
        for one in _unless_hidden(reading, part, read):
            is_news = not one.is_unchanged and one.hidden is None
            reading.has_changed = reading.has_changed or is_news
            yield one


def _unless_hidden(
    reading: Reading, part: Part, read: Callable[[Reading], Iterator[Batch]]
) -> Iterator[Batch]:
    """A part's batches, or the one that says why it can't be seen."""
    try:
        yield from read(reading)
    except (RefusedError, ConflictError) as error:
        if error.reason not in _HIDES:
            raise
        reason = Reason.DISABLED if error.reason is Reason.GONE else error.reason
        hidden = Batch(part, hidden=reason)
        if part is Part.ITERATIONS:
            # A refusal is not asked for again until something changes.
            hidden = replace(hidden, cursor=asked_cursor(reading))
        yield hidden


def list_organisation(
    api: Api, owner: str, since: datetime, validators: Mapping[str, Validator]
) -> Listing:
    """The repositories of an organisation, or of a user, that are followed.

    Raises:
        GithubError: they can't be listed.
    """
    return read_organisation(api, owner, since, validators)
