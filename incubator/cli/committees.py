"""Commands about committees: the proof that what they keep was not changed."""

from __future__ import annotations

from pathlib import Path

import click

from incubator.cli.common import DATABASE, read_settings, with_database


@click.group()
def committee() -> None:
    """What committees decided, and on what."""


@committee.command()
@DATABASE
@click.argument("archive", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--anchor", metavar="POSITION:HASH", default="", help="An end of the chain that was noted."
)
def verify(database: str | None, archive: Path | None, anchor: str) -> None:
    """Recompute every hash; the exit code is 1 where something was changed.

    Without ARCHIVE, it is the database and the folder of attachments: the chain of decisions, the
    dossiers that were sent with their files, the minutes. The last line names the end of the
    chain, as POSITION:HASH. Note it elsewhere from time to time: given back with --anchor, it
    shows that nothing up to there was rewritten or cut off.

    With ARCHIVE, the zip of a session: its manifest, its files, its decisions. Needs no database.
    """
    from incubator.cli.run_committees import verify_archive, verify_kept

    if archive is not None:
        if anchor:
            raise click.UsageError("--anchor is about the database, not about an archive.")
        verify_archive(archive)
        return
    settings = read_settings(database=database)
    with_database(settings.database_url, lambda: verify_kept(settings.attachments_folder, anchor))
