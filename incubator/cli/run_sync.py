"""The sync command: once with a progress bar, or at each change."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Any

import click

from incubator.actions.index_history import index_history
from incubator.actions.sync_report import SyncReport
from incubator.actions.sync_sheets import sync_sheets
from incubator.cli.reports import print_sync
from incubator.config import PULL_REQUEST, Settings
from incubator.sheets.commits import GitError
from incubator.sheets.layout import find_content
from incubator.sheets.safe_files import FileError


async def sync_once(settings: Settings, as_json: bool, *, pulls: bool) -> None:
    """Sync and print the report; exit with 1 where the folder could not follow GitHub."""
    if not await _sync(settings, as_json, pulls):
        sys.exit(1)


async def _sync(settings: Settings, as_json: bool, pulls: bool) -> bool:
    """Pull where changes are pull requests, then sync; False when the folder could not follow."""
    if not pulls or settings.publication != PULL_REQUEST:
        print_sync(await _with_progress(settings, as_json), as_json, settings.language)
        return True
    # Loaded only where it is used: PyGithub takes a while.
    from incubator.actions.bring_in import end_merged, pull_merged
    from incubator.actions.follow_proposals import follow_proposals

    merged, has_followed = None, True
    await follow_proposals(settings, lambda: datetime.now(UTC))
    try:
        merged = await pull_merged(settings)
    except (FileError, GitError) as error:
        # What the folder has is worth publishing all the same.
        click.echo(f"Error: {error}", err=True)
        has_followed = False
    print_sync(await _with_progress(settings, as_json), as_json, settings.language)
    if merged is not None:
        await end_merged(merged, datetime.now(UTC))
    return has_followed


async def watch_and_sync(settings: Settings, as_json: bool, *, pulls: bool) -> None:
    """Sync now, then each time something in the folder changes, until interrupted."""
    from watchfiles import awatch

    content = find_content(settings.content_dir)
    await _sync(settings, as_json, pulls)
    click.echo(f"Watching {content} (Ctrl-C stops).", err=True)
    async for _ in awatch(content):
        report = await _with_progress(settings, as_json)
        if report.changed or report.problems:
            print_sync(report, as_json, settings.language)


async def _with_progress(settings: Settings, as_json: bool) -> SyncReport:
    if as_json or not sys.stderr.isatty():
        report = await sync_sheets(settings.content_dir)
        await index_history(find_content(settings.content_dir))
        return report
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns: list[Any] = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading sheets", total=None)
        report = await sync_sheets(
            settings.content_dir,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
        bar.add_task("Reading history", total=None)
        await index_history(find_content(settings.content_dir))
        return report
