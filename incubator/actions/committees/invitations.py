"""Whoever is invited to a session is told: first, when it changes, and when it is cancelled."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from incubator.actions import mails
from incubator.actions.committees import invitation_words as words
from incubator.actions.committees.events import Names, event_of
from incubator.actions.committees.invitation_words import Told
from incubator.documents.calendars import Method, Person, Status, calendar_text
from incubator.domain.committee_access import Seat
from incubator.sheets.layout import Collection
from incubator.store.accounts.accounts import Account
from incubator.store.accounts.teams import accounts_of_team
from incubator.store.committees.sessions import Committee
from incubator.store.committees.telling import accounts_with, note_told
from incubator.store.portfolio_reads import sheet_title
from incubator.store.startup_reads import startup_titles

_KIND = "committee"


@dataclass(frozen=True, slots=True)
class _Invited:
    """Somebody to be written to: by their seat, else by the startups to whose team they belong."""

    account: Account
    seat: Seat | None
    startups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Writing:
    """What every mail about a session shares."""

    site: mails.Site
    committee: Committee
    names: Names
    organizer: Person
    now: datetime
    time_zone: ZoneInfo


async def queue_invitations(
    site: mails.Site,
    committee: Committee,
    *,
    method: Method,
    now: datetime,
    time_zone: ZoneInfo,
    before: Committee | None = None,
    only: Container[str] | None = None,
) -> int:
    """Write to each member of a session and to the teams of its startups; returns how many mails.

    To be called within the transaction that changed the session, with the session as it is after
    the change. ``before`` is the session as they were told it: then the mail names what changed,
    whoever is new gets an invitation, and whoever is invited no more is told so. It notes what was
    told. Nobody is told that a session is cancelled of which nobody ever heard. ``only`` are the
    accounts, by opaque id, that a change concerns where it is nothing to the others: then what
    these know stays noted as it was.
    """
    was_told = committee.told_revision >= 0
    if method is Method.CANCEL and not was_told:
        return 0
    today = now.astimezone(time_zone).date()
    invited = await _invited(committee, today)
    former = await _invited(before, today) if before is not None and was_told else {}
    organizer = await _organizer(site, committee)
    names = await names_of(committee, before)
    writing = _Writing(site, committee, names, organizer, now, time_zone)
    if only is not None:
        former = {public_id: one for public_id, one in former.items() if public_id in only}
    reached = {
        public_id: one for public_id, one in invited.items() if only is None or public_id in only
    }
    for public_id, one in reached.items():
        if method is Method.CANCEL:
            told = Told.CANCELLED
        elif not was_told or (before is not None and public_id not in former):
            told = Told.FIRST
        else:
            told = Told.CHANGED
        await _post(writing, one, told, before)
    gone = [one for public_id, one in former.items() if public_id not in invited]
    for one in gone:
        await _post(writing, one, Told.NO_MORE, before)
    if only is None:
        await note_told(committee)
    return len(reached) + len(gone)


async def names_of(committee: Committee, before: Committee | None = None) -> Names:
    """How a session's incubator and its startups are called."""
    ids = {item.startup_id for one in (committee, before) if one for item in one.items}
    incubator = await sheet_title(Collection.INCUBATORS, committee.incubator_id)
    return Names(incubator or committee.incubator_id, await startup_titles(sorted(ids)))


async def _invited(committee: Committee, today: date) -> dict[str, _Invited]:
    """Whoever is written to, by the opaque id of their account; a seat comes before a team."""
    accounts = await accounts_with(member.account_id for member in committee.members)
    found = {
        member.account_id: _Invited(accounts[member.account_id], member.seat, ())
        for member in committee.members
        if member.account_id in accounts
    }
    for item in committee.items:
        for account in await accounts_of_team(item.startup_id, today):
            known = found.get(account.public_id) or _Invited(account, None, ())
            if known.seat is None:
                startups = (*known.startups, item.startup_id)
                found[account.public_id] = replace(known, startups=startups)
    return {public_id: one for public_id, one in found.items() if one.account.email}


async def _organizer(site: mails.Site, committee: Committee) -> Person:
    """In whose name the calendar invites: whoever prepared the session, else its chair."""
    chairs = [member.account_id for member in committee.members if member.seat is Seat.CHAIR]
    accounts: Mapping[str, Account] = await accounts_with([committee.created_by, *chairs])
    for public_id in (committee.created_by, *chairs):
        account = accounts.get(public_id)
        if account is not None and account.email:
            return Person(account.shown_name, account.email)
    # An invitation has an organizer; nobody reads what is sent to this one.
    return Person(site.title, "nobody@invalid.invalid")


async def _post(writing: _Writing, one: _Invited, told: Told, before: Committee | None) -> None:
    committee, account = writing.committee, one.account
    path = f"/comites/{committee.public_id}"
    if one.seat is None:
        path = f"/espace/startups/{one.startups[0]}/comite"
    page = writing.site.link(path, account.language)
    is_over = told in {Told.CANCELLED, Told.NO_MORE}
    event = replace(
        event_of(committee, writing.names, account.language, page, one.startups),
        organizer=writing.organizer,
        attendees=(Person(account.shown_name, account.email),),
    )
    if is_over:
        event = replace(event, status=Status.CANCELLED)
    method = Method.CANCEL if is_over else Method.REQUEST
    calendar = calendar_text(
        [event], method, name=writing.names.incubator, time_zone=writing.time_zone, now=writing.now
    )
    message = words.message(
        words.Session(committee, before, writing.names, writing.time_zone),
        words.Reader(account.language, one.seat, one.startups),
        told,
        page,
        today=writing.now.astimezone(writing.time_zone).date(),
    )
    await mails.post(
        writing.site,
        _KIND,
        account,
        message,
        now=writing.now,
        calendar=(calendar, method.value),
    )
