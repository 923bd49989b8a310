"""The export command: the public site as files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from incubator.cli.common import CONTENT, DATABASE


@click.command()
@CONTENT
@DATABASE
@click.option(
    "--base-url",
    metavar="URL",
    help="Where the files will stand, for example https://name.example/catalogue. Default:"
    " INCUBATOR_BASE_URL.",
)
@click.option(
    "--language",
    type=click.Choice(["fr", "en", "both"]),
    default="both",
    show_default=True,
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    help="How many processes write pages. Default: one for each processor.",
)
@click.option("--compress", is_flag=True, help="Write .gz and .br beside each text.")
@click.option("--full", is_flag=True, help="Render every page, even if nothing changed.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object.")
@click.argument("out", type=click.Path(path_type=Path))
def export(**options: Any) -> None:
    """Write the whole public site to OUT, as files that any static host serves.

    A second export writes only what changed. OUT holds the export before until the new one is
    whole; files of others in it, such as CNAME, stay. See docs/static-site.md.

    The exit code is 0 when OUT holds the site, 1 when it could not be written.
    """
    from incubator.cli.run_export import run_export

    run_export(**options)
