"""The site as its export asks it: one address after the other, in process, without a server.

Nothing is signed in, compressed, limited or logged there: requests go straight to the routes.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.routing import Match, Route
from starlette.types import Message, Scope

from incubator.actions.exporting.source import OWN_ADDRESS, Answer, Beginning, Kind
from incubator.i18n import LANGUAGES, SOURCE_LANGUAGE
from incubator.sheets.layout import Collection
from incubator.store import read_ahead
from incubator.store.portfolio_reads import every_redirect
from incubator.store.refresh_runs import last_run
from incubator.store.sheet_states import read_version
from incubator.store.sitemap_reads import published_sheets
from incubator.store.snapshot import Snapshot, SnapshotCache
from incubator.web.middleware.security import CONTENT_SECURITY_POLICY
from incubator.web.site import Site

#: What a host is asked to send with every file. Nothing of it is sent by a form or needs a
#: session, so that any site may frame a page.
STATIC_HEADERS = {
    "Content-Security-Policy": "; ".join(
        f"{directive} {sources}"
        for directive, sources in CONTENT_SECURITY_POLICY.items()
        if directive != "frame-ancestors"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
#: Addresses that need a server, by the beginning of their path: people who sign in, what is sent.
_LIVE = re.compile(
    r"/(?:espace|mon-compte|admin|portefeuille|connexion|deconnexion|webhooks|suivi|irritant"
    r"|envoi-recu|sante|oembed|comites(?!/decisions)|demonstration)(?:[/.]|$)"
    r"|/api/1(?:/(?!openapi\.json$)|$)"
)
#: Those that are known by their names: forms below pages that are exported.
_LIVE_NAMES = frozenset({"bring_problem", "report", "remark_sent", "apply_form"})
#: Files that are the same in every language.
_SHARED = re.compile(
    r"/(?:api|static|images|index|sitemaps|\.well-known)/|/donnees/[^/]+\.[a-z.]+$"
    r"|/(?:robots\.txt|sitemap\.xml)$"
)
_ENDING = re.compile(r"\.[a-z0-9]+$")
_SHEETS = {
    Collection.STARTUPS: "/startups/",
    Collection.MEMBERS: "/communaute/",
    Collection.INCUBATORS: "/incubateurs/",
    Collection.ORGANISATIONS: "/organisations/",
    Collection.TEAMS: "/equipes/",
}
#: Documents that no page needs to name.
_ALWAYS = (
    "/robots.txt",
    "/sitemap.xml",
    "/.well-known/security.txt",
    "/api/1/openapi.json",
)
_NOT_FOUND = "/404.html"
_HEADERS = [(b"host", OWN_ADDRESS.partition("//")[2].encode()), (b"accept", b"*/*")]


class ExportedSite:
    """The source of an export: an application in static mode, at one moment."""

    def __init__(self, app: Starlette, site: Site) -> None:
        self._app, self._site = app, site
        self._inner = ExceptionMiddleware(app.router, handlers=dict(app.exception_handlers))
        self._routes = [route for route in app.routes if isinstance(route, Route)]
        self._kinds: dict[str, Kind | None] = {}
        others = "|".join(language for language in LANGUAGES if language != SOURCE_LANGUAGE)
        self._language = re.compile(rf"/({others})(?=/|$)")

    async def hold(self) -> None:
        """Read the catalogue, which stays the same until the export has ended."""
        site = self._site
        version = await read_version()
        site.now = _fixed(await _latest(site.today(), site.settings.time_zone))
        site.snapshots = _Held(await site.snapshots.get(site.today()))
        site.statics.hold()
        read_ahead.begin(version)

    async def state(self) -> str:
        """The catalogue's version, the day, and when facts of repositories were last read."""
        with read_ahead.paused():
            version, run = await read_version(), await last_run()
        return f"{version.number} {self._site.today()} {run.number if run else 0}"

    async def beginning(self) -> Beginning:
        """Each sheet's page, the pages that stand alone, and documents that no page names."""
        sheets = await published_sheets(*_SHEETS)
        paths = [*self._plain_paths(), *_ALWAYS, _NOT_FOUND]
        for collection, start in _SHEETS.items():
            paths += [start + quote(sheet_id, safe="") for sheet_id in sheets[collection]]
        for startup_id in sheets[Collection.STARTUPS]:
            paths.append(f"/api/v3/startups/{quote(startup_id, safe='')}.json")
        known = [path for path in paths if self.kind_of(unquote(path)) is not None]
        addresses = [*known, *(f"/en{path}" for path in known)]
        redirects = tuple(await every_redirect())
        return Beginning(await self.state(), tuple(addresses), redirects)

    def kind_of(self, path: str) -> Kind | None:
        """What a path becomes; None where nothing answers it."""
        held = self._kinds.get(path, ...)
        if held is ...:
            self._kinds[path] = held = self._find_kind(path)
        return held

    async def expect(self, addresses: Sequence[str]) -> None:
        """What these addresses are about is read at once."""
        read_ahead.expect(_names(addresses))

    async def answer(self, address: str) -> Answer:
        """The answer at an address."""
        path, _, query = address.partition("?")
        found = self._language.match(path)
        plain = unquote(path[found.end() :] or "/" if found else path)
        is_missing = plain == _NOT_FOUND
        scope: Scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "https",
            "server": None,
            "client": None,
            "root_path": "",
            "path": plain,
            "raw_path": quote(plain).encode(),
            "query_string": query.encode(),
            "headers": _HEADERS,
            "app": self._app,
            "state": {},
            # Files are told by their paths, and read here.
            "extensions": {"http.response.pathsend": {}},
            "language": found[1] if found else SOURCE_LANGUAGE,
        }
        taken = _Taken()
        await self._inner(scope, _Asked(), taken)
        status = 200 if is_missing and taken.status == 404 else taken.status
        media_type = taken.header(b"content-type")
        return Answer(status, media_type, bytes(taken.body), taken.header(b"location"))

    def _find_kind(self, path: str) -> Kind | None:
        if path == _NOT_FOUND:
            return Kind.FILE
        if _LIVE.match(path):
            return Kind.LIVE
        scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "app": self._app}
        for route in self._routes:
            match, _ = route.matches(scope)
            if match is Match.FULL:
                if route.name in _LIVE_NAMES:
                    return Kind.LIVE
                if _SHARED.match(path):
                    return Kind.SHARED
                is_file = _ENDING.search(route.path) or "{path:path}" in route.path
                return Kind.FILE if is_file else Kind.PAGE
        return None

    def _plain_paths(self) -> list[str]:
        """Pages and documents whose address names no sheet."""
        paths = [r.path for r in self._routes if "{" not in r.path and "GET" in (r.methods or ())]
        return [path for path in paths if self.kind_of(path) is not Kind.LIVE]


class _Taken:
    """An answer, taken from the routes."""

    def __init__(self) -> None:
        self.status = 0
        self.body = bytearray()
        self._headers: dict[bytes, bytes] = {}

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self._headers = message["status"], dict(message["headers"])
        elif message["type"] == "http.response.pathsend":
            self.body += await asyncio.to_thread(Path(message["path"]).read_bytes)
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")

    def header(self, name: bytes) -> str:
        """The value of a header, or "" where there is none."""
        return self._headers.get(name, b"").decode("latin-1")


class _Held(SnapshotCache):
    """One catalogue, whatever happens to the database."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self._only = snapshot

    async def get(self, today: date) -> Snapshot:
        """The catalogue."""
        return self._only


class _Asked:
    """A request without a body, whose sender stays until it is answered."""

    def __init__(self) -> None:
        self._is_sent = False

    async def __call__(self) -> Message:
        if self._is_sent:
            await asyncio.Event().wait()
        self._is_sent = True
        return {"type": "http.request", "body": b"", "more_body": False}


async def _latest(today: date, zone: ZoneInfo) -> datetime:
    """The moment of which pages tell: when something was last read, or the day began.

    A file is the same until something has changed, so that no page may say what time it is.
    """
    version, run = await read_version(), await last_run()
    moments = [datetime.combine(today, time.min, zone).astimezone(UTC)]
    moments += [moment for moment in (version.synced_at, run.ended_at if run else None) if moment]
    return max(moments)


def _fixed(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def _names(addresses: Iterable[str]) -> set[str]:
    """What may be a sheet's id in addresses, with the endings of documents or without."""
    found = set()
    for address in addresses:
        for part in unquote(address.partition("?")[0]).split("/")[2:]:
            found |= {part, part.removesuffix(".json")}
    return found
