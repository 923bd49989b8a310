"""Quality standards for a startup's team: where it stands, and a form for each standard."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.access import may_edit_sheet
from incubator.store.assessments import Asked, Kind
from incubator.store.startup_reads import find_sheet
from incubator.web.errors import MissingError
from incubator.web.forms import Form, read_form
from incubator.web.public.milestones import head
from incubator.web.readiness.known import evidence_of
from incubator.web.readiness.standards import StandardsView, StandardView, standards_view
from incubator.web.templating import render
from incubator.web.workspace.answers import Questions, back, save
from incubator.web.workspace.places import Entered, enter


async def show(request: Request) -> Response:
    """``GET /espace/startups/{place_id}/standards``"""
    entered = await enter(request, may_edit_sheet)
    view, context = await _view(request, entered)
    return render(request, "workspace/standards.html", {**context, "view": view})


async def show_one(request: Request) -> Response:
    """``GET …/standards/{standard_id}``: one standard, as a form."""
    return await _page(request, await enter(request, may_edit_sheet))


async def answer(request: Request) -> Response:
    """``POST …/standards/{standard_id}``: what the team says of it."""
    entered, sent = await enter(request, may_edit_sheet), await read_form(request)
    view, _ = await _view(request, entered)
    questions = _questions(entered, _chosen(request, view))
    moved = await save(request, sent, questions)
    if moved is None:
        return back(request, questions.asked)
    return await _page(request, entered, sent, moved)


async def _view(request: Request, entered: Entered) -> tuple[StandardsView, dict[str, Any]]:
    sheet = await find_sheet(entered.named.place.id)
    if sheet is None:
        # A sync took the sheet away between two queries.
        raise MissingError
    evidence = await evidence_of(request, sheet)
    view = await standards_view(request, sheet, evidence, is_team=True)
    return view, {**await head(request, sheet), "evidence": evidence}


def _chosen(request: Request, view: StandardsView) -> StandardView:
    wanted = request.path_params["standard_id"]
    found = next((one for one in view.standards if one.standard.id == wanted), None)
    if found is None:
        raise MissingError
    return found


def _questions(entered: Entered, chosen: StandardView) -> Questions:
    standard = chosen.standard
    asked = Asked(entered.named.place.id, Kind.STANDARD, standard.id)
    return Questions(asked, standard.version, standard.criteria, chosen.said.rows)


async def _page(
    request: Request,
    entered: Entered,
    sent: Form | None = None,
    moved: frozenset[str] = frozenset(),
) -> Response:
    view, context = await _view(request, entered)
    chosen = _chosen(request, view)
    questions = _questions(entered, chosen)
    context |= {
        "view": view,
        "chosen": chosen,
        "values": questions.typed(sent, moved) if sent else questions.fields,
        "errors": sent.errors if sent else {},
    }
    return render(request, "workspace/standard.html", context, status=422 if sent else 200)


_PATH = "/espace/startups/{place_id}/standards"
routes = [
    Route(_PATH, show, name="team_standards"),
    Route(f"{_PATH}/{{standard_id}}", show_one, name="team_standard"),
    Route(f"{_PATH}/{{standard_id}}", answer, name="answer_standard", methods=["POST"]),
]
