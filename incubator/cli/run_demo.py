"""What the demonstration shows that no sheet says: a history on GitHub, and committees.

Both are invented, and come in as real ones would: read from a GitHub, held by the actions.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from incubator.actions.demonstration_committees import invent_committees
from incubator.actions.desk import Desk
from incubator.actions.migrate import migrate
from incubator.actions.refresh_github import refresh_github
from incubator.actions.refresh_report import RefreshError, RefreshReport, UnderWayError
from incubator.actions.refresh_scope import is_active
from incubator.actions.sync_sheets import sync_sheets
from incubator.cli.common import with_database
from incubator.cli.run_accounts import site_from
from incubator.config import DEMONSTRATION_COPY, DEMONSTRATION_SHEETS, Settings
from incubator.domain.phases import Phase
from incubator.domain.startups import Startup
from incubator.simulation.history.demonstration import Planned, Sheet, demonstration_world
from incubator.simulation.history.plots import FAILING
from incubator.simulation.server import RunningServer, simulated_github
from incubator.store.startup_reads import find_sheet
from incubator.store.tracked_sources import sheet_sources
from incubator.web.journal import configure_logs

#: Where the demonstration's sheets say that their repositories are.
FORGE = "https://forge.example"
TOKEN = "demonstration"  # noqa: S105 -- opens an invented GitHub, on this machine
#: More than the demonstration ever asks.
_REQUESTS = 20_000


def invent_history(settings: Settings, folder: Path) -> None:
    """Fill the database with the sheets, an invented history of their repositories, and committees.

    Where that could touch something real, says why it does not, and does nothing.
    """
    why = refusal(settings)
    if why:
        _tell(f"Nothing is invented: {why}.")
        return
    configure_logs("critical")
    # PyGithub gives its logger a level and a handler of its own.
    logging.getLogger("github").setLevel(logging.CRITICAL)
    asyncio.run(migrate(settings.database_url))
    with_database(settings.database_url, lambda: _invent(settings, folder))


def refusal(settings: Settings) -> str:
    """Why this installation is no demonstration, "" when it is."""
    if settings.content_dir.resolve() not in {
        DEMONSTRATION_SHEETS.resolve(),
        DEMONSTRATION_COPY.resolve(),
    }:
        return f"INCUBATOR_CONTENT_DIR names other sheets ({settings.content_dir})"
    if settings.is_public:
        return "INCUBATOR_BASE_URL or INCUBATOR_ALLOWED_HOSTS names more than this machine"
    return ""


async def _invent(settings: Settings, folder: Path) -> None:
    known = {source.startup_id for source in await sheet_sources()}
    if known and known.isdisjoint(path.stem for path in (folder / "startups").glob("*.md")):
        _tell("Nothing is invented: the database holds other sheets than these.")
        return
    await sync_sheets(folder)
    today = datetime.now(settings.time_zone).date()
    world = demonstration_world(await _sheets(today), today, web_url=FORGE)
    world.add_token(TOKEN, limit=_REQUESTS)
    with simulated_github(world) as server:
        try:
            await _read(settings, server)
        except (RefreshError, UnderWayError) as error:
            _tell(f"No GitHub history is invented: {error}")
    # After the history: dossiers have its measures.
    made = await invent_committees(settings, Desk(folder), site_from(settings), datetime.now(UTC))
    _tell(f"Invented committees: {made}." if made else "Invented committees: kept as they are.")


async def _sheets(today: date) -> dict[str, Sheet]:
    """What the catalogue says of the startups that are followed."""
    made = {}
    for source in await sheet_sources():
        startup = await find_sheet(source.startup_id) if is_active(source, today) else None
        if startup is not None and startup.repositories:
            made[source.startup_id] = Sheet(
                startup.repositories,
                _began(startup, today),
                tuple(Planned(one.name, one.start, one.goal) for one in startup.sprints),
            )
    return made


def _began(startup: Startup, today: date) -> date:
    """When a team began to build: after its investigation, unless it is still in it."""
    days = [entry.start for entry in startup.phases if entry.phase is not Phase.INVESTIGATION]
    return min(days or [entry.start for entry in startup.phases], default=today)


async def _read(settings: Settings, server: RunningServer) -> None:
    """Read the invented GitHub; then once more a repository that it fails to give."""
    reader = replace(
        settings,
        github_url=server.url,
        github_web_url=FORGE,
        github_token=TOKEN,
        github_app_id="",
        github_app_installation="",
        github_app_key_file=None,
        github_requests=_REQUESTS,
    )
    with _progress() as progress:
        report = await refresh_github(reader, progress=progress, invented=True)
    _tell(_in_words(report))
    server.world.fail("invalid_json", f"/{FAILING}$")
    await refresh_github(reader, names={FAILING}, invented=True)


def _in_words(report: RefreshReport) -> str:
    counts = report.counts
    return (
        f"Invented GitHub history: {len(report.results)} sources, {counts.requests} requests,"
        f" {counts.unchanged} unchanged, {report.seconds:.1f} s."
    )


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns: list[Any] = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Inventing GitHub", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tell(message: str) -> None:
    click.echo(message, err=True)
