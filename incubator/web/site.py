"""What every handler shares: settings, clock, catalogue, templates; kept in ``app.state.site``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from starlette.requests import Request

from incubator.config import Settings
from incubator.documents.pdf import Printer
from incubator.i18n import LANGUAGES
from incubator.store.past_snapshots import PastSnapshots
from incubator.store.snapshot import Snapshot, SnapshotCache
from incubator.web.api.documents import MOST_ANSWER_BYTES, DocumentCache
from incubator.web.committees.feeds import Feeds
from incubator.web.measures.cache import FindingsCache
from incubator.web.open_data.census import Census
from incubator.web.statics import StaticFolder

if TYPE_CHECKING:
    from incubator.openid import Provider

#: What a worker keeps of pictures, in bytes: some two hundred drawings.
MOST_PICTURES = 4 * 1024 * 1024


@dataclass(slots=True)
class Site:
    """One instance an application."""

    settings: Settings
    today: Callable[[], date]
    now: Callable[[], datetime]
    statics: StaticFolder
    provider: Provider | None = None
    #: Pages are written as files: whatever needs a server stays out of them.
    is_static: bool = False
    #: The languages of the pages; a static site may be written in one of them only.
    languages: tuple[str, ...] = tuple(LANGUAGES)
    #: Names of the pages that other sites may show; search engines are to leave out any other.
    shared_pages: frozenset[str] = frozenset()
    snapshots: SnapshotCache = field(default_factory=SnapshotCache)
    findings: FindingsCache = field(default_factory=FindingsCache)
    documents: DocumentCache = field(default_factory=DocumentCache)
    #: Answers of the API: whoever asks for many must not drive the documents above out.
    answers: DocumentCache = field(default_factory=lambda: DocumentCache(MOST_ANSWER_BYTES))
    past_days: PastSnapshots = field(default_factory=PastSnapshots)
    #: Drawings and badges: thousands of them would drive the documents out of memory.
    pictures: DocumentCache = field(default_factory=lambda: DocumentCache(MOST_PICTURES))
    census: Census = field(default_factory=Census)
    printer: Printer = field(default_factory=Printer)
    feeds: Feeds = field(default_factory=Feeds)

    @property
    def skin_stylesheets(self) -> tuple[str, ...]:
        """The style sheets of the chosen skin, to be given to ``static()``."""
        if self.settings.skin == "official":
            return ("skins/dsfr/dsfr.min.css", "skins/dsfr/utility/utility.min.css")
        return ("css/neutral.css",)


def site_of(request: Request) -> Site:
    """The site of a request's application."""
    site: Site = request.app.state.site
    return site


async def snapshot_of(request: Request) -> Snapshot:
    """The catalogue as it is today; the page's footer says when it was synced."""
    site = site_of(request)
    snapshot = await site.snapshots.get(site.today())
    request.scope["synced_at"] = snapshot.synced_at
    return snapshot
