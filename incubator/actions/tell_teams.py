"""Teams learn that their sheet has an error, once for each version of it."""

from __future__ import annotations

from datetime import date, datetime

from tortoise.transactions import in_transaction

from incubator.actions import mails
from incubator.sheets.layout import Collection
from incubator.store.accounts.teams import accounts_of_team, note_reminder
from incubator.store.sheet_states import REFUSED, read_states
from incubator.store.startup_reads import startup_titles


async def tell_teams(site: mails.Site, today: date, now: datetime) -> int:
    """Write to the teams of published startups whose sheet is refused now; returns how many mails.

    Those who chose not to be told are not.
    """
    refused = {
        state.sheet_id: state.digest
        for state in (await read_states()).values()
        if state.collection is Collection.STARTUPS and state.status == REFUSED
    }
    titles = await startup_titles(sorted(refused))
    count = 0
    for startup_id, title in titles.items():
        for account in await accounts_of_team(startup_id, today):
            if not account.notify_sheets:
                continue
            key = f"sheet-refused:{startup_id}:{refused[startup_id]}"
            async with in_transaction():
                if await note_reminder(account, key, now):
                    message = mails.sheet_refused(site, account.language, title, startup_id)
                    await mails.post(site, "sheet", account, message, now=now)
                    count += 1
    return count
