"""What the reminders command does, with the database open."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta

import click

from incubator.actions.jobs import REMINDERS
from incubator.actions.reminder_mails import by_place, lines
from incubator.actions.send_reminders import digests, send_reminders
from incubator.cli.run_accounts import site_from
from incubator.config import Settings
from incubator.domain.working_days import is_working_time
from incubator.store import leases
from incubator.web.journal import configure_logs

_LEASE = timedelta(minutes=15)
_NOT_NOW = "It is not a working day between 8 and 18 h: nothing leaves now. See --anytime."


async def list_reminders(settings: Settings, *, anytime: bool) -> None:
    """Print who would get what, and write nothing."""
    now = datetime.now(UTC)
    found = await digests(settings.time_zone, now)
    for digest in found:
        click.echo(f"{digest.account.email}  {digest.account.language}")
        for place, things in by_place(digest.things).items():
            click.echo(f"  {digest.names.get(place, place[1])} ({place[1]})")
            for line in lines(settings.language, things):
                click.echo(f"    {line}")
    click.echo(f"{_mails(len(found))} would be queued. Nothing was written.")
    if not anytime and not is_working_time(now.astimezone(settings.time_zone)):
        click.echo(_NOT_NOW)


async def queue_reminders(settings: Settings, *, anytime: bool) -> None:
    """Queue the mails and print how many; the exit code is 1 where a job does so already."""
    configure_logs(settings.log_level)
    now = datetime.now(UTC)
    if not anytime and not is_working_time(now.astimezone(settings.time_zone)):
        click.echo(_NOT_NOW)
        return
    holder = await leases.take_lease(REMINDERS, _LEASE, now)
    if holder is None:
        click.echo("Another process is sending reminders now.", err=True)
        sys.exit(1)
    outcome, detail = leases.FAILED, "interrupted"
    try:
        count = await send_reminders(site_from(settings), settings.time_zone, now)
        outcome, detail = leases.OK, json.dumps({"reminded": count} if count else {})
    finally:
        await leases.end_lease(REMINDERS, holder, outcome, detail, datetime.now(UTC))
    click.echo(f"Queued {_mails(count)}; `incubator jobs run` sends them.")


def _mails(count: int) -> str:
    return f"{count} {'mail' if count == 1 else 'mails'}"
