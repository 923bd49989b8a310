"""What GitHub knows of a repository, as facts: what measures are derived from.

People are numbers (GitHub's ids of accounts): measures need to know whether two of them are the
same person, never who that is. Instants are aware, in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What happened to an issue or a pull request."""

    MILESTONED = "milestoned"
    DEMILESTONED = "demilestoned"
    CLOSED = "closed"
    REOPENED = "reopened"
    READY_FOR_REVIEW = "ready_for_review"
    ITERATION_ENTERED = "iteration_entered"
    ITERATION_LEFT = "iteration_left"


class BoxKind(StrEnum):
    """What holds the issues of a sprint."""

    MILESTONE = "milestone"
    ITERATION = "iteration"


class ResponseKind(StrEnum):
    """An answer to a pull request."""

    REVIEW = "review"
    COMMENT = "comment"
    # GitHub numbers comments on lines apart from those on the whole pull request.
    LINE_COMMENT = "line_comment"


class Part(StrEnum):
    """What is collected separately, and may be absent by itself."""

    REPOSITORY = "repository"
    FILES = "files"
    MILESTONES = "milestones"
    ISSUES = "issues"
    EVENTS = "events"
    PULLS = "pulls"
    COMMENTS = "comments"
    RELEASES = "releases"
    DEPLOYMENTS = "deployments"
    CONTRIBUTORS = "contributors"
    ITERATIONS = "iterations"


@dataclass(frozen=True, slots=True)
class RepositoryFacts:
    """A repository as it is. ``full_name`` is today's, whatever the sheet calls it.

    ``licence`` is an SPDX identifier, "" for none. ``has_*`` are None while nobody could look.
    """

    github_id: int
    full_name: str
    html_url: str
    default_branch: str
    is_private: bool
    is_archived: bool
    is_fork: bool
    is_empty: bool
    has_issues: bool
    licence: str
    created_at: datetime
    pushed_at: datetime | None
    has_readme: bool | None = None
    has_ci: bool | None = None
    has_publiccode: bool | None = None
    has_contributing: bool | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue (never a pull request). ``milestone`` is the number of its milestone now."""

    github_id: int
    number: int
    title: str
    is_open: bool
    is_planned: bool
    milestone: int | None
    labels: tuple[str, ...]
    created_at: datetime
    closed_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class IssueEvent:
    """A change of an issue or a pull request.

    ``target`` names the box for events about boxes: the milestone's title at that moment, or the
    iteration's key. ``github_id`` is None for what was observed between two refreshes: then ``at``
    is when it was seen, and the event happened some time before.
    """

    github_id: int | None
    number: int
    kind: EventKind
    target: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Box:
    """A milestone or an iteration. ``key`` is a milestone's number, as text, or an iteration's id.

    ``start`` is None for milestones, which have none. ``end`` is the last day, None when not set.
    ``goal`` is the first paragraph of the description, as plain text.
    """

    kind: BoxKind
    key: str
    title: str
    goal: str
    is_open: bool
    start: date | None
    end: date | None
    created_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request. ``first_commit_at`` is None while it is not known.

    ``is_complete`` says that its commits and reviews were read as of ``updated_at``.
    """

    github_id: int
    number: int
    author: int | None
    author_is_bot: bool
    is_draft: bool
    labels: tuple[str, ...]
    created_at: datetime
    closed_at: datetime | None
    merged_at: datetime | None
    updated_at: datetime
    first_commit_at: datetime | None = None
    is_complete: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """A review of a pull request or a comment on it, by number."""

    github_id: int
    kind: ResponseKind
    number: int
    author: int | None
    author_is_bot: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Release:
    """A published version; ``published_at`` is None for drafts."""

    github_id: int
    tag: str
    is_prerelease: bool
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Deployment:
    """A deployment. ``is_settled`` says that no further status is to come."""

    github_id: int
    environment: str
    is_production: bool
    created_at: datetime
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class DeploymentStatus:
    """What became of a deployment, as GitHub names it: success, failure, error, in_progress..."""

    github_id: int
    deployment: int
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ContributorWeek:
    """Commits that somebody made to the default branch in a week, by its first day (a Sunday)."""

    author: int
    author_is_bot: bool
    week: date
    commits: int


@dataclass(frozen=True, slots=True)
class History:
    """Everything that is known of one repository, within the horizon of what was collected.

    ``since`` is that horizon: before it nothing is known. ``until`` is the instant of the last
    collection that succeeded: after it nothing is known. ``deployments`` and ``releases`` may be
    empty because there are none, or because the token can't see them: ``hidden`` names those parts
    (see :class:`Part`).
    """

    repository: RepositoryFacts
    since: datetime
    until: datetime
    issues: tuple[Issue, ...] = ()
    events: tuple[IssueEvent, ...] = ()
    boxes: tuple[Box, ...] = ()
    pulls: tuple[PullRequest, ...] = ()
    responses: tuple[Response, ...] = ()
    releases: tuple[Release, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    statuses: tuple[DeploymentStatus, ...] = ()
    contributor_weeks: tuple[ContributorWeek, ...] = ()
    hidden: frozenset[Part] = frozenset()


def known_from(histories: Iterable[History]) -> datetime | None:
    """Since when everything is known of repositories; None when it always was.

    A repository younger than the horizon of its collection is known wholly.
    """
    horizons = [h.since for h in histories if h.repository.created_at < h.since]
    return max(horizons, default=None)
