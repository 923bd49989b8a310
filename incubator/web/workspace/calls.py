"""An incubator's calls for projects: written, shown as they will be, published, ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.manage_calls import (
    CallError,
    cancel,
    change_call,
    close_early,
    create_call,
    publish,
    rendered,
)
from incubator.domain.access import may_decide_submissions
from incubator.domain.submissions import CallDays, CallState
from incubator.i18n import N_
from incubator.store.calls import Call, CallText, calls_of, find_call, has_applications
from incubator.web.bringing import long_text
from incubator.web.call_views import call_view
from incubator.web.delivery import deliver_soon
from incubator.web.errors import MissingError
from incubator.web.forms import Form, read_form
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import page_url, render
from incubator.web.visitor import leave_notice, mail_site, now_of, trace_of
from incubator.web.workspace.places import Entered
from incubator.web.workspace.submissions import enter_incubator, place_context

_TEXT, _MOST_CRITERIA = 12_000, 20
_FAULTS: Mapping[str, tuple[str, str]] = {
    "text": ("text", N_("Ce texte ne peut pas être affiché : simplifiez sa mise en forme.")),
    "closes_on": ("closes_on", N_("Le dernier jour vient avant le premier.")),
    "answers_on": ("answers_on", N_("Les réponses viennent avant le dernier jour.")),
    "past": ("formulaire", N_("Le dernier jour est passé : changez les dates d’abord.")),
    "applied": (
        "formulaire",
        N_("Quelqu’un a déjà candidaté : vous pouvez seulement repousser les dates de fin."),
    ),
    "state": ("formulaire", N_("L’état de l’appel a changé entre-temps : relisez cette page.")),
}


async def show_all(request: Request) -> Response:
    """``GET /espace/incubateurs/{place_id}/appels``"""
    entered = await enter_incubator(request, may_decide_submissions)
    snapshot, today = await snapshot_of(request), site_of(request).today()
    found = [
        call_view(request, snapshot, call, today) for call in await calls_of(entered.named.place.id)
    ]
    context = {**place_context(request, entered), "calls": found}
    return render(request, "workspace/calls.html", context)


async def new(request: Request) -> Response:
    """``GET …/appels/nouveau``"""
    return _form_page(request, await enter_incubator(request, may_decide_submissions))


async def create(request: Request) -> Response:
    """``POST …/appels/nouveau``: kept as a draft."""
    entered = await enter_incubator(request, may_decide_submissions)
    sent = await read_form(request)
    read = _read(sent)
    if read is not None:
        try:
            call = await create_call(
                entered.named.place.id, *read, trace_of(request), now_of(request)
            )
        except CallError as error:
            sent.fault(*_FAULTS[error.code])
        else:
            await leave_notice(request, N_("Brouillon gardé : relisez-le, puis publiez-le."))
            return _back(request, call)
    return _form_page(request, entered, sent, status=422)


async def show(request: Request) -> Response:
    """``GET …/appels/{call_id}``: the call as everybody will read it, and what may be done."""
    return await _call_page(request, *await _entered_call(request))


async def edit(request: Request) -> Response:
    """``GET …/appels/{call_id}/modifier``"""
    entered, call = await _entered_call(request)
    return _form_page(
        request, entered, values=_values(call), call=call, dates_only=await has_applications(call)
    )


async def change(request: Request) -> Response:
    """``POST …/appels/{call_id}/modifier``"""
    entered, call = await _entered_call(request)
    dates_only = await has_applications(call)
    sent = await read_form(request)
    if dates_only:
        sent = Form(request, {**_values(call), **_days_sent(sent)}, sent.lists)
    read = _read(sent)
    if read is not None:
        today = site_of(request).today()
        try:
            await change_call(call, *read, trace_of(request), today=today, now=now_of(request))
        except CallError as error:
            sent.fault(*_FAULTS[error.code])
        else:
            await leave_notice(request, N_("Appel modifié."))
            return _back(request, call)
    return _form_page(request, entered, sent, call=call, dates_only=dates_only, status=422)


async def publish_it(request: Request) -> Response:
    """``POST …/appels/{call_id}/publier``"""
    entered, call = await _entered_call(request)
    try:
        await publish(call, trace_of(request), today=site_of(request).today(), now=now_of(request))
    except CallError as error:
        return await _call_page(request, entered, call, error)
    await leave_notice(request, N_("L’appel est public."))
    return _back(request, call)


async def ask_to_end(request: Request) -> Response:
    """``GET …/appels/{call_id}/arreter``: closing early and cancelling, and what each does."""
    entered, call = await _entered_call(request)
    today = site_of(request).today()
    state = call.state(today)
    if state is CallState.CANCELLED:
        return _back(request, call)
    context = {
        **place_context(request, entered),
        "call": call_view(request, await snapshot_of(request), call, today),
        "may_close": state is CallState.OPEN and call.days.closes_on > today,
    }
    return render(request, "workspace/end_call.html", context)


async def close_it(request: Request) -> Response:
    """``POST …/appels/{call_id}/clore``: today is the last day."""
    entered, call = await _entered_call(request)
    try:
        await close_early(
            call, trace_of(request), today=site_of(request).today(), now=now_of(request)
        )
    except CallError as error:
        return await _call_page(request, entered, call, error)
    await leave_notice(request, N_("L’appel se clôt ce soir."))
    return _back(request, call)


async def cancel_it(request: Request) -> Response:
    """``POST …/appels/{call_id}/annuler``: those who applied are told; a draft is removed."""
    entered, call = await _entered_call(request)
    was_public = call.published_at is not None
    try:
        await cancel(
            mail_site(request), call, entered.named.name, trace_of(request), now_of(request)
        )
    except CallError as error:
        return await _call_page(request, entered, call, error)
    if was_public:
        await leave_notice(request, N_("L’appel est annulé. Les candidats sont prévenus."))
        return _back(request, call)
    await leave_notice(request, N_("Brouillon supprimé."))
    return RedirectResponse(page_url(request, "own_calls", place_id=call.incubator_id), 303)


async def _entered_call(request: Request) -> tuple[Entered, Call]:
    entered = await enter_incubator(request, may_decide_submissions)
    call = await find_call(request.path_params["call_id"])
    if call is None or call.incubator_id != entered.named.place.id:
        raise MissingError
    return entered, call


def _read(sent: Form) -> tuple[CallText, CallDays] | None:
    """What the form says; None, with faults, when something is missing."""
    title = sent.text("title", required=N_("Donnez un titre."), limit=200)
    missing = N_("Dites ce que l’appel cherche et à qui il s’adresse.")
    text = long_text(sent, "text", required=missing, limit=_TEXT)
    lines = long_text(sent, "criteria").split("\n")
    criteria = tuple(line.strip().lstrip("-•* ") for line in lines if line.strip(" -•*"))
    if not criteria:
        sent.fault("criteria", N_("Écrivez au moins un critère."))
    if len(criteria) > _MOST_CRITERIA:
        sent.fault("criteria", N_("Gardez %(most)s critères au plus."), most=_MOST_CRITERIA)
    opens_on, closes_on = sent.day("opens_on"), sent.day("closes_on")
    answers_on = sent.day("answers_on")
    for name, day in (("opens_on", opens_on), ("closes_on", closes_on)):
        if day is None:
            sent.fault(name, N_("Donnez une date."))
    if sent.errors or opens_on is None or closes_on is None:
        return None
    try:
        return rendered(title, text, criteria), CallDays(opens_on, closes_on, answers_on)
    except CallError as error:
        sent.fault(*_FAULTS[error.code])
        return None


def _values(call: Call) -> dict[str, str]:
    answers_on = call.days.answers_on
    return {
        "title": call.said.title,
        "text": call.said.text,
        "criteria": "\n".join(call.said.criteria),
        "opens_on": call.days.opens_on.isoformat(),
        "closes_on": call.days.closes_on.isoformat(),
        "answers_on": answers_on.isoformat() if answers_on else "",
    }


def _days_sent(sent: Form) -> dict[str, str]:
    return {n: sent.values[n] for n in ("closes_on", "answers_on") if n in sent.values}


def _back(request: Request, call: Call) -> Response:
    address = page_url(request, "own_call", place_id=call.incubator_id, call_id=call.public_id)
    return RedirectResponse(address, 303, background=BackgroundTask(deliver_soon, request))


def _form_page(
    request: Request,
    entered: Entered,
    sent: Form | None = None,
    *,
    values: Mapping[str, str] | None = None,
    call: Call | None = None,
    dates_only: bool = False,
    status: int = 200,
) -> Response:
    context: dict[str, Any] = {
        **place_context(request, entered),
        "call": call,
        "dates_only": dates_only,
        "values": sent.values if sent else (values or {}),
        "errors": sent.errors if sent else {},
    }
    return render(request, "workspace/call_form.html", context, status=status)


async def _call_page(
    request: Request, entered: Entered, call: Call, error: CallError | None = None
) -> Response:
    today = site_of(request).today()
    sent = Form(request, {}, {})
    if error is not None:
        sent.fault(*_FAULTS[error.code])
    state = call.state(today)
    context: dict[str, Any] = {
        **place_context(request, entered),
        "call": call_view(request, await snapshot_of(request), call, today),
        "has_applications": await has_applications(call),
        "may_change": state is not CallState.CANCELLED,
        "errors": sent.errors,
    }
    return render(request, "workspace/call.html", context, status=422 if error is not None else 200)


_BASE = "/espace/incubateurs/{place_id}/appels"
_ONE = f"{_BASE}/{{call_id}}"
routes = [
    Route(_BASE, show_all, name="own_calls"),
    Route(f"{_BASE}/nouveau", new, name="new_call"),
    Route(f"{_BASE}/nouveau", create, name="create_call", methods=["POST"]),
    Route(_ONE, show, name="own_call"),
    Route(f"{_ONE}/modifier", edit, name="edit_call"),
    Route(f"{_ONE}/modifier", change, name="change_call", methods=["POST"]),
    Route(f"{_ONE}/publier", publish_it, name="publish_call", methods=["POST"]),
    Route(f"{_ONE}/arreter", ask_to_end, name="ask_to_end_call"),
    Route(f"{_ONE}/clore", close_it, name="close_call", methods=["POST"]),
    Route(f"{_ONE}/annuler", cancel_it, name="cancel_call", methods=["POST"]),
]
