"""What is known before a repository is read, and what its reading yields, part by part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from incubator.domain.delivery_facts import (
    Box,
    ContributorWeek,
    Deployment,
    DeploymentStatus,
    Issue,
    IssueEvent,
    Part,
    PullRequest,
    Release,
    RepositoryFacts,
    Response,
)
from incubator.github.api import Validator
from incubator.github.errors import Reason

Fact = (
    RepositoryFacts
    | Issue
    | IssueEvent
    | Box
    | PullRequest
    | Response
    | Release
    | Deployment
    | DeploymentStatus
    | ContributorWeek
)


@dataclass(frozen=True, slots=True)
class Known:
    """What the store has of a repository, so that only what changed is asked.

    ``since`` is the horizon wanted now: nothing older is looked for. ``cursors`` and
    ``validators`` are those of earlier batches, as they were given: a cursor remembers its own
    horizon, and is set aside with what belongs to it when an older one is wanted.
    ``complete_pulls`` says, by number, the ``updated_at`` of the pull requests stored with
    ``is_complete``, and ``settled_deployments`` are the ids of the deployments stored with
    ``is_settled``: they are not read again while nothing says that they changed, so that a reading
    that was cut short goes on. ``unsettled_deployments`` are those stored without it.
    ``open_issues`` are those stored as open. ``iterations`` are the stored boxes of that kind, and
    ``memberships`` what was last seen in them: pairs of an issue's number and an iteration's key
    (those whose last event was ``iteration_entered``).
    """

    since: datetime
    repository: RepositoryFacts | None = None
    cursors: Mapping[Part, str] = field(default_factory=dict)
    validators: Mapping[str, Validator] = field(default_factory=dict)
    complete_pulls: Mapping[int, datetime] = field(default_factory=dict)
    settled_deployments: frozenset[int] = frozenset()
    unsettled_deployments: tuple[Deployment, ...] = ()
    open_issues: tuple[Issue, ...] = ()
    iterations: tuple[Box, ...] = ()
    memberships: frozenset[tuple[int, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Batch:
    """Some facts of one part, to store in one transaction, each over what has the same id.

    A part yields one batch or more, the last of them with ``is_complete``: only that one carries
    ``cursor`` (None: keep the stored one) and ``validators`` (to add or replace, by address), so
    that a reading that was cut short is done again. ``is_unchanged`` says that GitHub answered
    that nothing changed. ``is_whole``, on a batch that is the only one of its part, says that the
    facts are all there is: what is stored and not among them is no more (boxes of this kind,
    releases, weeks of contributors). ``hidden`` says why the part can't be seen now: what is
    stored of it stays; None says that it can be seen again.
    """

    part: Part
    facts: tuple[Fact, ...] = ()
    is_complete: bool = True
    is_unchanged: bool = False
    is_whole: bool = False
    cursor: str | None = None
    validators: Mapping[str, Validator] = field(default_factory=dict)
    hidden: Reason | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The repositories of an organisation that are followed, by full name in lower case.

    Left out: forks, what is disabled, and what is archived without a push since the horizon.
    ``is_unchanged`` says that GitHub answered that nothing changed: then ``names`` is empty and
    the stored list still holds. ``validators`` are to be stored with the list.
    """

    names: tuple[str, ...] = ()
    is_unchanged: bool = False
    forks: int = 0
    archived: int = 0
    validators: Mapping[str, Validator] = field(default_factory=dict)
