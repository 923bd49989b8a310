"""The seats of an account: what is held about it, and what is left when it is erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from incubator.domain.committee_states import TO_COME
from incubator.store import models
from incubator.store.accounts.accounts import Account
from incubator.store.grouping import grouped


async def held_seats(account: Account) -> list[dict[str, Any]]:
    """Every seat that an account has or had, ready to be shown.

    Each comes with its session, the opinions that were given from it and the items in which it had
    no part.
    """
    rows = (
        await models.CommitteeMember.filter(account_id=account.number)
        .prefetch_related("committee")
        .order_by("id")
    )
    numbers = [row.id for row in rows]
    told = ("answers", "recommendation", "phase", "comment", "created_at", "updated_at")
    opinions = await _of_seats(models.Opinion, numbers, told)
    recusals = await _of_seats(models.Recusal, numbers, ("reason", "declared_at"))
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
            "opinions": opinions.get(row.id, []),
            "recusals": recusals.get(row.id, []),
        }
        for row in rows
    ]


async def _of_seats(
    model: Any, numbers: Sequence[int], columns: tuple[str, ...]
) -> dict[int, list[dict[str, Any]]]:
    """What was written from some seats, by the seat's number, with the startup it is about."""
    query = model.filter(member_id__in=list(numbers)).order_by("id")
    rows = await query.values("member_id", "item__startup_id", *columns)
    return grouped(
        (
            row["member_id"],
            {"startup": row["item__startup_id"], **{name: row[name] for name in columns}},
        )
        for row in rows
    )


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
