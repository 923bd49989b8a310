"""Answers to programs: one shape for data, one for errors, whoever finds the fault.

Errors have the shape that the JSON:API specification gives them (https://jsonapi.org): ``status``
and ``code`` are for programs, ``title`` and ``detail`` for whoever writes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

PREFIX = "/api/"
# What a token reads is about people: no cache may keep it.
_HEADERS = {"Cache-Control": "no-store"}


class ApiError(HTTPException):
    """What was asked can't be answered; ``code`` names why.

    ``source`` names what in the request is at fault, as {"parameter": "sort"}.
    """

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str,
        headers: Mapping[str, str] | None = None,
        source: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, dict(headers or {}))
        self.code = code
        self.title = title
        self.source = source

    @property
    def all(self) -> Sequence[ApiError]:
        """Everything that is told: of most errors, themselves."""
        return (self,)


class SeveralError(ApiError):
    """Several faults of one request, each told; the answer's status is the first one's."""

    def __init__(self, errors: Sequence[ApiError]) -> None:
        first = errors[0]
        super().__init__(first.status_code, first.code, first.title, first.detail)
        self._errors = tuple(errors)

    @property
    def all(self) -> Sequence[ApiError]:
        """Each fault."""
        return self._errors


def is_for_programs(request: Request) -> bool:
    """Whether a program asks, and not somebody with a browser."""
    path: str = request.scope["path"]
    return path.startswith(PREFIX)


def number(value: Decimal) -> int | float:
    """A number as JSON has it: whole where it is."""
    return int(value) if value == value.to_integral_value() else float(value)


def data_answer(data: Any, **more: Any) -> JSONResponse:
    """What was asked for, under ``data``, with what is said about it beside."""
    return JSONResponse({"data": data, **more}, headers=_HEADERS)


def error_answer(status: int, error: Exception | None = None) -> JSONResponse:
    """Why there is no data; an error that is not one of ours is named after its status."""
    phrase = HTTPStatus(status).phrase
    code, title, detail = phrase.lower().replace(" ", "_"), phrase, ""
    headers: Mapping[str, str] = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    if isinstance(error, HTTPException):
        headers = {**headers, **(error.headers or {})}
    told = [{"status": str(status), "code": code, "title": title, "detail": detail or title}]
    if isinstance(error, ApiError):
        told = [_told(one) for one in error.all]
    return JSONResponse({"errors": told}, status, {**_HEADERS, **headers})


def _told(error: ApiError) -> dict[str, Any]:
    told: dict[str, Any] = {"status": str(error.status_code), "code": error.code}
    told |= {"title": error.title, "detail": error.detail or error.title}
    return {**told, "source": dict(error.source)} if error.source else told
