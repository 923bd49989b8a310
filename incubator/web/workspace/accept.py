"""Accepting what was brought to an incubator: the form of the sheet that it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.actions.accept_submission import Acceptance, NewSheet, accept
from incubator.actions.desk import Desk
from incubator.actions.submit import SubmissionError
from incubator.domain.access import may_decide_submissions
from incubator.domain.submissions import Kind, Status, is_sheet_id, may_move, proposed_sheet_id
from incubator.i18n import N_
from incubator.sheets.commits import Author
from incubator.store.snapshot import Snapshot
from incubator.store.submissions import Submission
from incubator.web.bringing import long_text, say_fault
from incubator.web.forms import Form, read_form
from incubator.web.ideas import sponsor_id
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import render
from incubator.web.visitor import leave_notice, mail_site, now_of, trace_of
from incubator.web.workspace.decisions import item_url, read_verdicts, verdict_choices
from incubator.web.workspace.places import Entered
from incubator.web.workspace.submissions import call_of, enter_submission, place_context


async def form(request: Request) -> Response:
    """``GET …/{submission_id}/accepter``"""
    entered, item = await enter_submission(request, may_decide_submissions)
    if not may_move(item.kind, item.status, Status.ACCEPTED):
        return item_url(request, item)
    return await _page(request, entered, item)


async def accept_it(request: Request) -> Response:
    """``POST …/{submission_id}/accepter``: the sheet is made, and its proposer is told."""
    entered, item = await enter_submission(request, may_decide_submissions)
    sent = await read_form(request)
    sheet = _read_sheet(sent, entered.named.place.id, await snapshot_of(request))
    words = long_text(sent, "words")
    checklist = read_verdicts(sent, await call_of(item))
    if sent.errors or sheet is None:
        return await _page(request, entered, item, sent, status=422)
    account = entered.person.account
    how = Acceptance(
        site=mail_site(request),
        place_name=entered.named.name,
        author=Author(account.shown_name, account.email),
        today=site_of(request).today(),
        now=now_of(request),
        text=words,
        checklist=checklist,
        gives_access=sent.flag("access"),
    )
    desk = Desk.of(site_of(request).settings)
    try:
        could_give = await accept(desk, item, sheet, how, trace_of(request))
    except SubmissionError as error:
        say_fault(sent, error)
        return await _page(request, entered, item, sent, status=422)
    said = N_("La fiche « %(title)s » est créée.")
    if not could_give:
        said = N_(
            "La fiche « %(title)s » est créée, mais l’accès n’a pas pu être donné : donnez-le "
            "depuis la page des accès."
        )
    await leave_notice(request, said, title=sheet.title)
    return item_url(request, item)


def _read_sheet(sent: Form, incubator: str, snapshot: Snapshot) -> NewSheet | None:
    """The sheet as the form has it; None, with faults, when something is missing."""
    sheet_id = sent.text("sheet_id", required=N_("Choisissez un identifiant."), limit=60)
    if sheet_id and not is_sheet_id(sheet_id):
        sent.fault(
            "sheet_id",
            N_("Écrivez des minuscules sans accent, des chiffres, des tirets ou des points."),
        )
    title = sent.text("title", required=N_("Donnez un nom."), limit=120)
    mission = sent.text(
        "mission", required=N_("Dites en une phrase ce que le service permettra."), limit=250
    )
    sponsor = sent.text("sponsor", limit=200)
    found = sponsor_id(snapshot, sponsor)
    if sponsor and not found:
        sent.fault(
            "sponsor",
            N_("Choisissez une administration du catalogue, ou laissez ce champ vide."),
        )
    starts_on = sent.day("starts_on")
    if starts_on is None:
        sent.fault("starts_on", N_("Donnez le premier jour de l’investigation."))
    problem = long_text(sent, "problem", required=N_("Décrivez le problème, avec des chiffres."))
    solution, reach = long_text(sent, "solution"), long_text(sent, "reach")
    if starts_on is None:
        return None
    return NewSheet(sheet_id, title, mission, incubator, found, starts_on, problem, solution, reach)


def _prefilled(request: Request, item: Submission, snapshot: Snapshot) -> Mapping[str, str]:
    """The sheet's fields as what was brought fills them; a problem has its own words."""
    answers = item.answers
    problem = answers.get("problem", "")
    if item.kind is Kind.PROBLEM:
        parts = (item.title, answers.get("who", ""), answers.get("today", ""))
        problem = "\n\n".join(part for part in parts if part)
    sponsor = sponsor_id(snapshot, answers.get("sponsor", ""))
    known = snapshot.organisations.get(sponsor)
    return {
        "sheet_id": item.sheet_id or proposed_sheet_id(item.title),
        "title": item.title[:120],
        "mission": answers.get("mission", ""),
        "sponsor": known.name if known else "",
        "starts_on": site_of(request).today().isoformat(),
        "problem": problem,
        "solution": answers.get("solution", ""),
        "reach": answers.get("reach", ""),
        # Who brings a problem need not be the one who solves it.
        **({} if item.kind is Kind.PROBLEM else {"access": "1"}),
    }


async def _page(
    request: Request,
    entered: Entered,
    item: Submission,
    sent: Form | None = None,
    status: int = 200,
) -> Response:
    snapshot = await snapshot_of(request)
    said_sponsor = item.answers.get("sponsor", "")
    context: dict[str, Any] = {
        **place_context(request, entered),
        "item": item,
        "call": await call_of(item),
        "verdicts": verdict_choices(request),
        "is_problem": item.kind is Kind.PROBLEM,
        "said_sponsor": "" if sponsor_id(snapshot, said_sponsor) else said_sponsor,
        "sponsors": sorted({one.name for one in snapshot.organisations.values()}),
        "values": sent.values if sent else _prefilled(request, item, snapshot),
        "errors": sent.errors if sent else {},
    }
    return render(request, "workspace/accept.html", context, status=status)


_ONE = "/espace/incubateurs/{place_id}/envois/{submission_id}"
routes = [
    Route(f"{_ONE}/accepter", form, name="accept_form"),
    Route(f"{_ONE}/accepter", accept_it, name="accept_submission", methods=["POST"]),
]
