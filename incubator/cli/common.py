"""What every command shares: the usual options, the settings, an open database."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import click

#: What shells give a command that Ctrl-C ended: 128 and the signal's number.
_INTERRUPTED = 130
CONTENT = click.option(
    "--content",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of sheets. Default: INCUBATOR_CONTENT_DIR, else content/.",
)
DATABASE = click.option(
    "--database",
    metavar="URL",
    help="The database. Default: INCUBATOR_DATABASE_URL, else an SQLite file in var/.",
)


def read_settings(*, content: Path | None = None, database: str | None = None) -> Any:
    """The settings of the environment, with what the command was told on top."""
    from dataclasses import replace

    from incubator.config import load_settings

    settings = load_settings()
    if content is not None:
        settings = replace(settings, content_dir=content.absolute())
    if database is not None:
        settings = replace(settings, database_url=database)
    return settings


def with_database(url: str, run: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run something with the database open; Ctrl-C stops it without a trace."""
    import asyncio

    from incubator.actions.migrate import require_migrated
    from incubator.store.database import open_database

    async def opened() -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, _stop)
        async with open_database(url):
            await require_migrated(url)
            await run()

    try:
        asyncio.run(opened())
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)


def _stop() -> None:
    """End at once, which everything here survives: transactions and saves are whole or not there.

    A task cancelled within a transaction would leave the database's connection unable to close.
    """
    # A progress bar hides the cursor, and can't bring it back any more.
    shown = "\x1b[?25h" if sys.stderr.isatty() else ""
    click.echo(f"{shown}Stopped.", err=True)
    sys.stdout.flush()
    os._exit(_INTERRUPTED)
