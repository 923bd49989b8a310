"""The fields of a mission in a team's forms, and what a save of a member's sheet tells."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from incubator.actions.desk import Desk
from incubator.actions.edit_sheet import Saved
from incubator.actions.manage_team import Team
from incubator.i18n import N_
from incubator.sheets.missions import Term
from incubator.web.forms import Form
from incubator.web.labels import MEMBER_STATUSES
from incubator.web.site import site_of
from incubator.web.templating import page_url, translate
from incubator.web.visitor import leave_notice, trace_of
from incubator.web.workspace.editor.desk import author_of
from incubator.web.workspace.places import Entered


def desk_of(request: Request) -> Desk:
    """Where sheets are changed."""
    return Desk.of(site_of(request).settings)


def team_of(request: Request, entered: Entered) -> Team:
    """The team that a visitor is about to change."""
    author = author_of(entered.person)
    return Team(desk_of(request), entered.named.place.id, author, trace_of(request))


def read_term(sent: Form) -> Term:
    """The days and terms of a mission; what is wrong is noted in the form."""
    start, end = sent.day("start"), sent.day("end")
    if start is None:
        sent.fault("start", N_("Indiquez le premier jour de la mission."))
    status = sent.choice("status", MEMBER_STATUSES)
    return Term(start, end, status, sent.text("employer", limit=120))


def term_context(request: Request, sent: Form | None) -> dict[str, Any]:
    """What a form with a mission's fields shows: today's day until something was typed."""
    today = site_of(request).today()
    return {
        "statuses": [(value, translate(request, text)) for value, text in MEMBER_STATUSES.items()],
        "values": sent.values if sent else {"start": today.isoformat()},
        "errors": sent.errors if sent else {},
    }


async def tell(
    request: Request, entered: Entered, member_id: str, saved: Saved, done: str, **values: str
) -> Response:
    """Back to the team: ``done`` says what was saved, with a way to undo it."""
    place_id = entered.named.place.id
    if saved.is_proposed:
        await leave_notice(
            request, N_("Changement proposé : il sera public quand la demande sera acceptée.")
        )
    elif saved.commit and saved.before:
        url = page_url(
            request,
            "undo_team_change",
            place_id=place_id,
            member_id=member_id,
            commit=saved.commit,
            before=saved.before,
        )
        undo = (translate(request, N_("Annuler")), url)
        await leave_notice(request, done, undo=undo, **values)
    else:
        await leave_notice(request, N_("Rien n’a changé : c’était déjà ainsi."))
    return back(request, entered)


def back(request: Request, entered: Entered) -> Response:
    """To the team's page."""
    url = page_url(request, "place_team", place_id=entered.named.place.id)
    return RedirectResponse(url, 303)
