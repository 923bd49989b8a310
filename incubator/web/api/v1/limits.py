"""Fair limits of the API: a bucket of requests for each network, told in every answer.

The headers are those of draft-ietf-httpapi-ratelimit-headers. Each worker counts for itself, in
memory: what is announced is what it will hold to, and no request costs a query.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from incubator.i18n import LANGUAGES
from incubator.store.attempts import network_key
from incubator.web.api.answers import ApiError, error_answer
from incubator.web.api.open_answers import OPEN
from incubator.web.api.v1.answers import JSON_API, ROOT

#: How long an empty bucket takes to be full again, in seconds.
WINDOW = 60
#: Networks that a worker remembers: the one that was away longest is forgotten first.
MOST_NETWORKS = 10_000
POLICY = "default"
#: What scripts of other sites may read besides what they always may.
EXPOSED = "ETag, RateLimit, RateLimit-Policy, Retry-After"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a network has left. ``wait`` is how long until it may ask again, in seconds."""

    is_within: bool
    remaining: int
    until_full: int
    wait: int


class Buckets:
    """A bucket for each network: ``quota`` requests, filled again evenly over the window."""

    def __init__(self, quota: int, most: int = MOST_NETWORKS) -> None:
        self.quota = quota
        self._most = most
        self._rate = quota / WINDOW
        self._known: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def take(self, network: str, now: float, count: int = 1) -> Standing:
        """Take ``count`` requests out of a network's bucket; nothing, where it has not as many."""
        left, at = self._known.pop(network, (float(self.quota), now))
        # A clock that is set back fills nothing, and takes nothing.
        left = min(self.quota, left + max(0.0, now - at) * self._rate)
        is_within = left >= count
        if is_within:
            left -= count
        self._known[network] = left, now
        while len(self._known) > self._most:
            self._known.popitem(last=False)
        return Standing(
            is_within=is_within,
            remaining=int(left),
            until_full=ceil((self.quota - left) / self._rate),
            wait=max(1, ceil((count - left) / self._rate)),
        )


class ApiLimitsMiddleware:
    """Puts the limits on every answer below ``/api/1``, and answers 429 to who asks too much."""

    def __init__(self, app: ASGIApp, *, quota: int, now: Callable[[], datetime]) -> None:
        self._app = app
        self._now = now
        self._buckets = Buckets(quota)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a connection."""
        if scope["type"] != "http" or not _is_of_api(scope["path"]):
            await self._app(scope, receive, send)
            return
        # A browser asks whether it may before it reads: that is no request of the reader's.
        count = 0 if scope["method"] == "OPTIONS" else 1
        host = (scope.get("client") or ("", 0))[0]
        standing = self._buckets.take(network_key(host), self._now().timestamp(), count)

        async def send_with_limits(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["RateLimit-Policy"] = f'"{POLICY}";q={self._buckets.quota};w={WINDOW}'
                headers["RateLimit"] = f'"{POLICY}";r={standing.remaining};t={standing.until_full}'
                if "Access-Control-Expose-Headers" in headers:
                    headers["Access-Control-Expose-Headers"] = EXPOSED
            await send(message)

        answer = self._app if standing.is_within else _refusal(standing.wait)
        await answer(scope, receive, send_with_limits)


def _is_of_api(path: str) -> bool:
    for language in LANGUAGES:
        prefix = f"/{language}/"
        if path.startswith(prefix):
            path = path[len(prefix) - 1 :]
            break
    return path == ROOT or path.startswith(f"{ROOT}/")


def _refusal(wait: int) -> Response:
    error = ApiError(
        429,
        "too_many_requests",
        "Too many requests",
        f"Ask again in {wait} s. The header RateLimit-Policy says how many requests there are for"
        " how many seconds; larger pages, included resources and the files of the datasets take"
        " fewer requests.",
        {"Retry-After": str(wait)},
    )
    answer = error_answer(429, error)
    answer.headers.update(OPEN)
    answer.headers["Content-Type"] = JSON_API
    return answer
