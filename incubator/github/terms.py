"""What is told to GitHub and heard from it about changes, without the library that speaks to it.

That library is heavy: a server loads it when it first speaks.
"""

from __future__ import annotations

from dataclasses import dataclass, field

WAITING, OPEN, MERGED, CLOSED = "waiting", "open", "merged", "closed"
PENDING, PASSED, FAILED = "pending", "passed", "failed"


@dataclass(frozen=True, slots=True)
class GithubSettings:
    """Where the sheets are: the API's address, what opens it, ``owner/name``, the main branch."""

    url: str
    token: str = field(repr=False)
    repository: str
    branch: str

    @property
    def owner(self) -> str:
        """Whose repository it is."""
        return self.repository.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who wrote a commit."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class File:
    """A file of a branch: its blob's id, and what it holds (None where GitHub does not say)."""

    blob: str
    content: bytes | None


@dataclass(frozen=True, slots=True)
class Words:
    """What a pull request says; ``former_body`` is what it said before, if nobody touched it."""

    title: str
    body: str
    former_body: str


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request as it is. ``checks`` is "" where there are none, or they can't be read."""

    number: int
    url: str
    status: str
    head: str
    checks: str = ""


@dataclass(frozen=True, slots=True)
class NewContent:
    """A file's new content; ``replaces`` is the blob that it takes the place of, "" for none."""

    path: str
    data: bytes
    replaces: str
    message: str
    author: Signature
