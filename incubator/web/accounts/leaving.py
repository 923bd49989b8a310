"""Signing out at the provider too."""

from __future__ import annotations

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from incubator.openid import OpenIDError
from incubator.store.accounts.sessions import Session
from incubator.store.tokens import new_secret
from incubator.web.site import site_of
from incubator.web.templating import page_url, render

_log = structlog.get_logger("incubator.web")


async def leave_provider(request: Request, session: Session) -> Response:
    """The answer to somebody who signed out: through the provider, where one vouched for them.

    A page leads there rather than a redirect, which the content security policy would stop: what
    answers a form may lead to this site only.
    """
    site = site_of(request)
    if session.id_token and site.provider is not None:
        try:
            target = await site.provider.logout_url(session.id_token, new_secret())
        except OpenIDError as error:
            _log.warning("provider has no logout", error=str(error))
            target = None
        if target:
            context = {"provider": site.settings.oidc_name, "provider_url": target}
            headers = {"Refresh": f"1;url={target}", "Referrer-Policy": "no-referrer"}
            return render(request, "accounts/signed_out.html", context, headers=headers)
    return RedirectResponse(page_url(request, "signed_out"), 303)
