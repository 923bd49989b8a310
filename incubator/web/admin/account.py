"""One account: its details, what it may do, where it is open, and closing it."""

from __future__ import annotations

from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.manage_access import AccessError
from incubator.actions.manage_accounts import change_account, disable_account, enable_account
from incubator.actions.wording import ROLE_NAMES
from incubator.i18n import LANGUAGES, N_
from incubator.store.accounts.accounts import Account, find_by_public_id, names_of
from incubator.store.accounts.api_tokens import tokens_of
from incubator.store.accounts.grants import ENDING_SOON, Grant, grants_of, sheet_roles
from incubator.store.accounts.sessions import sessions_of
from incubator.store.snapshot import Snapshot
from incubator.web.accounts.faults import say_fault
from incubator.web.admin import words
from incubator.web.admin.roles import account_url, place_suggestions, role_choices, shown_place
from incubator.web.admin.screens import screen
from incubator.web.delivery import deliver_soon
from incubator.web.errors import MissingError
from incubator.web.forms import Form, read_form
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import page_url, translate
from incubator.web.visitor import (
    administrator,
    leave_notice,
    lifetime_of,
    mail_site,
    now_of,
    trace_of,
    visitor_of,
)

_ID_LIMIT = 24


async def show(request: Request) -> Response:
    """``GET /admin/comptes/{id}``"""
    administrator(request)
    return await account_page(request, await asked_account(request))


async def change(request: Request) -> Response:
    """``POST /admin/comptes/{id}``: name, address, language and member."""
    administrator(request)
    account = await asked_account(request, erased=False)
    sent = await read_form(request)
    changes = {
        "name": sent.text("name", limit=120),
        "email": sent.email("email"),
        "language": sent.choice("language", LANGUAGES),
        "member_id": sent.text("member_id"),
    }
    known = {person.id for person in (await snapshot_of(request)).people}
    if changes["member_id"] and changes["member_id"] not in known | {account.member_id}:
        sent.fault("member_id", N_("Aucun membre n’a cet identifiant."))
    if not sent.errors:
        try:
            changed = await change_account(account, changes, trace_of(request), mail_site(request))
        except AccessError as error:
            say_fault(sent, error)
        else:
            message = N_("Compte enregistré.") if changed else N_("Rien n’a changé.")
            await leave_notice(request, message)
            task = BackgroundTask(deliver_soon, request)
            url = account_url(request, account.public_id)
            return RedirectResponse(url, 303, background=task)
    return await account_page(request, account, sent, status=422)


async def disable(request: Request) -> Response:
    """``POST /admin/comptes/{id}/fermer``"""
    person = administrator(request)
    account = await asked_account(request, erased=False)
    sent = Form(request, {}, {})
    if account.number == person.account.number:
        sent.fault("formulaire", N_("C’est votre compte : demandez à un autre administrateur."))
        return await account_page(request, account, sent, status=422)
    try:
        await disable_account(account, trace_of(request), site_of(request).today())
    except AccessError as error:
        say_fault(sent, error)
        return await account_page(request, account, sent, status=422)
    await leave_notice(
        request,
        N_("Compte de %(name)s fermé : ses sessions aussi."),
        name=account.shown_name,
        undo=(
            translate(request, N_("Rouvrir")),
            page_url(request, "admin_enable_account", id=account.public_id),
        ),
    )
    return RedirectResponse(account_url(request, account.public_id), 303)


async def enable(request: Request) -> Response:
    """``POST /admin/comptes/{id}/rouvrir``"""
    administrator(request)
    account = await asked_account(request, erased=False)
    if account.disabled_at:
        await enable_account(account, trace_of(request))
        await leave_notice(request, N_("Compte de %(name)s rouvert."), name=account.shown_name)
    return RedirectResponse(account_url(request, account.public_id), 303)


async def asked_account(request: Request, *, erased: bool = True) -> Account:
    """The account that the address names; without ``erased``, one that still is somebody's.

    Raises:
        MissingError: there is none.
    """
    public_id = request.path_params["id"]
    account = await find_by_public_id(public_id) if len(public_id) <= _ID_LIMIT else None
    if account is None or (account.erased_at and not erased):
        raise MissingError
    return account


async def account_page(
    request: Request, account: Account, sent: Form | None = None, status: int = 200
) -> Response:
    """The page of an account; ``sent`` is a form of it that came back with faults."""
    site, snapshot = site_of(request), await snapshot_of(request)
    now, today = now_of(request), site.today()
    grants = await grants_of(account)
    givers = await names_of([grant.given_by for grant in grants])
    shown = [shown_grant(request, snapshot, grant, givers) for grant in grants]
    people = {person.id: person.full_name for person in snapshot.people}
    own = visitor_of(request).session
    lifetime = lifetime_of(site)
    context: dict[str, Any] = {
        "account": account,
        "name": words.account_name(request, account),
        "state": words.badge(request, words.ACCOUNT_STATES, words.account_state(account)),
        "member_name": people.get(account.member_id, ""),
        "members": list(people.items()),
        "languages": [
            (value, translate(request, words.LANGUAGE_NAMES[value])) for value in LANGUAGES
        ],
        "sheet_roles": [
            shown_place(request, snapshot, held.role, held.place_id)
            for held in await sheet_roles(account, today)
        ],
        "grants": [grant for grant in shown if grant["is_active"]],
        "past_grants": [grant for grant in shown if not grant["is_active"]],
        "roles": [("", translate(request, N_("Choisir…"))), *role_choices(request)],
        "places": place_suggestions(request, snapshot),
        "sessions": [
            {
                "id": session.public_id,
                "browser": session.browser,
                "method": words.say(request, words.METHODS, session.method),
                "created_at": session.created_at,
                "last_seen_at": session.last_seen_at,
                "is_own": own is not None and own.public_id == session.public_id,
            }
            for session in await sessions_of(account, lifetime, now)
        ],
        "tokens": [
            {"token": token, "is_active": token.is_active(now)}
            for token in await tokens_of(account)
        ],
        "is_own": own is not None and own.account.number == account.number,
        "values": sent.values if sent and sent.values else _values(account),
        "errors": sent.errors if sent else {},
    }
    return screen(request, "admin_accounts", "account.html", context, status=status)


def shown_grant(
    request: Request, snapshot: Snapshot, grant: Grant, givers: dict[str, str]
) -> dict[str, Any]:
    """A grant as lists show it."""
    today = site_of(request).today()
    state = words.grant_state(grant, today, today + ENDING_SOON)
    return {
        "id": grant.public_id,
        "person": words.account_name(request, grant.account),
        "person_url": account_url(request, grant.account.public_id),
        "role": translate(request, ROLE_NAMES[grant.role]),
        "place": shown_place(request, snapshot, grant.role, grant.place_id),
        "reason": grant.reason,
        "until": grant.until,
        "given_at": grant.given_at,
        "given_by": words.actor_name(request, grant.given_by, givers),
        "revoked_at": grant.revoked_at,
        "state": words.badge(request, words.GRANT_STATES, state),
        "is_active": state in {"active", "ending"},
    }


def _values(account: Account) -> dict[str, str]:
    return {
        "name": account.name,
        "email": account.email,
        "language": account.language,
        "member_id": account.member_id,
    }


routes = [
    Route("/admin/comptes/{id}", show, name="admin_account"),
    Route("/admin/comptes/{id}", change, name="admin_change_account", methods=["POST"]),
    Route("/admin/comptes/{id}/fermer", disable, name="admin_disable_account", methods=["POST"]),
    Route("/admin/comptes/{id}/rouvrir", enable, name="admin_enable_account", methods=["POST"]),
]
