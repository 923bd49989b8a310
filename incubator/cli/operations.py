"""Commands for those who run the site: the journal's proof, and the periodic jobs."""

from __future__ import annotations

import click

from incubator.cli.common import DATABASE, read_settings, with_database


@click.group()
def journal() -> None:
    """Who did what."""


@journal.command()
@DATABASE
@click.option(
    "--anchor", metavar="NUMBER:HASH", default="", help="An end of the journal that was noted."
)
def verify(database: str | None, anchor: str) -> None:
    """Recompute the journal's chain; the exit code is 1 where it breaks.

    The last line names the end, as NUMBER:HASH. Note it elsewhere from time to time: given back
    with --anchor, it shows that nothing up to there was rewritten or cut off.
    """
    from incubator.cli.run_operations import verify_journal

    settings = read_settings(database=database)
    with_database(settings.database_url, lambda: verify_journal(anchor))


@click.group()
def jobs() -> None:
    """What is done from time to time: mails, reminders, cleaning up."""


@jobs.command()
@DATABASE
@click.argument("names", nargs=-1)
def run(database: str | None, names: tuple[str, ...]) -> None:
    """Run the jobs that are due, or those NAMED, once. Start it every minute (scripts/units).

    Two runs at once never do the same job. The exit code is 1 when a job failed.
    """
    from incubator.cli.run_operations import run_due_jobs

    settings = read_settings(database=database)
    with_database(settings.database_url, lambda: run_due_jobs(settings, names))


@jobs.command("list")
@DATABASE
def list_command(database: str | None) -> None:
    """List the jobs and how each last ran."""
    from incubator.cli.run_operations import list_jobs

    settings = read_settings(database=database)
    with_database(settings.database_url, list_jobs)
