"""One structured line a request, with an id that the answer carries; the last net for faults."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Awaitable, Callable
from functools import partial

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from incubator.web.journal import Lines

_log = structlog.get_logger("incubator.web")
_GIVEN = "X-Request-ID"
_GIVEN_ID = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")
#: Addresses that hold a secret: what follows is kept out of the log.
_SECRET = re.compile(r"(/comites/calendrier/).+")


class JournalMiddleware:
    """Logs method, path (never the query: it may hold names; no secret), status, milliseconds.

    A fault that nothing else answered is logged with its trace and answered by ``on_fault``,
    which shows the visitor the request's id and nothing of the fault.
    """

    def __init__(self, app: ASGIApp, *, on_fault: Callable[[Request], Awaitable[Response]]) -> None:
        self._app = app
        self._on_fault = on_fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = scope["request_id"] = request_id_of(Headers(scope=scope).get(_GIVEN, ""))
        path, started, status = _SECRET.sub(r"\1…", scope["path"]), time.perf_counter(), 0

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[_GIVEN] = request_id
            await send(message)

        try:
            await self._app(scope, receive, note)
        except Exception:
            known = {"request_id": request_id, "method": scope["method"], "path": path}
            _log.exception("request failed", **known)
            if not status:
                answer = await self._on_fault(Request(scope, receive))
                await answer(scope, receive, note)
        finally:
            log_request(request_id, scope["method"], path, status, started)


def request_id_of(given: str) -> str:
    """The id that a request brings from the server before this one, else a new one."""
    return given if _GIVEN_ID.match(given) else secrets.token_hex(8)


def log_request(request_id: str, method: str, path: str, status: int, started: float) -> None:
    """The line of a request that was answered; ``started`` is of ``time.perf_counter``."""
    elapsed = round(1000 * (time.perf_counter() - started), 1)
    lines = structlog.get_config()["logger_factory"]
    write = lines.request if isinstance(lines, Lines) else partial(_log.info, "request")
    write(request_id=request_id, method=method, path=path, status=status, milliseconds=elapsed)
