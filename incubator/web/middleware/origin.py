"""Requests that change something must come from a page of this site."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class OriginMiddleware:
    """Answers an unsafe request from elsewhere by ``on_refusal``, before any handler sees it."""

    def __init__(
        self, app: ASGIApp, *, base_url: str, on_refusal: Callable[[Request], Awaitable[Response]]
    ) -> None:
        self._app = app
        self._own_origin = _origin(base_url)
        self._on_refusal = on_refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a connection."""
        if (
            scope["type"] == "http"
            and scope["method"] not in SAFE_METHODS
            and not self._is_ours(scope)
        ):
            answer = await self._on_refusal(Request(scope))
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        # Every browser of today says where a request comes from, and no page can forge it. "none"
        # is a person at the address bar, who can't be made to post.
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in {"same-origin", "none"}
        # Older browsers name the page's origin with each post. "null" is a hidden one: not ours.
        origin = headers.get("origin")
        if origin is not None:
            here = f"{scope.get('scheme', 'http')}://{headers.get('host', '')}"
            return origin in {self._own_origin or here, here}
        # Neither is a program, not a browser. Without a cookie it can use nobody's session: its
        # own token speaks for it. With one, somebody's browser may have been made to send it.
        return "cookie" not in headers


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
