"""Sessions: browsers that are signed in, kept on this side so that they can be ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from incubator.store import models
from incubator.store.accounts.accounts import Account, account_of
from incubator.store.tokens import digest, new_public_id, new_secret

#: The last use is noted at most this often: reading a page is not a write.
_NOTE_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """A session ends after ``idle`` without use, and after ``absolute`` in any case."""

    idle: timedelta
    absolute: timedelta


@dataclass(frozen=True, slots=True)
class BrowserName:
    """A browser by its own words, and the network address that it came from."""

    description: str
    network: str


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that is signed in."""

    public_id: str
    account: Account
    method: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    browser: str
    network: str
    id_token: str
    notice: str


async def start_session(
    account: Account,
    *,
    method: str,
    browser: BrowserName,
    id_token: str,
    lifetime: Lifetime,
    now: datetime,
) -> tuple[str, Session]:
    """A new session, and the secret for its cookie, which is kept nowhere else."""
    secret = new_secret()
    row = await models.Session.create(
        public_id=new_public_id(),
        token_hash=digest(secret),
        account_id=account.number,
        method=method,
        created_at=now,
        last_seen_at=now,
        expires_at=now + lifetime.absolute,
        browser=browser.description[:300],
        network=browser.network[:64],
        id_token=id_token,
    )
    await models.Account.filter(id=account.number).update(last_sign_in_at=now)
    return secret, _session(row, account)


async def find_session(secret: str, lifetime: Lifetime, now: datetime) -> Session | None:
    """The session of a cookie, while it lasts and its account may sign in; notes its use."""
    row = await models.Session.get_or_none(token_hash=digest(secret)).prefetch_related("account")
    if row is None or row.expires_at <= now or row.last_seen_at + lifetime.idle <= now:
        return None
    account = account_of(row.account)
    if not account.may_sign_in:
        return None
    if now - row.last_seen_at >= _NOTE_EVERY:
        await models.Session.filter(id=row.id).update(last_seen_at=now)
    return _session(row, account)


async def sessions_of(account: Account, lifetime: Lifetime, now: datetime) -> Sequence[Session]:
    """The sessions of an account that last, the latest used first."""
    rows = await models.Session.filter(
        account_id=account.number, expires_at__gt=now, last_seen_at__gt=now - lifetime.idle
    ).order_by("-last_seen_at", "-id")
    return [_session(row, account) for row in rows]


async def end_session(account: Account, public_id: str) -> bool:
    """End one session of an account; False when it has no such session."""
    query = models.Session.filter(account_id=account.number, public_id=public_id)
    return bool(await query.delete())


async def end_sessions(account: Account, *, but: str = "") -> int:
    """End every session of an account, except ``but``; returns how many."""
    return await models.Session.filter(account_id=account.number).exclude(public_id=but).delete()


async def set_notice(session: Session, notice: str) -> None:
    """Leave a message for the next page that the session shows."""
    await models.Session.filter(public_id=session.public_id).update(notice=notice)


async def forget_sessions(lifetime: Lifetime, now: datetime) -> int:
    """Remove sessions that have ended; returns how many."""
    ended = await models.Session.filter(expires_at__lte=now).delete()
    return ended + await models.Session.filter(last_seen_at__lte=now - lifetime.idle).delete()


def _session(row: models.Session, account: Account) -> Session:
    return Session(
        public_id=row.public_id,
        account=account,
        method=row.method,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        expires_at=row.expires_at,
        browser=row.browser,
        network=row.network,
        id_token=row.id_token,
        notice=row.notice,
    )
