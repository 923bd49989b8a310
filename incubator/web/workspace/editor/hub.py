"""The sheet at a glance: its sections, what each lacks, drafts that wait."""

from __future__ import annotations

from collections import Counter
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.upkeep import points
from incubator.sheets.parse import parse
from incubator.store.drafts import drafts_of
from incubator.store.startup_reads import find_sheet
from incubator.store.upkeep_reads import upkeep_of
from incubator.web.measures.findings import findings_of
from incubator.web.measures.strip import Strip, strip_of
from incubator.web.site import site_of
from incubator.web.templating import render, translate
from incubator.web.workspace.editor.desk import STARTUPS, Work, begin
from incubator.web.workspace.editor.sections import SECTIONS, section_of
from incubator.web.workspace.points import shown
from incubator.web.workspace.proposals import shown_proposals


async def show(request: Request) -> Response:
    """``GET /espace/startups/{place_id}/modifier``"""
    work = await begin(request)
    problems = parse(work.opened.file, work.opened.data).problems
    counts: Counter[str] = Counter()
    elsewhere: list[str] = []
    for problem in problems:
        section = section_of(problem.key.partition("[")[0].partition(".")[0])
        if section:
            counts[section.slug] += 1
        else:
            elsewhere.append(problem.message(lambda text: translate(request, text)))
    drafts = await drafts_of(work.person.account, STARTUPS, work.startup_id)
    context: dict[str, Any] = {
        "name": work.name,
        "startup_id": work.startup_id,
        "sections": [
            {
                "slug": section.slug,
                "title": section.title,
                "summary": section.summary,
                "remarks": counts[section.slug],
                "draft": drafts.get(section.slug),
            }
            for section in SECTIONS
        ],
        "todo": await _todo(request, work),
        "elsewhere": elsewhere,
        "strip": await _strip(request, work),
        "proposals": await shown_proposals(request, work.named) if work.desk.by_proposal else [],
    }
    return render(request, "workspace/editor/hub.html", context)


async def _todo(request: Request, work: Work) -> dict[str, list[str]]:
    """What is missing or out of date, in sentences, by the section that settles it."""
    site = site_of(request)
    today = site.today()
    known = await upkeep_of([work.startup_id], today, site.settings.time_zone)
    todo: dict[str, list[str]] = {}
    for kept in known.values():
        for point in points(kept.facts, today):
            told = shown(request, work.startup_id, kept.facts, point, today)
            todo.setdefault(point.section.value, []).append(told.sentence)
    return todo


async def _strip(request: Request, work: Work) -> Strip | None:
    """Sprint and measures, private repositories included: those who are here may see them."""
    sheet = await find_sheet(work.startup_id)
    if sheet is None:
        return None
    return strip_of(request, await findings_of(request, sheet, with_private=True))


routes = [Route("/espace/startups/{place_id}/modifier", show, name="edit_sheet")]
