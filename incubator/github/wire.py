"""The connections under PyGithub's requester, with bounds on what an answer may do to us.

PyGithub repeats a 202 for ever, follows redirects without counting and takes answers of any
length. Its requester lets connection classes be given: ours are given to a subclass of it, so
that other users of PyGithub in this process keep theirs.
"""

from __future__ import annotations

import io
import logging
import time
from collections.abc import ItemsView, Iterator, Mapping
from typing import Any

import requests
from github.Auth import Auth
from github.Requester import (
    HTTPRequestsConnectionClass,
    HTTPSRequestsConnectionClass,
    Requester,
)

from incubator.github.errors import Reason, RefusedError, UnavailableError

#: No answer that is of use is longer (after decompression).
MAX_ANSWER_BYTES = 20 * 1024 * 1024
#: A repository that was renamed, then given away, then renamed again is followed.
MAX_REDIRECTS = 3
#: An answer that trickles ends after so many times the time-out, in all.
_PATIENCE = 4
_CHUNK_BYTES = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
API_VERSION = "2022-11-28"


class _NoAnswers(logging.Filter):
    """PyGithub logs whole answers at level DEBUG, the token of an installation among them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let pass what is worth telling an administrator."""
        return record.levelno > logging.DEBUG


# On the logger itself: a filter there holds whatever handlers and levels are set later.
logging.getLogger("github.Requester").addFilter(_NoAnswers())
# PyGithub tells each redirection on the terminal, where the report is printed.
logging.getLogger("github").setLevel(logging.WARNING)


class _Received:
    """An answer read to its end, as PyGithub's requester wants it."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self._body = body

    def getheaders(self) -> ItemsView[str, str]:
        return self.headers.items()

    def read(self) -> str:
        return self._body.decode("utf-8")


class Wire:
    """The connections of one thread, kept open between requests.

    ``redirects`` counts those of the request that is under way, ``location`` is where the last one
    led.
    """

    def __init__(self) -> None:
        self.redirects = 0
        self.location = ""
        self._session = requests.Session()
        # Without this, a .netrc file of the machine would add its own passwords.
        self._session.auth = Requester.noopAuth

    def begin(self) -> None:
        """A new request starts."""
        self.redirects = 0
        self.location = ""

    def close(self) -> None:
        """Close what is open."""
        self._session.close()

    def exchange(
        self,
        verb: str,
        url: str,
        *,
        headers: Mapping[str, str],
        data: str | io.BufferedReader | None,
        timeout: float,
        verify: bool | str,
    ) -> _Received:
        """Send a request and read its answer to its end.

        Raises:
            requests.RequestException: no answer, or not all of it in time.
            UnavailableError: GitHub still computes the answer, or it is too long.
            RefusedError: one more redirect.
        """
        ends = time.monotonic() + timeout * _PATIENCE
        with self._session.request(
            verb,
            url,
            headers=dict(headers),
            data=data,
            timeout=timeout,
            verify=verify,
            allow_redirects=False,
            stream=True,
        ) as answer:
            if answer.status_code == 202:
                raise UnavailableError(Reason.COMPUTING, "202")
            if answer.status_code in _REDIRECTS:
                self.redirects += 1
                self.location = answer.headers.get("location", "")
                if self.redirects > MAX_REDIRECTS:
                    raise RefusedError(Reason.MOVED, f"{self.redirects} redirects")
            body = b"".join(_bounded(answer, ends))
            return _Received(answer.status_code, answer.headers, body)


def _bounded(answer: requests.Response, ends: float) -> Iterator[bytes]:
    """The body of an answer, decompressed."""
    length = 0
    for chunk in answer.iter_content(_CHUNK_BYTES):
        length += len(chunk)
        if length > MAX_ANSWER_BYTES:
            raise UnavailableError(Reason.GARBLED, f"more than {MAX_ANSWER_BYTES} bytes")
        if time.monotonic() > ends:
            raise requests.Timeout
        yield chunk


def open_requester(
    wire: Wire, *, auth: Auth | None, url: str, timeout: int, pause: float | None
) -> Requester:
    """PyGithub's requester over these connections."""

    class Http(HTTPRequestsConnectionClass):
        """A connection in the form that PyGithub expects."""

        def getresponse(self) -> Any:
            return _send(wire, self)

    class Https(HTTPSRequestsConnectionClass):
        """The same, encrypted."""

        def getresponse(self) -> Any:
            return _send(wire, self)

    class Own(Requester):
        """Holds the injected classes: injecting into Requester would change it for everybody."""

    Own.injectConnectionClasses(Http, Https)
    return Own(
        auth=auth,
        base_url=url,
        timeout=timeout,
        user_agent="incubator",
        per_page=100,
        verify=True,
        retry=None,
        pool_size=None,
        seconds_between_requests=pause,
        seconds_between_writes=pause,
        lazy=True,
        api_version=API_VERSION,
    )


def _send(
    wire: Wire, connection: HTTPRequestsConnectionClass | HTTPSRequestsConnectionClass
) -> _Received:
    return wire.exchange(
        connection.verb,
        f"{connection.protocol}://{connection.host}:{connection.port}{connection.url}",
        headers=connection.headers,
        data=connection.input,
        timeout=connection.timeout or 0,
        verify=connection.verify,
    )
