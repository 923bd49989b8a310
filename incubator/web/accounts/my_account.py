"""One's own account: profile, the member's sheet, and what one is written about."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.manage_accounts import change_account
from incubator.i18n import LANGUAGES, N_
from incubator.store.people_reads import load_member
from incubator.web.accounts.my_pages import my_page
from incubator.web.accounts.notices import choices, muted_by
from incubator.web.forms import Form, read_form
from incubator.web.templating import page_url
from incubator.web.visitor import SignedIn, leave_notice, signed_in, trace_of

_LONGEST_NAME = 120
_NOTICES = ("notify_access", "notify_sign_in", "notify_sheets")


async def show(request: Request) -> Response:
    """``GET /mon-compte``"""
    return await _page(request, signed_in(request))


async def change(request: Request) -> Response:
    """``POST /mon-compte``: name, language and choices of messages; nothing else."""
    person = signed_in(request)
    sent = await read_form(request)
    changes = {
        "name": sent.text("name", limit=_LONGEST_NAME),
        "language": sent.choice("language", LANGUAGES),
        **{name: sent.flag(name) for name in _NOTICES},
        "muted": muted_by(sent),
    }
    if sent.errors:
        return await _page(request, person, sent)
    if await change_account(person.account, changes, trace_of(request)):
        await leave_notice(request, N_("Profil enregistré."))
    else:
        await leave_notice(request, N_("Rien à enregistrer : le profil est déjà ainsi."))
    return RedirectResponse(page_url(request, "my_account"), 303)


async def _page(request: Request, person: SignedIn, sent: Form | None = None) -> Response:
    account = person.account
    member = await load_member(account.member_id) if account.member_id else None
    values = {
        "name": account.name,
        "language": account.language,
        **{name: "1" for name in _NOTICES if getattr(account, name)},
    }
    context = {
        "email": account.email,
        "member_id": account.member_id,
        "member_name": member.full_name if member else "",
        "values": sent.values if sent else values,
        "reminders": choices(request, muted_by(sent) if sent else account.muted),
    }
    return my_page(
        request, "my_account", "my_account", context, sent=sent, status=422 if sent else 200
    )


routes = [
    Route("/mon-compte", show, name="my_account"),
    Route("/mon-compte", change, name="change_my_account", methods=["POST"]),
]
