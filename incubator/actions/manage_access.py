"""Giving roles and taking them back; somebody unknown is invited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

from incubator.actions import mails
from incubator.domain.access import Role
from incubator.store import attempts, journal
from incubator.store.accounts import accounts, grants, invitations, links
from incubator.store.accounts.accounts import Account
from incubator.store.accounts.grants import Grant
from incubator.store.accounts.invitations import Invitation
from incubator.store.attempts import Limit
from incubator.store.journal import Trace

INVITATION_LIFETIME = timedelta(days=7)
# An account that was taken over must not become a way to write to the whole world.
INVITATIONS = Limit("invitations-by-giver", 50, timedelta(hours=1))
INVITATIONS_TO = Limit("invitations-to-address", 5, timedelta(hours=1))


class AccessError(Exception):
    """What was asked can't be done; ``code`` names why, for the screen to say in its language."""

    MESSAGES: ClassVar[Mapping[str, str]] = {
        "already_held": "This person already has this role here.",
        "last_administrator": "This is the last administrator: name another one first.",
        "ended": "This access has ended already.",
        "disabled": "This account is disabled: enable it first.",
        "past": "The last day is in the past.",
        "email_taken": "Another account has this address.",
        "member_taken": "Another account is tied to this member.",
        "not_erasable": "This is the last administrator's account: name another one first.",
        "too_many": "Too many invitations within the hour: go on in an hour.",
        "answered": "This invitation was accepted or taken back already.",
    }

    def __init__(self, code: str) -> None:
        super().__init__(self.MESSAGES[code])
        self.code = code


@dataclass(frozen=True, slots=True)
class Wanted:
    """A role to be given. ``place_name`` and ``giver_name`` are how mails name them."""

    role: Role
    place_id: str
    place_name: str
    reason: str
    until: date | None
    giver_name: str = ""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What is known of somebody who gets an account."""

    name: str = ""
    language: str = "fr"


NEWCOMER = Newcomer()


async def open_account(
    email: str, newcomer: Newcomer, trace: Trace, now: datetime | None = None
) -> Account:
    """An account that may sign in at once.

    Raises:
        AccessError: the address has one already.
    """
    at = now or datetime.now(UTC)
    async with journal.transaction():
        if await accounts.find_by_email(email):
            raise AccessError("email_taken")
        account = await accounts.create_account(
            email, newcomer.name, newcomer.language, trace.actor, at
        )
        await journal.record(
            trace,
            "account_opened",
            f"account:{account.public_id}",
            personal={"email": email, "name": newcomer.name},
            now=at,
        )
    return account


async def give_role(
    site: mails.Site,
    email: str,
    wanted: Wanted,
    trace: Trace,
    *,
    today: date,
    newcomer: Newcomer = NEWCOMER,
    now: datetime | None = None,
) -> tuple[Grant, bool]:
    """Give a role to the account of an address; without one, invite. Returns whether invited.

    The caller has asked ``domain.access.may_give``.

    Raises:
        AccessError: the role is held already, the account is disabled, or the day has passed.
    """
    at = now or datetime.now(UTC)
    if wanted.until is not None and wanted.until < today:
        raise AccessError("past")
    async with journal.transaction():
        account = await accounts.find_by_email(email)
        if account is None:
            account = await open_account(email, newcomer, trace, at)
        if not account.may_sign_in:
            raise AccessError("disabled")
        if await grants.find_active_grant(account, wanted.role, wanted.place_id, today):
            raise AccessError("already_held")
        grant = await grants.create_grant(
            account,
            wanted.role,
            wanted.place_id,
            reason=wanted.reason,
            until=wanted.until,
            given_by=trace.actor,
            now=at,
        )
        await journal.record(
            trace, "role_given", _subject(account), detail=_detail(grant), now=at,
            personal={"reason": wanted.reason},
        )  # fmt: skip
        invited = account.last_sign_in_at is None
        if invited:
            await _bound_invitations(account, trace, at)
            expires_at = at + INVITATION_LIFETIME
            await invitations.create_invitation(account, grant, trace.actor, expires_at, at)
            await _send_invitation(site, account, wanted, expires_at, at)
        elif account.notify_access:
            role = mails.role_in(account.language, wanted.role, wanted.place_name)
            message = mails.access_given(
                site, account.language, role, wanted.giver_name, wanted.reason, wanted.until
            )
            await mails.post(site, "access", account, message, now=at)
    return grant, invited


async def take_role(
    site: mails.Site,
    grant: Grant,
    place_name: str,
    trace: Trace,
    *,
    today: date,
    now: datetime | None = None,
) -> None:
    """Take a role back. The caller has asked ``domain.access.may_give``.

    Raises:
        AccessError: it has ended already, or nobody could administer the programme any more.
    """
    at = now or datetime.now(UTC)
    account = grant.account
    async with journal.transaction():
        if not await grants.revoke_grant(grant, trace.actor, at):
            raise AccessError("ended")
        # Counted after the write, within the transaction: two administrators who remove each
        # other at once can't both succeed.
        if grant.role is Role.ADMINISTRATOR and not await grants.count_administrators(today):
            raise AccessError("last_administrator")
        await invitations.revoke_invitations_of(grant, at)
        await journal.record(trace, "role_taken", _subject(account), detail=_detail(grant), now=at)
        if account.notify_access and account.may_sign_in and account.last_sign_in_at:
            role = mails.role_in(account.language, grant.role, place_name)
            message = mails.access_taken(site, account.language, role)
            await mails.post(site, "access", account, message, now=at)


async def send_again(
    site: mails.Site,
    invitation: Invitation,
    wanted: Wanted,
    trace: Trace,
    now: datetime | None = None,
) -> None:
    """Send an invitation anew, with a new link and a new end.

    Raises:
        AccessError: it was accepted or taken back.
    """
    at = now or datetime.now(UTC)
    expires_at = at + INVITATION_LIFETIME
    async with journal.transaction():
        await _bound_invitations(invitation.account, trace, at)
        if not await invitations.renew_invitation(invitation, expires_at):
            raise AccessError("answered")
        await _send_invitation(site, invitation.account, wanted, expires_at, at)
        await journal.record(trace, "invitation_sent_again", _subject(invitation.account), now=at)


async def take_invitation_back(
    invitation: Invitation, trace: Trace, now: datetime | None = None
) -> None:
    """Take an invitation back, with the role that it was for.

    Raises:
        AccessError: it was accepted or taken back.
    """
    at = now or datetime.now(UTC)
    async with journal.transaction():
        if not await invitations.revoke_invitation(invitation, at):
            raise AccessError("answered")
        grant = await grants.find_grant(invitation.grant_id)
        if grant is not None:
            await grants.revoke_grant(grant, trace.actor, at)
        await journal.record(trace, "invitation_taken", _subject(invitation.account), now=at)


async def _bound_invitations(account: Account, trace: Trace, at: datetime) -> None:
    within = await attempts.is_within(INVITATIONS, trace.actor, at)
    if not within or not await attempts.is_within(INVITATIONS_TO, account.email, at):
        raise AccessError("too_many")


async def _send_invitation(
    site: mails.Site, account: Account, wanted: Wanted, expires_at: datetime, at: datetime
) -> None:
    secret = await links.create_link(
        account, browser_secret="", next_path="/espace", expires_at=expires_at, now=at
    )
    role = mails.role_in(account.language, wanted.role, wanted.place_name)
    message = mails.invitation(site, account.language, role, wanted.giver_name, secret, expires_at)
    await mails.post(site, "invitation", account, message, now=at, expires_at=expires_at)


def _subject(account: Account) -> str:
    return f"account:{account.public_id}"


def _detail(grant: Grant) -> dict[str, object]:
    return {
        "grant": grant.public_id,
        "role": grant.role.value,
        "place": grant.place_id,
        "until": grant.until,
    }
