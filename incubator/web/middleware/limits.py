"""Bounds on what a stranger sends: the address, the body and its announced length."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_PATH_BYTES = 2_000
MAX_QUERY_BYTES = 8_000


class _TooLargeError(Exception):
    """The body went past its limit while it was read."""


class LimitsMiddleware:
    """Answers 413 or 414 to what is too large, before anything reads it."""

    def __init__(self, app: ASGIApp, *, max_body_bytes: int) -> None:
        self._app = app
        self._max_body = max_body_bytes

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
        # No database keeps a zero byte, and no address of ours has one.
        scope["path"] = scope["path"].replace("\x00", "\ufffd")
        while b"%00" in scope.get("query_string", b""):
            scope["query_string"] = scope["query_string"].replace(b"%00", b"")
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > self._max_body:
            await _refuse(413, "La requête est trop volumineuse.")(scope, receive, send)
            return
        await self._bounded(scope, receive, send)

    async def _bounded(self, scope: Scope, receive: Receive, send: Send) -> None:
        received = 0
        started = False

        async def count(message_of: Receive = receive) -> Message:
            nonlocal received
            message = await message_of()
            received += len(message.get("body", b""))
            if received > self._max_body:
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


def _refuse(status: int, text: str) -> PlainTextResponse:
    return PlainTextResponse(text, status, {"Connection": "close"})
