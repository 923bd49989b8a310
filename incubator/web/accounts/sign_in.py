"""Signing in by a link sent to an address, and signing out."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.sign_in import (
    LINK_LIFETIME,
    NeedsConfirmation,
    SignedIn,
    TooManyError,
    ask_for_link,
    open_link,
    sign_out,
)
from incubator.domain.email import shorten
from incubator.i18n import N_, SOURCE_LANGUAGE
from incubator.store.tokens import new_secret
from incubator.web import cookies
from incubator.web.accounts.leaving import leave_provider
from incubator.web.delivery import deliver_soon, prints_mails
from incubator.web.errors import MissingError
from incubator.web.forms import Form, read_form
from incubator.web.redirects import safe_path
from incubator.web.site import site_of
from incubator.web.templating import language_of, page_url, render
from incubator.web.visitor import (
    browser_of,
    entrance_of,
    leave_notice,
    mail_site,
    now_of,
    trace_of,
    visitor_of,
)

_MINUTES = int(LINK_LIFETIME.total_seconds() // 60)
#: The secret of a link stands in the address: no other site may be told it.
_SECRET_PAGE = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


async def form(request: Request) -> Response:
    """``GET /connexion``"""
    next_path = safe_path(request.query_params.get("next", ""))
    if visitor_of(request).session and "encore" not in request.query_params:
        return RedirectResponse(next_path, 303)
    return _form_page(request, next_path)


async def ask(request: Request) -> Response:
    """``POST /connexion``: the answer never tells whether the address is known."""
    _require_links(request)
    sent = await read_form(request)
    next_path = safe_path(sent.values.get("next", ""))
    email = sent.email("email")
    if sent.errors:
        return _form_page(request, next_path, sent, status=422)
    browser = browser_of(request)
    if not browser.secret:
        browser = type(browser)(
            browser.description, browser.network, browser.request_id, new_secret()
        )
    try:
        await ask_for_link(
            mail_site(request),
            email,
            browser,
            next_path=next_path,
            language=language_of(request),
            now=now_of(request),
        )
    except TooManyError:
        return too_many(request)
    answer = RedirectResponse(
        page_url(request, "sign_in_sent"), 303, background=BackgroundTask(deliver_soon, request)
    )
    cookies.keep_browser(request, answer, browser.secret)
    return answer


async def sent(request: Request) -> Response:
    """``/connexion/envoye``"""
    context = {"minutes": _MINUTES, "printed": prints_mails(site_of(request).settings)}
    return render(request, "accounts/sent.html", context)


async def link(request: Request) -> Response:
    """``GET /connexion/lien``: the browser that asked is signed in; another one has to press."""
    secret = request.query_params.get("jeton", "")[:100]
    return await _open(request, secret, confirmed=False)


async def confirm(request: Request) -> Response:
    """``POST /connexion/lien``: somebody pressed the button."""
    sent = await read_form(request)
    return await _open(request, sent.values.get("jeton", "")[:100], confirmed=True)


async def leave(request: Request) -> Response:
    """``POST /deconnexion``: here, and at the provider that vouched for the person."""
    session = visitor_of(request).session
    if session is None:
        return RedirectResponse(page_url(request, "signed_out"), 303)
    await sign_out(session, trace_of(request))
    answer = await leave_provider(request, session)
    cookies.forget(request, answer, cookies.SESSION)
    # What the editor keeps in a tab is not for whoever signs in there next.
    answer.headers["Clear-Site-Data"] = '"storage"'
    return answer


async def signed_out(request: Request) -> Response:
    """``/deconnexion/retour``"""
    return render(request, "accounts/signed_out.html", {"provider": "", "provider_url": ""})


def too_many(request: Request) -> Response:
    """Too many tries from one network: 429, and when to come back."""
    headers = {"Retry-After": str(60 * _MINUTES)}
    return render(
        request, "accounts/too_many.html", {"minutes": _MINUTES}, status=429, headers=headers
    )


async def welcome(request: Request, signed: SignedIn) -> Response:
    """Give the browser its session and take it where it was going."""
    answer = RedirectResponse(_in_language(request, safe_path(signed.next_path)), 303)
    cookies.keep_session(request, answer, signed.secret)
    cookies.forget(request, answer, cookies.BROWSER)
    if signed.session.account.last_sign_in_at is None:
        request.scope["visitor"] = type(visitor_of(request))(signed.session)
        await leave_notice(request, N_("Bienvenue : votre compte est ouvert."))
    answer.background = BackgroundTask(deliver_soon, request)
    return answer


def _require_links(request: Request) -> None:
    if not site_of(request).settings.sign_in_links:
        raise MissingError


async def _open(request: Request, secret: str, *, confirmed: bool) -> Response:
    _require_links(request)
    try:
        outcome = await open_link(
            entrance_of(request), secret, confirmed=confirmed, now=now_of(request)
        )
    except TooManyError:
        return too_many(request)
    if isinstance(outcome, SignedIn):
        return await welcome(request, outcome)
    if isinstance(outcome, NeedsConfirmation):
        context = {"secret": secret, "email": shorten(outcome.account.email)}
        return render(request, "accounts/confirm.html", context, headers=_SECRET_PAGE)
    context = {"minutes": str(_MINUTES)}
    return render(request, "accounts/invalid_link.html", context, status=410, headers=_SECRET_PAGE)


def _form_page(
    request: Request, next_path: str, sent: Form | None = None, status: int = 200
) -> Response:
    site = site_of(request)
    context: dict[str, Any] = {
        "next": next_path,
        "values": sent.values if sent else {},
        "errors": sent.errors if sent else {},
        "provider": site.settings.oidc_name if site.provider else "",
        "has_links": site.settings.sign_in_links,
        "again": "encore" in request.query_params,
        "printed": prints_mails(site.settings),
    }
    return render(request, "accounts/sign_in.html", context, status=status)


def _in_language(request: Request, path: str) -> str:
    language = language_of(request)
    if language == SOURCE_LANGUAGE or urlsplit(path).path.split("/")[1] == language:
        return path
    return f"/{language}{path}"


routes = [
    Route("/connexion", form, name="sign_in"),
    Route("/connexion", ask, name="ask_for_link", methods=["POST"]),
    Route("/connexion/envoye", sent, name="sign_in_sent"),
    Route("/connexion/lien", link, name="sign_in_link"),
    Route("/connexion/lien", confirm, name="confirm_link", methods=["POST"]),
    Route("/deconnexion", leave, name="sign_out", methods=["POST"]),
    Route("/deconnexion/retour", signed_out, name="signed_out"),
]
