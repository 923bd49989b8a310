"""The site's two cookies: the session, and the browser that asked to sign in."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from incubator.web.site import site_of

SESSION, BROWSER = "session", "browser"
_MAX_LENGTH = 100
_BROWSER_SECONDS = 60 * 60


def is_secure(request: Request) -> bool:
    """Whether the browser reaches the site by TLS."""
    return request.url.scheme == "https" or site_of(request).settings.base_url.startswith("https:")


def cookie_name(request: Request, name: str) -> str:
    """With TLS the prefix makes browsers refuse the cookie from a neighbouring host."""
    return f"__Host-{name}" if is_secure(request) else name


def read_cookie(request: Request, name: str) -> str:
    """A cookie's value; empty when there is none, or it can't be ours."""
    value = request.cookies.get(cookie_name(request, name), "")
    return value if len(value) <= _MAX_LENGTH else ""


def keep_session(request: Request, response: Response, secret: str) -> None:
    """Give the browser its session. It goes with the browser; how long it lasts is kept here."""
    hours = site_of(request).settings.session_max_hours
    _set(request, response, SESSION, secret, hours * 3600)


def keep_browser(request: Request, response: Response, secret: str) -> None:
    """Recognise the browser that asked, when the link is opened or the provider sends it back."""
    _set(request, response, BROWSER, secret, _BROWSER_SECONDS)


def forget(request: Request, response: Response, name: str) -> None:
    """Take a cookie away."""
    _set(request, response, name, "", 0)


def _set(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    # Lax: a link in a mail or the return from a provider must find the cookie; a post from
    # another site must not.
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=seconds,
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )
