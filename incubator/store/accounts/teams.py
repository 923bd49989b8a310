"""Accounts as a whole: those of a startup's team, and those that never served."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from incubator.domain.access import PlaceKind, Role
from incubator.store import models
from incubator.store.accounts.accounts import Account, account_of
from incubator.store.accounts.grants import grants_in
from incubator.store.startup_reads import load_team

_TEAM = {Role.TEAM_MEMBER, Role.INTRAPRENEUR}


async def accounts_of_team(startup_id: str, today: date) -> Sequence[Account]:
    """The accounts of those who work in a startup, by the sheets or by a grant."""
    given = await grants_in(PlaceKind.STARTUP, startup_id, today)
    found = {grant.account.number: grant.account for grant in given if grant.role in _TEAM}
    mates = [mate.id for mate in await load_team(startup_id, today) if mate.is_active]
    for row in await models.Account.filter(member_id__in=mates):
        found[row.id] = account_of(row)
    return [account for account in found.values() if account.may_sign_in]


async def note_reminder(account: Account, key: str, now: datetime) -> bool:
    """Note that an account is told about a thing; False when it was told before."""
    try:
        # A transaction of its own: where a caller's is open, a failed insert must not end it.
        async with in_transaction():
            await models.ReminderSent.create(account_id=account.number, key=key[:300], sent_at=now)
    except IntegrityError:
        return False
    return True


async def unused_accounts(before: datetime, now: datetime) -> Sequence[Account]:
    """Accounts opened before a moment that nobody ever signed in to.

    One that was invited again since waits for the invitation's end.
    """
    invited = models.Invitation.filter(
        expires_at__gt=now, accepted_at__isnull=True, revoked_at__isnull=True
    )
    waiting = {row["account_id"] for row in await invited.values("account_id")}
    rows = await models.Account.filter(
        created_at__lt=before, last_sign_in_at__isnull=True, erased_at__isnull=True
    )
    return [account_of(row) for row in rows if row.id not in waiting]


async def forget_reminders(before: datetime, standing: Collection[str] = ()) -> int:
    """Remove notes of reminders older than a moment; returns how many.

    Those of things that stand are kept: forgotten, they would be told once more.
    """
    query = models.ReminderSent.filter(sent_at__lt=before)
    rows: Any = await query.values_list("id", "key")
    gone = [number for number, key in rows if key not in standing]
    return await models.ReminderSent.filter(id__in=gone).delete() if gone else 0
