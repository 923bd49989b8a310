"""How the command line prints reports: tables and lines for people, JSON for machines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

import click

from incubator.actions.sync_report import OUTCOMES, SyncReport
from incubator.i18n import translations
from incubator.sheets.layout import Collection
from incubator.sheets.problems import Level, Problem


def print_sync(report: SyncReport, as_json: bool, language: str) -> None:
    """Print what a sync did."""
    if as_json:
        click.echo(json.dumps(_sync_json(report, language), ensure_ascii=False))
        return
    width = max((len(collection) for collection in report.counts), default=0)
    click.echo(" " * width + "".join(f"{outcome:>11}" for outcome in OUTCOMES))
    for collection, counter in report.counts.items():
        cells = "".join(f"{counter[outcome]:>11}" for outcome in OUTCOMES)
        click.echo(f"{collection.value:<{width}}{cells}")
    print_problems([p for p in report.problems if p.is_error], language)
    warnings = sum(not problem.is_error for problem in report.problems)
    if warnings:
        click.echo(f"{warnings} warnings: `incubator check` lists them.")
    click.echo(f"Synced in {report.seconds:.2f} s.")


def print_check(files: int, problems: Sequence[Problem], form: str, language: str) -> None:
    """Print what is wrong with a content folder."""
    translate = translations(language).gettext
    errors = sum(problem.is_error for problem in problems)
    if form == "json":
        listed = [problem.as_json(translate) for problem in problems]
        summary = {"files": files, "errors": errors, "warnings": len(problems) - errors}
        click.echo(json.dumps({**summary, "problems": listed}, ensure_ascii=False, indent=2))
        return
    print_problems(problems, language)
    click.echo(f"{files} sheets read: {errors} errors, {len(problems) - errors} warnings.")


def print_problems(problems: Sequence[Problem], language: str) -> None:
    """One line a problem: file:line: level, rule, key: what is wrong; what to do."""
    translate = translations(language).gettext
    for problem in problems:
        place = problem.file if problem.line is None else f"{problem.file}:{problem.line}"
        colour = "red" if problem.level is Level.ERROR else "yellow"
        level = click.style(problem.level.value, fg=colour)
        key = f" {problem.key}:" if problem.key else ""
        message, advice = problem.message(translate), problem.advice(translate)
        click.echo(f"{place}: {level} [{problem.rule}]{key} {message} ; {advice}.")


def _sync_json(report: SyncReport, language: str) -> dict[str, object]:
    translate = translations(language).gettext
    counts = {
        collection.value: {outcome: counter[outcome] for outcome in OUTCOMES}
        for collection in Collection
        for counter in [report.counts.get(collection, Counter())]
    }
    problems = [problem.as_json(translate) for problem in report.problems]
    return {**counts, "problems": problems, "seconds": round(report.seconds, 3)}
