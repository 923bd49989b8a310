"""The addresses of the original API, and what each reads to answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from incubator.sheets.layout import Collection
from incubator.store.portfolio_reads import find_redirect, was_removed
from incubator.store.sheet_texts import find_written_startup, written_sheets
from incubator.store.startup_reads import load_team
from incubator.web.api.answers import ApiError
from incubator.web.api.beta.authors import authors
from incubator.web.api.beta.details import startups_details
from incubator.web.api.beta.portfolios import incubators_json, organisations, sponsors
from incubator.web.api.beta.startup import startup
from incubator.web.api.beta.startups import startups
from incubator.web.api.beta.startups_csv import startups_csv
from incubator.web.api.beta.values import Content, as_json, parsed
from incubator.web.api.documents import CSV, JSON
from incubator.web.api.open_answers import (
    CACHE_CONTROL,
    Handler,
    document_answer,
    edition_of,
    open_route,
)
from incubator.web.links import site_address
from incubator.web.site import site_of

_LONGEST_ID = 200
_STARTUP_PATH = "/startups/"


@dataclass(frozen=True, slots=True)
class Family:
    """A document about whole collections: what it is made of, and by what.

    ``has_links`` says that it holds addresses of this site.
    """

    build: Callable[[Content], str]
    collections: tuple[Collection, ...]
    with_bodies: bool = False
    has_links: bool = False
    media_type: str = JSON


FAMILIES: Mapping[str, Family] = {
    "startups.json": Family(
        startups,
        (Collection.STARTUPS, Collection.INCUBATORS),
        with_bodies=True,
        has_links=True,
    ),
    "startups.csv": Family(startups_csv, (Collection.STARTUPS,), media_type=CSV),
    "startups_details.json": Family(startups_details, (Collection.MEMBERS, Collection.STARTUPS)),
    "authors.json": Family(authors, (Collection.MEMBERS,), with_bodies=True),
    "incubators.json": Family(incubators_json, (Collection.STARTUPS, Collection.INCUBATORS)),
    "organisations.json": Family(organisations, (Collection.ORGANISATIONS,)),
    "sponsors.json": Family(sponsors, (Collection.ORGANISATIONS,)),
}


def whole(name: str, family: Family) -> Handler:
    """The handler of ``/api/v2.7/{name}``."""

    async def answer(request: Request) -> Response:
        edition = await edition_of(request)
        # Only where it counts: each name and port that a request may give makes one more document.
        base = site_address(request) if family.has_links else ""

        async def write() -> Callable[[], str]:
            written = {
                collection: await written_sheets(collection, with_bodies=family.with_bodies)
                for collection in family.collections
            }

            def compose() -> str:
                sheets = {
                    collection: [parsed(sheet) for sheet in found]
                    for collection, found in written.items()
                }
                return family.build(Content(sheets, edition.today, base))

            return compose

        cache = site_of(request).documents
        key = ("v2.7", name, base)
        return document_answer(request, await cache.get(key, edition, family.media_type, write))

    return answer


async def one_startup(request: Request) -> Response:
    """``/api/v3/startups/{id}.json``: 301 for a former id, 410 for a removed sheet, else 404.

    Raises:
        ApiError: there is no such startup, or no more.
    """
    startup_id = request.path_params["id"]
    if not startup_id.isprintable() or len(startup_id) > _LONGEST_ID:
        raise _unknown(startup_id[:_LONGEST_ID])
    edition = await edition_of(request)

    async def write() -> Callable[[], str]:
        sheet = await find_written_startup(startup_id)
        if sheet is None:
            raise _unknown(startup_id)
        team = await load_team(startup_id, edition.today)

        def compose() -> str:
            active = [mate.id for mate in team if mate.is_active]
            previous = [mate.id for mate in team if not mate.is_active]
            return as_json(startup(parsed(sheet), active, previous))

        return compose

    try:
        cache = site_of(request).documents
        document = await cache.get(("v3", startup_id), edition, JSON, write)
    except ApiError:
        return await _elsewhere(startup_id)
    return document_answer(request, document)


async def _elsewhere(startup_id: str) -> Response:
    target = await find_redirect(f"{_STARTUP_PATH}{startup_id}")
    if target and target.startswith(_STARTUP_PATH):
        present = quote(target.removeprefix(_STARTUP_PATH), safe="")
        address = f"/api/v3/startups/{present}.json"
        return RedirectResponse(address, 301, {"Cache-Control": CACHE_CONTROL})
    if await was_removed(Collection.STARTUPS, startup_id):
        raise ApiError(
            410,
            "startup_removed",
            "The startup's sheet was removed",
            f"The sheet of the startup '{startup_id}' was published and has been removed.",
        )
    raise _unknown(startup_id)


def _unknown(startup_id: str) -> ApiError:
    return ApiError(
        404,
        "startup_unknown",
        "There is no such startup",
        f"No sheet is called '{startup_id}'. /api/v2.7/startups.json lists every startup.",
    )


def _route_name(name: str) -> str:
    return "api_beta_" + name.replace(".", "_")


routes = [
    *(
        open_route(f"/api/v2.7/{name}", whole(name, family), _route_name(name))
        for name, family in FAMILIES.items()
    ),
    open_route("/api/v3/startups/{id}.json", one_startup, "api_beta_startup"),
]
