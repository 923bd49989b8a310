"""What an account may do, changed from its page: roles, sessions, tokens."""

from __future__ import annotations

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.manage_access import AccessError, give_role
from incubator.actions.manage_tokens import revoke_token
from incubator.actions.sign_in import end_sessions
from incubator.i18n import N_, translations
from incubator.web.accounts.faults import FAULTS
from incubator.web.admin.account import account_page, asked_account
from incubator.web.admin.roles import account_url, read_wanted
from incubator.web.delivery import deliver_soon
from incubator.web.forms import read_form
from incubator.web.site import site_of
from incubator.web.templating import language_of
from incubator.web.visitor import (
    administrator,
    leave_notice,
    mail_site,
    now_of,
    trace_of,
    visitor_of,
)


async def give(request: Request) -> Response:
    """``POST /admin/comptes/{id}/acces``: any role in any place."""
    person = administrator(request)
    account = await asked_account(request, erased=False)
    sent = await read_form(request)
    wanted = await read_wanted(request, sent, person)
    if wanted is not None and not sent.errors:
        try:
            _, invited = await give_role(
                mail_site(request),
                account.email,
                wanted,
                trace_of(request),
                today=site_of(request).today(),
                now=now_of(request),
            )
        except AccessError as error:
            # The form has no address: what is said of it is about the role.
            name, message = FAULTS[error.code]
            sent.fault("role" if name == "email" else name, message)
        else:
            asked, given = N_("Invitation envoyée à %(name)s."), N_("Accès donné à %(name)s.")
            await leave_notice(request, asked if invited else given, name=account.shown_name)
            task = BackgroundTask(deliver_soon, request)
            return RedirectResponse(account_url(request, account.public_id), 303, background=task)
    return await account_page(request, account, sent, status=422)


async def close_sessions(request: Request) -> Response:
    """``POST /admin/comptes/{id}/sessions``: one, or every one but the administrator's own."""
    administrator(request)
    account = await asked_account(request)
    sent = await read_form(request)
    own = visitor_of(request).session
    count = await end_sessions(
        account,
        trace_of(request),
        public_id=sent.values.get("session", "")[:24],
        but=own.public_id if own and own.account.number == account.number else "",
    )
    ngettext = translations(language_of(request)).ngettext
    message = ngettext("%(num)s session fermée.", "%(num)s sessions fermées.", count)
    await leave_notice(request, message, num=count)
    return RedirectResponse(account_url(request, account.public_id), 303)


async def revoke(request: Request) -> Response:
    """``POST /admin/comptes/{id}/jetons/{token_id}/revoquer``"""
    administrator(request)
    account = await asked_account(request)
    token_id = request.path_params["token_id"]
    revoked = await revoke_token(account, token_id, trace_of(request), now_of(request))
    message = N_("Jeton révoqué.") if revoked else N_("Ce jeton était déjà révoqué.")
    await leave_notice(request, message)
    return RedirectResponse(account_url(request, account.public_id), 303)


_BASE = "/admin/comptes/{id}"
routes = [
    Route(f"{_BASE}/acces", give, name="admin_give_role", methods=["POST"]),
    Route(f"{_BASE}/sessions", close_sessions, name="admin_close_sessions", methods=["POST"]),
    Route(
        f"{_BASE}/jetons/{{token_id}}/revoquer",
        revoke,
        name="admin_revoke_token",
        methods=["POST"],
    ),
]
