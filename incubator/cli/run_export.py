"""What the export command does: settings, the application in static mode, the report."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, fields, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from incubator import __version__
from incubator.actions.export_site import Export, Report, export_site
from incubator.actions.exporting.addresses import Published
from incubator.actions.exporting.source import OWN_ADDRESS, Source
from incubator.actions.migrate import require_migrated
from incubator.app import create_app
from incubator.cli.common import read_settings
from incubator.config import PROJECT_ROOT, SECRET_SETTINGS, Settings
from incubator.i18n import LANGUAGES, SOURCE_LANGUAGE
from incubator.sheets.layout import find_content
from incubator.store import read_ahead
from incubator.store.database import open_database, sqlite_path
from incubator.web.exported import STATIC_HEADERS, ExportedSite
from incubator.web.journal import configure_logs

_SHOWN = 10


def run_export(  # noqa: PLR0913
    out: Path,
    content: Path | None,
    database: str | None,
    base_url: str | None,
    language: str,
    jobs: int | None,
    *,
    compress: bool,
    full: bool,
    as_json: bool,
) -> None:
    """Export and print the report."""
    configure_logs("error")
    settings = read_settings(content=content, database=database)
    base = _base(settings.base_url if base_url is None else base_url)
    out = out.absolute()
    _refuse_place(out, find_content(settings.content_dir))
    asyncio.run(_checked(settings))
    languages = LANGUAGES if language == "both" else (language,)
    today = datetime.now(UTC).astimezone(settings.time_zone).date()
    export = Export(
        out=out,
        published=Published(base, tuple(languages), SOURCE_LANGUAGE, settings.live_url),
        languages=tuple(LANGUAGES),
        open_source=partial(open_site, settings, tuple(languages), today),
        jobs=jobs or os.cpu_count() or 1,
        compresses=compress,
        headers=STATIC_HEADERS,
        stamp="" if full else _stamp(settings, today, base, language, compress),
    )
    try:
        with _progress(is_shown=sys.stderr.isatty() and not as_json) as progress:
            report = export_site(export, progress)
    except KeyboardInterrupt:
        click.echo("Stopped: the folder holds the export before.", err=True)
        sys.exit(130)
    _tell(report, out, base, as_json=as_json)


@asynccontextmanager
async def open_site(
    settings: Settings, languages: tuple[str, ...], today: date
) -> AsyncIterator[Source]:
    """The site, with a connection of its own that can't change anything."""
    own = replace(
        settings, base_url=OWN_ADDRESS, allowed_hosts=("*",), demonstration_key="", smtp_url=""
    )
    app = create_app(own, today=lambda: today, is_static=True)
    app.state.site.languages = languages
    async with open_database(_for_reading(settings.database_url)):
        source = ExportedSite(app, app.state.site)
        await source.hold()
        try:
            yield source
        finally:
            read_ahead.end()


def _for_reading(url: str) -> str:
    if sqlite_path(url) is None:
        return url
    return f"{url}{'&' if '?' in url else '?'}query_only=ON"


async def _checked(settings: Settings) -> None:
    async with open_database(settings.database_url):
        await require_migrated(settings.database_url)


def _base(text: str) -> str:
    """A base address without a slash at its end.

    Raises:
        UsageError: it is none.
    """
    base = text.strip().rstrip("/")
    if not base:
        return ""
    try:
        parts = urlsplit(base)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_address = False
    if not is_address or parts.query or parts.fragment:
        raise click.UsageError(
            f"--base-url is {text!r}: write an address such as https://name.example/catalogue."
        )
    return base


def _refuse_place(out: Path, content: Path) -> None:
    """Refuse folders that hold, or are in, what the site is made of.

    Raises:
        UsageError: OUT is such a folder, or no folder.
    """
    place = out.resolve()
    content, root = content.resolve(), PROJECT_ROOT.resolve()
    var = root / "var"
    if place.exists() and not place.is_dir():
        raise click.UsageError(f"{out} is a file: name a folder.")
    if place == place.parent or content.is_relative_to(place) or root.is_relative_to(place):
        raise click.UsageError(f"{out} holds the site's own files: name a folder of its own.")
    if place.is_relative_to(content):
        raise click.UsageError(f"{out} is within the sheets: name a folder elsewhere.")
    if place.is_relative_to(root) and (not place.is_relative_to(var) or place == var):
        raise click.UsageError(f"{out} is within the program: name a folder in var/ or elsewhere.")


def _stamp(settings: Settings, today: date, base: str, language: str, compress: bool) -> str:
    """What changes whenever a file could; "" where that can't be told, on another database.

    Every write to the database counts, and every file that pages are made of.
    """
    database = sqlite_path(settings.database_url)
    if database is None:
        return ""
    digest = hashlib.sha256(f"{__version__} {today} {base} {language} {compress}".encode())
    for setting in fields(settings):
        if setting.name not in SECRET_SETTINGS:
            digest.update(f"{setting.name}={getattr(settings, setting.name)}\n".encode())
    content = find_content(settings.content_dir)
    folders = [PROJECT_ROOT / name for name in ("incubator", "templates", "static")]
    files = [database, database.with_name(f"{database.name}-wal")]
    files += [file for folder in folders for file in folder.rglob("*") if file.suffix != ".pyc"]
    files += [file for file in content.rglob("*") if file.suffix != ".md"]
    files += list(settings.skins_dir.rglob("*"))
    for file in sorted(files):
        if file.is_file():
            known = file.stat()
            digest.update(f"{file} {known.st_size} {known.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:32]


@contextmanager
def _progress(*, is_shown: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; nothing elsewhere."""
    if not is_shown:
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns: list[Any] = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("Writing pages", total=None)

    def shown(done: int, total: int) -> None:
        # Not before: a bar runs in a thread, and processes are copied while there is none.
        bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield shown
    finally:
        bar.stop()


def _tell(report: Report, out: Path, base: str, *, as_json: bool) -> None:
    if as_json:
        told = {**asdict(report), "seconds": round(report.seconds, 3)}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    _list("leads nowhere", report.dead)
    _list("needs a server: INCUBATOR_LIVE_URL names one", report.lost)
    for one, other in report.clashes[:_SHOWN]:
        click.echo(f"{one} and {other} are one file where capitals do not count.", err=True)
    if not base:
        click.echo(
            "Without --base-url, feeds, the sitemap and datasets hold addresses without a host.",
            err=True,
        )
    if report.kept:
        click.echo(f"{len(report.kept)} files of others were kept.")
    click.echo(
        f"{report.pages} pages in {out}: {report.written} files written, {report.unchanged}"
        f" unchanged, {report.removed} removed. {report.size / 1e6:.1f} MB,"
        f" {report.seconds:.1f} s."
    )


def _list(what: str, found: Mapping[str, str]) -> None:
    for address, page in list(found.items())[:_SHOWN]:
        click.echo(f"{address} {what}{f' (from {page})' if page else ''}", err=True)
    if len(found) > _SHOWN:
        click.echo(f"... and {len(found) - _SHOWN} more.", err=True)
