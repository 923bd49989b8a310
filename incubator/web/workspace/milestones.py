"""The next gate for a startup's team: every answer with its author, the form, and the sheet."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.access import may_edit_sheet
from incubator.domain.upkeep import completeness, points
from incubator.i18n import N_
from incubator.store.assessments import Asked, Kind
from incubator.store.startup_reads import find_sheet
from incubator.store.upkeep_reads import upkeep_of
from incubator.web.errors import MissingError
from incubator.web.forms import Form, read_form
from incubator.web.public.milestones import head
from incubator.web.readiness.gates import GateView, gate_view
from incubator.web.readiness.known import evidence_of
from incubator.web.site import site_of
from incubator.web.templating import render
from incubator.web.visitor import leave_notice
from incubator.web.workspace.answers import Questions, back, save
from incubator.web.workspace.places import Entered, enter
from incubator.web.workspace.points import shown


async def show(request: Request) -> Response:
    """``GET /espace/startups/{place_id}/jalons``"""
    return await _page(request, await enter(request, may_edit_sheet))


async def answer(request: Request) -> Response:
    """``POST /espace/startups/{place_id}/jalons``: what the team says of the next gate."""
    entered, sent = await enter(request, may_edit_sheet), await read_form(request)
    startup_id = entered.named.place.id
    gate, _ = await _gate(request, startup_id)
    questions = _questions(startup_id, gate)
    if questions is None:
        # It has left the phase whose criteria the form showed.
        told = N_("La startup a changé de phase : rien n’a été enregistré.")
        await leave_notice(request, told)
        return back(request, Asked(startup_id, Kind.PHASE, ""))
    moved = await save(request, sent, questions)
    if moved is None:
        return back(request, questions.asked)
    return await _page(request, entered, sent, moved)


async def _gate(request: Request, startup_id: str) -> tuple[GateView, dict[str, Any]]:
    sheet = await find_sheet(startup_id)
    if sheet is None:
        # A sync took the sheet away between two queries.
        raise MissingError
    evidence = await evidence_of(request, sheet)
    gate = await gate_view(request, sheet, evidence, is_team=True)
    return gate, {**await head(request, sheet), "evidence": evidence}


def _questions(startup_id: str, gate: GateView) -> Questions | None:
    if gate.asked is None or gate.said is None:
        return None
    asked = Asked(startup_id, Kind.PHASE, gate.asked.phase.value)
    return Questions(asked, "", gate.asked.criteria, gate.said.rows)


async def _page(
    request: Request,
    entered: Entered,
    sent: Form | None = None,
    moved: frozenset[str] = frozenset(),
) -> Response:
    startup_id = entered.named.place.id
    gate, context = await _gate(request, startup_id)
    questions = _questions(startup_id, gate)
    values: dict[str, str] = {}
    if questions is not None:
        values = questions.typed(sent, moved) if sent else questions.fields
    context |= {
        "gate": gate,
        "values": values,
        "errors": sent.errors if sent else {},
        "upkeep": await _upkeep(request, startup_id),
    }
    return render(request, "workspace/milestones.html", context, status=422 if sent else 200)


async def _upkeep(request: Request, startup_id: str) -> dict[str, Any] | None:
    """How much of what a sheet is asked for is there and fresh, each point with what to do."""
    site = site_of(request)
    today = site.today()
    kept = (await upkeep_of([startup_id], today, site.settings.time_zone)).get(startup_id)
    if kept is None:
        return None
    done, total = completeness(kept.facts, today)
    return {
        "done": done,
        "total": total,
        "points": [
            shown(request, startup_id, kept.facts, point, today)
            for point in points(kept.facts, today)
        ],
    }


_PATH = "/espace/startups/{place_id}/jalons"
routes = [
    Route(_PATH, show, name="team_milestones"),
    Route(_PATH, answer, name="answer_milestones", methods=["POST"]),
]
