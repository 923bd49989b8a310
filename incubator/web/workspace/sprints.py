"""A startup's sprints and measures for its team: private repositories count, failures are told."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.access import may_edit_sheet
from incubator.domain.phases import current_entry
from incubator.store.startup_reads import find_sheet
from incubator.web import labels
from incubator.web.errors import MissingError
from incubator.web.measures.pages import page_of
from incubator.web.site import site_of
from incubator.web.templating import render
from incubator.web.workspace.places import enter


async def show(request: Request) -> Response:
    """``GET /espace/startups/{place_id}/sprints``"""
    entered = await enter(request, may_edit_sheet)
    sheet = await find_sheet(entered.named.place.id)
    if sheet is None:
        # A sync took the sheet away between two queries.
        raise MissingError
    entry = current_entry(sheet.phases, site_of(request).today())
    return render(
        request,
        "workspace/sprints.html",
        {
            "startup": sheet,
            "phase": entry.phase if entry else labels.UPCOMING,
            "view": await page_of(request, sheet, with_private=True),
        },
    )


routes = [Route("/espace/startups/{place_id}/sprints", show, name="team_sprints")]
