"""Pages of words: accessibility, personal data, what this is; and the supervisor's answer."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from tortoise.exceptions import BaseORMException

from incubator import __version__
from incubator.store.sheet_states import read_version
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import render


async def accessibility(request: Request) -> Response:
    """``/accessibilite``"""
    return await _words(request, "public/accessibility.html")


async def privacy(request: Request) -> Response:
    """``/donnees-personnelles``"""
    return await _words(
        request, "public/privacy.html", journal_days=site_of(request).settings.journal_days
    )


async def about(request: Request) -> Response:
    """``/a-propos``"""
    return await _words(request, "public/about.html")


async def _words(request: Request, template: str, **values: object) -> Response:
    snapshot = await snapshot_of(request)
    context = {"version": __version__, "total": len(snapshot.index), **values}
    return render(request, template, context)


async def health(_: Request) -> Response:
    """``/sante``: 200 while the database answers, 503 otherwise."""
    try:
        version = await read_version()
    except (OSError, BaseORMException):
        return JSONResponse({"status": "unavailable"}, 503, headers={"Cache-Control": "no-store"})
    synced = version.synced_at.isoformat() if version.synced_at else None
    body = {"status": "ok", "catalogue_version": version.number, "synced_at": synced}
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


routes = [
    Route("/accessibilite", accessibility, name="accessibility"),
    Route("/donnees-personnelles", privacy, name="privacy"),
    Route("/a-propos", about, name="about"),
    Route("/sante", health, name="health"),
]
