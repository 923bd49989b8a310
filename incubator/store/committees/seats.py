"""The seats of an account: what is held about it, and what is left when it is erased."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from incubator.domain.committee_states import TO_COME
from incubator.store import models
from incubator.store.accounts.accounts import Account


async def held_seats(account: Account) -> list[dict[str, Any]]:
    """Every seat that an account has or had, with its session, ready to be shown."""
    rows = (
        await models.CommitteeMember.filter(account_id=account.number)
        .prefetch_related("committee")
        .order_by("id")
    )
    return [
        {
            "public_id": row.public_id,
            "committee": row.committee.public_id,
            "incubator": row.committee.incubator_id,
            "starts_at": row.committee.starts_at,
            "seat": row.seat,
            "is_present": row.is_present,
            "added_at": row.added_at,
            "added_by": row.added_by,
            "removed_at": row.removed_at,
        }
        for row in rows
    ]


async def leave_sessions_to_come(account: Account, now: datetime) -> None:
    """Take an account out of the sessions that are still prepared.

    In those that were held its seat stays, since minutes and quorum name it: without a name.
    """
    to_come = models.Committee.filter(state__in=[state.value for state in TO_COME])
    await models.CommitteeMember.filter(
        account_id=account.number,
        removed_at__isnull=True,
        committee_id__in=[row.id for row in await to_come],
    ).update(removed_at=now)


async def seated_since(moment: datetime) -> set[int]:
    """The accounts, by number, that sit in a session that is to come or began after a moment."""
    rows: Any = await models.CommitteeMember.filter(
        removed_at__isnull=True, committee__starts_at__gte=moment
    ).values_list("account_id", flat=True)
    return set(rows)
