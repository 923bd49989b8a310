"""Secret addresses that give sessions as a calendar; only the hash of the secret is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from incubator.store import models
from incubator.store.accounts.accounts import Account, account_of
from incubator.store.tokens import digest, new_public_id, new_secret


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed without its secret. ``incubator_id`` is "" for that of its person's own sessions."""

    public_id: str
    account: Account
    incubator_id: str
    created_at: datetime
    last_used_on: date | None


async def create_feed(account: Account, incubator_id: str, now: datetime) -> tuple[str, Feed]:
    """A new feed and its secret, which is kept nowhere: it must be shown at once."""
    secret = new_secret()
    row = await models.CalendarFeed.create(
        public_id=new_public_id(),
        account_id=account.number,
        incubator_id=incubator_id,
        token_hash=digest(secret),
        created_at=now,
    )
    return secret, _feed(row, account)


async def feeds_of(account: Account) -> list[Feed]:
    """The feeds of an account that were not revoked, newest first."""
    rows = models.CalendarFeed.filter(account_id=account.number, revoked_at__isnull=True)
    return [_feed(row, account) for row in await rows.order_by("-created_at", "-id")]


async def find_feed(secret: str) -> Feed | None:
    """The feed of a secret, while it is not revoked and its account may sign in; or None."""
    row = await models.CalendarFeed.get_or_none(
        token_hash=digest(secret), revoked_at__isnull=True
    ).prefetch_related("account")
    if row is None:
        return None
    found = _feed(row, account_of(row.account))
    return found if found.account.may_sign_in else None


async def note_use(feed: Feed, today: date) -> None:
    """Note the day on which a feed was read, once a day."""
    if feed.last_used_on != today:
        await models.CalendarFeed.filter(public_id=feed.public_id).update(last_used_on=today)


async def revoke_feed(account: Account, public_id: str, now: datetime) -> bool:
    """End a feed of an account for good; False when it has no such feed, or it had ended."""
    query = models.CalendarFeed.filter(
        account_id=account.number, public_id=public_id, revoked_at__isnull=True
    )
    return bool(await query.update(revoked_at=now))


async def forget_feeds(before: datetime) -> int:
    """Remove feeds that were revoked before a moment; returns how many."""
    return await models.CalendarFeed.filter(revoked_at__lt=before).delete()


def _feed(row: models.CalendarFeed, account: Account) -> Feed:
    return Feed(row.public_id, account, row.incubator_id, row.created_at, row.last_used_on)
