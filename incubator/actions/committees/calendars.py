"""Calendar feeds: made and revoked by their person, and what each gives on the day it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from incubator.domain.access import Actor, Place, PlaceKind, Role, is_administrator
from incubator.domain.committee_access import may_hold_committees
from incubator.domain.committee_states import State
from incubator.store import attempts, journal
from incubator.store.accounts.accounts import Account
from incubator.store.accounts.grants import load_actor
from incubator.store.attempts import Limit
from incubator.store.committees import feeds
from incubator.store.committees.feeds import Feed
from incubator.store.committees.sessions import (
    Committee,
    committees_of_account,
    committees_of_incubator,
    committees_of_startup,
)
from incubator.store.journal import Trace

#: How many feeds an account may have at once.
MOST_FEEDS = 10
#: Sessions that a feed gives: those to come, and those of the last months.
_PAST = timedelta(days=400)
# Wrong secrets by network; readings by feed: calendar programs come by some times an hour.
BY_NETWORK = Limit("calendar-by-network", 60, timedelta(minutes=15))
BY_FEED = Limit("calendar-by-feed", 60, timedelta(minutes=15))
_HOLDERS = frozenset({Role.COMMITTEE_SECRETARY, Role.INCUBATOR_MANAGER})
_TEAM = frozenset({Role.TEAM_MEMBER, Role.INTRAPRENEUR})


class TooManyFeedsError(Exception):
    """The account has as many feeds as it may have."""


class TooOftenError(Exception):
    """Too many readings; the next may come after the window."""


class UnknownFeedError(Exception):
    """No feed has this address now: it never had one, it was revoked, or its account is closed."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A session in a feed; ``startups`` are those whose team reads it, empty for who sees it."""

    committee: Committee
    startups: tuple[str, ...] = ()


async def create_feed(account: Account, incubator_id: str, trace: Trace, now: datetime) -> str:
    """A new feed of one's own sessions, or of an incubator's; returns its secret.

    The caller has made sure that the incubator's committees are the person's to hold.

    Raises:
        TooManyFeedsError: the account has enough of them.
    """
    # Such transactions come one after another: of two feeds made at once, the second sees both.
    async with journal.transaction():
        if len(await feeds.feeds_of(account)) >= MOST_FEEDS:
            raise TooManyFeedsError
        secret, feed = await feeds.create_feed(account, incubator_id, now)
        await journal.record(
            trace,
            "calendar_created",
            f"account:{account.public_id}",
            detail={"feed": feed.public_id, "incubator": incubator_id},
            now=now,
        )
    return secret


async def revoke_feed(account: Account, public_id: str, trace: Trace, now: datetime) -> bool:
    """End a feed; False when the account has no such feed, or it had ended."""
    async with journal.transaction():
        ended = await feeds.revoke_feed(account, public_id, now)
        if ended:
            await journal.record(
                trace,
                "calendar_revoked",
                f"account:{account.public_id}",
                detail={"feed": public_id},
                now=now,
            )
    return ended


async def open_feed(secret: str, network_key: str, now: datetime, today: date) -> Feed:
    """The feed of a secret, its use noted.

    Raises:
        UnknownFeedError: there is none.
        TooOftenError: the network tried too many wrong secrets, or the feed was read too often.
    """
    feed = await feeds.find_feed(secret)
    if feed is None:
        if not await attempts.is_within(BY_NETWORK, network_key, now):
            raise TooOftenError
        raise UnknownFeedError
    if not await attempts.is_within(BY_FEED, feed.public_id, now):
        raise TooOftenError
    await feeds.note_use(feed, today)
    return feed


async def sessions_of(feed: Feed, today: date, now: datetime) -> list[Shown]:
    """What a feed gives today, by its person's rights of today, in the order of time.

    Raises:
        UnknownFeedError: it is an incubator's whose committees its person holds no more.
    """
    actor = await load_actor(feed.account, today)
    if feed.incubator_id:
        place = Place(PlaceKind.INCUBATOR, feed.incubator_id, frozenset({feed.incubator_id}))
        if not may_hold_committees(actor, place):
            raise UnknownFeedError
        found = {one.public_id: Shown(one) for one in await _held([feed.incubator_id])}
    else:
        found = await _own(feed.account, actor)
    recent = (one for one in found.values() if one.committee.starts_at > now - _PAST)
    return sorted(recent, key=lambda one: (one.committee.starts_at, one.committee.public_id))


def held_incubators(actor: Actor, every: Sequence[str]) -> list[str]:
    """The incubators whose committees somebody holds; all of ``every`` for an administrator."""
    if is_administrator(actor):
        return sorted(every)
    return sorted({held.place_id for held in actor.roles if held.role in _HOLDERS})


async def _own(account: Account, actor: Actor) -> dict[str, Shown]:
    """Sessions in which somebody sits or that they hold, and those that examine their startups.

    Administrators may see every session, which would drown their own: a feed of theirs has
    those of the incubators in which they hold a role.
    """
    found = {one.public_id: Shown(one) for one in await committees_of_account(account.public_id)}
    incubators = {held.place_id for held in actor.roles if held.role in _HOLDERS}
    for one in await _held(sorted(incubators)):
        found.setdefault(one.public_id, Shown(one))
    startups = sorted({held.place_id for held in actor.roles if held.role in _TEAM})
    of_teams: dict[str, Shown] = {}
    for startup_id in startups:
        for one in await committees_of_startup(startup_id):
            # A team hears of a session once it is convened.
            if one.public_id in found or (one.told_revision < 0 and one.state is State.PLANNED):
                continue
            known = of_teams.get(one.public_id, Shown(one)).startups
            of_teams[one.public_id] = Shown(one, (*known, startup_id))
    return found | of_teams


async def _held(incubators: Sequence[str]) -> list[Committee]:
    return [one for each in incubators for one in await committees_of_incubator(each)]
