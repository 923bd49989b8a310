"""The web door: settings to a Starlette application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from incubator.actions.demonstration import close_personas
from incubator.config import (
    CHARTS_FOLDER,
    PROJECT_ROOT,
    ConfigurationError,
    Settings,
    load_settings,
)
from incubator.domain.attachments import MOST_TOGETHER
from incubator.sheets import workshop
from incubator.store.database import open_database
from incubator.store.sheet_states import read_version
from incubator.web import errors
from incubator.web.addresses import PUBLIC_PAGES, SHARED_PAGES, routes
from incubator.web.api.v1.limits import ApiLimitsMiddleware
from incubator.web.charts import ChartBundle
from incubator.web.journal import configure_logs
from incubator.web.kept_pages import KeptPages
from incubator.web.middleware.journal import JournalMiddleware
from incubator.web.middleware.kept_pages import KeptPagesMiddleware
from incubator.web.middleware.language import LanguageMiddleware
from incubator.web.middleware.limits import LimitsMiddleware
from incubator.web.middleware.origin import OriginMiddleware
from incubator.web.middleware.security import SecurityHeadersMiddleware
from incubator.web.middleware.session import SessionMiddleware
from incubator.web.site import Site
from incubator.web.statics import StaticFolder

if TYPE_CHECKING:
    from incubator.openid import Provider

#: A section of a sheet, its longest text percent-encoded.
_MAX_SECTION_BYTES = 1024 * 1024
_MAX_DELIVERY_BYTES = 5 * 1024 * 1024


def create_app(
    settings: Settings,
    *,
    today: Callable[[], date] | None = None,
    now: Callable[[], datetime] | None = None,
    keeps_pages: bool = False,
    is_static: bool = False,
) -> Starlette:
    """The application for some settings; ``today`` and ``now`` replace the clock in tests.

    With ``keeps_pages``, public pages are rendered once for a version of the catalogue and a day.
    With ``is_static``, pages hold nothing that needs a server: they are to be written as files.
    """
    instant = now or (lambda: datetime.now(UTC))
    site = Site(
        settings=settings,
        today=today or (lambda: instant().astimezone(settings.time_zone).date()),
        now=instant,
        provider=_provider(settings),
        is_static=is_static,
        shared_pages=SHARED_PAGES,
        statics=StaticFolder(
            PROJECT_ROOT / "static", settings.skins_dir, ChartBundle(CHARTS_FOLDER)
        ),
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with open_database(settings.database_url, shared=True):
            if not settings.is_demonstration:
                await close_personas(instant())
            try:
                yield
            finally:
                workshop.close()

    app = Starlette(
        routes=routes(site),
        middleware=[*_kept_pages(site, keeps_pages), *_middleware(site)],
        exception_handlers={
            400: errors.other_fault,
            401: errors.sign_in_needed,
            403: errors.forbidden,
            404: errors.not_found,
            405: errors.other_fault,
            410: errors.gone,
            429: errors.other_fault,
        },
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.site = site
    return app


def create_app_from_environment() -> Starlette:
    """What a server's worker calls: settings from ``INCUBATOR_*``, logs set up."""
    settings = load_settings()
    configure_logs(settings.log_level)
    return create_app(settings, keeps_pages=True)


def _kept_pages(site: Site, keeps_pages: bool) -> list[Middleware]:
    if not keeps_pages:
        return []

    async def version() -> tuple[int, date]:
        return (await read_version()).number, site.today()

    pages_of_worker = KeptPages(version)
    return [Middleware(KeptPagesMiddleware, pages=pages_of_worker, public=PUBLIC_PAGES)]


def _api_limits(site: Site) -> list[Middleware]:
    """Nobody asks too much of a site whose pages are being written as files."""
    if site.is_static:
        return []
    return [Middleware(ApiLimitsMiddleware, quota=site.settings.api_requests, now=site.now)]


def _provider(settings: Settings) -> Provider | None:
    if not settings.oidc_issuer:
        return None
    from incubator.openid import Provider, ProviderSettings

    try:
        return Provider(
            ProviderSettings(
                issuer=settings.oidc_issuer,
                client_id=settings.oidc_client_id,
                client_secret=settings.oidc_client_secret,
                redirect_uri=f"{settings.base_url}/connexion/openid/retour",
                post_logout_redirect_uri=f"{settings.base_url}/deconnexion/retour",
                scopes=settings.oidc_scopes,
                acr_values=settings.oidc_acr,
            )
        )
    except ValueError as error:
        raise ConfigurationError(f"INCUBATOR_OIDC_*: {error}") from error


def _middleware(site: Site) -> list[Middleware]:
    """Outermost first."""
    settings = site.settings
    return [
        Middleware(SecurityHeadersMiddleware, https=settings.base_url.startswith("https://")),
        Middleware(JournalMiddleware, on_fault=errors.fault),
        Middleware(TrustedHostMiddleware, allowed_hosts=list(settings.allowed_hosts)),
        *_api_limits(site),
        Middleware(
            LimitsMiddleware,
            max_body_bytes=settings.max_request_bytes,
            larger={
                # A picture that is somewhat too heavy gets a page that says so.
                "/espace/startups/*/image": 3 * settings.max_image_bytes,
                "/espace/startups/*/modifier/*": _MAX_SECTION_BYTES,
                "/espace/startups/*/modifier/*/brouillon": _MAX_SECTION_BYTES,
                "/espace/startups/*/comite/dossier": _MAX_SECTION_BYTES,
                "/espace/startups/*/comite/dossier/brouillon": _MAX_SECTION_BYTES,
                "/espace/startups/*/comite/dossier/pieces": MOST_TOGETHER + _MAX_SECTION_BYTES,
                "/espace/apercu": _MAX_SECTION_BYTES,
                "/webhooks/github": _MAX_DELIVERY_BYTES,
            },
        ),
        Middleware(GZipMiddleware, minimum_size=800, compresslevel=6),
        Middleware(LanguageMiddleware),
        Middleware(OriginMiddleware, base_url=settings.base_url, on_refusal=errors.foreign),
        Middleware(SessionMiddleware),
    ]
