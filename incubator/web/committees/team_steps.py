"""What a team does with its dossier: see it whole, submit it, take it back, correct it."""

from __future__ import annotations

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.committees.dossier_steps import correct, recall, submit
from incubator.domain.committee_states import DossierState, StepError
from incubator.domain.narratives import faults
from incubator.i18n import N_
from incubator.web.committees.dossier_page import render_preview
from incubator.web.committees.team_dossier import faulty_form, opened_id
from incubator.web.committees.team_work import (
    Session,
    Work,
    begin,
    context_of,
    known_of,
    office,
    to_dossier,
    to_overview,
)
from incubator.web.delivery import deliver_soon
from incubator.web.forms import read_form
from incubator.web.site import site_of
from incubator.web.templating import formats_of, page_url, render, translate
from incubator.web.visitor import leave_notice, now_of, trace_of

_MOVED = N_(
    "Le dossier n’en est plus là : quelqu’un d’autre a agi entre-temps. Voici où il en est."
)


async def preview(request: Request) -> Response:
    """``GET /espace/startups/{place_id}/comite/dossier/apercu``: as the members would read it."""
    work = await begin(request)
    if work.session is None or work.session.dossier is None:
        return to_overview(request, work)
    is_draft = work.session.is_writable
    name = "startup_dossier" if is_draft else "startup_committee"
    label = N_("Revenir au formulaire") if is_draft else N_("Revenir au comité")
    back = (translate(request, label), page_url(request, name, place_id=work.startup_id))
    return await render_preview(request, work.session.dossier, back)


async def ask(request: Request) -> Response:
    """``GET …/comite/dossier/deposer``: what submitting does, or what the dossier still lacks."""
    work = await begin(request)
    session = work.session
    if session is None or session.dossier is None or not session.is_writable:
        return to_overview(request, work)
    known = await known_of(request, work.startup_id)
    if any(faults(session.narrative, known.setting(session))):
        return await faulty_form(request, work, session)
    return _confirm_page(request, work, session)


async def confirm(request: Request) -> Response:
    """``POST …/comite/dossier/deposer``"""
    sent = await read_form(request)
    work = await begin(request)
    session = work.session
    if session is None or session.dossier is None or not session.is_writable:
        return await _moved(request, work)
    known = await known_of(request, work.startup_id)
    if any(faults(session.narrative, known.setting(session))):
        return await faulty_form(request, work, session)
    if sent.values.get("ouverte") != opened_id(session):
        # Somebody saved since: whoever submits reads what they submit.
        return _confirm_page(request, work, session, has_changed=True)
    by = work.entered.person.account.public_id
    try:
        done = await submit(
            office(request), session.dossier, by, trace_of(request), now_of(request)
        )
    except StepError:
        return await _moved(request, work)
    if done.state is DossierState.FROZEN:
        await leave_notice(request, N_("Dossier déposé et envoyé aux membres du comité."))
    else:
        undo = page_url(request, "startup_dossier_recall", place_id=work.startup_id)
        await leave_notice(
            request,
            N_("Dossier déposé. Il part aux membres le %(day)s."),
            undo=(translate(request, N_("Le reprendre")), undo),
            day=formats_of(request).day(session.leaves_on),
        )
    url = page_url(request, "startup_committee", place_id=work.startup_id)
    return RedirectResponse(url, 303, background=BackgroundTask(deliver_soon, request))


async def take_back(request: Request) -> Response:
    """``POST …/comite/dossier/reprendre``: the team writes again, until it was sent."""
    work = await begin(request)
    if work.session is None or work.session.dossier is None:
        return await _moved(request, work)
    try:
        await recall(work.session.dossier, trace_of(request), now_of(request))
    except StepError:
        return await _moved(request, work)
    await leave_notice(request, N_("Dossier repris : corrigez-le, puis déposez-le à nouveau."))
    return to_dossier(request, work)


async def correct_sent(request: Request) -> Response:
    """``POST …/comite/dossier/corriger``: a new version; the one that was sent stays."""
    work = await begin(request)
    if work.session is None or work.session.dossier is None:
        return await _moved(request, work)
    by = work.entered.person.account.public_id
    try:
        await correct(work.session.dossier, by, trace_of(request), now_of(request))
    except StepError:
        return await _moved(request, work)
    await leave_notice(
        request,
        N_("Une nouvelle version commence. La version envoyée reste lisible telle quelle."),
    )
    return to_dossier(request, work)


def _confirm_page(
    request: Request, work: Work, session: Session, *, has_changed: bool = False
) -> Response:
    context = {
        **context_of(work),
        "opened": opened_id(session),
        "has_changed": has_changed,
        "leaves_now": site_of(request).today() >= session.leaves_on,
        "files": session.dossier.files if session.dossier else (),
    }
    status = 409 if has_changed else 200
    return render(request, "committees/team_submit.html", context, status=status)


async def _moved(request: Request, work: Work) -> Response:
    await leave_notice(request, _MOVED)
    return to_overview(request, work)


_BASE = "/espace/startups/{place_id}/comite/dossier"
routes = [
    Route(f"{_BASE}/apercu", preview, name="startup_dossier_preview"),
    Route(f"{_BASE}/deposer", ask, name="startup_dossier_submit"),
    Route(f"{_BASE}/deposer", confirm, name="submit_startup_dossier", methods=["POST"]),
    Route(f"{_BASE}/reprendre", take_back, name="startup_dossier_recall", methods=["POST"]),
    Route(f"{_BASE}/corriger", correct_sent, name="startup_dossier_correct", methods=["POST"]),
]
