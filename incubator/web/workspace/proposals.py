"""Changes on their way to GitHub, as their team sees them: how far they are, retry, drop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.propose_change import abandon_changes, retry_changes
from incubator.domain.access import PlaceKind, may_edit_sheet
from incubator.github.errors import Reason
from incubator.i18n import N_, translations
from incubator.sheets.layout import Collection
from incubator.store import proposals
from incubator.store.proposals import ChangeState, Proposal
from incubator.web.errors import MissingError
from incubator.web.field_names import field_name
from incubator.web.publication import REASONS, deliver_changes_soon
from incubator.web.templating import language_of, page_url, render, translate
from incubator.web.visitor import leave_notice, now_of, trace_of
from incubator.web.workspace.places import Entered, NamedPlace, enter, public_url

#: How long an ended proposal stays on the screens.
LATELY = timedelta(days=7)
_COLLECTIONS = {
    PlaceKind.STARTUP: Collection.STARTUPS,
    PlaceKind.INCUBATOR: Collection.INCUBATORS,
    PlaceKind.ORGANISATION: Collection.ORGANISATIONS,
}
_BADGES: Mapping[str, tuple[str, str]] = {
    "refused": ("error", N_("Non envoyée")),
    "waiting": ("warning", N_("En attente d’envoi")),
    "leaving": ("info", N_("En cours d’envoi")),
    "open": ("info", N_("En relecture")),
    "arriving": ("success", N_("Fusionnée, publication en cours")),
    "merged": ("success", N_("Fusionnée et publiée")),
    "closed": ("warning", N_("Fermée sans fusion")),
}
CHECKS: Mapping[str, str] = {
    "pending": N_("Les vérifications sont en cours."),
    "passed": N_("Les vérifications ont réussi."),
    "failed": N_("Les vérifications ont échoué : ouvrez la demande pour voir lesquelles."),
}


async def show(request: Request) -> Response:
    """``GET /espace/{kind}/{place_id}/propositions``"""
    entered = await enter(request, may_edit_sheet)
    context = {
        "name": entered.named.name,
        "public_url": public_url(request, entered.named),
        "proposals": await shown_proposals(request, entered.named),
    }
    return render(request, "workspace/proposals.html", context)


async def shown_proposals(request: Request, named: NamedPlace) -> list[dict[str, Any]]:
    """A place's proposals for ``_proposal.html``: those under way, and those that ended lately."""
    collection = _COLLECTIONS[named.place.kind]
    found = await proposals.proposals_of(collection, named.place.id, now_of(request) - LATELY)
    changes = await proposals.changes_of(found)
    shown = [_shown(request, named, one, changes[one.id]) for one in found]
    return [one for one in shown if one["fields"]]


async def retry(request: Request) -> Response:
    """``POST /espace/{kind}/{place_id}/propositions/{proposal_id}/reessayer``"""
    entered, proposal = await _find(request)
    await retry_changes(proposal, trace_of(request), now_of(request))
    await leave_notice(request, N_("L’envoi est relancé. Rechargez la page dans un instant."))
    task = BackgroundTask(deliver_changes_soon, request)
    return RedirectResponse(proposals_url(request, entered.named), 303, background=task)


async def confirm(request: Request) -> Response:
    """``GET /espace/{kind}/{place_id}/propositions/{proposal_id}/abandonner``"""
    entered, proposal = await _find(request)
    changes = (await proposals.changes_of([proposal]))[proposal.id]
    unsent = [one for one in changes if one.status in {proposals.WAITING, proposals.REFUSED}]
    context = {
        "name": entered.named.name,
        "fields": _fields(request, unsent),
        "proposal": _shown(request, entered.named, proposal, changes),
        "back_url": proposals_url(request, entered.named),
    }
    return render(request, "workspace/abandon_proposal.html", context)


async def abandon(request: Request) -> Response:
    """``POST /espace/{kind}/{place_id}/propositions/{proposal_id}/abandonner``"""
    entered, proposal = await _find(request)
    count = await abandon_changes(proposal, trace_of(request), now_of(request))
    ngettext = translations(language_of(request)).ngettext
    text = ngettext("%(num)s modification abandonnée.", "%(num)s modifications abandonnées.", count)
    await leave_notice(request, text.replace("%(num)s", str(count)).replace("%", "%%"))
    return RedirectResponse(proposals_url(request, entered.named), 303)


async def _find(request: Request) -> tuple[Entered, Proposal]:
    entered = await enter(request, may_edit_sheet)
    place = entered.named.place
    proposal = await proposals.find_proposal(request.path_params["proposal_id"])
    if proposal is None or (proposal.collection, proposal.sheet_id) != (
        _COLLECTIONS[place.kind],
        place.id,
    ):
        raise MissingError
    return entered, proposal


def proposals_url(request: Request, named: NamedPlace) -> str:
    """The page of a place's proposals."""
    return page_url(request, "place_proposals", kind=named.slug, place_id=named.place.id)


def _shown(
    request: Request, named: NamedPlace, proposal: Proposal, changes: Sequence[ChangeState]
) -> dict[str, Any]:
    kept = [one for one in changes if one.status != proposals.DROPPED]
    waiting = [one for one in kept if one.status in {proposals.WAITING, proposals.LEAVING}]
    refused = [one for one in kept if one.status == proposals.REFUSED]
    state = proposal.status
    if state == proposals.MERGED and proposal.ended_at is None:
        state = "arriving"
    elif state in {proposals.WAITING, proposals.OPEN} and refused:
        state = "refused"
    elif waiting:
        state = "leaving" if waiting[0].status == proposals.LEAVING else "waiting"
    kind, text = _BADGES[state]
    where = {
        "kind": named.slug,
        "place_id": named.place.id,
        "proposal_id": proposal.public_id,
    }
    return {
        "id": proposal.public_id,
        "status": state,
        "badge": {"kind": kind, "text": translate(request, text)},
        "number": proposal.number,
        "url": proposal.url,
        "created_at": proposal.created_at,
        "ended_at": proposal.ended_at,
        "fields": _fields(request, kept),
        "checks": translate(request, CHECKS[proposal.checks]) if proposal.checks else "",
        "waiting": _waiting(request, waiting),
        "refused": [_refused(request, one) for one in refused],
        "retry_url": page_url(request, "retry_proposal", **where),
        "abandon_url": page_url(request, "confirm_abandon", **where),
    }


def _waiting(request: Request, waiting: Sequence[ChangeState]) -> dict[str, Any] | None:
    if not waiting:
        return None
    first = waiting[0]
    return {
        "fields": _fields(request, waiting),
        "since": first.created_at,
        "tries": first.attempts,
        "next_try_at": first.next_try_at if first.status == proposals.WAITING else None,
        "reason": _reason(request, first)[0],
    }


def _refused(request: Request, change: ChangeState) -> dict[str, Any]:
    reason, remedy = _reason(request, change)
    code, _, detail = change.error.partition(" ")
    return {
        "fields": _fields(request, [change]),
        "reason": reason,
        "remedy": remedy,
        "disputed": [field_name(request, key) for key in detail.split(", ") if key]
        if code == Reason.CONFLICT and "/" not in detail
        else [],
    }


def _reason(request: Request, change: ChangeState) -> tuple[str, str]:
    code = change.error.partition(" ")[0]
    reason, remedy = REASONS.get(code, ("", ""))
    return reason and translate(request, reason), remedy and translate(request, remedy)


def _fields(request: Request, changes: Sequence[ChangeState]) -> list[str]:
    """What some changes are about, each thing once."""
    named = [
        field_name(request, key) if key else translate(request, N_("Image"))
        for change in changes
        for key in (change.keys or ("",))
    ]
    return list(dict.fromkeys(named))


_BASE = "/espace/{kind}/{place_id}/propositions"
_ONE = f"{_BASE}/{{proposal_id}}"
routes = [
    Route(_BASE, show, name="place_proposals"),
    Route(f"{_ONE}/reessayer", retry, name="retry_proposal", methods=["POST"]),
    Route(f"{_ONE}/abandonner", confirm, name="confirm_abandon"),
    Route(f"{_ONE}/abandonner", abandon, name="abandon_proposal", methods=["POST"]),
]
