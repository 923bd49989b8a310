"""The programme in figures, today or on a day that is over, and the files of the figures."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.programme_report import Report
from incubator.store.programme_reads import ProgrammeCache
from incubator.store.snapshot import Snapshot
from incubator.web.errors import MissingError
from incubator.web.site import snapshot_of
from incubator.web.statistics import filters
from incubator.web.statistics.asked import Asked, asked, statistics_url
from incubator.web.statistics.figures import sections
from incubator.web.statistics.tables import SHEETS, to_csv
from incubator.web.statistics.telling import telling
from incubator.web.templating import page_url, render


async def statistics(request: Request) -> Response:
    """``/statistiques``"""
    question = asked(request)
    snapshot, report = await _answer(request, question)
    tags = filters.tags(request, snapshot, question)
    told = telling(request, snapshot, question, report)
    rest = [pair for pair in question.query if pair[0] != "au"]
    return render(
        request,
        "public/statistics.html",
        {
            "report": report,
            "people": report.people[-1].total if report.people else 0,
            "asked": question,
            "groups": filters.groups(request, snapshot, question, report),
            "years": filters.years(snapshot, question),
            "tags": tags,
            "clear_url": page_url(request, "statistics"),
            "today_url": statistics_url(request, rest),
            "sections": await asyncio.to_thread(sections, told),
        },
    )


async def statistics_csv(request: Request) -> Response:
    """``/statistiques/{figure}.csv``"""
    name = request.path_params["figure"]
    sheet = SHEETS.get(name)
    if sheet is None:
        raise MissingError
    question = asked(request)
    _, report = await _answer(request, question)
    return Response(
        await asyncio.to_thread(to_csv, sheet, report),
        media_type="text/csv; charset=utf-8; header=present",
        headers={
            "Cache-Control": "no-cache",
            "Content-Disposition": f'attachment; filename="{name}-{report.day}.csv"',
        },
    )


async def _answer(request: Request, question: Asked) -> tuple[Snapshot, Report]:
    snapshot = await snapshot_of(request)
    state = request.app.state
    if not hasattr(state, "programme"):
        state.programme = ProgrammeCache()
    cache: ProgrammeCache = state.programme
    report = await cache.report(snapshot, question.choice(snapshot), question.day)
    return snapshot, report


routes = [
    Route("/statistiques", statistics, name="statistics"),
    Route("/statistiques/{figure}.csv", statistics_csv, name="statistics_csv"),
]
