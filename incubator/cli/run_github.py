"""What the github commands do, with the database open."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

import click

from incubator.actions.refresh_report import RefreshError, RefreshReport, UnderWayError
from incubator.config import Settings
from incubator.github.errors import Reason
from incubator.store import refresh_runs
from incubator.store.github_reads import NEVER, OK, SourceState, all_sources
from incubator.store.refresh_runs import PastRun
from incubator.web.journal import configure_logs

#: Why a source could not be read, or why a run ended, and what to do.
_SENTENCES: Mapping[str, str] = {
    OK: "read",
    NEVER: "not read to its end yet",
    Reason.UNREACHABLE: "GitHub does not answer",
    Reason.SLOW: "GitHub takes too long to answer",
    Reason.BROKEN: "GitHub is out of order",
    Reason.GARBLED: "GitHub's answer makes no sense",
    Reason.LIMITED: "GitHub asks to wait for longer than INCUBATOR_GITHUB_MAX_WAIT_SECONDS",
    Reason.BAD_TOKEN: "GitHub refuses the token: set INCUBATOR_GITHUB_TOKEN anew",
    Reason.FORBIDDEN: "the token may not read it",
    Reason.MISSING: "it is not there, or the token can't see it",
    Reason.INVALID: "GitHub refuses the request",
    Reason.CONFLICT: "GitHub can't answer for its present state",
    Reason.GONE: "it was deleted or made private",
    Reason.MOVED: "it moved where it can't be followed: mend its address in the sheet",
    Reason.DISABLED: "it is disabled",
    Reason.COMPUTING: "GitHub is still computing the answer",
    Reason.CLOCK: "this machine's clock and GitHub's differ: set the clock",
    Reason.BUDGET: "the run's requests are spent; the next run goes on",
    "lost": "another refresh took over",
}


async def refresh_once(
    settings: Settings, startups: tuple[str, ...], since: date | None, *, as_json: bool
) -> None:
    """Refresh and print the report; exits with 1 where something was not read, 2 on wrong use."""
    # Loaded only where it is used: PyGithub takes a while.
    from incubator.actions.refresh_github import refresh_github

    is_watched = sys.stderr.isatty()
    # On a terminal the report says the same as the log.
    configure_logs("error" if is_watched else settings.log_level)
    if not (settings.github_token or settings.github_app_id):
        click.echo(
            "No token is set (INCUBATOR_GITHUB_TOKEN): GitHub answers 60 requests an hour.",
            err=True,
        )
    try:
        with _progress(is_shown=is_watched and not as_json) as progress:
            report = await refresh_github(
                settings, startups=startups, since=since, progress=progress
            )
    except RefreshError as error:
        raise click.UsageError(str(error)) from error
    except UnderWayError as error:
        click.echo(json.dumps({"outcome": "under way"}) if as_json else str(error))
        return
    click.echo(json.dumps(_as_json(report), ensure_ascii=False) if as_json else _in_words(report))
    if report.stop is not None and report.stop.reason == Reason.BAD_TOKEN:
        sys.exit(2)
    if report.outcome != refresh_runs.OK:
        sys.exit(1)


async def print_status(*, as_json: bool) -> None:
    """Print every source's state and age, and how the last run went."""
    now, sources, last = datetime.now(UTC), await all_sources(), await refresh_runs.last_run()
    if as_json:
        told = {"run": _run_json(last), "sources": [_source_json(one) for one in sources]}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    width = max((len(one.name) for one in sources), default=0)
    for one in sources:
        age = _age(now - one.succeeded_at) if one.succeeded_at else "never"
        traits = "".join(f", {trait}" for trait in _traits(one))
        colour = {OK: "green", NEVER: "yellow"}.get(one.state, "red")
        state = click.style(_SENTENCES.get(one.state, one.state), fg=colour)
        click.echo(f"{one.name:<{width}}  {age:>8}  {state}{traits}")
    click.echo(f"{len(sources)} repositories and organisations. {_run_in_words(last)}")


@contextmanager
def _progress(*, is_shown: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; nothing elsewhere."""
    if not is_shown:
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns: list[Any] = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading GitHub", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _in_words(report: RefreshReport) -> str:
    lines = [
        f"{one.name}: {_SENTENCES.get(one.state, one.state)}."
        + (f" ({one.detail})" if one.detail else "")
        for one in report.failed
    ]
    counts = report.counts
    if report.stop is not None:
        why = _SENTENCES.get(report.stop.reason, report.stop.reason)
        detail = f" ({report.stop.detail})" if report.stop.detail else ""
        lines.append(f"Ended early: {why}.{detail}")
    if not counts.finished and report.outcome == refresh_runs.OK:
        lines.append("Nothing to read: no sheet of an active startup names a repository there.")
    if report.is_resumed:
        lines.append("Went on with a run that was cut short.")
    lines.append(
        f"{counts.finished - counts.failed} read, {counts.failed} failed, {counts.remaining} left."
        f" {counts.requests} requests, {counts.unchanged} of them not changed."
        f" {report.seconds:.1f} s."
    )
    return "\n".join(lines)


def _as_json(report: RefreshReport) -> dict[str, Any]:
    return {
        "outcome": report.outcome,
        "run": report.number,
        "resumed": report.is_resumed,
        "stop": asdict(report.stop) if report.stop else None,
        **asdict(report.counts),
        "sources": [asdict(one) for one in sorted(report.results, key=lambda one: one.name)],
        "left": list(report.remaining),
        "frozen_sprints": report.frozen,
        "seconds": round(report.seconds, 3),
    }


def _source_json(one: SourceState) -> dict[str, Any]:
    return {
        "name": one.name,
        "listed_by": one.listed_by,
        "state": one.state,
        "detail": one.detail,
        "tried_at": one.tried_at.isoformat() if one.tried_at else None,
        "succeeded_at": one.succeeded_at.isoformat() if one.succeeded_at else None,
        "repository": one.repository.full_name if one.repository else None,
        "traits": _traits(one),
        "hidden": {part.value: why for part, why in one.hidden.items()},
    }


def _traits(one: SourceState) -> list[str]:
    """What there is to know of a repository that is no failure."""
    if one.repository is None:
        return []
    found = one.repository
    traits = {
        f"now {found.full_name}": found.full_name.lower() != one.name,
        "archived": found.is_archived,
        "private": found.is_private,
        "empty": found.is_empty,
        "issues disabled": not found.has_issues,
        "invented": one.invented,
    }
    return [trait for trait, is_so in traits.items() if is_so]


def _run_json(last: PastRun | None) -> dict[str, Any] | None:
    if last is None:
        return None
    return {
        "number": last.number,
        "started_at": last.started_at.isoformat(),
        "ended_at": last.ended_at.isoformat() if last.ended_at else None,
        "outcome": last.outcome,
        "detail": last.detail,
        **asdict(last.counts),
    }


def _run_in_words(last: PastRun | None) -> str:
    if last is None:
        return "GitHub was never read: `incubator github refresh`."
    how = last.outcome or "has not ended"
    return f"The last refresh began at {last.started_at:%Y-%m-%d %H:%M} UTC: {how}."


def _age(age: timedelta) -> str:
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} d"
