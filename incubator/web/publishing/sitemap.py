"""The sitemap (https://www.sitemaps.org): an index, and parts by family of pages.

Each page is there in both languages, each naming the other. ``lastmod`` is when the sheet behind a
page last changed, as its history or its file says; pages of words have none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import NoMatchFound

from incubator.domain.catalogue import Published
from incubator.domain.days import instant_text
from incubator.i18n import SOURCE_LANGUAGE
from incubator.sheets.layout import Collection
from incubator.store.committees.public_reads import public_list
from incubator.store.sitemap_reads import published_sheets
from incubator.store.snapshot import Snapshot
from incubator.web.api.open_answers import open_route
from incubator.web.errors import MissingError
from incubator.web.links import SAFE, plain_path, site_address
from incubator.web.publishing.answers import fresh_answer, kept_answer
from incubator.web.publishing.atom import NEVER
from incubator.web.site import site_of, snapshot_of

XML = "application/xml; charset=utf-8"
#: Pages in a part: in two languages they stay far below the 50,000 addresses of the protocol.
PART_SIZE = 5000
PAGES, DECISIONS = "pages", "decisions"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"

#: Families made of sheets: the name of a page's route, and the collection.
_FAMILIES: Mapping[str, tuple[str, Collection]] = {
    "startups": ("startup", Collection.STARTUPS),
    "incubators": ("incubator", Collection.INCUBATORS),
    "organisations": ("organisation", Collection.ORGANISATIONS),
    "members": ("member", Collection.MEMBERS),
    "teams": ("team", Collection.TEAMS),
}
#: Pages that list sheets, with the collection that they list.
_LISTS: Mapping[str, Collection] = {
    "home": Collection.STARTUPS,
    "startups": Collection.STARTUPS,
    "phases": Collection.STARTUPS,
    "incubators": Collection.INCUBATORS,
    "organisations": Collection.ORGANISATIONS,
    "community": Collection.MEMBERS,
    "standards": Collection.STANDARDS,
}
#: Pages whose last change no sheet tells; those that this site does not have are left out.
_OTHERS = (
    "statistics",
    "calls",
    "choose_incubator",
    "feeds",
    "datasets",
    "api_docs",
    "accessibility",
    "privacy",
    "about",
)

#: A page's path without its language, and when it last changed.
Listed = tuple[str, datetime | None]


@dataclass(frozen=True, slots=True)
class _Part:
    """One file of the sitemap."""

    family: str
    number: int

    @property
    def name(self) -> str:
        """Its name in addresses."""
        return f"{self.family}-{self.number}"


async def index(request: Request) -> Response:
    """``/sitemap.xml``: every part, with when its newest page changed."""
    families = await _families(request)
    families[DECISIONS] = await _decisions(request)
    changed = [when for pages in families.values() for _, when in pages if when]
    base = site_address(request)

    def compose() -> str:
        lines = [_HEAD, f'<sitemapindex xmlns="{_SCHEMA}">\n']
        for part, pages in _parts(families):
            address = escape(f"{base}/sitemaps/{part.name}.xml")
            days = [when for _, when in pages if when]
            lastmod = _lastmod(max(days, default=None))
            lines.append(f"<sitemap><loc>{address}</loc>{lastmod}</sitemap>\n")
        return "".join([*lines, "</sitemapindex>\n"])

    return await fresh_answer(request, XML, compose, max(changed, default=NEVER))


async def part(request: Request) -> Response:
    """``/sitemaps/{part}.xml``: the pages of one family, or of a part of it.

    Of decisions, the newest ones.

    Raises:
        MissingError: there is no such part.
    """
    asked: str = request.path_params["part"]
    if asked == f"{DECISIONS}-1":
        pages = await _decisions(request)
        changed = [when for _, when in pages if when]
        compose = _composer(request, pages[:PART_SIZE])
        return await fresh_answer(request, XML, compose, max(changed, default=NEVER))
    family, _, number = asked.rpartition("-")
    is_number = number.isascii() and number.isdecimal() and len(number) <= 6
    if family not in {PAGES, *_FAMILIES} or not is_number or number.startswith("0"):
        raise MissingError
    first = (int(number) - 1) * PART_SIZE

    async def write() -> Callable[[], str]:
        pages = (await _families(request, family))[family][first : first + PART_SIZE]
        if not pages:
            raise MissingError
        return _composer(request, pages)

    return await kept_answer(request, ("sitemap", asked), XML, write)


def _parts(families: Mapping[str, Sequence[Listed]]) -> Iterable[tuple[_Part, Sequence[Listed]]]:
    for family, pages in families.items():
        most = PART_SIZE if family == DECISIONS else len(pages)
        for first in range(0, min(most, len(pages)), PART_SIZE):
            yield _Part(family, first // PART_SIZE + 1), pages[first : first + PART_SIZE]


async def _families(request: Request, only: str = "") -> dict[str, list[Listed]]:
    """The pages that depend on sheets, by family; ``only`` reads what one family needs."""
    collections = (
        (_FAMILIES[only][1],)
        if only in _FAMILIES
        else (*(collection for _, collection in _FAMILIES.values()), Collection.STANDARDS)
    )
    snapshot, sheets = await snapshot_of(request), await published_sheets(*collections)
    families = {} if only in _FAMILIES else {PAGES: _pages(request, sheets)}
    for family, (route, collection) in _FAMILIES.items():
        if only in {"", family}:
            families[family] = _sheet_pages(request, route, sheets[collection], snapshot)
    return families


def _pages(request: Request, sheets: Mapping[Collection, Mapping[str, datetime]]) -> list[Listed]:
    found: list[Listed] = [
        (plain_path(request, name), max(sheets[collection].values(), default=None))
        for name, collection in _LISTS.items()
    ]
    # A site of files takes no problem that people bring.
    left_out = {"choose_incubator"} if site_of(request).is_static else set()
    for name in _OTHERS:
        if name in left_out:
            continue
        try:
            found.append((plain_path(request, name), None))
        except NoMatchFound:
            continue
    return found


def _sheet_pages(
    request: Request, route: str, sheets: Mapping[str, datetime], snapshot: Snapshot
) -> list[Listed]:
    stem = str(request.app.url_path_for(route, id="x")).removesuffix("x")
    found: list[Listed] = []
    for sheet_id, changed_at in sheets.items():
        if route == "incubator" and snapshot.public_incubator(sheet_id) is None:
            continue
        path = stem + quote(sheet_id, safe=SAFE)
        found.append((path, changed_at))
        card = snapshot.card(sheet_id) if route == "startup" else None
        if card is not None and card.published & {Published.IMPACT, Published.BUDGET}:
            found.append((f"{path}/impact", changed_at))
    return found


async def _decisions(request: Request) -> list[Listed]:
    """The list of public decisions, then each of them, the newest first; never empty."""
    listed, _ = await public_list()
    stem = plain_path(request, "decisions")
    newest = max((one.updated_at for one in listed), default=None)
    each = [(f"{stem}/{quote(one.id, safe='')}", one.updated_at) for one in listed]
    return [(stem, newest), *each]


def _composer(request: Request, pages: Sequence[Listed]) -> Callable[[], str]:
    base = site_address(request)
    languages = site_of(request).languages

    def compose() -> str:
        lines = [
            _HEAD,
            f'<urlset xmlns="{_SCHEMA}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n',
            *(_entry(base, languages, path, changed_at) for path, changed_at in pages),
            "</urlset>\n",
        ]
        return "".join(lines)

    return compose


def _entry(base: str, languages: Iterable[str], path: str, changed_at: datetime | None) -> str:
    """A page in each language; each tells where the others are."""
    addresses = {language: escape(base + _in(language, path)) for language in languages}
    usual = next(iter(addresses.values()))
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>'
        for language, address in [*addresses.items(), ("x-default", usual)]
    )
    lastmod = _lastmod(changed_at)
    return "".join(
        f"<url><loc>{address}</loc>{lastmod}{links}</url>\n" for address in addresses.values()
    )


def _in(language: str, path: str) -> str:
    """A path in a language, written as links of the pages write it."""
    return path if language == SOURCE_LANGUAGE else f"/{language}{path}"


def _lastmod(changed_at: datetime | None) -> str:
    if changed_at is None:
        return ""
    return f"<lastmod>{instant_text(changed_at)}</lastmod>"


routes = [
    open_route("/sitemap.xml", index, "sitemap"),
    open_route("/sitemaps/{part}.xml", part, "sitemap_part"),
]
