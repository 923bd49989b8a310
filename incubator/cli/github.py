"""The github commands: read what measures are made of, and say how each repository is."""

from __future__ import annotations

from datetime import datetime

import click

from incubator.cli.common import DATABASE, read_settings, with_database


@click.group()
def github() -> None:
    """What is known of the startups' repositories (docs/running.md)."""


@github.command()
@DATABASE
@click.argument("startups", nargs=-1, metavar="[STARTUP]...")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The day to go back to, where INCUBATOR_GITHUB_HISTORY_DAYS is not far enough.",
)
@click.option(
    "--requests",
    type=click.IntRange(1),
    help="How many requests this run may make. Default: INCUBATOR_GITHUB_REQUESTS.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
def refresh(
    database: str | None,
    startups: tuple[str, ...],
    since: datetime | None,
    requests: int | None,
    *,
    as_json: bool,
) -> None:
    """Read the repositories of every active startup, or of those named, from GitHub.

    Only what changed is read. Start it every hour (scripts/units). It may be stopped at any
    time: the same command goes on where it was. While another refresh is under way, it says so
    and leaves the work to it.

    The exit code is 1 when a repository could not be read or is left for the next run, 2 when a
    startup is unknown or the token is refused, 0 otherwise.
    """
    from dataclasses import replace

    from incubator.cli.run_github import refresh_once

    settings = read_settings(database=database)
    if requests is not None:
        settings = replace(settings, github_requests=requests)
    day = since.date() if since else None
    with_database(
        settings.database_url, lambda: refresh_once(settings, startups, day, as_json=as_json)
    )


@github.command()
@DATABASE
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(database: str | None, *, as_json: bool) -> None:
    """List the repositories and organisations that are followed, with their state and age."""
    from incubator.cli.run_github import print_status

    settings = read_settings(database=database)
    with_database(settings.database_url, lambda: print_status(as_json=as_json))
