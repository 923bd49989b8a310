"""Every role that somebody gave: to whom, why, until when; taken back, and given back."""

from __future__ import annotations

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.manage_access import AccessError, take_role
from incubator.actions.wording import ROLE_NAMES
from incubator.domain.access import ROLE_PLACES
from incubator.i18n import N_
from incubator.store.accounts.accounts import names_of
from incubator.store.accounts.grants import Grant, find_grant, list_grants
from incubator.web.accounts.faults import FAULTS
from incubator.web.admin import words
from incubator.web.admin.account import account_page, shown_grant
from incubator.web.admin.roles import account_url
from incubator.web.admin.screens import PAGE_SIZE, Asked, ask, listing, screen, select
from incubator.web.delivery import deliver_soon
from incubator.web.errors import MissingError
from incubator.web.forms import Form
from incubator.web.giving import give_again
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import page_url, translate
from incubator.web.visitor import administrator, leave_notice, mail_site, now_of, trace_of
from incubator.web.workspace.places import place_name

_ROLES = {role.value: name for role, name in ROLE_NAMES.items()}
#: What "vers" in the address of a change may name, besides this list: where it was asked.
_ORIGINS = ("compte", "invitations")


async def index(request: Request) -> Response:
    """``/admin/acces``"""
    administrator(request)
    return await _page(request)


async def take(request: Request) -> Response:
    """``POST /admin/acces/{grant_id}/retirer``"""
    administrator(request)
    grant = await _asked_grant(request)
    try:
        await take_role(
            mail_site(request),
            grant,
            await _place_name(request, grant),
            trace_of(request),
            today=site_of(request).today(),
            now=now_of(request),
        )
    except AccessError as error:
        return await _refused(request, grant, error)
    undo_url = page_url(
        request, "admin_restore_grant", grant_id=grant.public_id, **_way_back(request)
    )
    await leave_notice(
        request,
        N_("Accès retiré à %(name)s."),
        name=words.account_name(request, grant.account),
        undo=(translate(request, N_("Annuler")), undo_url),
    )
    return _back(request, grant)


async def restore(request: Request) -> Response:
    """``POST /admin/acces/{grant_id}/retablir``: give again what was taken back."""
    person = administrator(request)
    grant = await _asked_grant(request)
    if not grant.account.email:
        raise MissingError
    try:
        await give_again(request, person, grant, await _place_name(request, grant))
    except AccessError as error:
        return await _refused(request, grant, error)
    name = words.account_name(request, grant.account)
    await leave_notice(request, N_("Accès rendu à %(name)s."), name=name)
    return _back(request, grant)


async def _asked_grant(request: Request) -> Grant:
    grant = await find_grant(request.path_params["grant_id"][:24])
    if grant is None:
        raise MissingError
    return grant


async def _place_name(request: Request, grant: Grant) -> str:
    snapshot = await snapshot_of(request)
    return place_name(snapshot, ROLE_PLACES[grant.role], grant.place_id)


def _asked(request: Request) -> Asked:
    filters = {"role": _ROLES, "etat": words.GRANT_STATES}
    return ask(request, "admin_grants", filters)


def _way_back(request: Request) -> dict[str, str]:
    """The part of the address that says where a change was asked."""
    origin = request.query_params.get("vers", "")
    return {**_asked(request).whole_query, **({"vers": origin} if origin in _ORIGINS else {})}


def _back(request: Request, grant: Grant) -> Response:
    match request.query_params.get("vers"):
        case "compte":
            url = account_url(request, grant.account.public_id)
        case "invitations":
            url = page_url(request, "admin_invitations")
        case _:
            asked = _asked(request)
            url = asked.url(**asked.whole_query)
    return RedirectResponse(url, 303, background=BackgroundTask(deliver_soon, request))


async def _refused(request: Request, grant: Grant, error: AccessError) -> Response:
    """The page from which the change was asked, with what stands in its way above."""
    sent = Form(request, {}, {})
    sent.fault("formulaire", FAULTS[error.code][1])
    if request.query_params.get("vers") == "compte":
        return await account_page(request, grant.account, sent, status=422)
    return await _page(request, sent, status=422)


async def _page(request: Request, sent: Form | None = None, status: int = 200) -> Response:
    asked = _asked(request)
    total, found = await list_grants(
        site_of(request).today(),
        text=asked.text,
        role=asked.filters["role"],
        state=asked.filters["etat"],
        first=asked.first,
        limit=PAGE_SIZE,
    )
    givers = await names_of([grant.given_by for grant in found])
    snapshot = await snapshot_of(request)
    context = {
        **listing(
            asked,
            total,
            [
                select(request, asked, "role", N_("Rôle"), N_("Tous les rôles"), _ROLES),
                select(
                    request, asked, "etat", N_("État"), N_("Tous les états"), words.GRANT_STATES
                ),
            ],
        ),
        "grants": [shown_grant(request, snapshot, grant, givers) for grant in found],
        "errors": sent.errors if sent else {},
    }
    return screen(request, "admin_grants", "grants.html", context, status=status)


routes = [
    Route("/admin/acces", index, name="admin_grants"),
    Route("/admin/acces/{grant_id}/retirer", take, name="admin_take_grant", methods=["POST"]),
    Route(
        "/admin/acces/{grant_id}/retablir", restore, name="admin_restore_grant", methods=["POST"]
    ),
]
