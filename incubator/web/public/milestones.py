"""What the next committee will ask of a startup, the quality standards, and its answers to both."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.phases import current_entry
from incubator.domain.startups import Startup
from incubator.store import criteria_reads
from incubator.store.startup_reads import find_sheet
from incubator.web import labels
from incubator.web.public.moved import elsewhere
from incubator.web.public.paging import asked_id
from incubator.web.readiness.gates import gate_view
from incubator.web.readiness.known import evidence_of
from incubator.web.readiness.standards import standards_view
from incubator.web.site import snapshot_of
from incubator.web.templating import render


async def milestones(request: Request) -> Response:
    """``/startups/{id}/jalons``"""
    startup_id = asked_id(request)
    await snapshot_of(request)
    sheet = await find_sheet(startup_id)
    if sheet is None:
        return await elsewhere(request, startup_id, "startup_milestones")
    evidence = await evidence_of(request, sheet)
    context = {"gate": await gate_view(request, sheet, evidence), "evidence": evidence}
    return render(request, "public/milestones.html", {**await head(request, sheet), **context})


async def standards(request: Request) -> Response:
    """``/startups/{id}/standards``"""
    startup_id = asked_id(request)
    await snapshot_of(request)
    sheet = await find_sheet(startup_id)
    if sheet is None:
        return await elsewhere(request, startup_id, "startup_standards")
    evidence = await evidence_of(request, sheet)
    context = {"view": await standards_view(request, sheet, evidence), "evidence": evidence}
    return render(
        request, "public/startup_standards.html", {**await head(request, sheet), **context}
    )


async def every_standard(request: Request) -> Response:
    """``/standards``: what is asked of every startup."""
    context = {"standards": await criteria_reads.standards()}
    return render(request, "public/standards.html", context)


async def head(request: Request, sheet: Startup) -> dict[str, Any]:
    """What the head of a startup's pages shows: the phase, and the product's maturity apart."""
    entry = current_entry(sheet.phases, (await snapshot_of(request)).today)
    return {
        "startup": sheet,
        "phase": entry.phase if entry else labels.UPCOMING,
        "maturity": labels.MATURITIES.get(sheet.product_maturity, ""),
    }


routes = [
    Route("/startups/{id}/jalons", milestones, name="startup_milestones"),
    Route("/startups/{id}/standards", standards, name="startup_standards"),
    Route("/standards", every_standard, name="standards"),
]
