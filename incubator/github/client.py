"""A repository at GitHub, and every failure of it as one of our errors."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import requests
from github import Auth, Github
from github.GithubException import (
    BadAttributeException,
    GithubException,
    IncompletableObject,
    RateLimitExceededException,
)
from github.Repository import Repository

from incubator.github.errors import (
    ConflictError,
    GithubError,
    Reason,
    RefusedError,
    UnavailableError,
)

#: How long GitHub may keep silent, in seconds.
TIMEOUT_SECONDS = 15
#: How long to wait between two requests, and between two that change something, as GitHub asks.
PAUSE_SECONDS, PAUSE_BETWEEN_WRITES_SECONDS = 0.1, 1.0


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


@contextmanager
def connected(settings: GithubSettings) -> Iterator[Repository]:
    """The repository, for one thread; nothing is asked before it is used.

    Nothing is tried twice here: a request that is repeated may do its work twice. Whoever queues
    the work repeats it, and looks first at what was done.

    Raises:
        UnavailableError, RefusedError, ConflictError: what is done inside failed.
    """
    github = Github(
        auth=Auth.Token(settings.token),
        base_url=settings.url,
        timeout=TIMEOUT_SECONDS,
        user_agent="incubator",
        per_page=100,
        retry=None,
        lazy=True,
        seconds_between_requests=PAUSE_SECONDS,
        seconds_between_writes=PAUSE_BETWEEN_WRITES_SECONDS,
    )
    try:
        yield github.get_repo(settings.repository)
    except GithubError:
        raise
    except Exception as error:
        told = _told(error)
        if told is None:
            raise
        # An echo of what was sent must not carry the token any further.
        told.detail = told.detail.replace(settings.token, "…")
        told.args = (told.args[0].replace(settings.token, "…"),)
        raise told from None
    finally:
        github.close()


def _told(error: Exception) -> GithubError | None:
    if isinstance(error, IncompletableObject | BadAttributeException):
        return UnavailableError(Reason.GARBLED, type(error).__name__)
    if isinstance(error, GithubException):
        return _of_answer(error)
    if isinstance(error, requests.Timeout):
        return UnavailableError(Reason.SLOW)
    if isinstance(error, requests.JSONDecodeError):
        return UnavailableError(Reason.GARBLED, "JSON")
    if isinstance(error, requests.RequestException):
        return UnavailableError(Reason.UNREACHABLE, type(error).__name__)
    if isinstance(error, RuntimeError) and "redirected" in str(error):
        return RefusedError(Reason.MISSING, str(error))
    if isinstance(error, AssertionError | LookupError | TypeError | ValueError | RecursionError):
        # PyGithub takes answers to be what they should be.
        return UnavailableError(Reason.GARBLED, type(error).__name__)
    return None


def _of_answer(error: GithubException) -> GithubError:
    status, headers = error.status, {k.lower(): v for k, v in (error.headers or {}).items()}
    detail = f"{status} {message_of(error)}"
    if _is_limit(error, headers):
        return UnavailableError(Reason.LIMITED, detail, retry_after=_wait(headers))
    if status == 408 or status >= 500:
        return UnavailableError(Reason.BROKEN, detail, retry_after=_wait(headers))
    if status == 409:
        return ConflictError(Reason.CONFLICT, detail)
    reasons = {401: Reason.BAD_TOKEN, 403: Reason.FORBIDDEN, 404: Reason.MISSING}
    return RefusedError(reasons.get(status, Reason.INVALID), detail)


def message_of(error: GithubException) -> str:
    """What GitHub said, the faults of what was sent included."""
    data = error.data if isinstance(error.data, dict) else {}
    faults = data.get("errors")
    listed = faults if isinstance(faults, list) else []
    parts = [data.get("message"), *(one.get("message") for one in listed if isinstance(one, dict))]
    return " ".join(str(part) for part in parts if part)


def _is_limit(error: GithubException, headers: Mapping[str, str]) -> bool:
    if error.status == 429 or isinstance(error, RateLimitExceededException):
        return True
    return error.status == 403 and (
        "retry-after" in headers
        or headers.get("x-ratelimit-remaining") == "0"
        or "rate limit" in message_of(error).lower()
    )


def _wait(headers: Mapping[str, str]) -> float | None:
    """What GitHub asks to wait, in seconds."""
    asked, reset = headers.get("retry-after", ""), headers.get("x-ratelimit-reset", "")
    if asked.isdecimal():
        return float(asked)
    if headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal():
        return max(0.0, int(reset) + 1 - time.time())
    return None
