"""One-click sign-in as an invented person; these routes exist on a demonstration only."""

from __future__ import annotations

from hmac import compare_digest
from ipaddress import ip_address

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from incubator.actions.demonstration import PERSONAS, open_persona
from incubator.actions.sign_in import begin_session
from incubator.config import Settings
from incubator.store import journal
from incubator.web.accounts.sign_in import welcome
from incubator.web.errors import MissingError
from incubator.web.redirects import HOME
from incubator.web.site import site_of
from incubator.web.visitor import entrance_of, now_of

# What a proxy adds: behind one, "from this machine" says nothing about who asks.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


async def enter(request: Request) -> Response:
    """``/demonstration/{person}?cle=…``"""
    site = site_of(request)
    persona = PERSONAS.get(request.path_params["person"])
    key = request.query_params.get("cle", "")
    is_local = _is_loopback(request) and not any(name in request.headers for name in _FORWARDED)
    if (
        persona is None
        or not is_local
        or not site.settings.is_demonstration
        or not compare_digest(key.encode(), site.settings.demonstration_key.encode())
    ):
        raise MissingError
    account = await open_persona(persona, site.today())
    async with journal.transaction():
        signed = await begin_session(
            entrance_of(request),
            account,
            method="demonstration",
            next_path=HOME,
            now=now_of(request),
        )
    return await welcome(request, signed)


def _is_loopback(request: Request) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def routes_for(settings: Settings) -> list[BaseRoute]:
    """The route, on a demonstration; nowhere else is there anything to find."""
    if not settings.is_demonstration:
        return []
    return [Route("/demonstration/{person}", enter, name="demonstration")]
