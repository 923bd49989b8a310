"""Measure the budgets of docs/performance.md in one run; started by scripts/bench."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import _bench_export
import _bench_github
import _bench_history
import _bench_pages
import _bench_search
import _bench_sync
import _bench_weight
import click
from _bench_tools import ROOT, Row

from incubator import __version__
from incubator.web.journal import configure_logs

_GROUPS = ("sync", "search", "history", "export", "pages", "memory", "start", "transfer")
#: Takes many minutes: measured only where it is asked for.
_LONG_GROUPS = ("github",)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--from", "origin", hidden=True, type=click.Path(path_type=Path), default=ROOT)
@click.option(
    "--runs",
    default=5,
    show_default=True,
    type=click.IntRange(1, 50),
    help="Runs of each first sync.",
)
@click.option(
    "--factor",
    default=10,
    show_default=True,
    type=click.IntRange(2, 1000),
    help="Size of the large catalogue.",
)
@click.option("--large", "factor", flag_value=100, type=int, help="The same as --factor 100.")
@click.option(
    "--only",
    type=click.Choice((*_GROUPS, *_LONG_GROUPS)),
    multiple=True,
    help="Measure this group only; may be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--compare",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tell what became worse than in a file that --json made; the exit code is then 1.",
)
def main(
    folder: Path | None,
    origin: Path,
    runs: int,
    factor: int,
    only: tuple[str, ...],
    as_json: bool,
    compare: Path | None,
) -> None:
    """Measure Incubator on the sheets of FOLDER and compare with its budgets.

    The exit code is 0 whether or not a budget is missed: a busy machine is no reason to fail.
    """
    groups = only or _GROUPS
    configure_logs("error")
    with tempfile.TemporaryDirectory(prefix="incubator-bench-") as scratch:
        workshop = _bench_sync.Workshop(_source(folder, origin), Path(scratch))
        rows = _measure(workshop, groups, runs, factor)
    about = {
        "date": datetime.now(UTC).date().isoformat(),
        "version": __version__,
        "python": platform.python_version(),
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "sheets": len(workshop.files),
    }
    if as_json:
        click.echo(
            json.dumps(
                {**about, "rows": [row.as_json() for row in rows]}, ensure_ascii=False, indent=2
            )
        )
    else:
        _print(about, rows)
    if compare is not None:
        worse = list(regressions(json.loads(compare.read_text("utf-8"))["rows"], rows))
        for line in worse or ["Nothing is worse than before."]:
            click.echo(line, err=True)
        sys.exit(1 if worse else 0)


def _measure(
    workshop: _bench_sync.Workshop, groups: tuple[str, ...], runs: int, factor: int
) -> list[Row]:
    rows = []
    if "sync" in groups:
        rows += _bench_sync.measure(workshop, runs)
    else:
        workshop.sync(first=True)
    if "search" in groups:
        rows += asyncio.run(_bench_search.measure(workshop, runs, factor))
    if "history" in groups:
        rows += asyncio.run(_bench_history.measure(workshop, runs))
    if "export" in groups:
        rows += _bench_export.measure(workshop, runs)
    if "github" in groups:
        rows += asyncio.run(_bench_github.measure(workshop))
    if "pages" in groups:
        rows += _bench_pages.measure(workshop, runs)
    if "memory" in groups:
        rows += _bench_weight.measure_memory(workshop)
    if "start" in groups:
        rows += _bench_weight.measure_start(runs)
    if "transfer" in groups:
        rows += asyncio.run(_bench_weight.measure_transfer(workshop))
    return rows


def regressions(before: list[dict[str, object]], rows: list[Row]) -> Iterator[str]:
    """What costs more than before by more than a busy moment explains: a quarter."""
    former = {str(row["name"]): float(str(row["value"])) for row in before}
    for row in rows:
        if row.name in former and row.value > former[row.name] * 1.25:
            yield f"{row.name}: {former[row.name]:.2f} before, {row.value:.2f} {row.unit} now."


def _source(folder: Path | None, origin: Path) -> Path:
    """The folder asked for (relative to where the command was typed), the setting's, or ours."""
    if folder is not None:
        return (origin / folder).resolve()
    named = os.environ.get("INCUBATOR_TEST_REAL_CONTENT", "")
    return (origin / named).resolve() if named else ROOT / "content"


def _print(about: Mapping[str, object], rows: list[Row]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("measurement", "value", "budget", "", "detail")
    for column in table.columns[1:3]:
        column.justify = "right"
        column.no_wrap = True
    for row in rows:
        budget = "" if row.budget is None else f"≤ {row.budget:g} {row.unit}"
        table.add_row(row.name, f"{row.value:.2f} {row.unit}", budget, row.verdict, row.detail)
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(table)
    console.print(", ".join(f"{key} {value}" for key, value in about.items()), highlight=False)


if __name__ == "__main__":
    main(prog_name="scripts/bench")
