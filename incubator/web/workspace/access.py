"""Who may do what in a startup, an incubator or an administration, and giving or taking it."""

from __future__ import annotations

from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.manage_access import (
    AccessError,
    Newcomer,
    Wanted,
    give_role,
    take_role,
)
from incubator.actions.wording import ROLE_NAMES
from incubator.domain.access import (
    Actor,
    Place,
    Role,
    givable_roles,
    may_give,
    may_see_access,
)
from incubator.i18n import N_
from incubator.store.accounts.accounts import members_with_account, names_of
from incubator.store.accounts.grants import Grant, find_grant, grants_in
from incubator.store.startup_reads import load_team
from incubator.web.accounts.faults import say_fault
from incubator.web.delivery import deliver_soon
from incubator.web.errors import MissingError
from incubator.web.forms import Form, read_form
from incubator.web.giving import give_again
from incubator.web.site import site_of
from incubator.web.templating import language_of, page_url, render, translate
from incubator.web.visitor import ForbiddenError, leave_notice, mail_site, now_of, trace_of
from incubator.web.workspace.places import Entered, access_url, enter, public_url


async def show(request: Request) -> Response:
    """``GET /espace/{kind}/{place_id}/acces``"""
    return await _page(request, await enter(request, may_see_access))


async def give(request: Request) -> Response:
    """``POST /espace/{kind}/{place_id}/acces``: give a role, by address."""
    entered = await enter(request, _may_give_any)
    sent = await read_form(request)
    role = sent.choice("role", {role.value: role for role in Role})
    email, name = sent.email("email"), sent.text("name")
    reason = sent.text("reason", required=N_("Dites pourquoi : cela reste dans le journal."))
    until = sent.day("until")
    if role and not may_give(entered.person.actor, Role(role), entered.named.place):
        raise ForbiddenError
    if not sent.errors:
        wanted = Wanted(
            Role(role),
            entered.named.place.id,
            entered.named.name,
            reason,
            until,
            entered.person.account.shown_name,
        )
        try:
            _, invited = await give_role(
                mail_site(request),
                email,
                wanted,
                trace_of(request),
                today=site_of(request).today(),
                newcomer=Newcomer(name, language_of(request)),
                now=now_of(request),
            )
        except AccessError as error:
            say_fault(sent, error)
        else:
            given, asked = N_("Accès donné à %(email)s."), N_("Invitation envoyée à %(email)s.")
            await leave_notice(request, asked if invited else given, email=email)
            return _back(request, entered)
    return await _page(request, entered, sent, status=422)


async def take(request: Request) -> Response:
    """``POST /espace/{kind}/{place_id}/acces/{grant_id}/retirer``"""
    entered, grant = await _with_grant(request)
    try:
        await take_role(
            mail_site(request),
            grant,
            entered.named.name,
            trace_of(request),
            today=site_of(request).today(),
            now=now_of(request),
        )
    except AccessError as error:
        sent = Form(request, {}, {})
        say_fault(sent, error)
        return await _page(request, entered, sent, status=422)
    undo_url = page_url(
        request,
        "restore_access",
        kind=entered.named.slug,
        place_id=entered.named.place.id,
        grant_id=grant.public_id,
    )
    await leave_notice(
        request,
        N_("Accès retiré à %(name)s."),
        name=grant.account.shown_name,
        undo=(translate(request, N_("Annuler")), undo_url),
    )
    return _back(request, entered)


async def restore(request: Request) -> Response:
    """``POST /espace/{kind}/{place_id}/acces/{grant_id}/retablir``: undo a removal."""
    entered, grant = await _with_grant(request)
    try:
        await give_again(request, entered.person, grant, entered.named.name)
    except AccessError as error:
        sent = Form(request, {}, {})
        say_fault(sent, error)
        return await _page(request, entered, sent, status=422)
    await leave_notice(request, N_("Accès rendu à %(name)s."), name=grant.account.shown_name)
    return _back(request, entered)


async def _with_grant(request: Request) -> tuple[Entered, Grant]:
    """A grant of the place, for somebody who may take it back."""
    entered = await enter(request, may_see_access)
    grant = await find_grant(request.path_params["grant_id"])
    if grant is None or grant.place_id != entered.named.place.id or not grant.account.email:
        raise MissingError
    if not may_give(entered.person.actor, grant.role, entered.named.place):
        raise ForbiddenError
    return entered, grant


def _may_give_any(actor: Actor, place: Place) -> bool:
    return bool(givable_roles(actor, place))


def _back(request: Request, entered: Entered) -> Response:
    task = BackgroundTask(deliver_soon, request)
    return RedirectResponse(access_url(request, entered.named), 303, background=task)


async def _page(
    request: Request, entered: Entered, sent: Form | None = None, status: int = 200
) -> Response:
    place, today = entered.named.place, site_of(request).today()
    givable = givable_roles(entered.person.actor, place)
    grants = await grants_in(place.kind, place.id, today)
    names = await names_of([grant.given_by for grant in grants])
    is_startup = entered.named.slug == "startups"
    team = [mate for mate in await load_team(place.id, today) if mate.is_active]
    tied = await members_with_account([mate.id for mate in team])
    context: dict[str, Any] = {
        "name": entered.named.name,
        "public_url": public_url(request, entered.named),
        "is_startup": is_startup,
        "place": {"kind": entered.named.slug, "place_id": place.id},
        "team": [
            {"id": mate.id, "full_name": mate.full_name, "has_account": mate.id in tied}
            for mate in team
        ],
        "grants": [
            {
                "id": grant.public_id,
                "person": grant.account.shown_name,
                "email": grant.account.email,
                "role": translate(request, ROLE_NAMES[grant.role]),
                "reason": grant.reason,
                "until": grant.until,
                "given_at": grant.given_at,
                "given_by": names.get(grant.given_by, ""),
                "is_invited": grant.account.last_sign_in_at is None,
                "may_take": grant.role in givable,
            }
            for grant in grants
        ],
        "roles": [(role.value, translate(request, ROLE_NAMES[role])) for role in givable],
        "values": sent.values if sent else {},
        "errors": sent.errors if sent else {},
    }
    return render(request, "workspace/access.html", context, status=status)


_BASE = "/espace/{kind}/{place_id}/acces"
routes = [
    Route(_BASE, show, name="place_access"),
    Route(_BASE, give, name="give_access", methods=["POST"]),
    Route(f"{_BASE}/{{grant_id}}/retirer", take, name="take_access", methods=["POST"]),
    Route(f"{_BASE}/{{grant_id}}/retablir", restore, name="restore_access", methods=["POST"]),
]
