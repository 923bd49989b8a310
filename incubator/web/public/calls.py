"""Calls for projects: the list, one of them, and applying to it."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.submit import TooManyError, submit
from incubator.domain.access import PlaceKind
from incubator.domain.submissions import CLOSED_KEPT, CallState, Kind
from incubator.i18n import N_
from incubator.store.calls import Call, find_call, published_calls
from incubator.store.submissions import Written
from incubator.web.bringing import is_robot, origin_of, read_sender, too_many
from incubator.web.call_views import call_view
from incubator.web.errors import MissingError
from incubator.web.forms import Form, read_form
from incubator.web.ideas import read_idea, sponsor_names
from incubator.web.public.bring_problem import after_sending
from incubator.web.public.paging import asked_id
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import page_url, render, translate
from incubator.web.visitor import now_of
from incubator.web.workspace.places import place_name

_GROUPS = (
    (CallState.OPEN, N_("Ouverts")),
    (CallState.COMING, N_("À venir")),
    (CallState.CLOSED, N_("Passés")),
)


async def calls(request: Request) -> Response:
    """``/appels``: open, coming, past."""
    today = site_of(request).today()
    snapshot = await snapshot_of(request)
    by_state: dict[CallState, list[dict[str, Any]]] = {}
    for call in await published_calls():
        state = call.state(today)
        group = CallState.CLOSED if state is CallState.CANCELLED else state
        view = call_view(request, snapshot, call, today)
        by_state.setdefault(group, []).append(view)
    groups = [
        (state.value, translate(request, title), by_state[state])
        for state, title in _GROUPS
        if state in by_state
    ]
    return render(request, "public/calls.html", {"groups": groups})


async def show(request: Request) -> Response:
    """``/appels/{id}``"""
    call = await _asked_call(request)
    view = call_view(request, await snapshot_of(request), call, site_of(request).today())
    return render(request, "public/call.html", {"call": view})


async def form(request: Request) -> Response:
    """``GET /appels/{id}/candidater``"""
    call = await _asked_call(request)
    if call.state(site_of(request).today()) is not CallState.OPEN:
        return RedirectResponse(page_url(request, "call", id=call.public_id), 303)
    return await _form_page(request, call)


async def apply(request: Request) -> Response:
    """``POST /appels/{id}/candidater``: the answer is the same whatever the address."""
    call = await _asked_call(request)
    snapshot = await snapshot_of(request)
    sent = await read_form(request)
    title, answers = read_idea(sent, with_organisation=True)
    sender = read_sender(request, sent, required=True)
    if call.state(site_of(request).today()) is not CallState.OPEN:
        sent.fault(
            "formulaire",
            N_("Cet appel ne reçoit plus de candidature. Gardez votre texte avant de partir."),
        )
    if sent.errors:
        return await _form_page(request, call, sent, status=422)
    if not is_robot(sent):
        written = Written(Kind.APPLICATION, call.incubator_id, title, answers, call.number)
        name = place_name(snapshot, PlaceKind.INCUBATOR, call.incubator_id)
        try:
            await submit(origin_of(request), written, sender, name, now_of(request))
        except TooManyError:
            return too_many(request)
    return await after_sending(request)


async def _asked_call(request: Request) -> Call:
    """A call that everybody may see.

    Raises:
        MissingError: there is none, or it is a draft.
    """
    call = await find_call(asked_id(request))
    if call is None or call.published_at is None:
        raise MissingError
    return call


async def _form_page(
    request: Request, call: Call, sent: Form | None = None, status: int = 200
) -> Response:
    snapshot = await snapshot_of(request)
    context: dict[str, Any] = {
        "has_forms": True,
        "call": call_view(request, snapshot, call, site_of(request).today()),
        "sponsors": sponsor_names(snapshot),
        "days_kept": CLOSED_KEPT.days,
        "values": sent.values if sent else {},
        "errors": sent.errors if sent else {},
    }
    return render(request, "public/apply.html", context, status=status)


routes = [
    Route("/appels", calls, name="calls"),
    Route("/appels/{id}", show, name="call"),
    Route("/appels/{id}/candidater", form, name="apply_form"),
    Route("/appels/{id}/candidater", apply, name="apply", methods=["POST"]),
]
