"""A repository at GitHub, and every failure of it as one of our errors."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime

import requests
from github import Auth, Github
from github.GithubException import (
    BadAttributeException,
    GithubException,
    IncompletableObject,
)
from github.Repository import Repository
from github.Requester import Requester

from incubator.github.errors import (
    ConflictError,
    GithubError,
    Reason,
    RefusedError,
    UnavailableError,
)
from incubator.github.terms import GithubSettings

#: How long GitHub may keep silent, in seconds.
TIMEOUT_SECONDS = 15
#: How long to wait between two requests, and between two that change something, as GitHub asks.
PAUSE_SECONDS, PAUSE_BETWEEN_WRITES_SECONDS = 0.1, 1.0
#: What PyGithub stumbles with over an answer, or a header, that is not what it should be.
_NONSENSE = (
    ArithmeticError, AssertionError, LookupError, TypeError, ValueError, RecursionError,
)  # fmt: skip


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
        failure = told(error)
        if failure is None:
            raise
        raise without_secrets(failure, (settings.token,)) from None
    finally:
        github.close()


def without_secrets(failure: GithubError, secrets: Iterable[str]) -> GithubError:
    """The same failure: an echo of what was sent must not carry a token any further."""
    for secret in filter(None, secrets):
        failure.detail = failure.detail.replace(secret, "…")
        failure.args = (str(failure.args[0]).replace(secret, "…"),)
    return failure


def told(error: Exception) -> GithubError | None:
    """A failure of PyGithub, or of the network below it, as one of ours; None for what is not."""
    if isinstance(error, GithubError):
        return error
    if isinstance(error, IncompletableObject | BadAttributeException):
        return UnavailableError(Reason.GARBLED, type(error).__name__)
    if isinstance(error, GithubException):
        return failure_of(error.status, message_of(error), error.headers or {})
    if isinstance(error, requests.RequestException):
        return _of_network(error)
    if isinstance(error, RuntimeError) and "redirected" in str(error):
        return RefusedError(Reason.MISSING, str(error))
    if isinstance(error, _NONSENSE):
        # PyGithub takes answers to be what they should be.
        return UnavailableError(Reason.GARBLED, type(error).__name__)
    return None


def _of_network(error: requests.RequestException) -> GithubError:
    if isinstance(error, requests.Timeout):
        return UnavailableError(Reason.SLOW)
    if isinstance(error, requests.JSONDecodeError):
        return UnavailableError(Reason.GARBLED, "JSON")
    return UnavailableError(Reason.UNREACHABLE, type(error).__name__)


def failure_of(status: int, message: str, headers: Mapping[str, str]) -> GithubError:
    """What an answer with such a status means; ``message`` is what GitHub says in it."""
    named = {name.lower(): value for name, value in headers.items()}
    detail = f"{status} {message}"
    if _is_limit(status, message, named):
        return UnavailableError(Reason.LIMITED, detail, retry_after=_wait(named))
    if status == 408 or status >= 500:
        return UnavailableError(Reason.BROKEN, detail, retry_after=_wait(named))
    if status == 409:
        return ConflictError(Reason.CONFLICT, detail)
    reasons = {
        401: Reason.BAD_TOKEN,
        403: Reason.FORBIDDEN,
        404: Reason.MISSING,
        410: Reason.GONE,
        451: Reason.FORBIDDEN,
    }
    return RefusedError(reasons.get(status, Reason.INVALID), detail)


def message_of(error: GithubException) -> str:
    """What GitHub said, the faults of what was sent included."""
    return message_in(error.data)


def message_in(data: object) -> str:
    """What GitHub says in an answer that refuses something."""
    told_data = data if isinstance(data, dict) else {}
    faults = told_data.get("errors")
    listed = faults if isinstance(faults, list) else []
    parts = [
        told_data.get("message"),
        *(one.get("message") for one in listed if isinstance(one, dict)),
    ]
    return " ".join(str(part) for part in parts if part)


def _is_limit(status: int, message: str, headers: Mapping[str, str]) -> bool:
    if status == 429:
        return True
    return status == 403 and (
        "retry-after" in headers
        or headers.get("x-ratelimit-remaining") == "0"
        or "rate limit" in message.lower()
        or Requester.isRateLimitError(message)
    )


def _wait(headers: Mapping[str, str]) -> float | None:
    """What GitHub asks to wait, in seconds."""
    asked, reset = headers.get("retry-after", ""), headers.get("x-ratelimit-reset", "")
    if asked.isdecimal():
        return float(asked)
    if headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal():
        return max(0.0, int(reset) + 1 - _instant_of(headers))
    return None


def _instant_of(headers: Mapping[str, str]) -> float:
    """When GitHub answered, by its own clock where it says so: a reset is told in that one."""
    try:
        return parsedate_to_datetime(headers["date"]).timestamp()
    except (KeyError, ValueError):
        return time.time()
