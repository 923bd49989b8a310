"""The command line door. Heavy libraries, asyncio among them, load in what needs them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from incubator import __version__
from incubator.cli.accounts import account
from incubator.cli.charts import charts
from incubator.cli.committees import committee
from incubator.cli.common import CONTENT, DATABASE, read_settings, with_database
from incubator.cli.export import export
from incubator.cli.github import github
from incubator.cli.impact import impact
from incubator.cli.operations import jobs, journal
from incubator.cli.reminders import reminders
from incubator.cli.sheets import sheet


class _PlainErrors(click.Group):
    """Errors that a person can act on are one line, not a trace."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn the program's own errors into messages."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if type(error).__module__.startswith("incubator."):
                raise click.ClickException(str(error)) from error
            raise


@click.group(cls=_PlainErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="incubator", message="%(prog)s %(version)s")
def main() -> None:
    """Follow a programme of public digital startups.

    Sheets (Markdown files) tell what each startup is; `sync` brings the database to them, and
    `serve` shows the catalogue. Settings come from INCUBATOR_* variables (docs/running.md).
    """


@main.command()
@DATABASE
def migrate(database: str | None) -> None:
    """Make the database's tables, or bring them to this version."""
    import asyncio

    from incubator.actions.migrate import migrate as run

    count = asyncio.run(run(read_settings(database=database).database_url, report=click.echo))
    click.echo("The database is up to date." if not count else f"Applied {count} migrations.")


@main.command()
@CONTENT
@DATABASE
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@click.option("--watch", is_flag=True, help="Go on, and sync each time a sheet changes.")
@click.option(
    "--pull/--no-pull",
    "pulls",
    default=True,
    help="Where changes are pull requests: first bring the folder to what GitHub has merged.",
)
def sync(
    content: Path | None, database: str | None, as_json: bool, watch: bool, pulls: bool
) -> None:
    """Bring the database to the sheets.

    A sheet with an error keeps its last good version published, and is listed. The exit code is
    0 all the same: the catalogue is up to date with what could be read. It is 1 when the folder
    could not follow GitHub; what it has is synced nevertheless.
    """
    from incubator.cli.run_sync import sync_once, watch_and_sync

    settings = read_settings(content=content, database=database)
    run = watch_and_sync if watch else sync_once
    with_database(settings.database_url, lambda: run(settings, as_json, pulls=pulls))


@main.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def check(folder: Path | None, form: str) -> None:
    """List what is wrong with the sheets of FOLDER, by file, line, key and rule.

    Needs no database. The exit code is 1 when a sheet has an error, 0 otherwise: warnings keep
    nothing out of the catalogue.
    """
    from incubator.actions.check_sheets import check_sheets
    from incubator.cli.reports import print_check

    settings = read_settings(content=folder)
    count, problems = check_sheets(settings.content_dir)
    print_check(count, problems, form, settings.language)
    if any(problem.is_error for problem in problems):
        sys.exit(1)


@main.command()
@CONTENT
@DATABASE
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option(
    "--demonstration",
    is_flag=True,
    help="Print addresses that sign in as invented people; for the demonstration, on loopback.",
)
def serve(
    content: Path | None,
    database: str | None,
    host: str,
    port: int,
    workers: int,
    demonstration: bool,
) -> None:
    """Serve the web site."""
    from incubator.cli.run_server import Listening
    from incubator.cli.run_server import serve as run

    settings = read_settings(content=content, database=database)
    run(settings, Listening(host, port, workers), demonstration=demonstration)


@main.command()
@DATABASE
@click.option("--anew", is_flag=True, help="Forget what visitors of the demonstration changed.")
def demo(database: str | None, anew: bool) -> None:
    """Lay out the demonstration in var/, for its visitors to change; print its folder.

    The database is brought to its sheets, and given an invented history of their repositories, as
    if GitHub had told it, and invented committees, held or to come. `scripts/run` does so where
    INCUBATOR_CONTENT_DIR names no other sheets.
    """
    from incubator.actions.demonstration_sheets import lay_out
    from incubator.cli.run_demo import invent_history
    from incubator.config import DEMONSTRATION_COPY, DEMONSTRATION_SHEETS

    if not lay_out(DEMONSTRATION_SHEETS, DEMONSTRATION_COPY, anew=anew):
        click.echo("Kept as visitors left it: --anew begins again.", err=True)
    invent_history(read_settings(database=database), DEMONSTRATION_COPY)
    click.echo(DEMONSTRATION_COPY)


@main.group()
def skin() -> None:
    """The official style sheet, for administrations (docs/running.md)."""


@skin.command("fetch")
@click.option("--dsfr-version", default="1.14", show_default=True)
def skin_fetch(dsfr_version: str) -> None:
    """Fetch the French State's design system with npm; then set INCUBATOR_SKIN=official.

    Its terms keep it to the State's own sites: use it only if you are one.
    """
    from incubator.skins import fetch_official_skin

    fetched = fetch_official_skin(read_settings().skins_dir / "dsfr", version=dsfr_version)
    click.echo(f"Fetched version {fetched.version} ({fetched.files} files).")
    click.echo("Set INCUBATOR_SKIN=official and start the server again to use it.")


main.add_command(account)
main.add_command(charts)
main.add_command(committee)
main.add_command(export)
main.add_command(github)
main.add_command(impact)
main.add_command(journal)
main.add_command(jobs)
main.add_command(reminders)
main.add_command(sheet)
