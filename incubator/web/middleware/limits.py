"""Bounds on what a stranger sends: the address, the body and its announced length."""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from incubator.i18n import LANGUAGES

MAX_PATH_BYTES = 2_000
MAX_QUERY_BYTES = 8_000
#: A name has 253 signs at most; a port may be written with as many zeros as one likes.
MAX_HOST_BYTES = 300


class _TooLargeError(Exception):
    """The body went past its limit while it was read."""


class LimitsMiddleware:
    """Answers 413 or 414 to what is too large, before anything reads it.

    ``larger`` gives addresses of their own limit, each by its whole path in which ``*`` stands for
    one step; what is posted elsewhere, and all else, keeps the limit of all.
    """

    def __init__(
        self, app: ASGIApp, *, max_body_bytes: int, larger: Mapping[str, int] | None = None
    ) -> None:
        self._app = app
        self._max_body = max_body_bytes
        self._larger = [(_pattern(path), limit) for path, limit in (larger or {}).items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if len(scope.get("raw_path") or b"") > MAX_PATH_BYTES or (
            len(scope.get("query_string", b"")) > MAX_QUERY_BYTES
        ):
            await _refuse(414, "L’adresse est trop longue.")(scope, receive, send)
            return
        if any(name == b"host" and len(value) > MAX_HOST_BYTES for name, value in scope["headers"]):
            await _refuse(400, "Le nom du site est trop long.")(scope, receive, send)
            return
        # No database keeps a zero byte, and no address of ours has one.
        scope["path"] = scope["path"].replace("\x00", "\ufffd")
        while b"%00" in scope.get("query_string", b""):
            scope["query_string"] = scope["query_string"].replace(b"%00", b"")
        limit = self._limit(scope)
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > limit:
            await _refuse(413, "La requête est trop volumineuse.")(scope, receive, send)
            return
        await self._bounded(limit, scope, receive, send)

    def _limit(self, scope: Scope) -> int:
        if scope["method"] == "POST":
            for pattern, limit in self._larger:
                if pattern.fullmatch(scope["path"]):
                    return max(limit, self._max_body)
        return self._max_body

    async def _bounded(self, limit: int, scope: Scope, receive: Receive, send: Send) -> None:
        received = 0
        started = False

        async def count(message_of: Receive = receive) -> Message:
            nonlocal received
            message = await message_of()
            received += len(message.get("body", b""))
            if received > limit:
                raise _TooLargeError
            return message

        async def note(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, count, note)
        except _TooLargeError:
            if not started:
                refusal = _refuse(413, "La requête est trop volumineuse.")
                await refusal(scope, receive, send)


def _pattern(path: str) -> re.Pattern[str]:
    """What matches a path in any language."""
    languages = "|".join(LANGUAGES)
    steps = "/".join("[^/]+" if step == "*" else re.escape(step) for step in path.split("/"))
    return re.compile(f"(?:/(?:{languages}))?{steps}")


def _refuse(status: int, text: str) -> PlainTextResponse:
    return PlainTextResponse(text, status, {"Connection": "close"})
