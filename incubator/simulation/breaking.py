"""How faults look to the one who asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from math import ceil

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from incubator.simulation.asking import Answer, error, moved, of_json
from incubator.simulation.faults import Fault, FaultKind

#: What the scope's state holds to end a connection: gently, what was sent being sent, or at once.
END, ABORT = "simulation_end", "simulation_abort"
_SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
)
_ELSEWHERE = "http://elsewhere.invalid/"


def _primary(fault: Fault, url: str, now: datetime) -> Answer:
    return error(
        403,
        "API rate limit exceeded for user ID 1.",
        {
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": str(ceil(now.timestamp() + fault.seconds)),
        },
    )


def _asks_to_wait(status: int) -> Callable[[Fault, str, datetime], Answer]:
    return lambda fault, url, now: error(
        status, _SECONDARY, {"Retry-After": str(ceil(fault.seconds))}
    )


_IMMEDIATE: dict[FaultKind, Callable[[Fault, str, datetime], Answer]] = {
    FaultKind.BAD_CREDENTIALS: lambda fault, url, now: error(401, "Bad credentials"),
    FaultKind.FORBIDDEN: lambda fault, url, now: error(403, "Forbidden"),
    FaultKind.SECONDARY_LIMIT: _asks_to_wait(403),
    FaultKind.PRIMARY_LIMIT: _primary,
    FaultKind.TOO_MANY: _asks_to_wait(429),
    FaultKind.NOT_FOUND: lambda fault, url, now: error(404, "Not Found"),
    FaultKind.GONE: lambda fault, url, now: error(410, "Gone"),
    FaultKind.EMPTY_GIT: lambda fault, url, now: error(409, "Git Repository is empty."),
    FaultKind.ACCEPTED: lambda fault, url, now: of_json({}, 202),
    FaultKind.BROKEN: lambda fault, url, now: error(fault.status, "Server Error"),
    FaultKind.REDIRECT_LOOP: lambda fault, url, now: moved(url),
    FaultKind.REDIRECT_AWAY: lambda fault, url, now: moved(_ELSEWHERE),
}


def immediate(fault: Fault, url: str, now: datetime) -> Answer | None:
    """What a fault answers by itself, or None where it spoils the right answer."""
    answer = _IMMEDIATE.get(fault.kind)
    return answer(fault, url, now) if answer else None


def spoil(answer: Answer, fault: Fault) -> Answer:
    """The right answer, made wrong; its headers stay, so that they may deceive."""
    if fault.kind is FaultKind.INVALID_JSON:
        return Answer(200, b'[{"id": 1, "title": "Les comp', answer.headers)
    if fault.kind is FaultKind.OTHER_SHAPE:
        return Answer(200, fault.body.encode(), answer.headers)
    return answer


class CutShort(Response):
    """An answer that ends with its connection: half of it is sent, or nothing."""

    def __init__(self, answer: Answer, *, keeps_half: bool) -> None:
        super().__init__(answer.body, answer.status, answer.headers)
        self._keeps_half = keeps_half

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what is to be sent, end the connection, and wait until it has ended."""
        if self._keeps_half:
            start = {"type": "http.response.start", "status": self.status_code}
            await send({**start, "headers": self.raw_headers})
            half = bytes(self.body)[: len(self.body) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
        scope["state"][END if self._keeps_half else ABORT]()
        while (await receive())["type"] != "http.disconnect":
            pass
