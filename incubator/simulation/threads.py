"""Issues and pull requests, which change only by what happens to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha1
from typing import TYPE_CHECKING

from incubator.simulation.accounts import Account

if TYPE_CHECKING:
    from incubator.simulation.repository import Milestone, Repository


@dataclass(eq=False)
class Event:
    """Something that happened to an issue or a pull request.

    ``milestone`` is the title that it had at that moment: GitHub says no more of it.
    """

    id: int
    kind: str
    thread: Thread
    at: datetime
    actor: Account | None
    milestone: str = ""


@dataclass(eq=False)
class Comment:
    """A comment on an issue or a pull request, or on a line of the latter."""

    id: int
    thread: Thread
    author: Account | None
    created_at: datetime
    on_line: bool = False
    body: str = "Vu."


@dataclass(eq=False)
class Review:
    """An opinion on a pull request."""

    id: int
    author: Account | None
    at: datetime
    state: str = "APPROVED"


@dataclass(eq=False)
class Commit:
    """A commit of a pull request. ``author`` is None where GitHub knows no account for it."""

    sha: str
    authored_at: datetime
    author: Account | None
    message: str = "Avancer"


@dataclass(eq=False)
class Thread:
    """What an issue and a pull request have in common: GitHub numbers them together.

    ``author`` is None, as for comments and reviews, when the account was deleted.
    """

    repository: Repository
    id: int
    number: int
    title: str
    author: Account | None
    created_at: datetime
    updated_at: datetime
    labels: list[str] = field(default_factory=list)
    milestone: Milestone | None = None
    closed_at: datetime | None = None
    state_reason: str | None = None
    body: str | None = None
    comments: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it is open now."""
        return self.closed_at is None

    def move(self, milestone: Milestone | None, at: datetime, by: Account | None = None) -> None:
        """Put it in a milestone, or in none: GitHub tells both halves of a move."""
        if self.milestone is milestone:
            return
        if self.milestone is not None:
            self._happens("demilestoned", at, by, self.milestone.title)
        self.milestone = milestone
        if milestone is not None:
            self._happens("milestoned", at, by, milestone.title)
            milestone.touch(at)

    def close(self, at: datetime, reason: str = "completed", by: Account | None = None) -> None:
        """Close it; ``reason`` may be "not_planned" or "duplicate"."""
        self.closed_at, self.state_reason = at, reason
        self._happens("closed", at, by)
        if self.milestone is not None:
            self.milestone.touch(at)

    def reopen(self, at: datetime, by: Account | None = None) -> None:
        """Open it again."""
        self.closed_at, self.state_reason = None, "reopened"
        self._happens("reopened", at, by)
        if self.milestone is not None:
            self.milestone.touch(at)

    def label(self, *names: str, at: datetime) -> None:
        """Replace its labels."""
        self.labels = list(names)
        self.touch(at)

    def comment(self, author: Account | None, at: datetime) -> Comment:
        """Answer it."""
        return self._comment(author, at, on_line=False)

    def touch(self, at: datetime) -> None:
        """Note that it changed."""
        self.updated_at = max(self.updated_at, at)
        self.repository.touch(at)

    def _comment(self, author: Account | None, at: datetime, *, on_line: bool) -> Comment:
        made = Comment(self.repository.next_id(), self, author, at, on_line)
        self.repository.comments.append(made)
        self.comments += not on_line
        self.touch(at)
        return made

    def _happens(self, kind: str, at: datetime, by: Account | None, milestone: str = "") -> None:
        event = Event(self.repository.next_id(), kind, self, at, by or self.author, milestone)
        self.repository.events.append(event)
        self.touch(at)


@dataclass(eq=False)
class Issue(Thread):
    """Something to do."""


@dataclass(eq=False)
class Pull(Thread):
    """A proposed change. ``pull_id`` is its own number; ``id`` is its number among issues."""

    pull_id: int = 0
    is_draft: bool = False
    merged_at: datetime | None = None
    commits: list[Commit] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)

    def commit(self, author: Account | None, at: datetime, *, pushed_at: datetime) -> Commit:
        """Add a commit, authored ``at`` and seen by GitHub at ``pushed_at``."""
        seed = f"{self.pull_id}:{len(self.commits)}".encode()
        made = Commit(sha1(seed, usedforsecurity=False).hexdigest(), at, author)
        self.commits.append(made)
        self.touch(pushed_at)
        return made

    def review(self, author: Account | None, at: datetime, state: str = "APPROVED") -> Review:
        """Say what one thinks of it."""
        made = Review(self.repository.next_id(), author, at, state)
        self.reviews.append(made)
        self.touch(at)
        return made

    def comment_line(self, author: Account | None, at: datetime) -> Comment:
        """Comment on a line of it."""
        return self._comment(author, at, on_line=True)

    def ready(self, at: datetime, by: Account | None = None) -> None:
        """Say that a draft may be reviewed."""
        self.is_draft = False
        self._happens("ready_for_review", at, by)

    def merge(self, at: datetime, by: Account | None = None) -> None:
        """Take it in."""
        self.merged_at = self.closed_at = at
        self._happens("merged", at, by)
        self._happens("closed", at, by)
        self.repository.pushed_at = max(self.repository.pushed_at or at, at)
        if self.milestone is not None:
            self.milestone.touch(at)
