"""The sync command: once with a progress bar, or at each change."""

from __future__ import annotations

import sys
from typing import Any

import click

from incubator.actions.sync_report import SyncReport
from incubator.actions.sync_sheets import sync_sheets
from incubator.cli.reports import print_sync
from incubator.config import Settings
from incubator.sheets.layout import find_content


async def sync_once(settings: Settings, as_json: bool) -> None:
    """Sync and print the report."""
    print_sync(await _with_progress(settings, as_json), as_json, settings.language)


async def watch_and_sync(settings: Settings, as_json: bool) -> None:
    """Sync now, then each time something in the folder changes, until interrupted."""
    from watchfiles import awatch

    content = find_content(settings.content_dir)
    await sync_once(settings, as_json)
    click.echo(f"Watching {content} (Ctrl-C stops).", err=True)
    async for _ in awatch(content):
        report = await _with_progress(settings, as_json)
        if report.changed or report.problems:
            print_sync(report, as_json, settings.language)


async def _with_progress(settings: Settings, as_json: bool) -> SyncReport:
    if as_json or not sys.stderr.isatty():
        return await sync_sheets(settings.content_dir)
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns: list[Any] = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading sheets", total=None)
        return await sync_sheets(
            settings.content_dir,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
