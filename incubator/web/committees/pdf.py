"""Dossiers and minutes as PDF; where there can be none, the page to print, and why."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.config import PROJECT_ROOT
from incubator.documents.pdf import PdfError, Trouble
from incubator.domain.committee_access import Right
from incubator.i18n import N_
from incubator.store.committees.closings import minutes_of
from incubator.web.committees.dossier_page import document_html
from incubator.web.committees.entering import enter_committee, enter_dossier
from incubator.web.committees.minutes import minutes_html
from incubator.web.errors import MissingError
from incubator.web.site import Site, site_of
from incubator.web.templating import absolute_url, page_url
from incubator.web.visitor import leave_notice

_log = structlog.get_logger("incubator.web")
_CSS = PROJECT_ROOT / "static" / "css"
_PRIVATE = {"Cache-Control": "private, no-store"}
#: Why there is no PDF, and what to do.
TROUBLES: Mapping[Trouble, str] = {
    Trouble.PARTS_MISSING: N_(
        "Ce serveur ne fait pas de PDF : le composant Pango ne s’y charge pas. "
        "Imprimez cette page, ou enregistrez-la en PDF depuis votre navigateur."
    ),
    Trouble.TOO_LARGE: N_(
        "Ce document est trop long pour que le serveur en fasse un PDF. "
        "Imprimez cette page, ou enregistrez-la en PDF depuis votre navigateur."
    ),
    Trouble.TOO_LONG: N_(
        "Le serveur a mis trop de temps à faire le PDF. "
        "Réessayez, ou imprimez cette page depuis votre navigateur."
    ),
    Trouble.BUSY: N_(
        "Le serveur prépare déjà d’autres PDF. "
        "Réessayez dans une minute, ou imprimez cette page depuis votre navigateur."
    ),
    Trouble.FAULTY: N_(
        "Le PDF n’a pas pu être fait : une trace de l’erreur est gardée. "
        "Imprimez cette page, ou enregistrez-la en PDF depuis votre navigateur."
    ),
}


async def dossier_pdf(request: Request) -> Response:
    """``GET /comites/{committee_id}/points/{item_id}/dossier/{version}.pdf``"""
    entered = await enter_dossier(request)
    number = request.path_params["version"]
    html = await document_html(request, entered, number)
    committee = entered.in_committee.committee
    otherwise = page_url(
        request,
        "dossier_version",
        committee_id=committee.public_id,
        item_id=entered.item.public_id,
        version=number,
    )
    name = f"dossier-{entered.startup.place.id}-v{number}.pdf"
    return await _pdf(request, html, name, otherwise)


async def minutes_pdf(request: Request) -> Response:
    """``GET /comites/{committee_id}/releve.pdf``"""
    entered = await enter_committee(request, Right.SEE)
    committee = entered.committee
    minutes = await minutes_of(committee.number)
    if minutes is None:
        raise MissingError
    html = await minutes_html(request, committee, minutes.text)
    day = committee.starts_at.astimezone(site_of(request).settings.time_zone).date()
    otherwise = page_url(request, "minutes", committee_id=committee.public_id)
    return await _pdf(request, html, f"releve-{day.isoformat()}.pdf", otherwise)


def style_sheets(site: Site) -> dict[str, Path]:
    """The style sheets that a document may name, by the path of their address."""
    return {site.statics.url(f"css/{file.name}"): file for file in sorted(_CSS.glob("*.css"))}


async def _pdf(request: Request, html: str, name: str, otherwise: str) -> Response:
    """The PDF of a document, or the page to print, with a notice that says why."""
    site = site_of(request)
    try:
        made = await site.printer.pdf(html, style_sheets(site), absolute_url(request, "/"))
    except PdfError as error:
        _log.warning("no PDF was made", trouble=error.trouble.value, detail=error.detail)
        await leave_notice(request, TROUBLES[error.trouble])
        return RedirectResponse(otherwise, 303, _PRIVATE)
    shown = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(made, media_type="application/pdf", headers={**_PRIVATE, **shown})


routes = [
    Route(
        "/comites/{committee_id}/points/{item_id}/dossier/{version:int}.pdf",
        dossier_pdf,
        name="dossier_pdf",
    ),
    Route("/comites/{committee_id}/releve.pdf", minutes_pdf, name="minutes_pdf"),
]
