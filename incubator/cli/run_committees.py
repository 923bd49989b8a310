"""What the committee commands do."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from incubator.actions.committees.check_archive import ArchiveError, check_archive
from incubator.actions.committees.verify import Verified, verify_database


async def verify_kept(attachments: Path, anchor: str) -> None:
    """Print what the database's hashes are worth; with the database open."""
    _print(await verify_database(attachments, anchor))


def verify_archive(archive: Path) -> None:
    """Print what an archive is worth."""
    try:
        found = check_archive(archive)
    except ArchiveError as error:
        click.echo(f"{archive}: {error}", err=True)
        sys.exit(1)
    _print(found)


def _print(found: Verified) -> None:
    for fault in found.faults:
        click.echo(f"{fault.place}: {fault.reason}.", err=True)
    if found.faults:
        click.echo(f"{len(found.faults)} faults.", err=True)
        sys.exit(1)
    for line in found.lines:
        click.echo(line)
