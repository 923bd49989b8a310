"""How open documents are answered: no key, any origin, and 304 to whoever has them already."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.days import start_of
from incubator.store.sheet_states import read_version
from incubator.web.api.answers import ApiError, error_answer
from incubator.web.api.documents import Document, Edition
from incubator.web.encodings import chosen
from incubator.web.site import site_of

METHODS = "GET, HEAD, OPTIONS"
# Any page may read what anybody may read; such answers name no visitor, so a star is enough.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}
CACHE_CONTROL = "public, max-age=300, stale-while-revalidate=3600"
#: What may be taken back without a new version of the catalogue is asked for again each time.
LIVE_CACHE_CONTROL = "public, no-cache"
_TAG = re.compile(r'(?:W/)?("[^"]*")')

Handler = Callable[[Request], Awaitable[Response]]


async def edition_of(request: Request) -> Edition:
    """The catalogue as it is now, by one query."""
    site = site_of(request)
    today, version = site.today(), await read_version()
    day_began = start_of(today, site.settings.time_zone)
    made_at = max(version.synced_at or day_began, day_began)
    return Edition(version.number, today, made_at)


def document_answer(request: Request, document: Document, *, is_live: bool = False) -> Response:
    """A document, or 304 to whoever has it already; ``is_live``: it is not of the sheets."""
    accepted = ",".join(request.headers.getlist("accept-encoding"))
    use_packed = bool(document.packed and chosen(accepted, ("gzip",)))
    tags = (f'"{document.digest}"', f'"{document.digest}-gzip"')
    headers = {
        "ETag": tags[int(use_packed)],
        "Last-Modified": format_datetime(document.edition.made_at.astimezone(UTC), usegmt=True),
        "Cache-Control": LIVE_CACHE_CONTROL if is_live else CACHE_CONTROL,
        "Vary": "Accept-Encoding",
    }
    if _is_known(request, tags, document.edition.made_at):
        return Response(status_code=304, headers=headers)
    headers["Content-Type"] = document.media_type
    if use_packed:
        headers["Content-Encoding"] = "gzip"
    return Response(document.packed if use_packed else document.body, headers=headers)


def open_route(path: str, handler: Handler, name: str) -> Route:
    """A route that anybody may read from any page, its refusals too."""

    async def answer(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={**OPEN, **PREFLIGHT})
        try:
            given = await handler(request)
        except ApiError as error:
            given = error_answer(error.status_code, error)
        given.headers.update(OPEN)
        return given

    return Route(path, answer, methods=["GET", "OPTIONS"], name=name)


def _is_known(request: Request, tags: tuple[str, ...], made_at: datetime) -> bool:
    """Whether the copy that a client says it has is this one; a tag counts before a date."""
    known = request.headers.getlist("if-none-match")
    if known:
        told = ",".join(known)
        return told.strip() == "*" or any(tag in tags for tag in _TAG.findall(told))
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except (ValueError, OverflowError):
        # A time zone may be written with more digits than any number of the machine.
        return False
    since = since if since.tzinfo else since.replace(tzinfo=UTC)
    return made_at.replace(microsecond=0) <= since
