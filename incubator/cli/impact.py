"""Commands about what startups achieve."""

from __future__ import annotations

import click

from incubator.cli.common import DATABASE, read_settings, with_database


@click.group()
def impact() -> None:
    """Values of impact that sheets leave to a public address (docs/sheet-format.md)."""


@impact.command()
@DATABASE
@click.argument("startups", nargs=-1, metavar="[STARTUP]...")
@click.option("--dry-run", is_flag=True, help="Fetch, say what would change, write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
def refresh(database: str | None, startups: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Fetch the values of all measures that declare `values_url`, or of some startups.

    Start it every day (scripts/units). An address that fails keeps its values of before and is
    listed; the exit code is 0 all the same, since its team has to act, not whoever runs this.
    """
    from incubator.cli.run_impact import refresh_values

    settings = read_settings(database=database)
    with_database(
        settings.database_url,
        lambda: refresh_values(settings, startups, dry_run=dry_run, as_json=as_json),
    )
