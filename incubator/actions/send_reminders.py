"""People are reminded of what waits for them: one mail a week at most, nothing twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from tortoise.transactions import in_transaction

from incubator.actions import mails
from incubator.actions.reminder_mails import Place, reminders
from incubator.domain.access import PlaceKind, Role
from incubator.domain.reminders import (
    Thing,
    may_write,
    of_managers,
    of_promises,
    of_secretaries,
    of_startup,
    received,
    to_tell,
)
from incubator.store import outbox
from incubator.store.accounts.accounts import Account
from incubator.store.accounts.grants import grants_in
from incubator.store.accounts.notices import DIGEST, Told, token_for, told_to, waiting_submissions
from incubator.store.accounts.teams import accounts_of_team, note_reminder
from incubator.store.committees.promises import promises_of_startups
from incubator.store.grouping import grouped
from incubator.store.portfolio_rows import (
    followed,
    incubator_titles,
    incubators_of_startups,
    published_ids,
)
from incubator.store.startup_reads import startup_titles

MAIL_KIND = "reminder"


@dataclass(frozen=True, slots=True)
class Digest:
    """What somebody is about to be told, and how the places in it are called."""

    account: Account
    things: Sequence[Thing]
    names: Mapping[Place, str]


async def send_reminders(site: mails.Site, zone: ZoneInfo, now: datetime) -> int:
    """Write to everybody who is to be reminded now; returns how many mails.

    Each mail is queued with the notes of what it tells, all or nothing: a run that is killed, or
    another one at the same moment, tells nobody twice.
    """
    count = 0
    for digest in await digests(zone, now):
        count += await _send(site, digest, now.astimezone(zone).date(), now)
    return count


async def digests(zone: ZoneInfo, now: datetime) -> list[Digest]:
    """Who would be reminded now, and of what, by address.

    Left out: closed accounts and those that never signed in, addresses that a server refused,
    whoever had reminders less than a week ago, what is switched off.
    """
    today = now.astimezone(zone).date()
    by_place = await _things(today, zone)
    wanted = await _readers(by_place, today)
    told = await told_to(account for account, _ in wanted.values())
    refusing = await outbox.refusing([account.email for account, _ in wanted.values()])
    names = await _names(by_place)
    found = []
    for number, (account, things) in wanted.items():
        new = to_tell(things, told[number].keys, account.muted.split())
        if new and account.email not in refusing and may_write(_day(told[number], zone), today):
            found.append(Digest(account, new, names))
    return sorted(found, key=lambda digest: digest.account.email)


async def standing_keys(today: date, zone: ZoneInfo) -> set[str]:
    """The keys of everything that there is to tell today, whoever was told."""
    by_place = await _things(today, zone)
    return {thing.key for things in by_place.values() for thing in things}


async def _send(site: mails.Site, digest: Digest, today: date, now: datetime) -> bool:
    account = digest.account
    year, week, _ = today.isocalendar()
    async with in_transaction():
        # The note of the week comes first: of two runs at once, the second one stops here.
        if not await note_reminder(account, f"{DIGEST}{year}-{week:02}", now):
            return False
        for thing in digest.things:
            await note_reminder(account, thing.key, now)
        token = await token_for(account)
        message = reminders(site, account.language, digest.things, digest.names, token)
        await mails.post(site, MAIL_KIND, account, message, now=now)
    return True


async def _things(today: date, zone: ZoneInfo) -> Mapping[Place, list[Thing]]:
    """What there is to tell, by startup and incubator."""
    ids = await published_ids()
    found: dict[Place, list[Thing]] = defaultdict(list)
    promises = grouped((one.startup_id, one) for one in await promises_of_startups(ids))
    for startup_id, one in (await followed(ids, today, zone)).items():
        promised = of_promises(
            promises.get(startup_id, ()), today, is_over=one.facts.is_over(today)
        )
        found[PlaceKind.STARTUP, startup_id] += [
            *promised,
            *of_startup(startup_id, one.facts, today),
        ]
    for kind, place_id, submission in await waiting_submissions():
        found[kind, place_id].append(received(kind, place_id, submission))
    return {place: things for place, things in found.items() if things}


async def _readers(
    by_place: Mapping[Place, Sequence[Thing]], today: date
) -> Mapping[int, tuple[Account, list[Thing]]]:
    """Who is told what: teams of theirs, managers of what is overdue, secretaries of what is owed
    to committees and late; coaches and managers of what their incubator received.
    """
    found: dict[int, tuple[Account, list[Thing]]] = {}

    def tell(account: Account, things: Iterable[Thing]) -> None:
        if account.may_sign_in and account.email and account.last_sign_in_at is not None:
            found.setdefault(account.number, (account, []))[1].extend(things)

    overdue: dict[str, list[Thing]] = defaultdict(list)
    owed: dict[str, list[Thing]] = defaultdict(list)
    incubators = await incubators_of_startups()
    for (kind, place_id), things in by_place.items():
        if kind is PlaceKind.STARTUP:
            for account in await accounts_of_team(place_id, today):
                tell(account, things)
            for incubator in incubators.get(place_id, ()):
                overdue[incubator] += of_managers(things)
                owed[incubator] += of_secretaries(things)
    brought = {place_id for kind, place_id in by_place if kind is PlaceKind.INCUBATOR}
    for incubator in sorted(brought | {one for one, things in overdue.items() if things}):
        for grant in await grants_in(PlaceKind.INCUBATOR, incubator, today):
            if grant.role in {Role.INCUBATOR_MANAGER, Role.COACH}:
                tell(grant.account, by_place.get((PlaceKind.INCUBATOR, incubator), ()))
            if grant.role is Role.INCUBATOR_MANAGER:
                tell(grant.account, overdue[incubator])
            if grant.role is Role.COMMITTEE_SECRETARY:
                tell(grant.account, owed[incubator])
    return found


async def _names(by_place: Mapping[Place, Sequence[Thing]]) -> Mapping[Place, str]:
    startups = [place_id for kind, place_id in by_place if kind is PlaceKind.STARTUP]
    names: dict[Place, str] = {
        (PlaceKind.STARTUP, one): title for one, title in (await startup_titles(startups)).items()
    }
    for incubator, title in (await incubator_titles()).items():
        names[PlaceKind.INCUBATOR, incubator] = title
    return names


def _day(told: Told, zone: ZoneInfo) -> date | None:
    return told.last.astimezone(zone).date() if told.last else None
