"""What a worker and a page weigh, and how soon the command line answers."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import psutil
from _bench_search import get
from _bench_sync import Workshop
from _bench_tools import INCUBATOR, ROOT, Row, median, run, seconds_of, tell

from incubator.app import create_app
from incubator.config import Settings
from incubator.sheets.layout import Collection

_PAGES = (
    "/",
    "/startups",
    "/startups?q=logement",
    "/incubateurs",
    "/organisations",
    "/communaute",
    "/phases",
)
_MORE = (
    "/recherche?q=emploi",
    "/accessibilite",
    "/donnees-personnelles",
    "/a-propos",
    "/en/",
    "/n-existe-pas",
)
_PATHS = {
    Collection.STARTUPS: "startups",
    Collection.INCUBATORS: "incubateurs",
    Collection.ORGANISATIONS: "organisations",
    Collection.MEMBERS: "communaute",
    Collection.TEAMS: "equipes",
}
_SHEETS_OF_A_KIND = 40
# What a browser fetches with a page. A picture marked lazy is fetched when it comes into view.
_ASSET = re.compile(
    r'<link[^>]+rel="(?:stylesheet|icon|preload)"[^>]*href="([^"]+)"|<script[^>]+src="([^"]+)"'
    r'|<img(?![^>]*loading="lazy")[^>]+src="([^"]+)"'
)


def measure_memory(workshop: Workshop) -> list[Row]:
    """Resident memory of one worker that has shown every kind of page."""
    tell("Memory of one worker")
    with server(workshop) as (process, address):
        shown = 0
        for path in _visited(workshop):
            try:
                with urllib.request.urlopen(address + path, timeout=30) as answer:
                    answer.read()
            except urllib.error.HTTPError as error:
                # A sheet may be refused or hidden; a missing page is one of the kinds.
                error.read()
            shown += 1
        resident = psutil.Process(process.pid).memory_info().rss / 1e6
    return [Row("memory of one worker", resident, "MB", 160, f"resident, after {shown} pages")]


def measure_start(runs: int) -> list[Row]:
    """The time of `incubator --version` against importing its two lightest libraries."""
    ours, floor = [], []
    for turn in range(4 * runs):
        if turn % runs == 0:
            tell(f"Start of the command line, {turn} of {4 * runs}")
        ours.append(run([INCUBATOR, "--version"]).seconds)
        floor.append(run([sys.executable, "-c", "import starlette, click"]).seconds)
    detail = f"{seconds_of(ours)} / {seconds_of(floor)}"
    return [
        Row(
            "incubator --version / import starlette, click",
            median(ours) / median(floor),
            "x",
            2,
            detail,
        )
    ]


async def measure_transfer(workshop: Workshop) -> list[Row]:
    """What a first view sends: the page and what it refers to, compressed."""
    tell("Bytes of a first view")
    app = create_app(Settings(content_dir=workshop.content, database_url=workshop.url))
    async with app.router.lifespan_context(app):

        async def view(path: str) -> tuple[int, int, int]:
            status, body = await get(app, path)
            if status != 200:
                return 0, 0, 0
            html = _unzipped(body)
            assets = {next(filter(None, found)) for found in _ASSET.findall(html)}
            outside = [
                asset for asset in assets if not asset.startswith("/") or asset.startswith("//")
            ]
            if outside:
                sys.exit(f"{path} asks other servers: {', '.join(outside)}")
            sizes = [len((await get(app, asset.partition("?")[0]))[1]) for asset in assets]
            return len(body) + sum(sizes), len(body), len(sizes)

        total, page, files = await view("/startups")
        startups = [
            (await view(f"/startups/{quote(file.id)}"), file.id)
            for file in workshop.files
            if file.collection is Collection.STARTUPS
        ]
    heaviest, name = max(startups)
    detail = f"{page / 1000:.1f} kB of HTML and {files} files"
    of_startup = (
        f"{heaviest[1] / 1000:.1f} kB of HTML and {heaviest[2]} files:"
        f" {name}, the heaviest of {len(startups)}"
    )
    return [
        Row("first view of the catalogue", total / 1000, "kB", 60, detail),
        Row("first view of a startup", heaviest[0] / 1000, "kB", 80, of_startup),
    ]


def _unzipped(body: bytes) -> str:
    import gzip

    return (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode()


def _visited(workshop: Workshop) -> Iterator[str]:
    yield from (*_PAGES, *_MORE)
    for collection, folder in _PATHS.items():
        ids = [file.id for file in workshop.files if file.collection is collection]
        for sheet_id in ids[:: max(1, len(ids) // _SHEETS_OF_A_KIND)]:
            yield f"/{folder}/{quote(sheet_id)}"


@contextmanager
def server(workshop: Workshop) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    command = [INCUBATOR, "serve", "--port", str(port), "--content", str(workshop.content)]
    with started([*command, "--database", workshop.url], port, "/sante") as process:
        yield process, f"http://127.0.0.1:{port}"


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def started(
    command: list[str], port: int, path: str, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers ``path``, until the block ends."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5).close()
                break
            except OSError:
                if process.poll() is not None:
                    sys.exit("The server stopped before it answered.")
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(10)
