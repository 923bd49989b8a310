"""Everyone who has an account, and opening one."""

from __future__ import annotations

from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.manage_access import AccessError, Newcomer, give_role, open_account
from incubator.i18n import LANGUAGES, N_
from incubator.store.accounts.accounts import find_by_email, list_accounts
from incubator.web.accounts.faults import say_fault
from incubator.web.admin import words
from incubator.web.admin.roles import (
    account_url,
    place_suggestions,
    read_wanted,
    role_choices,
)
from incubator.web.admin.screens import PAGE_SIZE, ask, listing, screen, select
from incubator.web.delivery import deliver_soon
from incubator.web.forms import Form, read_form
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import language_of, page_url, translate
from incubator.web.visitor import administrator, leave_notice, mail_site, now_of, trace_of


async def index(request: Request) -> Response:
    """``/admin/comptes``"""
    administrator(request)
    asked = ask(request, "admin_accounts", {"etat": words.ACCOUNT_STATES})
    total, found = await list_accounts(asked.text, asked.filters["etat"], asked.first, PAGE_SIZE)
    states = select(request, asked, "etat", N_("État"), N_("Tous les états"), words.ACCOUNT_STATES)
    accounts = [
        {
            "name": words.account_name(request, account),
            "email": account.email,
            "url": account_url(request, account.public_id),
            "state": words.badge(request, words.ACCOUNT_STATES, words.account_state(account)),
            "last_sign_in_at": account.last_sign_in_at,
            "created_at": account.created_at,
        }
        for account in found
    ]
    context = {**listing(asked, total, [states]), "accounts": accounts}
    return screen(request, "admin_accounts", "accounts.html", context)


async def new(request: Request) -> Response:
    """``GET /admin/comptes/nouveau``"""
    administrator(request)
    return await _form_page(request)


async def create(request: Request) -> Response:
    """``POST /admin/comptes/nouveau``: invite with a role, or open an account without one."""
    person = administrator(request)
    sent = await read_form(request)
    email, name = sent.email("email"), sent.text("name", limit=120)
    language = sent.choice("language", LANGUAGES)
    wanted = await read_wanted(request, sent, person, optional=True)
    if sent.errors:
        return await _form_page(request, sent, status=422)
    newcomer, trace, now = Newcomer(name, language), trace_of(request), now_of(request)
    try:
        if wanted is None:
            await open_account(email, newcomer, trace, now)
            message = N_("Compte ouvert pour %(email)s.")
        else:
            _, invited = await give_role(
                mail_site(request),
                email,
                wanted,
                trace,
                today=site_of(request).today(),
                newcomer=newcomer,
                now=now,
            )
            asked, given = N_("Invitation envoyée à %(email)s."), N_("Accès donné à %(email)s.")
            message = asked if invited else given
    except AccessError as error:
        say_fault(sent, error)
        return await _form_page(request, sent, status=422)
    await leave_notice(request, message, email=email)
    account = await find_by_email(email)
    url = (
        account_url(request, account.public_id) if account else page_url(request, "admin_accounts")
    )
    return RedirectResponse(url, 303, background=BackgroundTask(deliver_soon, request))


async def _form_page(request: Request, sent: Form | None = None, status: int = 200) -> Response:
    none = translate(request, N_("Aucun pour l’instant"))
    context: dict[str, Any] = {
        "roles": [("", none), *role_choices(request)],
        "places": place_suggestions(request, await snapshot_of(request)),
        "languages": [
            (value, translate(request, words.LANGUAGE_NAMES[value])) for value in LANGUAGES
        ],
        "values": sent.values if sent else {"language": language_of(request)},
        "errors": sent.errors if sent else {},
    }
    return screen(request, "admin_accounts", "new_account.html", context, status=status)


routes = [
    Route("/admin/comptes", index, name="admin_accounts"),
    Route("/admin/comptes/nouveau", new, name="admin_new_account"),
    Route("/admin/comptes/nouveau", create, name="admin_create_account", methods=["POST"]),
]
