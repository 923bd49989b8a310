"""The reminders command, as a process: what it would send, and sending it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from incubator.actions.sync_sheets import sync_sheets
from incubator.domain.access import Role
from incubator.store import models
from incubator.store.accounts.accounts import update_account
from incubator.store.database import open_database
from tests.builders import STARTUP, incubator, sheet_text, write_tree
from tests.web.signed import account_with


async def somebody(url: str, content: Path) -> None:
    """Somebody of the team, who signed in before."""
    now = datetime.now(UTC)
    async with open_database(url):
        await sync_sheets(content)
        account = await account_with(
            "ana@exemple.fr", [(Role.INTRAPRENEUR, "bac-a-sable")], now=now
        )
        await update_account(account, last_sign_in_at=now - timedelta(days=1))


async def rows(url: str) -> tuple[int, int]:
    async with open_database(url):
        return await models.OutboxMail.all().count(), await models.ReminderSent.all().count()


def test_a_dry_run_lists_and_writes_nothing_and_a_run_writes_once(
    tmp_path: Path, sqlite_url: str
) -> None:
    # In construction since January 2024: the first committee is overdue.
    content = write_tree(tmp_path, {"content/startups/bac-a-sable.md": sheet_text(STARTUP)})
    content = content / "content"
    asyncio.run(somebody(sqlite_url, content))
    dry = incubator("reminders", "send", "--dry-run", content=content, url=sqlite_url)
    assert dry.returncode == 0, dry.stderr
    assert "ana@exemple.fr  fr" in dry.stdout
    assert "Bac à sable (bac-a-sable)" in dry.stdout
    assert "15 juillet 2024" in dry.stdout.replace("\xa0", " ")
    assert "1 mail would be queued. Nothing was written." in dry.stdout
    assert asyncio.run(rows(sqlite_url)) == (0, 0)
    for queued in (1, 0):
        done = incubator("reminders", "send", "--anytime", content=content, url=sqlite_url)
        assert done.returncode == 0, done.stderr
        assert f"Queued {queued} mail" in done.stdout
        assert asyncio.run(rows(sqlite_url))[0] == 1
