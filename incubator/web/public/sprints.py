"""A startup's sprints and measures of delivery, from its public repositories."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.phases import current_entry
from incubator.sheets.layout import Collection
from incubator.store.startup_reads import find_sheet
from incubator.web import labels
from incubator.web.measures.pages import page_of
from incubator.web.public.moved import elsewhere
from incubator.web.public.paging import asked_id
from incubator.web.site import snapshot_of
from incubator.web.templating import render

_STARTUPS = Collection.STARTUPS


async def sprints(request: Request) -> Response:
    """``/startups/{id}/sprints``"""
    startup_id = asked_id(request)
    snapshot = await snapshot_of(request)
    sheet = await find_sheet(startup_id)
    if sheet is None:
        return await elsewhere(request, startup_id, "startup_sprints")
    entry = current_entry(sheet.phases, snapshot.today)
    return render(
        request,
        "public/sprints.html",
        {
            "startup": sheet,
            "phase": entry.phase if entry else labels.UPCOMING,
            "view": await page_of(request, sheet, with_private=False),
        },
    )


routes = [Route("/startups/{id}/sprints", sprints, name="startup_sprints")]
