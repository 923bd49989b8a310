"""What an administrator should look at today: counts, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from incubator.store import models, outbox, proposals
from incubator.store.accounts.grants import ENDING_SOON
from incubator.store.committees.orders import refused_orders
from incubator.store.sheet_states import REFUSED

#: A mail that failed longer ago than this is history.
RECENT = timedelta(days=7)
#: A mail leaves within minutes: one that waits longer has met a difficulty.
LONG_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Attention:
    """How many of each there are now; of decisions that no sheet says, their ids."""

    refused_sheets: int
    refused_mails: int
    uncertain_mails: int
    waiting_mails: int
    refused_changes: int
    refused_decisions: tuple[str, ...]
    waiting_changes: int
    ending_grants: int
    expired_invitations: int


async def read_attention(now: datetime, today: date) -> Attention:
    """Count what needs a hand: mails of the last :data:`RECENT`, everything else as it stands."""
    failed = models.OutboxMail.filter(ended_at__gte=now - RECENT)
    return Attention(
        refused_sheets=await models.SheetState.filter(status=REFUSED).count(),
        refused_mails=await failed.filter(status=outbox.REFUSED).count(),
        uncertain_mails=await failed.filter(status=outbox.UNCERTAIN).count(),
        waiting_mails=await models.OutboxMail.filter(
            status=outbox.WAITING, created_at__lt=now - LONG_WAIT
        ).count(),
        refused_changes=await models.ProposedChange.filter(
            status=proposals.REFUSED, proposal__ended_at__isnull=True
        ).count(),
        refused_decisions=tuple(await refused_orders()),
        waiting_changes=await models.ProposedChange.filter(
            status__in=proposals.UNSENT, created_at__lt=now - LONG_WAIT
        ).count(),
        ending_grants=await models.RoleGrant.filter(
            until__gte=today, until__lte=today + ENDING_SOON, revoked_at__isnull=True
        ).count(),
        expired_invitations=await models.Invitation.filter(
            accepted_at__isnull=True, revoked_at__isnull=True, expires_at__lte=now
        ).count(),
    )
