"""The addresses of the API: what each answers, kept while nothing changes."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from incubator.sheets.fields import ID_LIMIT
from incubator.store.portfolio_reads import find_redirect, was_removed
from incubator.web.api.answers import ApiError
from incubator.web.api.beta.values import as_json
from incubator.web.api.documents import DocumentCache
from incubator.web.api.open_answers import CACHE_CONTROL, document_answer, edition_of
from incubator.web.api.v1 import reading
from incubator.web.api.v1.answers import JSON_API, ROOT, Members, Writer
from incubator.web.api.v1.asked import LINKAGE, ONE, Allowed, Asked, read_query
from incubator.web.api.v1.doors import ApiRoute
from incubator.web.api.v1.entry import entry
from incubator.web.api.v1.resources import Relationship, ResourceType
from incubator.web.api.v1.types import BY_NAME
from incubator.web.api.v1.views import view_of
from incubator.web.links import site_address
from incubator.web.site import site_of

_LONGEST_ID = 400
Recipe = Callable[[Writer], Awaitable[Members]]


async def root(request: Request) -> Response:
    """``/api/1``"""
    _read(request, None, frozenset())

    async def write(writer: Writer) -> Members:
        return entry(BY_NAME, writer.view.edition, writer.base)

    return await _answer(request, ROOT, Asked(), (), write)


async def collection(request: Request) -> Response:
    """``/api/1/{type}``"""
    kind = BY_NAME[request.path_params["type"]]
    asked = _read(request, kind)
    path = _path(kind.name)
    return await _answer(
        request,
        path,
        asked,
        _involved(kind, asked),
        lambda writer: reading.collection(writer, BY_NAME, kind, path),
    )


async def resource(request: Request) -> Response:
    """``/api/1/{type}/{id}``"""
    kind, one = _asked_resource(request)
    asked = _read(request, kind, ONE)
    path = _path(kind.name, one)
    return await _answer_of_one(
        request,
        path,
        asked,
        _involved(kind, asked),
        lambda writer: reading.one_resource(writer, BY_NAME, kind, one, path),
    )


async def related(request: Request) -> Response:
    """``/api/1/{type}/{id}/{relationship}``"""
    kind, one = _asked_resource(request)
    relationship = _relationship(request, kind)
    target = BY_NAME[relationship.target]
    asked = _read(request, target, None if relationship.is_many else ONE)
    path = _path(kind.name, one, relationship.name)
    return await _answer_of_one(
        request,
        path,
        asked,
        [kind, *_involved(target, asked)],
        lambda writer: reading.related(writer, BY_NAME, kind, one, relationship, path),
    )


async def relationship(request: Request) -> Response:
    """``/api/1/{type}/{id}/relationships/{relationship}``"""
    kind, one = _asked_resource(request)
    asked_for = _relationship(request, kind)
    target = BY_NAME[asked_for.target]
    asked = _read(request, target, LINKAGE if asked_for.is_many else frozenset({"au"}))
    path = _path(kind.name, one, "relationships", asked_for.name)
    return await _answer_of_one(
        request,
        path,
        asked,
        [kind, target],
        lambda writer: reading.linked(writer, BY_NAME, kind, one, asked_for, path),
    )


async def _answer(
    request: Request, path: str, asked: Asked, involved: Iterable[ResourceType], recipe: Recipe
) -> Response:
    """The document of an address and a query, from memory where nothing changed."""
    site, edition = site_of(request), await edition_of(request)
    cache = site.answers
    is_live = any(kind.is_live for kind in involved)
    if is_live:
        # What changes without a new version is made each time: this one keeps nothing.
        cache, edition = DocumentCache(most_bytes=0), replace(edition, made_at=site.now())
    base = site_address(request)

    async def write() -> Callable[[], str]:
        view = await view_of(request, edition, asked.au)
        document = await recipe(Writer(view, asked, base))
        return lambda: as_json(document)

    document = await cache.get(_key(path, asked.query(), base), edition, JSON_API, write)
    answer = document_answer(request, document, is_live=is_live)
    answer.headers["Vary"] = "Accept, Accept-Encoding"
    return answer


def _key(*parts: str) -> bytes:
    """What an answer is kept under: short, since queries take thousands of signs."""
    return hashlib.sha256("\n".join(parts).encode()).digest()


async def _answer_of_one(
    request: Request, path: str, asked: Asked, involved: Iterable[ResourceType], recipe: Recipe
) -> Response:
    """The same, of an address with an id: there may be no such resource, or no more."""
    try:
        return await _answer(request, path, asked, involved, recipe)
    except reading.UnknownError:
        return await _elsewhere(request, path)


async def _elsewhere(request: Request, path: str) -> Response:
    """A former id leads on.

    Raises:
        ApiError: there is no such resource (404), or no more (410).
    """
    kind, one = _asked_resource(request)
    if kind.collection is not None:
        target = await find_redirect(f"{kind.pages}{one}")
        if target and target.startswith(kind.pages) and target != f"{kind.pages}{one}":
            present = _path(kind.name, target.removeprefix(kind.pages))
            address = present + path.removeprefix(_path(kind.name, one))
            query = request.url.query
            address += f"?{query}" if query else ""
            return RedirectResponse(address, 301, {"Cache-Control": CACHE_CONTROL})
        if await was_removed(kind.collection, one):
            raise ApiError(
                410,
                "resource_removed",
                "The sheet was removed",
                f"The sheet '{one}' was published and has been removed.",
            )
    raise _unknown(kind, one)


def _read(
    request: Request, kind: ResourceType | None, families: frozenset[str] | None = None
) -> Asked:
    """The request's query; ``families`` are the parameters understood, all where it is None."""
    primary = kind or next(iter(BY_NAME.values()))
    allowed = Allowed(primary, BY_NAME, site_of(request).today())
    if families is not None:
        allowed = replace(allowed, families=families)
    return read_query(request.scope.get("query_string", b""), allowed)


def _involved(kind: ResourceType, asked: Asked) -> list[ResourceType]:
    """The types that a document holds resources of."""
    found = [kind]
    for path in asked.include:
        reached = kind
        for step in path:
            link = reached.relationship(step)
            if link is not None:
                reached = BY_NAME[link.target]
                found.append(reached)
    return found


def _asked_resource(request: Request) -> tuple[ResourceType, str]:
    kind, one = BY_NAME[request.path_params["type"]], str(request.path_params["id"])
    # A sheet's id is a column of the database, which takes no more.
    longest = _LONGEST_ID if kind.collection is None else ID_LIMIT
    if not one.isprintable() or len(one) > longest:
        raise _unknown(kind, one[:_LONGEST_ID])
    return kind, one


def _relationship(request: Request, kind: ResourceType) -> Relationship:
    found = kind.relationship(request.path_params["relationship"])
    if found is None or found.target not in BY_NAME:
        known = ", ".join(one.name for one in kind.relationships) or "none"
        raise ApiError(
            404,
            "relationship_unknown",
            "There is no such relationship",
            f"The relationships of {kind.name} are: {known}.",
        )
    return found


def _unknown(kind: ResourceType, one: str) -> ApiError:
    return ApiError(
        404,
        "resource_unknown",
        "There is no such resource",
        f"Nothing in {kind.name} is called '{one}' on that day. {ROOT}/{kind.name} lists them.",
    )


def _path(*steps: str) -> str:
    return "/".join([ROOT, *(quote(step, safe="") for step in steps)])


routes = [
    ApiRoute(ROOT, root, "api_entry"),
    ApiRoute(f"{ROOT}/{{type}}", collection, "api_collection"),
    ApiRoute(f"{ROOT}/{{type}}/{{id}}", resource, "api_resource"),
    ApiRoute(
        f"{ROOT}/{{type}}/{{id}}/relationships/{{relationship}}", relationship, "api_relationship"
    ),
    ApiRoute(f"{ROOT}/{{type}}/{{id}}/{{relationship}}", related, "api_related"),
]
