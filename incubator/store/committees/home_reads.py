"""The sessions that somebody has something to do with, whatever brings them there."""

from __future__ import annotations

from collections.abc import Collection

from tortoise.expressions import Q

from incubator.store import models
from incubator.store.committees.sessions import Committee, committees_by


async def sessions_around(
    account_id: str, incubators: Collection[str], startups: Collection[str]
) -> list[Committee]:
    """Sessions in which an account sits, of some incubators, or that see some startups.

    The latest first.
    """
    seats = models.CommitteeMember.filter(account__public_id=account_id, removed_at__isnull=True)
    items = models.AgendaItem.filter(startup_id__in=list(startups) or [""], removed_at__isnull=True)
    numbers = {
        *await seats.values_list("committee_id", flat=True),
        *await items.values_list("committee_id", flat=True),
    }
    return await committees_by(
        Q(id__in=list(numbers) or [0]) | Q(incubator_id__in=list(incubators) or [""])
    )
