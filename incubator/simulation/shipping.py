"""What a repository puts in the hands of people: releases and deployments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from incubator.simulation.accounts import Account

if TYPE_CHECKING:
    from incubator.simulation.repository import Repository


@dataclass(eq=False)
class Release:
    """A version. ``published_at`` is None for a draft."""

    id: int
    tag: str
    author: Account
    created_at: datetime
    published_at: datetime | None
    is_prerelease: bool = False


@dataclass(eq=False)
class Status:
    """What became of a deployment at a moment."""

    id: int
    state: str
    at: datetime
    creator: Account


@dataclass(eq=False)
class Deployment:
    """A version put somewhere."""

    repository: Repository
    id: int
    environment: str
    is_production: bool
    creator: Account
    created_at: datetime
    updated_at: datetime
    sha: str
    statuses: list[Status] = field(default_factory=list)

    def becomes(self, state: str, at: datetime) -> Status:
        """Say what became of it: queued, in_progress, success, failure, error, inactive."""
        made = Status(self.repository.next_id(), state, at, self.creator)
        self.statuses.append(made)
        self.updated_at = max(self.updated_at, at)
        return made
