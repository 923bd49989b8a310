"""Who a program speaks for, and whether it may: the one door of the API.

Only the ``Authorization`` header counts. A cookie opens nothing here, so that no page can make
somebody's browser ask in their name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request

from incubator.domain.access import Actor
from incubator.domain.scopes import Scope, may_use
from incubator.store.accounts.accounts import Account
from incubator.store.accounts.api_tokens import PREFIX, ApiToken, find_token
from incubator.store.accounts.grants import load_actor
from incubator.store.attempts import Limit, is_within, network_key
from incubator.web.api.answers import ApiError
from incubator.web.site import site_of
from incubator.web.visitor import now_of

#: Only tokens that fail are counted: one that is good passes, whatever its neighbours try.
FAILURES = Limit("token-by-network", 60, timedelta(minutes=15))
_CREDENTIALS = re.compile(rf"bearer +({PREFIX}[A-Za-z0-9_-]{{43}}) *\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Caller:
    """A program, by its token: whom it speaks for, and what they may do today."""

    token: ApiToken
    account: Account
    actor: Actor


async def bearer(request: Request, scope: Scope) -> Caller:
    """The program that asks, whose token has the scope and whose person may do what it is for.

    Raises:
        ApiError: there is no token, or none that counts (401); it lacks the scope, or its person
            lacks the right (403); the network has sent too many that fail (429).
    """
    given = request.headers.getlist("authorization")
    if not given:
        raise ApiError(
            401,
            "token_needed",
            "A token is needed",
            "Send the header 'Authorization: Bearer TOKEN'. Your account's page makes tokens.",
            {"WWW-Authenticate": "Bearer"},
        )
    now = now_of(request)
    token = await _find(given, now)
    if token is None:
        raise await _failure(request, now)
    actor = await load_actor(token.account, site_of(request).today())
    if not may_use(actor, token.scopes, scope):
        raise ApiError(
            403,
            "insufficient_scope",
            "The token is not enough",
            f"This takes the scope {scope.value}, and a person who may do today what it is for.",
            {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope.value}"'},
        )
    return Caller(token, token.account, actor)


async def _find(given: list[str], now: datetime) -> ApiToken | None:
    match = _CREDENTIALS.match(given[0])
    return await find_token(match[1], now) if match and len(given) == 1 else None


async def _failure(request: Request, now: datetime) -> ApiError:
    """The same for every token that does not count: nobody learns that one has existed."""
    network = request.client.host if request.client else ""
    if await is_within(FAILURES, network_key(network), now):
        return ApiError(
            401,
            "invalid_token",
            "The token does not count",
            "It is mistyped, unknown, revoked, or past its end.",
            {"WWW-Authenticate": 'Bearer error="invalid_token"'},
        )
    return ApiError(
        429,
        "too_many_failures",
        "Too many tokens that do not count",
        "Your network has sent too many. A token that counts passes at any time.",
        {"Retry-After": str(int(FAILURES.window.total_seconds()))},
    )
