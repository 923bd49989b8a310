"""The invented GitHub as an application: who asks, what goes wrong, what is remembered."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from email.utils import format_datetime
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from incubator.simulation.accounts import Token
from incubator.simulation.answers.addresses import Addresses
from incubator.simulation.asking import Answer, Ask, error
from incubator.simulation.breaking import CutShort, immediate, spoil
from incubator.simulation.faults import Fault, FaultKind
from incubator.simulation.routes import all_routes
from incubator.simulation.world import Asked, World

#: How long until a limit is given back, in seconds.
_RESET_SECONDS = 3600


def simulation(world: World, stopping: asyncio.Event | None = None) -> Starlette:
    """The application. ``stopping`` ends slow answers when it is set."""
    service = _Service(world, stopping or asyncio.Event())
    return Starlette(routes=all_routes(service.serve))


class _Service:
    """What every request goes through."""

    def __init__(self, world: World, stopping: asyncio.Event) -> None:
        self._world = world
        self._stopping = stopping
        self._count = 0

    async def serve(self, request: Request, view: Callable[[Ask], Answer]) -> Response:
        """Answer a request, or fail as was asked for."""
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        sent = await request.body()
        with self._world.lock:
            fault = self._world.faults.take(request.method, path)
            answer, token = self._answer(request, view, sent, fault)
            self._finish(request, answer, token)
            self._log(request, path, 0 if fault and fault.kind is FaultKind.CUT else answer.status)
        if fault is not None and fault.kind is FaultKind.SLOW:
            await self._wait(fault.seconds)
        if fault is not None and fault.kind in {FaultKind.CUT, FaultKind.TRUNCATED}:
            return CutShort(answer, keeps_half=fault.kind is FaultKind.TRUNCATED)
        return Response(answer.body, answer.status, answer.headers)

    def _answer(
        self, request: Request, view: Callable[[Ask], Answer], sent: bytes, fault: Fault | None
    ) -> tuple[Answer, Token]:
        token = self._token(request)
        refused = immediate(fault, str(request.url), self._world.now()) if fault else None
        if refused is not None:
            return refused, token or self._world.anonymous
        if token is None:
            return error(401, "Bad credentials"), self._world.anonymous
        ask = _ask(self._world, token, request, sent)
        is_free = request.url.path.endswith("/rate_limit")
        if token.remaining <= 0 and not is_free:
            return error(403, "API rate limit exceeded for user ID 1."), token
        answer = _conditional(view(ask), request)
        if answer.status != 304 and not is_free:
            token.remaining -= 1
        return (spoil(answer, fault) if fault else answer), token

    def _token(self, request: Request) -> Token | None:
        """Who asks; None for a token that nobody was given."""
        sent = request.headers.get("authorization", "")
        kind, _, value = sent.partition(" ")
        if not sent or request.url.path.endswith("/access_tokens"):
            return self._world.anonymous
        return self._world.tokens.get(value) if kind.lower() in {"token", "bearer"} else None

    def _finish(self, request: Request, answer: Answer, token: Token) -> None:
        self._count += 1
        now = self._world.now()
        common = {
            "Date": format_datetime(now, usegmt=True),
            "Content-Type": "application/json; charset=utf-8",
            "Cache-Control": "private, max-age=60, s-maxage=60",
            "X-GitHub-Media-Type": "github.v3; format=json",
            "X-GitHub-Request-Id": f"C0DE:{self._count:04X}",
            "X-RateLimit-Limit": str(token.limit),
            "X-RateLimit-Remaining": str(token.remaining),
            "X-RateLimit-Used": str(token.limit - token.remaining),
            "X-RateLimit-Reset": str(int(now.timestamp()) + _RESET_SECONDS),
            "X-RateLimit-Resource": "core",
        }
        answer.headers = {**common, **answer.headers}

    def _log(self, request: Request, path: str, status: int) -> None:
        self._world.requests.append(
            Asked(
                request.method,
                path,
                "if-none-match" in request.headers or "if-modified-since" in request.headers,
                status,
                request.headers.get("authorization", ""),
            )
        )

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return


def _ask(world: World, token: Token, request: Request, sent: bytes) -> Ask:
    api = f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}"
    path, params = request.url.path.rstrip("/"), request.path_params
    home = f"{request.url.scheme}://{request.url.netloc}{path}"
    if "name" in params:
        # Pages and moved repositories are linked by number, as on GitHub.
        found, _ = world.find("{owner}/{name}".format(**params))
        named = f"{api}/repos/{params['owner']}/{params['name']}"
        if found is not None:
            home = f"{api}/repositories/{found.id}{home[len(named) :]}"
    return Ask(
        world,
        token,
        Addresses(api, world.web_url),
        dict(parse_qsl(request.url.query, keep_blank_values=True)),
        params,
        request.headers.get("authorization", ""),
        sent,
        home,
    )


def _conditional(answer: Answer, request: Request) -> Answer:
    """Give a 200 its validator, or say that the one who asks has it already."""
    if answer.status != 200 or request.method != "GET" or answer.body is None:
        return answer
    # The links belong to what must not have changed: a list may gain a page.
    seen = answer.body + answer.headers.get("Link", "").encode()
    # GitHub's own address does not change; this server's does, each time that it is started.
    seen = seen.replace(f"{request.url.scheme}://{request.url.netloc}".encode(), b"")
    tag = f'W/"{hashlib.sha256(seen).hexdigest()}"'
    known = {one.strip() for one in request.headers.get("if-none-match", "").split(",")}
    # Weak comparison: what stands between the quotes decides.
    if known & {tag, tag.removeprefix("W/"), "*"}:
        return Answer(304, None, {"ETag": tag})
    answer.headers["ETag"] = tag
    return answer
