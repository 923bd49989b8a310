"""What programs look for at fixed addresses: ``/robots.txt`` and ``/.well-known/security.txt``."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from incubator.config import Settings
from incubator.web.errors import MissingError
from incubator.web.site import site_of
from incubator.web.templating import absolute_url

#: What says nothing to anybody who has not signed in, or is a form.
_CLOSED = (
    "/admin",
    "/comites",
    "/connexion",
    "/deconnexion",
    "/envoi-recu",
    "/espace",
    "/mon-compte",
    "/portefeuille",
    "/suivi",
    "/webhooks",
    "/startups/*/signaler",
    "/api/",
)
#: Filtered and sorted lists have no end; a list's own pages do, and pictures have a version.
_QUERIES = ("/*?", "/comites/decisions?", "/en/comites/decisions?")
_OPEN = (
    "/*?page=",
    "/images/",
    "/comites/decisions",
    "/en/comites/decisions",
    "/comites/decisions?page=",
    "/en/comites/decisions?page=",
)
#: How many months ahead security.txt expires, counted from the month's first day.
_VALID_MONTHS = 7


async def robots(request: Request) -> Response:
    """``/robots.txt``: everything public may be read; of a demonstration, nothing."""
    if site_of(request).settings.is_demonstration:
        return PlainTextResponse("User-agent: *\nDisallow: /\n")
    closed = [*_QUERIES, *_CLOSED, *(f"/en{path}" for path in _CLOSED)]
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        *(f"Allow: {path}" for path in _OPEN),
        "Allow: /",
        "",
        f"Sitemap: {absolute_url(request, '/sitemap.xml')}",
    ]
    return PlainTextResponse("\n".join(lines) + "\n")


async def security(request: Request) -> Response:
    """``/.well-known/security.txt`` (RFC 9116): where to tell of a fault; 404 without an address.

    Raises:
        MissingError: no setting says whom to write to.
    """
    site = site_of(request)
    contact = _contact(site.settings)
    if not contact:
        raise MissingError
    lines = [
        f"Contact: {contact}",
        f"Expires: {_expiry(site.today()).isoformat()}T00:00:00Z",
        "Preferred-Languages: fr, en",
        f"Canonical: {absolute_url(request, '/.well-known/security.txt')}",
    ]
    if policy := _policy(site.settings.source_url):
        lines.append(f"Policy: {policy}")
    return PlainTextResponse("\n".join(lines) + "\n", headers={"Cache-Control": "no-cache"})


def _contact(settings: Settings) -> str:
    """An address that a program may follow, "" for none."""
    contact = settings.security_contact or settings.contact_email
    return contact if not contact or "://" in contact else f"mailto:{contact}"


def _expiry(today: date) -> date:
    """Between six and seven months from now: what is kept of it stays the same for a month."""
    month = today.month - 1 + _VALID_MONTHS
    return date(today.year + month // 12, month % 12 + 1, 1)


def _policy(source_url: str) -> str:
    """Where the program's rules on faults are, for a repository on GitHub: its SECURITY.md."""
    parts = urlsplit(source_url)
    is_repository = len([segment for segment in parts.path.split("/") if segment]) == 2
    if parts.hostname != "github.com" or not is_repository:
        return ""
    return f"{source_url.removesuffix('.git')}/security/policy"


routes = [
    Route("/robots.txt", robots, name="robots"),
    Route("/.well-known/security.txt", security, name="security_txt"),
]
