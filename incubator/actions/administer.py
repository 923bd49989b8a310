"""What administrators do that has no other use case: each leaves a line in the journal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from incubator.actions.manage_accounts import export_account
from incubator.store import journal, outbox
from incubator.store.accounts.accounts import Account
from incubator.store.journal import Trace


async def retry_mail(public_id: str, trace: Trace, now: datetime | None = None) -> bool:
    """Let a waiting mail leave at once; False when it waits no more."""
    at = now or datetime.now(UTC)
    async with journal.transaction():
        if not await outbox.retry_now(public_id, at):
            return False
        await journal.record(trace, "mail_retried", f"mail:{public_id}", now=at)
    return True


async def export_for_administrator(
    account: Account, trace: Trace, now: datetime | None = None
) -> dict[str, Any]:
    """What is held about somebody, for an administrator: the journal says who asked for it."""
    data = await export_account(account)
    await journal.record(trace, "account_exported", f"account:{account.public_id}", now=now)
    return data
