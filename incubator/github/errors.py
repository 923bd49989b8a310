"""What can go wrong at GitHub: try later, mend something first, or look again at what is there."""

from __future__ import annotations

from enum import StrEnum

_DETAIL_CHARS = 250


class Reason(StrEnum):
    """Why something was not done; screens have a sentence for each."""

    UNREACHABLE = "unreachable"
    SLOW = "slow"
    BROKEN = "broken"
    GARBLED = "garbled"
    LIMITED = "limited"
    BAD_TOKEN = "bad-token"  # noqa: S105
    FORBIDDEN = "forbidden"
    MISSING = "missing"
    INVALID = "invalid"
    NO_BRANCH_NAME = "no-branch-name"
    CONFLICT = "conflict"
    CLOSED = "closed"
    GONE = "gone"
    MOVED = "moved"
    DISABLED = "disabled"
    COMPUTING = "computing"
    CLOCK = "clock"
    BUDGET = "budget"


class GithubError(Exception):
    """Something was not done at GitHub. ``detail`` is for administrators: what GitHub said."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        self.reason = reason
        # It is stored: half of a pair of surrogates is no text, and PostgreSQL takes no NUL.
        text = detail.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
        self.detail = " ".join(text.split())[:_DETAIL_CHARS]
        super().__init__(f"GitHub: {reason.value} {self.detail}".strip())


class UnavailableError(GithubError):
    """It may work later. ``retry_after`` is what GitHub asks to wait, in seconds; None if nothing.

    It may also have been done: whoever retries looks at what is there first.
    """

    def __init__(
        self, reason: Reason, detail: str = "", *, retry_after: float | None = None
    ) -> None:
        super().__init__(reason, detail)
        self.retry_after = retry_after


class BudgetSpentError(UnavailableError):
    """This run has asked GitHub as often as it may; the next one goes on."""

    def __init__(self, limit: int) -> None:
        super().__init__(Reason.BUDGET, f"{limit} requests")


class RefusedError(GithubError):
    """It will not work until somebody mends something."""


class ConflictError(GithubError):
    """What is there is not what was expected: somebody else was faster."""
