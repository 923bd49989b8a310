"""Commands about charts."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def charts() -> None:
    """What draws the charts of the pages (docs/running.md)."""


@charts.command()
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to fetch into; the server reads var/charts.",
)
@click.option(
    "--timeout", type=click.IntRange(1), default=120, show_default=True, help="In seconds."
)
def fetch(into: Path | None, timeout: int) -> None:
    """Fetch a Plotly.js of a quarter of the size with npm, for pages with charts to load faster.

    Without it the server sends the whole library, which came with Plotly's Python package.
    """
    from incubator.charts.fetch import fetch_bundle
    from incubator.config import CHARTS_FOLDER

    fetched = fetch_bundle(into or CHARTS_FOLDER, timeout=timeout)
    said = "Fetched" if fetched.is_new else "Already there:"
    click.echo(f"{said} Plotly.js {fetched.version} (basic), {fetched.file}")
