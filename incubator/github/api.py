"""One conditional GET at GitHub, through PyGithub's requester, for one thread.

The requester is the client: addresses, authentication, pauses. What is added here is what lists
need and it has not: validators, a budget, bounded waits and tries, and errors of ours.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple, NoReturn

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_exponential_jitter

from incubator.github.budget import Budget
from incubator.github.client import (
    failure_of,
    message_in,
    told,
    without_secrets,
)
from incubator.github.errors import GithubError, Reason, RefusedError, UnavailableError
from incubator.github.identity import ApiSettings, Identity
from incubator.github.links import Base, next_of
from incubator.github.wire import Wire, open_requester

#: How often a request is made before its failure is told.
MAX_TRIES = 3
#: What GitHub asks to wait after its secondary limit when it does not say how long.
SECONDARY_WAIT_SECONDS = 60.0
#: Instants are compared with ours (is a sprint over?): clocks may differ by that much.
MAX_CLOCK_SKEW = timedelta(minutes=10)
_PASSING = frozenset({Reason.SLOW, Reason.UNREACHABLE, Reason.BROKEN})
__all__ = ["SECONDARY_WAIT_SECONDS", "Answer", "Api", "ApiSettings", "Validator"]
_backoff = wait_exponential_jitter(multiplier=0.5, max=8, jitter=0.5)


class Validator(NamedTuple):
    """What makes the next request for an address conditional, and the page that followed it."""

    etag: str
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What GitHub said: ``status`` is 200 with ``data``, 204 for nothing, or 304 for no change.

    ``url`` is the address asked, below the API's, query included; ``next_url`` that of the page
    that follows, "" after the last. ``etag`` makes the next request for it conditional.
    """

    status: int
    url: str
    data: object = None
    next_url: str = ""
    etag: str = ""

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing changed since the validator's answer."""
        return self.status == 304

    @property
    def validator(self) -> Validator:
        """What to store once everything that belongs together was read."""
        return Validator(self.etag, self.next_url)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Api:
    """GitHub for one thread: close it when the thread ends.

    ``budget`` is shared with other threads. ``sleep`` and ``clock`` are replaced by tests.
    """

    def __init__(
        self,
        settings: ApiSettings,
        budget: Budget,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self.clock = clock
        self.sleep = sleep
        self._settings = settings
        self._budget = budget
        self._wire = Wire()
        self._base = Base(settings.url)
        self._identity = Identity(settings)
        self._requester = open_requester(
            self._wire,
            auth=self._identity.auth,
            url=settings.url,
            timeout=settings.timeout_seconds,
            pause=settings.pause_seconds,
        )

    @property
    def has_identity(self) -> bool:
        """Whether it asks as somebody: GitHub refuses GraphQL to strangers."""
        return self._identity.auth is not None

    def close(self) -> None:
        """Close the connections."""
        self._requester.close()
        self._wire.close()

    def address(self, url: str, params: Mapping[str, str] | None = None) -> str:
        """An address in the form that validators are kept by."""
        return self._base.address(url, params)

    def get(
        self, url: str, params: Mapping[str, str] | None = None, validator: Validator | None = None
    ) -> Answer:
        """Ask for an address below the API's; conditionally, when a validator of it is given.

        Raises:
            UnavailableError: it may work later (BudgetSpentError: at the next run).
            RefusedError, ConflictError: it will not work without a change there.
        """
        address = self._base.address(url, params)
        headers = {"Accept": "application/vnd.github+json"}
        if validator is not None and validator.etag:
            headers["If-None-Match"] = validator.etag
        return self._persist(lambda: self._get(address, headers, validator))

    def query(self, query: str, variables: Mapping[str, object]) -> object:
        """Ask a question in GraphQL; returns its data.

        Raises:
            UnavailableError, RefusedError: as for ``get``; also where only a part of the answer
                can't be seen.
        """
        asked = {"query": query, "variables": dict(variables)}
        return self._persist(lambda: self._query(asked)).data

    def _persist(self, ask: Callable[[], Answer]) -> Answer:
        """Ask again what may pass, a few times, and wait where GitHub asks for that."""
        retrying = Retrying(
            retry=retry_if_exception(self._may_pass),
            wait=_pause_before,
            stop=stop_after_attempt(MAX_TRIES),
            sleep=self.sleep,
            reraise=True,
        )
        return retrying(ask)

    def _may_pass(self, error: BaseException) -> bool:
        if not isinstance(error, UnavailableError):
            return False
        if error.reason is Reason.LIMITED and error.retry_after is None:
            return self._settings.max_wait_seconds >= SECONDARY_WAIT_SECONDS
        if (error.retry_after or 0) > self._settings.max_wait_seconds:
            return False
        return error.reason in _PASSING or error.reason is Reason.LIMITED

    def _get(self, address: str, headers: dict[str, str], validator: Validator | None) -> Answer:
        status, answered, body = self._exchange("GET", address, headers, None)
        _, has_query, query = address.partition("?")
        if self._wire.redirects and has_query:
            # PyGithub drops the query where it follows a redirect: that was another question.
            moved = self._base.relative(self._wire.location).partition("?")[0]
            status, answered, body = self._exchange("GET", f"{moved}?{query}", headers, None)
            if self._wire.redirects:
                raise RefusedError(Reason.MOVED, f"{address}, {moved}")
        if status == 304 and validator is not None:
            self._budget.note_unchanged()
            return Answer(304, address, None, validator.next_url, validator.etag)
        if status == 204:
            return Answer(204, address)
        if status != 200:
            self._fail(status, answered, body)
        next_url = self._base.relative(next_of(answered.get("link", "")))
        return Answer(200, address, _parsed(body), next_url, answered.get("etag", ""))

    def _query(self, asked: Mapping[str, object]) -> Answer:
        address = self._requester.graphql_url
        status, answered, body = self._exchange("POST", address, {}, asked)
        if status != 200:
            self._fail(status, answered, body)
        data = _parsed(body)
        if not isinstance(data, dict):
            raise UnavailableError(Reason.GARBLED, "GraphQL")
        faults = data.get("errors")
        if faults:
            raise _graphql_failure(faults if isinstance(faults, list) else [], message_in(data))
        return Answer(200, address, data.get("data"))

    def _exchange(
        self, verb: str, address: str, headers: dict[str, str], sent: object
    ) -> tuple[int, Mapping[str, str], str]:
        """One request, counted; every failure of it is one of ours, and tells no secret."""
        self._budget.spend()
        self._wire.begin()
        try:
            self._identity.renew()
            # PyGithub writes into the headers it is given: a second try needs its own.
            return self._checked(
                *self._requester.requestJson(verb, address, headers=dict(headers), input=sent)
            )
        except Exception as error:
            if isinstance(error, RuntimeError) and "redirected" in str(error):
                failure: GithubError | None = RefusedError(Reason.MOVED, str(error))
            else:
                failure = told(error)
            if failure is None:
                raise
            raise without_secrets(failure, self._identity.secrets) from None
        finally:
            self._budget.note_followed(self._wire.redirects)

    def _checked(
        self, status: int, headers: Mapping[str, str], body: str
    ) -> tuple[int, Mapping[str, str], str]:
        """The same answer, of a GitHub whose clock is right, or ours."""
        try:
            told_at = parsedate_to_datetime(headers["date"])
            skew = abs(told_at.astimezone(UTC) - self.clock())
        except (KeyError, ValueError, OverflowError):
            return status, headers, body
        if skew > MAX_CLOCK_SKEW:
            raise UnavailableError(Reason.CLOCK, f"{skew.total_seconds():.0f} s")
        return status, headers, body

    def _fail(self, status: int, headers: Mapping[str, str], body: str) -> NoReturn:
        try:
            said = message_in(json.loads(body))
        except (ValueError, RecursionError):
            said = ""
        if status in {301, 302, 303, 307, 308}:
            failure: GithubError = RefusedError(Reason.MOVED, f"{status}")
        elif status < 400:
            failure = UnavailableError(Reason.GARBLED, f"{status}")
        else:
            failure = failure_of(status, said, headers)
        raise without_secrets(failure, self._identity.secrets)


def _pause_before(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, UnavailableError) else None
    if asked is not None:
        return asked
    if isinstance(error, UnavailableError) and error.reason is Reason.LIMITED:
        return SECONDARY_WAIT_SECONDS
    return _backoff(state)


def _parsed(body: str) -> object:
    try:
        return json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise UnavailableError(Reason.GARBLED, "JSON") from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _graphql_failure(faults: list[object], said: str) -> GithubError:
    kinds = {str(one.get("type", "")) for one in faults if isinstance(one, dict)}
    if "RATE_LIMITED" in kinds:
        return UnavailableError(Reason.LIMITED, said)
    if kinds & {"FORBIDDEN", "INSUFFICIENT_SCOPES"}:
        return RefusedError(Reason.FORBIDDEN, said)
    if "NOT_FOUND" in kinds:
        return RefusedError(Reason.MISSING, said)
    is_understood = not any(isinstance(one, dict) and "extensions" in one for one in faults)
    if kinds <= {""} and is_understood:
        # GitHub gives up on a question without naming a type: it may work another time.
        return UnavailableError(Reason.BROKEN, said)
    # An older Enterprise does not know what is asked for.
    return RefusedError(Reason.INVALID, said)
