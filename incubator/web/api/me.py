"""Whom a token speaks for."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.access import ROLE_PLACES
from incubator.domain.days import instant_text
from incubator.domain.scopes import Scope
from incubator.web.api.answers import data_answer
from incubator.web.api.guard import bearer


async def me(request: Request) -> Response:
    """``/api/1/me``: the account, its roles of today, and the token itself."""
    caller = await bearer(request, Scope.ME_READ)
    account, token = caller.account, caller.token
    roles = sorted(caller.actor.roles, key=lambda held: (held.role, held.place_id))
    return data_answer(
        {
            "id": account.public_id,
            "name": account.name,
            "email": account.email,
            "language": account.language,
            "roles": [
                {
                    "role": held.role.value,
                    "place": {"kind": ROLE_PLACES[held.role].value, "id": held.place_id},
                }
                for held in roles
            ],
            "token": {
                "id": token.public_id,
                "name": token.name,
                "scopes": sorted(token.scopes),
                "expires_at": instant_text(token.expires_at),
            },
        }
    )


routes = [Route("/api/1/me", me, name="api_me")]
