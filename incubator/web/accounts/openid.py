"""Signing in with the OpenID Connect provider that the settings name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.sign_in import (
    BY_NETWORK,
    FLOW_LIFETIME,
    UnknownPersonError,
    sign_in_with_identity,
)
from incubator.openid import (
    InsufficientAuthenticationError,
    OpenIDError,
    ProviderDownError,
    RefusedError,
)
from incubator.store.accounts import links
from incubator.store.attempts import is_within
from incubator.store.tokens import new_secret
from incubator.web import cookies
from incubator.web.accounts.sign_in import too_many, welcome
from incubator.web.errors import MissingError
from incubator.web.redirects import safe_path
from incubator.web.site import site_of
from incubator.web.templating import render
from incubator.web.visitor import browser_of, entrance_of, now_of

if TYPE_CHECKING:
    from incubator.openid import Provider

_log = structlog.get_logger("incubator.web")


async def begin(request: Request) -> Response:
    """``/connexion/openid``: to the provider, with what must come back kept here."""
    provider, now = _provider(request), now_of(request)
    browser = browser_of(request)
    if not await is_within(BY_NETWORK, f"openid {browser.network_key}", now):
        return too_many(request)
    try:
        started = await provider.begin()
    except OpenIDError as error:
        return _failed(request, error)
    secret = browser.secret or new_secret()
    flow = links.Flow(
        started.nonce, started.code_verifier, safe_path(request.query_params.get("next", ""))
    )
    await links.start_flow(started.state, secret, flow, now + FLOW_LIFETIME)
    answer = RedirectResponse(started.url, 303)
    cookies.keep_browser(request, answer, secret)
    return answer


async def come_back(request: Request) -> Response:
    """``/connexion/openid/retour``: the provider says who it is, or why not."""
    provider, now = _provider(request), now_of(request)
    state = request.query_params.get("state", "")[:200]
    flow = await links.take_flow(state, browser_of(request).secret, now)
    if flow is None:
        return render(request, "accounts/openid_failed.html", {"why": "lost"}, status=400)
    try:
        identity = await provider.finish(
            dict(request.query_params),
            state=state,
            nonce=flow.nonce,
            code_verifier=flow.code_verifier,
        )
        signed = await sign_in_with_identity(
            entrance_of(request),
            identity,
            trust_email=site_of(request).settings.oidc_trust_email,
            next_path=flow.next_path,
            now=now,
        )
    except OpenIDError as error:
        return _failed(request, error)
    except UnknownPersonError as error:
        context = {"why": "unknown", "email": error.email}
        return render(request, "accounts/openid_failed.html", context, status=403)
    return await welcome(request, signed)


def _provider(request: Request) -> Provider:
    provider = site_of(request).provider
    if provider is None:
        raise MissingError
    return provider


def _failed(request: Request, error: OpenIDError) -> Response:
    _log.warning("sign-in by OpenID failed", kind=type(error).__name__, error=str(error))
    why, status = "untrusted", 400
    if isinstance(error, ProviderDownError):
        why, status = "down", 503
    elif isinstance(error, RefusedError):
        why, status = "refused", 403
    elif isinstance(error, InsufficientAuthenticationError):
        why, status = "weak", 403
    return render(request, "accounts/openid_failed.html", {"why": why}, status=status)


routes = [
    Route("/connexion/openid", begin, name="openid"),
    Route("/connexion/openid/retour", come_back, name="openid_return"),
]
