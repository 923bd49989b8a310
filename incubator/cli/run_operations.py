"""What the journal and jobs commands do, with the database open."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime

import click

from incubator.actions.jobs import JOBS, figures, run_jobs
from incubator.cli.run_accounts import site_from
from incubator.config import Settings
from incubator.store import journal, leases
from incubator.web.journal import configure_logs

_ANCHOR = re.compile(r"(?P<number>[0-9]{1,9}):(?P<hash>[0-9a-f]{64})")
#: The end of a journal in which nothing was written yet.
_EMPTY = "0:"


class OperationError(Exception):
    """The command can't be carried out; the message says what to write."""


async def verify_journal(anchor: str) -> None:
    """Print what the journal's chain is worth."""
    result = await journal.verify()
    if result.fault is not None:
        click.echo(f"Broken at entry {result.fault.number}: {result.fault.reason}.", err=True)
        sys.exit(1)
    if anchor and anchor != _EMPTY:
        noted = _ANCHOR.fullmatch(anchor)
        if noted is None:
            raise OperationError("An anchor is written NUMBER:HASH, as `verify` printed it.")
        if await journal.hash_of(int(noted["number"])) != noted["hash"]:
            click.echo(f"Entry {noted['number']} is not the one that was noted.", err=True)
            sys.exit(1)
    click.echo(f"{result.count} entries, each continues the one before.")
    click.echo(f"{result.count}:{result.head}")


async def run_due_jobs(settings: Settings, names: tuple[str, ...]) -> None:
    """Run jobs and print how each ended."""
    unknown = [name for name in names if name not in JOBS]
    if unknown:
        raise OperationError(f"No job is called {unknown[0]}: write one of {', '.join(JOBS)}.")
    # A fault is logged without the values of variables: some of them are secrets.
    configure_logs(settings.log_level)
    outcomes = await run_jobs(settings, site_from(settings), names)
    for name, outcome in outcomes.items():
        click.echo(f"{name}: {outcome}")
    if any(outcome.startswith(leases.FAILED) for outcome in outcomes.values()):
        sys.exit(1)


async def list_jobs() -> None:
    """Print every job, and how it last ran."""
    states = {state.name: state for state in await leases.job_states(datetime.now(UTC))}
    for name, job in JOBS.items():
        state = states.get(name)
        if state is None or state.started_at is None:
            click.echo(f"{name}  every {job.every}  never ran")
            continue
        is_ok = state.outcome == leases.OK
        detail = figures(state.detail) if is_ok else state.detail
        told = "running" if state.running else f"{state.outcome} {detail}".strip()
        click.echo(f"{name}  every {job.every}  {state.started_at:%Y-%m-%d %H:%M} UTC  {told}")
