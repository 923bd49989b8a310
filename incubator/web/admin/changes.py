"""Changes of sheets that are not at GitHub yet: which, since when, and why."""

from __future__ import annotations

from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.content_repository import uses_pull_requests
from incubator.actions.propose_change import retry_changes
from incubator.domain.text import fold
from incubator.i18n import N_
from incubator.store import proposals
from incubator.store.proposals import ChangeState, Proposal
from incubator.web.admin import words
from incubator.web.admin.screens import Asked, ask, listing, screen, select
from incubator.web.errors import MissingError
from incubator.web.field_names import field_name
from incubator.web.publication import REASONS, deliver_changes_soon
from incubator.web.site import site_of
from incubator.web.templating import translate
from incubator.web.visitor import administrator, leave_notice, now_of, trace_of

STATES = {
    proposals.REFUSED: N_("Refusée"),
    proposals.WAITING: N_("En attente"),
    proposals.LEAVING: N_("En cours d’envoi"),
}


async def index(request: Request) -> Response:
    """``/admin/modifications``"""
    administrator(request)
    asked = _asked(request)
    wanted, state = fold(asked.text).split(), asked.filters["etat"]
    shown = [_shown(request, *pair) for pair in await proposals.unsent_changes()]
    found = [
        one
        for one in shown
        if (not state or one["status"] == state) and all(word in one["haystack"] for word in wanted)
    ]
    filters = [select(request, asked, "etat", N_("État"), N_("Tous les états"), STATES)]
    page = asked.page(len(found))
    context = {
        **listing(asked, len(found), filters),
        "changes": found[asked.first : asked.first + page.size],
        "by_pull_request": uses_pull_requests(site_of(request).settings),
    }
    return screen(request, "admin_changes", "changes.html", context)


async def retry(request: Request) -> Response:
    """``POST /admin/modifications/{proposal_id}/reessayer``: a sheet's changes leave at once."""
    administrator(request)
    proposal = await proposals.find_proposal(request.path_params["proposal_id"])
    if proposal is None:
        raise MissingError
    await retry_changes(proposal, trace_of(request), now_of(request))
    await leave_notice(request, N_("L’envoi est relancé. Rechargez la page dans un instant."))
    asked = _asked(request)
    task = BackgroundTask(deliver_changes_soon, request)
    return RedirectResponse(asked.url(**asked.whole_query), 303, background=task)


def _asked(request: Request) -> Asked:
    return ask(request, "admin_changes", {"etat": STATES})


def _shown(request: Request, proposal: Proposal, change: ChangeState) -> dict[str, Any]:
    code, _, detail = change.error.partition(" ")
    reason = translate(request, REASONS[code][0]) if code in REASONS else ""
    return {
        "proposal_id": proposal.public_id,
        "path": change.path,
        "fields": ", ".join(field_name(request, key) for key in change.keys),
        "author": change.author,
        "status": change.status,
        "state": words.badge(request, STATES, change.status),
        "created_at": change.created_at,
        "attempts": change.attempts,
        "next_try_at": change.next_try_at if change.status == proposals.WAITING else None,
        "reason": reason,
        "detail": detail,
        "may_retry": change.status != proposals.LEAVING,
        "haystack": fold(f"{change.path} {change.author} {reason} {detail}"),
    }


routes = [
    Route("/admin/modifications", index, name="admin_changes"),
    Route(
        "/admin/modifications/{proposal_id}/reessayer",
        retry,
        name="admin_retry_changes",
        methods=["POST"],
    ),
]
