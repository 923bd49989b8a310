"""Commands about reminders."""

from __future__ import annotations

import click

from incubator.cli.common import DATABASE, read_settings, with_database


@click.group()
def reminders() -> None:
    """What waits for people, told them by mail once a week at most (docs/running.md)."""


@reminders.command()
@DATABASE
@click.option("--dry-run", is_flag=True, help="Say who would get what; write nothing.")
@click.option("--anytime", is_flag=True, help="Write on any day, at any hour.")
def send(database: str | None, dry_run: bool, anytime: bool) -> None:
    """Remind people of what waits for them: old figures and sheets, committees, what came in.

    Mails are queued on working days between 8 and 18 h; the periodic jobs do so by themselves.
    Nobody is told the same thing twice, nor written to twice in a week.
    """
    from incubator.cli.run_reminders import list_reminders, queue_reminders

    settings = read_settings(database=database)
    if dry_run:
        with_database(settings.database_url, lambda: list_reminders(settings, anytime=anytime))
    else:
        with_database(settings.database_url, lambda: queue_reminders(settings, anytime=anytime))
