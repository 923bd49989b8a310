"""Answers public pages from memory, for visitors who are nobody in particular."""

from __future__ import annotations

import re
import time
from collections.abc import Collection

from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from incubator.i18n import LANGUAGES
from incubator.web.encodings import ENCODINGS, chosen
from incubator.web.kept_pages import Headers, KeptPages, Page, page_of
from incubator.web.middleware.journal import log_request, request_id_of

#: A browser may show what it has while it asks whether that is still so.
CACHE_CONTROL = b"public, max-age=0, must-revalidate, stale-while-revalidate=10"
_VARY = b"Accept-Encoding, Cookie"
_LONGEST_QUERY = 200
#: What belongs to one answer, or to one encoding of it.
_ID = b"x-request-id"
_NOT_KEPT = {_ID, b"content-length", b"content-encoding", b"cache-control", b"vary"}
#: What makes an answer depend on what the one who asks already has.
_CONDITIONS = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
_TAG = re.compile(rb'(?:W/)?("[^"]*")')


class KeptPagesMiddleware:
    """Keeps what the routes of ``public`` answer to visitors who have no cookie.

    It stands outermost, so that a page that is kept costs nothing else; what it keeps has passed
    through everything below, the check of the host included.
    """

    def __init__(self, app: ASGIApp, *, pages: KeptPages, public: Collection[Route]) -> None:
        self._app = app
        self._pages = pages
        languages = "|".join(LANGUAGES)
        self._prefix = re.compile(f"/(?:{languages})(?=/|$)")
        self._patterns = [route.path_regex for route in public]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a connection."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if b"cookie" in headers or len(scope["query_string"]) > _LONGEST_QUERY:
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        version = await self._pages.version()
        key = (headers.get(b"host"), scope.get("scheme"), scope["path"], scope["query_string"])
        page = self._pages.find(key, version)
        if page is not None:
            request_id = request_id_of(headers.get(_ID, b"").decode("latin-1"))
            status = await _answer(page, scope["method"], headers, request_id, send)
            log_request(request_id, scope["method"], scope["path"], status, started)
        elif not self._is_public(scope["path"]) or not _has_one_host(scope):
            await self._app(scope, receive, send)
        else:
            held = _Held()
            await self._app(_plain(scope), receive, held.take)
            if not held.is_page:
                await held.send_on(scope["method"], send)
                return
            page = page_of(version, held.headers, bytes(held.body), _accepted(headers))
            self._pages.keep(key, page)
            await _answer(page, scope["method"], headers, held.request_id, send)

    def _is_public(self, path: str) -> bool:
        plain = self._prefix.sub("", path, count=1) or "/"
        return any(pattern.match(plain) for pattern in self._patterns)


class _Held:
    """An answer that is held back until it is whole."""

    def __init__(self) -> None:
        self.status = 0
        self.body = bytearray()
        self._headers: Headers = []

    async def take(self, message: Message) -> None:
        """What the application sends."""
        if message["type"] == "http.response.start":
            self.status, self._headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    @property
    def is_page(self) -> bool:
        """Whether it is a page that everybody gets alike."""
        told = dict(self._headers)
        return (
            self.status == 200
            and told.get(b"content-type", b"").startswith(b"text/html")
            and told.get(b"cache-control") == b"no-cache"
            and b"set-cookie" not in told
        )

    @property
    def request_id(self) -> str:
        """The id that its request was given."""
        return dict(self._headers).get(_ID, b"").decode("latin-1")

    @property
    def headers(self) -> Headers:
        """Its headers, as they are kept."""
        kept = [(name, value) for name, value in self._headers if name not in _NOT_KEPT]
        return [*kept, (b"cache-control", CACHE_CONTROL), (b"vary", _VARY)]

    async def send_on(self, method: str, send: Send) -> None:
        """Send it as it came."""
        await send({"type": "http.response.start", "status": self.status, "headers": self._headers})
        body = b"" if method == "HEAD" else bytes(self.body)
        await send({"type": "http.response.body", "body": body})


def _has_one_host(scope: Scope) -> bool:
    """Whether the host that is checked is the one that the page would be kept for."""
    return [name for name, _ in scope["headers"]].count(b"host") == 1


def _plain(scope: Scope) -> Scope:
    """The same request for the whole page without compression, whoever asks first."""
    asked = [(name, value) for name, value in scope["headers"] if name not in _CONDITIONS]
    return {**scope, "method": "GET", "headers": asked}


async def _answer(
    page: Page, method: str, headers: dict[bytes, bytes], request_id: str, send: Send
) -> int:
    """Send a page that is kept, or 304 to whoever has it; returns the status."""
    encoding = _accepted(headers) if page.is_packed else ""
    asked_tag = headers.get(b"if-none-match")
    if asked_tag is not None and _is_known(asked_tag, page):
        status, told, body = 304, page.unchanged(encoding), b""
    else:
        told, body = page.in_encoding(encoding)
        status = 200
    identified = [*told, (_ID, request_id.encode())]
    await send({"type": "http.response.start", "status": status, "headers": identified})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body})
    return status


def _accepted(headers: dict[bytes, bytes]) -> str:
    return chosen(headers.get(b"accept-encoding", b"").decode("latin-1"))


def _is_known(asked: bytes, page: Page) -> bool:
    tags = {page.tag(encoding) for encoding in ("", *ENCODINGS)}
    return asked.strip() == b"*" or any(tag in tags for tag in _TAG.findall(asked))
