"""How a call for projects is shown: its state, and what each of its days means."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.requests import Request

from incubator.domain.access import PlaceKind
from incubator.domain.submissions import CallState
from incubator.i18n import N_
from incubator.store.calls import Call
from incubator.store.snapshot import Snapshot
from incubator.web.templating import formats_of, page_url, translate
from incubator.web.workspace.places import place_name

STATES: Mapping[CallState, tuple[str, str]] = {
    CallState.DRAFT: (N_("Brouillon"), ""),
    CallState.COMING: (N_("À venir"), "info"),
    CallState.OPEN: (N_("Ouvert"), "success"),
    CallState.CLOSED: (N_("Clos"), ""),
    CallState.CANCELLED: (N_("Annulé"), "warning"),
}


def call_view(request: Request, snapshot: Snapshot, call: Call, today: date) -> dict[str, Any]:
    """A call as lists and its own page show it."""
    state = call.state(today)
    text, kind = STATES[state]
    has_page = snapshot.public_incubator(call.incubator_id) is not None
    return {
        "id": call.public_id,
        "title": call.said.title,
        "html": call.said.html,
        "criteria": call.said.criteria,
        "state": {"text": translate(request, text), "kind": kind},
        "is_open": state is CallState.OPEN,
        "is_cancelled": state is CallState.CANCELLED,
        "is_draft": state is CallState.DRAFT,
        "incubator": place_name(snapshot, PlaceKind.INCUBATOR, call.incubator_id),
        "incubator_url": page_url(request, "incubator", id=call.incubator_id) if has_page else "",
        "when": _when(request, call, state),
        "days": _days(request, call),
    }


def _when(request: Request, call: Call, state: CallState) -> str:
    """What a list says of the days."""
    day = formats_of(request).day
    match state:
        case CallState.COMING:
            return translate(request, N_("Ouvre le %(day)s"), day=day(call.days.opens_on))
        case CallState.OPEN:
            return translate(request, N_("Jusqu’au %(day)s inclus"), day=day(call.days.closes_on))
        case CallState.CANCELLED:
            return translate(request, N_("Annulé par l’incubateur"))
    text = N_("Du %(first)s au %(last)s")
    return translate(request, text, first=day(call.days.opens_on), last=day(call.days.closes_on))


def _days(request: Request, call: Call) -> list[tuple[str, str]]:
    """Each day with what it means."""
    day = formats_of(request).day
    found = [
        (
            day(call.days.opens_on),
            translate(request, N_("Les candidatures sont ouvertes, dès le matin.")),
        ),
        (
            day(call.days.closes_on),
            translate(request, N_("Dernier jour pour envoyer une candidature, jusqu’à minuit.")),
        ),
    ]
    if call.days.answers_on:
        found.append(
            (
                day(call.days.answers_on),
                translate(request, N_("Au plus tard ce jour, chaque candidature a une réponse.")),
            )
        )
    return found
