"""Finds out who makes a request, from the session's cookie; without one it costs nothing."""

from __future__ import annotations

import json

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from incubator.store.accounts.grants import load_actor
from incubator.store.accounts.sessions import find_session, set_notice
from incubator.web.cookies import SESSION, cookie_name, read_cookie
from incubator.web.site import site_of
from incubator.web.visitor import Visitor, lifetime_of, now_of

#: Files look the same for everyone, and machines show a token of their own.
_PUBLIC_PREFIXES = ("/static/", "/images/", "/api/", "/webhooks/")


class SessionMiddleware:
    """Puts a ``visitor`` in the scope, and keeps what signed-in people see out of every cache."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a connection."""
        if scope["type"] != "http" or scope["path"].startswith(_PUBLIC_PREFIXES):
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        has_cookie = cookie_name(request, SESSION) in request.cookies
        if has_cookie:
            scope["visitor"] = await _find(request)

        async def send_privately(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.add_vary_header("Cookie")
                if has_cookie:
                    headers["Cache-Control"] = "private, no-store"
            await send(message)

        await self._app(scope, receive, send_privately)


async def _find(request: Request) -> Visitor:
    site = site_of(request)
    secret = read_cookie(request, SESSION)
    session = await find_session(secret, lifetime_of(site), now_of(request)) if secret else None
    if session is None:
        return Visitor()
    actor = await load_actor(session.account, site.today())
    if session.notice and _shows_a_page(request):
        # Said once: the page that is being made shows it.
        await set_notice(session, "")
        return Visitor(session, actor, json.loads(session.notice))
    return Visitor(session, actor)


def _shows_a_page(request: Request) -> bool:
    """Whether somebody will read the answer; scripts that keep a page up to date say they do so."""
    return (
        request.method == "GET"
        and request.headers.get("sec-fetch-dest", "document") in {"document", "empty"}
        and "x-background" not in request.headers
        and "text/event-stream" not in request.headers.get("accept", "")
    )
