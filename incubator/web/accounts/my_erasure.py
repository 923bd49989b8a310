"""Erasing one's own account: what goes, what stays, and the proof that it is meant."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.manage_access import AccessError
from incubator.actions.manage_accounts import erase_account
from incubator.i18n import N_
from incubator.store.people_reads import load_member
from incubator.web import cookies
from incubator.web.accounts.faults import say_fault
from incubator.web.accounts.my_pages import my_page
from incubator.web.forms import Form, read_form
from incubator.web.site import site_of
from incubator.web.templating import page_url, render
from incubator.web.visitor import SignedIn, lately_signed_in, trace_of


async def show(request: Request) -> Response:
    """``GET /mon-compte/effacer``"""
    return await _page(request, lately_signed_in(request))


async def erase(request: Request) -> Response:
    """``POST /mon-compte/effacer``: once the address is typed; the browser is signed out."""
    person = lately_signed_in(request)
    sent = await read_form(request)
    email = sent.email("email")
    if not sent.errors and email != person.account.email:
        sent.fault("email", N_("Ce n’est pas l’adresse de ce compte."))
    if not sent.errors:
        try:
            await erase_account(person.account, trace_of(request), site_of(request).today())
        except AccessError as error:
            say_fault(sent, error)
        else:
            answer = RedirectResponse(page_url(request, "my_account_erased"), 303)
            cookies.forget(request, answer, cookies.SESSION)
            return answer
    return await _page(request, person, sent)


async def erased(request: Request) -> Response:
    """``/mon-compte/efface``: said to a browser that is nobody's any more."""
    return render(request, "accounts/my_account_erased.html")


async def _page(request: Request, person: SignedIn, sent: Form | None = None) -> Response:
    member_id = person.account.member_id
    member = await load_member(member_id) if member_id else None
    context = {"email": person.account.email, "member_id": member.id if member else ""}
    return my_page(
        request, "my_data", "my_erasure", context, sent=sent, status=422 if sent else 200
    )


routes = [
    Route("/mon-compte/effacer", show, name="my_erasure"),
    Route("/mon-compte/effacer", erase, name="erase_my_account", methods=["POST"]),
    Route("/mon-compte/efface", erased, name="my_account_erased"),
]
