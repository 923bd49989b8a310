"""What every handler shares: settings, clock, catalogue, templates; kept in ``app.state.site``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from starlette.requests import Request

from incubator.config import Settings
from incubator.documents.pdf import Printer
from incubator.openid import Provider
from incubator.store.snapshot import Snapshot, SnapshotCache
from incubator.web.api.documents import DocumentCache
from incubator.web.committees.feeds import Feeds
from incubator.web.measures.cache import FindingsCache
from incubator.web.statics import StaticFolder


@dataclass(slots=True)
class Site:
    """One instance an application."""

    settings: Settings
    today: Callable[[], date]
    now: Callable[[], datetime]
    statics: StaticFolder
    provider: Provider | None = None
    snapshots: SnapshotCache = field(default_factory=SnapshotCache)
    findings: FindingsCache = field(default_factory=FindingsCache)
    documents: DocumentCache = field(default_factory=DocumentCache)
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
