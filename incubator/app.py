"""The web door: settings to a Starlette application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute, Route

from incubator.config import PROJECT_ROOT, Settings, load_settings
from incubator.store.database import open_database
from incubator.web import errors, sources
from incubator.web.journal import configure_logs
from incubator.web.middleware.journal import JournalMiddleware
from incubator.web.middleware.language import LanguageMiddleware
from incubator.web.middleware.limits import LimitsMiddleware
from incubator.web.middleware.security import SecurityHeadersMiddleware
from incubator.web.public import (
    catalogue,
    community,
    home,
    incubators,
    organisations,
    pages,
    people,
    phases,
    search,
    startup,
)
from incubator.web.site import Site
from incubator.web.statics import StaticFolder


def create_app(settings: Settings, *, today: Callable[[], date] | None = None) -> Starlette:
    """The application for some settings; ``today`` replaces the clock in tests."""
    site = Site(
        settings=settings,
        today=today or (lambda: datetime.now(settings.time_zone).date()),
        statics=StaticFolder(PROJECT_ROOT / "static", settings.skins_dir),
    )

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with open_database(settings.database_url, shared=True):
            yield

    app = Starlette(
        routes=_routes(site),
        middleware=_middleware(settings),
        exception_handlers={404: errors.not_found, 410: errors.gone, 405: errors.other_fault},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.site = site
    return app


def create_app_from_environment() -> Starlette:
    """What a server's worker calls: settings from ``INCUBATOR_*``, logs set up."""
    settings = load_settings()
    configure_logs(settings.log_level)
    return create_app(settings)


def _routes(site: Site) -> list[BaseRoute]:
    return [
        *home.routes,
        *catalogue.routes,
        *startup.routes,
        *incubators.routes,
        *organisations.routes,
        *community.routes,
        *people.routes,
        *phases.routes,
        *search.routes,
        *pages.routes,
        *sources.routes,
        Route("/static/{path:path}", site.statics.serve, name="static"),
    ]


def _middleware(settings: Settings) -> list[Middleware]:
    """Outermost first."""
    return [
        Middleware(SecurityHeadersMiddleware, https=settings.base_url.startswith("https://")),
        Middleware(JournalMiddleware, on_fault=errors.fault),
        Middleware(TrustedHostMiddleware, allowed_hosts=list(settings.allowed_hosts)),
        Middleware(LimitsMiddleware, max_body_bytes=settings.max_request_bytes),
        Middleware(GZipMiddleware, minimum_size=800, compresslevel=6),
        Middleware(LanguageMiddleware),
    ]
