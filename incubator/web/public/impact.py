"""What a startup achieves and costs: its impact matrix, its budget, and their values as CSV."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.impact import main_indicator
from incubator.domain.phases import ENDING_PHASES, current_entry
from incubator.sheets.layout import Collection
from incubator.store import impact_sources
from incubator.store.startup_reads import find_sheet
from incubator.web import labels
from incubator.web.chart_marks import marks_of
from incubator.web.impact.measures import briefs, details
from incubator.web.impact.money import money_of
from incubator.web.impact.values_csv import values_csv
from incubator.web.public.moved import elsewhere
from incubator.web.public.paging import asked_id
from incubator.web.site import snapshot_of
from incubator.web.templating import page_url, render, served_url
from incubator.web.visitor import visitor_of

_STARTUPS = Collection.STARTUPS


async def impact(request: Request) -> Response:
    """``/startups/{id}/impact``"""
    startup_id = asked_id(request)
    snapshot = await snapshot_of(request)
    sheet = await find_sheet(startup_id)
    if sheet is None:
        return await elsewhere(request, startup_id, "startup_impact")
    today = snapshot.today
    declares = any(one.values_url for one in sheet.indicators)
    sources = await impact_sources.sources([sheet.id]) if declares else {}
    marks = marks_of(request, sheet.events, sheet.phases)
    every = details(request, sheet, sources, marks, today)
    main = main_indicator(sheet.indicators)
    money = money_of(request, sheet, today, with_chart=True)
    entry = current_entry(sheet.phases, today)
    return render(
        request,
        "public/impact.html",
        {
            "startup": sheet,
            "phase": entry.phase if entry else labels.UPCOMING,
            "maturity": labels.MATURITIES.get(sheet.product_maturity, ""),
            "is_followed": entry is None or entry.phase not in ENDING_PHASES,
            "matrix": briefs(request, sheet, today),
            "details": every,
            "main": every[main.id] if main else None,
            "money": money,
            "has_charts": money.chart is not None or any(one.chart for one in every.values()),
            "edit_impact": edit_url(request, startup_id, "impact"),
            "edit_budget": edit_url(request, startup_id, "budget"),
        },
    )


async def impact_csv(request: Request) -> Response:
    """``/startups/{id}/impact.csv``"""
    startup_id = asked_id(request)
    snapshot = await snapshot_of(request)
    sheet = await find_sheet(startup_id)
    if sheet is None:
        return await elsewhere(request, startup_id, "startup_impact_csv")
    name = quote(f"{sheet.id}-impact.csv", safe="")
    return Response(
        values_csv(sheet, snapshot.today),
        media_type="text/csv; charset=utf-8; header=present",
        headers={
            "Content-Disposition": f"attachment; filename=\"impact.csv\"; filename*=UTF-8''{name}",
            "Cache-Control": "no-cache",
        },
    )


def edit_url(request: Request, startup_id: str, section: str) -> str:
    """Where a section of the sheet is changed; those who are not signed in do so first."""
    url = page_url(request, "edit_section", place_id=startup_id, section=section)
    if visitor_of(request).account is not None:
        return url
    return served_url(request, "sign_in", next=url)


routes = [
    Route("/startups/{id}/impact", impact, name="startup_impact"),
    Route("/startups/{id}/impact.csv", impact_csv, name="startup_impact_csv"),
]
