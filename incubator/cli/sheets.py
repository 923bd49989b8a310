"""The sheet commands: see, change, undo and make sheets, as the site does it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from incubator.cli.common import CONTENT, DATABASE, read_settings, with_database

_AUTHOR = click.option(
    "--as",
    "author",
    metavar="'NAME <EMAIL>'",
    help="Who makes the change. Default: who Git's settings name.",
)
_PHASES = (
    "investigation",
    "construction",
    "acceleration",
    "consolidation",
    "opere",
    "transfere",
    "abandon",
    "abandon-investigation",
)


@click.group()
def sheet() -> None:
    """See and change sheets.

    ID is a startup's, or is written COLLECTION/ID (members/camille.martin). A change is checked,
    written to the file, committed in its author's name, and brought to the catalogue. KEY is a
    field of the front matter, or `texte` for the text below it (docs/sheet-format.md).
    """


@sheet.command()
@CONTENT
@click.argument("sheet_id", metavar="ID")
@click.argument("key", default="")
def show(content: Path | None, sheet_id: str, key: str) -> None:
    """Print a sheet, or the value of its KEY. Needs no database."""
    from incubator.cli.run_sheets import show_sheet

    show_sheet(read_settings(content=content), sheet_id, key)


@sheet.command("set")
@CONTENT
@DATABASE
@_AUTHOR
@click.option("--file", "source", type=click.File("rb"), help="Read the value from a file.")
@click.argument("sheet_id", metavar="ID")
@click.argument("key")
@click.argument("value", required=False)
def set_command(**options: Any) -> None:
    """Give KEY a VALUE: a text as it is, lists and groups of fields in YAML.

    `-` reads the value from the standard input. An empty one takes the field out. Before a value
    that begins with a hyphen, write `--`.
    """
    from incubator.cli.run_sheets import set_value

    settings = _settings(options)
    with_database(settings.database_url, lambda: set_value(settings, **options))


@sheet.command()
@CONTENT
@DATABASE
@_AUTHOR
@click.argument("sheet_id", metavar="ID")
@click.argument("key")
def unset(**options: Any) -> None:
    """Take KEY out of a sheet."""
    from incubator.cli.run_sheets import unset_value

    settings = _settings(options)
    with_database(settings.database_url, lambda: unset_value(settings, **options))


@sheet.command()
@CONTENT
@click.argument("sheet_id", metavar="ID")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 100_000))
def history(content: Path | None, sheet_id: str, limit: int) -> None:
    """List who changed a sheet, when and what, newest first. Needs no database."""
    from incubator.cli.run_sheets import show_history

    show_history(read_settings(content=content), sheet_id, limit)


@sheet.command()
@CONTENT
@DATABASE
@_AUTHOR
@click.argument("sheet_id", metavar="ID")
@click.argument("commit")
def restore(**options: Any) -> None:
    """Bring back what a sheet said at COMMIT (see `history`), as a new change."""
    from incubator.cli.run_sheets import restore_version

    settings = _settings(options)
    with_database(settings.database_url, lambda: restore_version(settings, **options))


@sheet.command()
@CONTENT
@DATABASE
@_AUTHOR
@click.argument("sheet_id", metavar="ID")
@click.option("--title", required=True, help="The startup's name.")
@click.option("--mission", required=True, help="What it does for whom, in one sentence.")
@click.option("--incubator", required=True, help="The id of the incubator that hosts it.")
@click.option("--phase", type=click.Choice(_PHASES), default=_PHASES[0], show_default=True)
@click.option(
    "--start", type=click.DateTime(["%Y-%m-%d"]), help="When the phase began. Default: today."
)
def new(
    sheet_id: str, author: str | None, phase: str, start: datetime | None, **options: Any
) -> None:
    """Make a startup's sheet with what every sheet has."""
    from incubator.cli.run_sheets import make_sheet

    settings = _settings(options)
    day = start.date() if start else datetime.now(settings.time_zone).date()
    fields = {**options, "phases": [{"name": phase, "start": day}]}
    with_database(
        settings.database_url,
        lambda: make_sheet(settings, sheet_id=sheet_id, fields=fields, author=author),
    )


def _settings(options: dict[str, Any]) -> Any:
    return read_settings(content=options.pop("content"), database=options.pop("database"))
