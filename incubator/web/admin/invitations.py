"""Those who were asked to sign in for the first time: sent again, taken back."""

from __future__ import annotations

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.manage_access import (
    AccessError,
    Wanted,
    send_again,
    take_invitation_back,
)
from incubator.actions.wording import ROLE_NAMES
from incubator.domain.access import ROLE_PLACES
from incubator.i18n import N_
from incubator.store.accounts.accounts import names_of
from incubator.store.accounts.grants import find_grant
from incubator.store.accounts.invitations import Invitation, find_invitation, list_invitations
from incubator.web.accounts.faults import FAULTS
from incubator.web.admin import words
from incubator.web.admin.roles import account_url, shown_place
from incubator.web.admin.screens import PAGE_SIZE, Asked, ask, listing, screen, select
from incubator.web.delivery import deliver_soon
from incubator.web.errors import MissingError
from incubator.web.forms import Form
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import page_url, translate
from incubator.web.visitor import administrator, leave_notice, mail_site, now_of, trace_of
from incubator.web.workspace.places import place_name


async def index(request: Request) -> Response:
    """``/admin/invitations``"""
    administrator(request)
    return await _page(request)


async def again(request: Request) -> Response:
    """``POST /admin/invitations/{invitation_id}/renvoyer``: with a new link and a new end."""
    person = administrator(request)
    invitation = await _asked_invitation(request)
    try:
        wanted = await _wanted(request, invitation, person.account.shown_name)
        await send_again(mail_site(request), invitation, wanted, trace_of(request), now_of(request))
    except AccessError as error:
        return await _refused(request, error)
    name = words.account_name(request, invitation.account)
    await leave_notice(request, N_("Invitation renvoyée à %(name)s."), name=name)
    return _back(request)


async def take_back(request: Request) -> Response:
    """``POST /admin/invitations/{invitation_id}/retirer``: with the role that it was for."""
    administrator(request)
    invitation = await _asked_invitation(request)
    try:
        await take_invitation_back(invitation, trace_of(request), now_of(request))
    except AccessError as error:
        return await _refused(request, error)
    undo_url = page_url(
        request, "admin_restore_grant", grant_id=invitation.grant_id, vers="invitations"
    )
    await leave_notice(
        request,
        N_("Invitation de %(name)s retirée, avec son accès."),
        name=words.account_name(request, invitation.account),
        undo=(translate(request, N_("Inviter de nouveau")), undo_url),
    )
    return _back(request)


async def _asked_invitation(request: Request) -> Invitation:
    invitation = await find_invitation(request.path_params["invitation_id"][:24])
    if invitation is None:
        raise MissingError
    return invitation


async def _wanted(request: Request, invitation: Invitation, giver: str) -> Wanted:
    """What the invitation is for.

    Raises:
        AccessError: the role was taken back or has ended: there is nothing to invite to.
    """
    grant = await find_grant(invitation.grant_id)
    if grant is None or not grant.is_active(site_of(request).today()):
        raise AccessError("ended")
    kind = ROLE_PLACES[grant.role]
    name = place_name(await snapshot_of(request), kind, grant.place_id)
    return Wanted(grant.role, grant.place_id, name, grant.reason, grant.until, giver)


def _asked(request: Request) -> Asked:
    return ask(request, "admin_invitations", {"etat": words.INVITATION_STATES})


def _back(request: Request) -> Response:
    asked = _asked(request)
    task = BackgroundTask(deliver_soon, request)
    return RedirectResponse(asked.url(**asked.whole_query), 303, background=task)


async def _refused(request: Request, error: AccessError) -> Response:
    sent = Form(request, {}, {})
    sent.fault("formulaire", FAULTS[error.code][1])
    return await _page(request, sent, status=422)


async def _page(request: Request, sent: Form | None = None, status: int = 200) -> Response:
    asked, now = _asked(request), now_of(request)
    total, found = await list_invitations(
        now,
        text=asked.text,
        state=asked.filters["etat"],
        first=asked.first,
        limit=PAGE_SIZE,
    )
    inviters = await names_of([invitation.invited_by for invitation in found])
    snapshot = await snapshot_of(request)
    states = select(
        request, asked, "etat", N_("État"), N_("Tous les états"), words.INVITATION_STATES
    )
    invitations = [
        {
            "id": one.public_id,
            "person": words.account_name(request, one.account),
            "email": one.account.email,
            "person_url": account_url(request, one.account.public_id),
            "role": translate(request, ROLE_NAMES[one.role]),
            "place": shown_place(request, snapshot, one.role, one.place_id),
            "invited_by": words.actor_name(request, one.invited_by, inviters),
            "created_at": one.created_at,
            "expires_at": one.expires_at,
            "accepted_at": one.accepted_at,
            "state": words.badge(request, words.INVITATION_STATES, one.state(now)),
            "is_open": one.state(now) in {"waiting", "expired"},
        }
        for one in found
    ]
    context = {
        **listing(asked, total, [states]),
        "invitations": invitations,
        "errors": sent.errors if sent else {},
    }
    return screen(request, "admin_invitations", "invitations.html", context, status=status)


_BASE = "/admin/invitations"
routes = [
    Route(_BASE, index, name="admin_invitations"),
    Route(
        f"{_BASE}/{{invitation_id}}/renvoyer",
        again,
        name="admin_send_invitation",
        methods=["POST"],
    ),
    Route(
        f"{_BASE}/{{invitation_id}}/retirer",
        take_back,
        name="admin_take_invitation",
        methods=["POST"],
    ),
]
