"""A repository of an invented GitHub, and what can happen in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha1

from incubator.simulation.accounts import Account
from incubator.simulation.ids import Ids
from incubator.simulation.projects import Project
from incubator.simulation.shipping import Deployment, Release
from incubator.simulation.threads import Comment, Event, Issue, Pull, Thread

#: What a well-kept repository holds.
USUAL_FILES = ("README.md", "LICENSE", ".github/workflows/ci.yml")


@dataclass(eq=False)
class Milestone:
    """A milestone; ``due`` is its last day, which GitHub keeps as an instant."""

    id: int
    number: int
    title: str
    created_at: datetime
    updated_at: datetime
    due: date | None = None
    description: str | None = None
    closed_at: datetime | None = None

    def close(self, at: datetime) -> None:
        """End it."""
        self.closed_at = at
        self.touch(at)

    def touch(self, at: datetime) -> None:
        """Note that it, or what is in it, changed."""
        self.updated_at = max(self.updated_at, at)


@dataclass(eq=False)
class Repository:
    """A repository: its facts may be set at any time; its work changes by the methods.

    ``pushed_at`` None means that nothing was ever pushed: the repository is empty. ``files`` are
    paths from the root. ``pending_stats`` is how many times statistics answer "ask again later".
    """

    ids: Ids
    id: int
    owner: Account
    name: str
    created_at: datetime
    updated_at: datetime
    pushed_at: datetime | None = None
    description: str | None = None
    default_branch: str = "main"
    is_private: bool = False
    is_archived: bool = False
    is_fork: bool = False
    has_issues: bool = True
    licence: str = "MIT"
    files: list[str] = field(default_factory=lambda: list(USUAL_FILES))
    pending_stats: int = 0
    threads: dict[int, Thread] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    deployments: list[Deployment] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    commits_by_week: dict[tuple[Account, date], int] = field(default_factory=dict)
    transferred: dict[int, Issue] = field(default_factory=dict)
    _last_number: int = 0
    _last_milestone: int = 0

    @property
    def full_name(self) -> str:
        """``owner/name``."""
        return f"{self.owner.login}/{self.name}"

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever pushed to it."""
        return self.pushed_at is None

    @property
    def last_number(self) -> int:
        """That of the latest issue or pull request."""
        return self._last_number

    @property
    def pulls(self) -> list[Pull]:
        """Its pull requests, oldest first."""
        return [thread for thread in list(self.threads.values()) if isinstance(thread, Pull)]

    @property
    def issues(self) -> list[Issue]:
        """Its issues without the pull requests, oldest first."""
        return [thread for thread in list(self.threads.values()) if isinstance(thread, Issue)]

    def next_id(self) -> int:
        """A number for something that the repository holds."""
        return self.ids.within(self.id)

    def touch(self, at: datetime) -> None:
        """Note that something changed."""
        self.updated_at = max(self.updated_at, at)

    def add_milestone(
        self,
        title: str,
        due: date | None = None,
        *,
        at: datetime | None = None,
        description: str | None = None,
    ) -> Milestone:
        """Plan a milestone; ``at`` is when, by default two weeks before it is due."""
        if at is None:
            at = self.created_at
            if due is not None:
                at = datetime.combine(due - timedelta(days=14), time(9), self.created_at.tzinfo)
        self._last_milestone += 1
        made = Milestone(self.next_id(), self._last_milestone, title, at, at, due, description)
        self.milestones.append(made)
        return made

    def open_issue(
        self,
        at: datetime,
        *,
        title: str = "",
        author: Account | None = None,
        milestone: Milestone | None = None,
        labels: Iterable[str] = (),
    ) -> Issue:
        """Open an issue, in a milestone from the first moment where one is given."""
        self._last_number += 1
        number = self._last_number
        made = Issue(
            self, self.next_id(), number, title or f"Sujet {number}", author or self.owner, at, at
        )
        made.labels = list(labels)
        self.threads[number] = made
        made.move(milestone, at)
        self.touch(at)
        return made

    def delete_issue(self, issue: Issue) -> None:
        """Make an issue as if it had never been: GitHub tells nothing of it any more."""
        del self.threads[issue.number]
        self.events = [one for one in self.events if one.thread is not issue]
        self.comments = [one for one in self.comments if one.thread is not issue]

    def transfer_issue(self, issue: Issue, other: Repository, at: datetime) -> Issue:
        """Move an open issue to another repository, whose milestones are others."""
        self.delete_issue(issue)
        made = other.open_issue(at, title=issue.title, author=issue.author, labels=issue.labels)
        self.transferred[issue.number] = made
        return made

    def open_pull(
        self,
        author: Account | None,
        at: datetime,
        *,
        first_commit_at: datetime | None = None,
        title: str = "",
        draft: bool = False,
        labels: Iterable[str] = (),
    ) -> Pull:
        """Propose a change, with one commit authored at ``first_commit_at``, by default ``at``."""
        self._last_number += 1
        number = self._last_number
        made = Pull(self, self.next_id(), number, title or f"Changement {number}", author, at, at)
        made.pull_id, made.is_draft, made.labels = self.next_id(), draft, list(labels)
        self.threads[number] = made
        made.commit(author, first_commit_at or at, pushed_at=at)
        self.pushed_at = max(self.pushed_at or at, at)
        return made

    def release(
        self, tag: str, at: datetime, *, author: Account | None = None, draft: bool = False
    ) -> Release:
        """Publish a version, or prepare one as a draft."""
        published = None if draft else at
        made = Release(self.next_id(), tag, author or self.owner, at, published)
        self.releases.append(made)
        return made

    def deploy(
        self,
        at: datetime,
        *,
        environment: str = "production",
        production: bool = True,
        creator: Account | None = None,
    ) -> Deployment:
        """Begin to put a version somewhere; what becomes of it is said by ``becomes``."""
        number = self.next_id()
        sha = sha1(str(number).encode(), usedforsecurity=False).hexdigest()
        made = Deployment(self, number, environment, production, creator or self.owner, at, at, sha)
        self.deployments.append(made)
        return made

    def add_project(self, title: str, at: datetime) -> Project:
        """Begin a project, linked to this repository."""
        made = Project(self.next_id(), len(self.projects) + 1, title, at)
        self.projects.append(made)
        return made

    def commit(self, author: Account, day: date, count: int = 1) -> None:
        """Count commits on the default branch in the week, from Sunday, that holds a day."""
        week = day - timedelta(days=day.isoweekday() % 7)
        key = (author, week)
        self.commits_by_week[key] = self.commits_by_week.get(key, 0) + count
