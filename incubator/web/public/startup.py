"""A startup's page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.phases import Phase, current_entry
from incubator.domain.startups import Startup
from incubator.domain.text import initials, tag_key
from incubator.i18n import N_
from incubator.sheets.layout import Collection
from incubator.store.committees.public_reads import has_public_decisions
from incubator.store.snapshot import Snapshot
from incubator.store.startup_reads import StartupPage, TeamMate, find_startup
from incubator.web import labels
from incubator.web.errors import missing_or_gone
from incubator.web.impact.measures import DimensionView, briefs
from incubator.web.impact.money import money_of
from incubator.web.measures.findings import findings_of
from incubator.web.measures.strip import strip_of
from incubator.web.public.cards import organisation_name
from incubator.web.public.paging import asked_id
from incubator.web.public.timelines import phase_timeline
from incubator.web.public.transparency import contact_of, transparency
from incubator.web.readiness.gates import gate_view
from incubator.web.readiness.known import evidence_from
from incubator.web.sharing import json_ld
from incubator.web.site import snapshot_of
from incubator.web.sources import picture_url, source_of
from incubator.web.templating import formats_of, page_url, render, translate


async def startup(request: Request) -> Response:
    """``/startups/{id}``"""
    startup_id = asked_id(request)
    snapshot = await snapshot_of(request)
    today = snapshot.today
    page = await find_startup(startup_id, today)
    if page is None:
        raise await missing_or_gone(Collection.STARTUPS, startup_id)
    sheet = page.startup
    entry = current_entry(sheet.phases, today)
    matrix = briefs(request, sheet, today)
    findings = await findings_of(request, sheet, with_private=False)
    evidence = evidence_from(request, sheet, page.team, page.source, findings)
    return render(
        request,
        "public/startup.html",
        {
            "startup": sheet,
            "json_ld": [json_ld.government_service(request, snapshot, sheet)],
            "phase": entry.phase if entry else labels.UPCOMING,
            "since": entry.start if entry else None,
            "upcoming": min((p.start for p in sheet.phases if p.start > today), default=None),
            "body_html": page.body_html,
            "review": review_of(page, entry.phase if entry else None),
            "timeline": phase_timeline(request, snapshot, sheet, today),
            "tiles": _tiles(sheet, matrix, today),
            "strip": strip_of(request, findings),
            "shows_strip": findings.is_known
            or sheet.sprints
            or (findings.names and entry is not None and entry.phase.is_active),
            "sponsors": [
                {
                    "id": s,
                    "name": organisation_name(snapshot, s),
                    "known": s in snapshot.organisations,
                }
                for s in sheet.sponsors
            ],
            "incubators": _incubators(snapshot, sheet),
            "transparency": transparency(request, sheet),
            "contact": contact_of(sheet.contact),
            "user_types": _tag_links(request, sheet.user_types, "public", labels.USER_TYPES),
            "themes": _tag_links(request, sheet.themes, "theme"),
            "technologies": _tag_links(request, sheet.technologies, "technologie"),
            "team": [_mate(request, mate, today) for mate in page.team if mate.is_active],
            "former": [_mate(request, mate, today) for mate in page.team if not mate.is_active],
            "matrix": matrix,
            "money": money_of(request, sheet, today, with_chart=False),
            "has_decisions": await has_public_decisions(startup_id=sheet.id),
            "gate": await gate_view(request, sheet, evidence),
            "maturity": labels.MATURITIES.get(sheet.product_maturity, ""),
            "screenshot": picture_url(request, Collection.STARTUPS, sheet.id),
            "source": source_of(request, page.source),
        },
    )


def review_of(page: StartupPage, phase: Phase | None) -> dict[str, str] | None:
    """What is told of a startup that was stopped, or whose investigation was not conclusive.

    None for any other. A text that nobody wrote is empty, and the page says so.
    """
    match phase:
        case Phase.STOPPED:
            return {"html": page.post_mortem_html or page.lessons_html}
        case Phase.INCONCLUSIVE:
            return {"html": page.lessons_html or page.post_mortem_html}
        case _:
            return None


def _tiles(sheet: Startup, matrix: Iterable[DimensionView], today: date) -> dict[str, Any]:
    measures = [brief for view in matrix for brief in view.briefs]
    budget = max(
        (b for b in sheet.budgets if b.year <= today.year), key=lambda b: b.year, default=None
    )
    return {
        "main": next((brief for brief in measures if brief.indicator.is_main), None),
        "budget": budget,
        "funding_until": sheet.funding_until,
        "funding_over": sheet.funding_until is not None and sheet.funding_until < today,
    }


def _incubators(snapshot: Snapshot, sheet: Startup) -> list[dict[str, Any]]:
    found = []
    for incubator_id in sheet.incubators:
        known = snapshot.incubators.get(incubator_id)
        found.append(
            {
                "id": incubator_id,
                "title": known.title if known else incubator_id,
                "has_page": snapshot.public_incubator(incubator_id) is not None,
            }
        )
    return found


def _tag_links(
    request: Request, values: tuple[str, ...], parameter: str, names: Any = None
) -> list[dict[str, str]]:
    return [
        {
            "label": labels.label(names, value, lambda text: translate(request, text))
            if names and value in names
            else value,
            "url": page_url(request, "startups", **{parameter: tag_key(value)}),
        }
        for value in values
    ]


def _mate(request: Request, mate: TeamMate, today: date) -> dict[str, Any]:
    return {
        "id": mate.id,
        "name": mate.full_name,
        "initials": initials(mate.full_name),
        "role": mate.role,
        "period": _period(request, mate, today),
        "active": mate.is_active,
    }


def _period(request: Request, mate: TeamMate, today: date) -> str:
    formats = formats_of(request)
    start, end = mate.start, mate.end
    if start and (mate.is_active or not end):
        text = N_("depuis %(start)s") if start <= today else N_("à partir de %(start)s")
        return translate(request, text, start=formats.short_month(start))
    if start and end:
        return translate(
            request,
            "de %(start)s à %(end)s",
            start=formats.short_month(start),
            end=formats.short_month(end),
        )
    return ""


routes = [Route("/startups/{id}", startup, name="startup")]
