"""What is held about an account: exported, and erased once somebody has made sure."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.administer import export_for_administrator
from incubator.actions.manage_access import AccessError
from incubator.actions.manage_accounts import erase_account
from incubator.domain.email import normalise
from incubator.i18n import N_
from incubator.store.accounts.accounts import Account
from incubator.web.accounts.faults import say_fault
from incubator.web.admin.account import asked_account
from incubator.web.admin.roles import account_url
from incubator.web.admin.screens import screen
from incubator.web.forms import Form, read_form
from incubator.web.site import site_of
from incubator.web.visitor import administrator, leave_notice, now_of, trace_of


async def export(request: Request) -> Response:
    """``POST /admin/comptes/{id}/donnees``: a file; the journal says who asked for it."""
    administrator(request)
    account = await asked_account(request)
    data = await export_for_administrator(account, trace_of(request), now_of(request))
    text = json.dumps(data, ensure_ascii=False, indent=2, default=str)
    file_name = f"compte-{account.public_id}.json"
    return Response(
        text,
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{file_name}"'},
    )


async def confirm(request: Request) -> Response:
    """``GET /admin/comptes/{id}/effacer``"""
    administrator(request)
    return _confirmation(request, await asked_account(request, erased=False))


async def erase(request: Request) -> Response:
    """``POST /admin/comptes/{id}/effacer``: the address must be typed."""
    person = administrator(request)
    account = await asked_account(request, erased=False)
    sent = await read_form(request)
    if normalise(sent.values.get("confirmation", "")) != account.email:
        sent.fault("confirmation", N_("Ce n’est pas l’adresse de ce compte."))
    if account.number == person.account.number:
        sent.fault("formulaire", N_("C’est votre compte : effacez-le depuis « Mon compte »."))
    if not sent.errors:
        try:
            await erase_account(account, trace_of(request), site_of(request).today())
        except AccessError as error:
            say_fault(sent, error)
        else:
            await leave_notice(request, N_("Compte effacé."))
            return RedirectResponse(account_url(request, account.public_id), 303)
    return _confirmation(request, account, sent, status=422)


def _confirmation(
    request: Request, account: Account, sent: Form | None = None, status: int = 200
) -> Response:
    context = {
        "account": account,
        "values": sent.values if sent else {},
        "errors": sent.errors if sent else {},
    }
    return screen(request, "admin_accounts", "erase_account.html", context, status=status)


_BASE = "/admin/comptes/{id}"
routes = [
    Route(f"{_BASE}/donnees", export, name="admin_export_account", methods=["POST"]),
    Route(f"{_BASE}/effacer", confirm, name="admin_confirm_erasure"),
    Route(f"{_BASE}/effacer", erase, name="admin_erase_account", methods=["POST"]),
]
