"""What the head of a page says of it to search engines, and to sites that show a link to it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from starlette.requests import Request

from incubator.i18n import SOURCE_LANGUAGE
from incubator.web.links import SAFE, absolute_url, language_of, page_address, plain_address
from incubator.web.site import site_of

#: OpenGraph names a country with the language.
_LOCALES = {"fr": "fr_FR", "en": "en_GB"}
_OF_A_STARTUP = "/startups/{id}"
#: The one part of a query that makes another page, not another view of it.
_PAGE = "page"


@dataclass(frozen=True, slots=True)
class SharedMeta:
    """A page that may be shown elsewhere; addresses are whole ones."""

    canonical: str
    #: By language, and ``x-default`` for readers of any other.
    alternates: tuple[tuple[str, str], ...]
    locale: str
    other_locale: str
    image: str
    is_startup: bool
    #: What describes the page's card to programs; empty where it has none.
    oembed: str


def shared_meta(request: Request) -> SharedMeta | None:
    """What to say of the page asked for; None where it is for nobody but who asks."""
    route = request.scope.get("route")
    if route is None or route.name not in site_of(request).shared_pages:
        return None
    is_startup = route.path.startswith(_OF_A_STARTUP)
    language = language_of(request)
    languages = site_of(request).languages
    addresses = {one: canonical_url(request, one) for one in languages}
    if is_startup:
        startup_id = request.path_params["id"]
        image = page_address(request, "startup_drawing", id=startup_id)
    else:
        startup_id, image = "", page_address(request, "site_drawing")
    return SharedMeta(
        canonical=addresses[language],
        alternates=(*addresses.items(), ("x-default", next(iter(addresses.values())))),
        locale=_LOCALES[language],
        other_locale=next((_LOCALES[one] for one in languages if one != language), ""),
        image=image,
        is_startup=is_startup,
        oembed=oembed_url(request, startup_id) if startup_id else "",
    )


def canonical_url(request: Request, language: str) -> str:
    """The whole address of the page asked for in a language, without filters."""
    prefix = "" if language == SOURCE_LANGUAGE else f"/{language}"
    path = quote("/" + request.scope["path"].lstrip("/"), safe=SAFE)
    number = request.query_params.get(_PAGE, "")
    query = (
        f"?{_PAGE}={number}" if number.isascii() and number.isdecimal() and number != "1" else ""
    )
    return absolute_url(request, f"{prefix}{path}") + query


def oembed_url(request: Request, startup_id: str) -> str:
    """Where a startup's card is described; a file of its own on a site that is only files."""
    if site_of(request).is_static:
        return page_address(request, "startup_oembed", id=startup_id)
    page = page_address(request, "startup", id=startup_id)
    return f"{plain_address(request, 'oembed')}?{urlencode({'url': page, 'format': 'json'})}"
