"""Addresses of pages, and the language of the one asked for."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from starlette.datastructures import URL
from starlette.requests import Request
from starlette.routing import NoMatchFound, Route

from incubator.i18n import SOURCE_LANGUAGE
from incubator.web.site import site_of

#: What a path holds as it is, beside letters and digits: the signs that its segments may have.
SAFE = "/:@!$&'()*+,;=~"


def language_of(request: Request) -> str:
    """The language of the page asked for; the middleware of languages sets it."""
    language: str = request.scope.get("language", SOURCE_LANGUAGE)
    return language


def page_url(request: Request, name: str, **params: Any) -> str:
    """The path of a page in the reader's language; unknown parameters make its query."""
    language = language_of(request)
    prefix = "" if language == SOURCE_LANGUAGE else f"/{language}"
    path_names = _route(request.app, name).param_convertors
    path_params = {key: str(value) for key, value in params.items() if key in path_names}
    query = {key: value for key, value in params.items() if key not in path_names}
    path = plain_path(request, name, **path_params)
    return f"{prefix}{path}" + (f"?{urlencode(query, doseq=True)}" if query else "")


def plain_path(request: Request, name: str, **params: str) -> str:
    """The path of what is the same in every language; all the parameters are in the path."""
    return quote(str(_route(request.app, name).url_path_for(name, **params)), safe=SAFE)


def page_address(request: Request, name: str, **params: Any) -> str:
    """The full address of a page in the reader's language."""
    return absolute_url(request, page_url(request, name, **params))


def plain_address(request: Request, name: str, **params: str) -> str:
    """The full address of what is the same in every language, or of a page in French."""
    return absolute_url(request, plain_path(request, name, **params))


def served_url(request: Request, name: str, **params: Any) -> str:
    """The address of a page that needs a server; a static site leads to the live one, or nowhere.

    Empty where there is none: a template then shows nothing in its place.
    """
    site = site_of(request)
    if not site.is_static:
        return page_url(request, name, **params)
    live = site.settings.live_url
    return f"{live}{page_url(request, name, **params)}" if live else ""


def own_path(request: Request) -> str:
    """The path asked for, query included, in the reader's language."""
    language = language_of(request)
    prefix = "" if language == SOURCE_LANGUAGE else f"/{language}"
    return prefix + _asked(request)


def other_language_url(request: Request) -> str:
    """The same page, query included, in the other language."""
    language = language_of(request)
    return f"/en{_asked(request)}" if language == SOURCE_LANGUAGE else _asked(request)


def _asked(request: Request) -> str:
    # Two slashes at the start would name another site.
    path = quote("/" + request.scope["path"].lstrip("/"), safe=SAFE)
    query = request.scope.get("query_string", b"").decode("ascii", "ignore")
    return path + (f"?{query}" if query else "")


def absolute_url(request: Request, path: str) -> str:
    """A full address: the configured one, else that of the request (its host is a trusted one)."""
    base = site_of(request).settings.base_url
    return f"{base}{path}" if base else str(URL(scope=request.scope).replace(path=path, query=""))


def site_address(request: Request) -> str:
    """What full addresses of the site begin with, without a slash at the end."""
    return absolute_url(request, "").rstrip("/")


def _route(app: Any, name: str) -> Route:
    """The route of a name, found at once: a page asks for dozens of addresses.

    Raises:
        NoMatchFound: there is none.
    """
    known: dict[str, Route] | None = getattr(app.state, "routes_by_name", None)
    if known is None:
        named = [route for route in app.routes if isinstance(route, Route)]
        # Where several have a name, the first one has it.
        app.state.routes_by_name = known = {route.name: route for route in reversed(named)}
    if name not in known:
        raise NoMatchFound(name, {})
    return known[name]
