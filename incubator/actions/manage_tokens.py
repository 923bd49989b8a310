"""Secrets for machines: made and revoked by the person that they speak for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from incubator.domain.access import Actor
from incubator.domain.scopes import Scope, scope_is_useful
from incubator.store import journal
from incubator.store.accounts import api_tokens
from incubator.store.accounts.accounts import Account
from incubator.store.accounts.api_tokens import ApiToken
from incubator.store.journal import Trace

#: How many tokens an account may have at once.
MOST_TOKENS = 20
#: The days for which a token may last: none is without end.
LIVES = (30, 90, 365)


class TokenError(Exception):
    """A token can't be made; ``code`` names why, for the screen to say in its language."""

    MESSAGES: ClassVar[Mapping[str, str]] = {
        "too_many": f"This account has {MOST_TOKENS} tokens: revoke one first.",
        "name_taken": "Another token of this account has this name.",
        "no_scope": "A token needs at least one scope.",
        "scope": "This scope is of no use to this account.",
        "life": "A token lasts 30, 90 or 365 days.",
    }

    def __init__(self, code: str) -> None:
        super().__init__(self.MESSAGES[code])
        self.code = code


@dataclass(frozen=True, slots=True)
class WantedToken:
    """A token to be made; ``days`` is one of :data:`LIVES`."""

    name: str
    scopes: frozenset[Scope]
    days: int


async def create_token(
    account: Account, actor: Actor, wanted: WantedToken, trace: Trace, now: datetime | None = None
) -> tuple[str, ApiToken]:
    """A new token, and its secret, which is kept nowhere: it must be shown at once.

    Raises:
        TokenError: the account has enough tokens, or one of this name; or a scope or the life
            is not one that it may have.
    """
    at = now or datetime.now(UTC)
    if not wanted.scopes:
        raise TokenError("no_scope")
    if not all(scope_is_useful(actor, scope) for scope in wanted.scopes):
        raise TokenError("scope")
    if wanted.days not in LIVES:
        raise TokenError("life")
    # Such transactions come one after another: of two tokens made at once, the second sees both.
    async with journal.transaction():
        active = [one for one in await api_tokens.tokens_of(account) if one.is_active(at)]
        if len(active) >= MOST_TOKENS:
            raise TokenError("too_many")
        if any(one.name.casefold() == wanted.name.casefold() for one in active):
            raise TokenError("name_taken")
        secret, token = await api_tokens.create_token(
            account, wanted.name, wanted.scopes, at + timedelta(days=wanted.days), at
        )
        await journal.record(
            trace,
            "token_created",
            f"account:{account.public_id}",
            detail={"token": token.public_id, "scopes": sorted(wanted.scopes)},
            personal={"name": wanted.name},
            now=at,
        )
    return secret, token


async def revoke_token(
    account: Account, public_id: str, trace: Trace, now: datetime | None = None
) -> ApiToken | None:
    """End a token for good; None when the account has no such token, or it had been revoked."""
    at = now or datetime.now(UTC)
    async with journal.transaction():
        token = await api_tokens.revoke_token(account, public_id, at)
        if token is not None:
            await journal.record(
                trace,
                "token_revoked",
                f"account:{account.public_id}",
                detail={"token": token.public_id, "scopes": sorted(token.scopes)},
                personal={"name": token.name},
                now=at,
            )
    return token
