"""Routes of the API: open to every page, and with errors in the form of JSON:API."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Receive, Scope, Send

from incubator.web.api.answers import ApiError, error_answer
from incubator.web.api.open_answers import METHODS, OPEN, PREFLIGHT, Handler
from incubator.web.api.v1.answers import JSON_API, ROOT
from incubator.web.api.v1.negotiation import check_media_types
from incubator.web.api.v1.types import BY_NAME

#: What stands under the API's root and is no type of resource.
RESERVED = ("me", "journal", "openapi.json")


class ApiRoute(Route):
    """An address that is read, and answers every other method by saying so."""

    def __init__(self, path: str, handler: Handler, name: str) -> None:
        super().__init__(path, _open(handler), methods=["GET", "OPTIONS"], name=name)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether an address is this one's; what has a route of its own never is."""
        match, child = super().matches(scope)
        of_type = child.get("path_params", {}).get("type")
        return (Match.NONE, {}) if of_type in RESERVED else (match, child)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; a method that changes something is refused with the methods that are there."""
        if scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await super().handle(scope, receive, send)
            return
        error = ApiError(
            405,
            "method_not_allowed",
            "Everything here is read only",
            f"The methods here are {METHODS}.",
            {"Allow": METHODS},
        )
        await _refusal(error)(scope, receive, send)


def _open(handler: Handler) -> Handler:
    async def answer(request: Request) -> Response:
        try:
            _check_type(request)
            if request.method == "OPTIONS":
                return Response(status_code=204, headers={**OPEN, **PREFLIGHT})
            check_media_types(request)
            given = await handler(request)
        except ApiError as error:
            return _refusal(error)
        given.headers.update(OPEN)
        return given

    return answer


def _check_type(request: Request) -> None:
    name = request.path_params.get("type")
    if name is not None and name not in BY_NAME:
        raise ApiError(
            404,
            "type_unknown",
            "There is no such type",
            f"The types under {ROOT} are: {', '.join(BY_NAME)}.",
        )


def _refusal(error: ApiError) -> Response:
    answer = error_answer(error.status_code, error)
    answer.headers.update(OPEN)
    answer.headers["Content-Type"] = JSON_API
    return answer
