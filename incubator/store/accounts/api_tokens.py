"""Secrets for machines: named, scoped, kept as hashes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from incubator.store import models
from incubator.store.accounts.accounts import Account, account_of
from incubator.store.tokens import digest, new_public_id, new_secret

#: How a token begins, so that one which leaked is recognised.
PREFIX = "inc_"
_NOTE_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token without its secret."""

    public_id: str
    account: Account
    name: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    def is_active(self, now: datetime) -> bool:
        """Neither revoked nor past its end."""
        return self.revoked_at is None and self.expires_at > now


async def create_token(
    account: Account, name: str, scopes: Iterable[str], expires_at: datetime, now: datetime
) -> tuple[str, ApiToken]:
    """A new token, and its secret, which is shown once."""
    secret = PREFIX + new_secret()
    row = await models.ApiToken.create(
        public_id=new_public_id(),
        account_id=account.number,
        name=name,
        scopes=" ".join(sorted(scopes)),
        token_hash=digest(secret),
        created_at=now,
        expires_at=expires_at,
    )
    return secret, _token(row, account)


async def find_token(secret: str, now: datetime) -> ApiToken | None:
    """The token of a secret, while it counts and its account may sign in; notes its use."""
    row = await models.ApiToken.get_or_none(token_hash=digest(secret)).prefetch_related("account")
    if row is None:
        return None
    token = _token(row, account_of(row.account))
    if not token.is_active(now) or not token.account.may_sign_in:
        return None
    if row.last_used_at is None or now - row.last_used_at >= _NOTE_EVERY:
        await models.ApiToken.filter(id=row.id).update(last_used_at=now)
    return token


async def tokens_of(account: Account) -> Sequence[ApiToken]:
    """Every token of an account, newest first."""
    rows = await models.ApiToken.filter(account_id=account.number).order_by("-created_at", "-id")
    return [_token(row, account) for row in rows]


async def revoke_token(account: Account, public_id: str, now: datetime) -> ApiToken | None:
    """End a token of an account; None when it has no such token, or it had ended."""
    row = await models.ApiToken.get_or_none(
        account_id=account.number, public_id=public_id, revoked_at__isnull=True
    )
    if row is None:
        return None
    await models.ApiToken.filter(id=row.id).update(revoked_at=now)
    return _token(row, account)


async def forget_tokens(before: datetime) -> int:
    """Remove tokens that ended before a moment; returns how many."""
    late = await models.ApiToken.filter(expires_at__lt=before).delete()
    return late + await models.ApiToken.filter(revoked_at__lt=before).delete()


def _token(row: models.ApiToken, account: Account) -> ApiToken:
    return ApiToken(
        public_id=row.public_id,
        account=account,
        name=row.name,
        scopes=frozenset(row.scopes.split()),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
