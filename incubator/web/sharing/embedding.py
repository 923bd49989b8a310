"""A startup's card for other sites: a small page made to be framed, and what describes it (oEmbed).

The card is the one page that other sites may frame. It shows nothing of who looks at it, and there
is nothing in it to press but links that open elsewhere.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.catalogue import Card
from incubator.i18n import LANGUAGES, SOURCE_LANGUAGE
from incubator.store.portfolio_reads import find_redirect
from incubator.web.api.answers import ApiError
from incubator.web.api.documents import JSON, made_of
from incubator.web.api.open_answers import document_answer, edition_of, open_route
from incubator.web.links import page_address
from incubator.web.middleware.security import EMBEDDABLE_POLICY
from incubator.web.public.cards import startup_card
from incubator.web.public.moved import elsewhere
from incubator.web.public.paging import asked_id
from incubator.web.sharing import drawing
from incubator.web.site import snapshot_of
from incubator.web.templating import absolute_url, page_url, render, site_names, translate

#: The room that a card takes, in pixels; it is made to be read from 200 wide on.
WIDTH, HEIGHT = 600, 250
_HEADERS = {
    "Content-Security-Policy": EMBEDDABLE_POLICY,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Robots-Tag": "noindex",
}
_ADDRESS = re.compile(rf"(?:/(?P<language>{'|'.join(LANGUAGES)}))?/startups/(?P<id>[^/]+)(?:/.*)?")
_LONGEST_ADDRESS = 2000
_CACHE_AGE = 3600


@dataclass(frozen=True, slots=True)
class Room:
    """What a consumer has room for, in pixels; None where it did not say."""

    width: int | None
    height: int | None

    def fits(self, width: int, height: int) -> bool:
        """Whether there is room for this much."""
        return width <= (self.width or width) and height <= (self.height or height)


async def card(request: Request) -> Response:
    """``/startups/{id}/carte``: where there is no such startup, the card says so."""
    startup_id = asked_id(request)
    snapshot = await snapshot_of(request)
    found = snapshot.card(startup_id)
    if found is None:
        try:
            return await elsewhere(request, startup_id, "startup_card")
        except HTTPException as error:
            status = error.status_code
            return render(
                request, "sharing/card.html", {"card": None}, status=status, headers=_HEADERS
            )
    shown = startup_card(request, snapshot, found)
    return render(request, "sharing/card.html", {"card": shown}, headers=_HEADERS)


def iframe(request: Request, title: str, startup_id: str, width: int, height: int) -> str:
    """The HTML that shows a startup's card in another page."""
    address = page_address(request, "startup_card", id=startup_id)
    told = translate(request, "%(title)s, startup d’État", title=title)
    return (
        f'<iframe src="{escape(address)}" title="{escape(told)}"'
        f' width="{width}" height="{height}" frameborder="0" loading="lazy"></iframe>'
    )


async def oembed(request: Request) -> Response:
    """``/oembed?url=…``: the card of the startup whose page has this address.

    Raises:
        ApiError: 400 without an address or with a faulty size, 404 for an address that is no
            startup's page, 501 for another format than JSON.
    """
    asked = request.query_params
    room = Room(_size(asked.get("maxwidth")), _size(asked.get("maxheight")))
    if asked.get("format", "json") != "json":
        raise ApiError(501, "format_unknown", "Only JSON is made", "The format is always 'json'.")
    if not asked.get("url"):
        raise ApiError(400, "url_missing", "No address", "The parameter 'url' names a page.")
    language, startup_id = _named(request, asked["url"])
    request.scope["language"] = language
    return await _described(request, startup_id, room)


async def startup_oembed(request: Request) -> Response:
    """``/startups/{id}/oembed.json``: the same as a file, for a site that is only files.

    Raises:
        ApiError: there is no such startup (404).
    """
    return await _described(request, asked_id(request), Room(None, None))


async def _described(request: Request, startup_id: str, room: Room) -> Response:
    snapshot = await snapshot_of(request)
    found = snapshot.card(startup_id)
    if found is None:
        target = await find_redirect(f"/startups/{startup_id}")
        found = snapshot.card(target.removeprefix("/startups/")) if target else None
    if found is None:
        raise _unknown()
    text = json.dumps(_description(request, found, room), ensure_ascii=False)
    # Made each time: a stranger who asks for every size would drive the drawings out of memory.
    made = made_of(lambda: text, JSON, await edition_of(request))
    return document_answer(request, made)


def _description(request: Request, found: Card, room: Room) -> dict[str, object]:
    width, height = min(room.width or WIDTH, WIDTH), min(room.height or HEIGHT, HEIGHT)
    described: dict[str, object] = {
        "version": "1.0",
        "type": "rich",
        "title": found.title,
        "provider_name": site_names(request)[0],
        "provider_url": page_address(request, "home"),
        "cache_age": _CACHE_AGE,
        "html": iframe(request, found.title, found.id, width, height),
        "width": width,
        "height": height,
    }
    if room.fits(drawing.WIDTH, drawing.HEIGHT):
        picture = page_url(request, "startup_drawing", id=found.id)
        described["thumbnail_url"] = absolute_url(request, picture)
        described["thumbnail_width"] = drawing.WIDTH
        described["thumbnail_height"] = drawing.HEIGHT
    return described


def _named(request: Request, address: str) -> tuple[str, str]:
    """The language and the startup of an address of this site; nothing is asked of anywhere."""
    if len(address) > _LONGEST_ADDRESS:
        raise _unknown()
    try:
        told = urlsplit(address)
        own = urlsplit(absolute_url(request, "/"))
        is_ours = told.scheme in {"http", "https"} and told.netloc.lower() == own.netloc.lower()
    except ValueError:
        raise _unknown() from None
    match = _ADDRESS.fullmatch(told.path)
    if not is_ours or match is None:
        raise _unknown()
    return match["language"] or SOURCE_LANGUAGE, unquote(match["id"])


def _size(value: str | None) -> int | None:
    if value is None or value == "":
        return None
    if not (value.isascii() and value.isdecimal()) or len(value) > 5 or int(value) == 0:
        detail = "'maxwidth' and 'maxheight' are whole numbers of pixels."
        raise ApiError(400, "size_faulty", "Not a size", detail)
    return int(value)


def _unknown() -> ApiError:
    detail = "Give the address of a startup's page on this site."
    return ApiError(404, "page_unknown", "There is no card of that page", detail)


pages = [Route("/startups/{id}/carte", card, name="startup_card")]
routes = [
    open_route("/oembed", oembed, "oembed"),
    open_route("/startups/{id}/oembed.json", startup_oembed, "startup_oembed"),
]
