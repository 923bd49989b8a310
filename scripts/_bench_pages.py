"""Public pages from memory against a bare answer of the same bytes, on the same server."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psutil
from _bench_sync import Workshop
from _bench_tools import Row, median, tell
from _bench_weight import free_port, server, started

from incubator.sheets.layout import Collection

_CONNECTIONS = 8
_SECONDS = 1.5
#: 70 % of the requests per second of the floor.
_BUDGET = 1 / 0.7
#: A bare application: what uvicorn and Starlette cost for the same bytes.
_BARE = """
import os, sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
body = open(os.environ["BENCH_BODY"], "rb").read()
headers = {"Content-Encoding": "gzip", "Content-Type": "text/html; charset=utf-8"}
async def page(request):
    return Response(body, headers=headers)
uvicorn.run(
    Starlette(routes=[Route("/", page)]), host="127.0.0.1", port=int(sys.argv[1]),
    log_config=None, access_log=False, server_header=False,
)
"""


def measure(workshop: Workshop, runs: int) -> list[Row]:
    """The catalogue, a startup and a team page, asked for again and again by a few connections."""
    startup = _first(workshop, Collection.STARTUPS)
    pages = {"catalogue": "/startups", "startup": f"/startups/{quote(startup)}"}
    if any(file.collection is Collection.TEAMS for file in workshop.files):
        pages["team"] = f"/equipes/{quote(_first(workshop, Collection.TEAMS))}"
    with server(workshop) as (process, address):
        port = int(address.rpartition(":")[2])
        return [_compare(name, path, (port, process), runs) for name, path in pages.items()]


def _first(workshop: Workshop, collection: Collection) -> str:
    return next(file.id for file in workshop.files if file.collection is collection)


def _compare(name: str, path: str, ours: tuple[int, subprocess.Popen[bytes]], runs: int) -> Row:
    tell(f"Page from memory: {name}")
    body = asyncio.run(_load(ours[0], path, 0.2))[1]
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(body)
        port = free_port()
        command = [sys.executable, "-c", _BARE, str(port)]
        with started(command, port, "/", BENCH_BODY=file.name) as bare:
            rates: dict[str, list[float]] = {"ours": [], "floor": []}
            costs: dict[str, list[float]] = {"ours": [], "floor": []}
            for _ in range(max(3, runs)):
                turns = (("ours", ours, path), ("floor", (port, bare), "/"))
                for which, (at, process), asked in turns:
                    before, began = _cpu(process), time.perf_counter()
                    count, _ = asyncio.run(_load(at, asked, _SECONDS))
                    rates[which].append(count / (time.perf_counter() - began))
                    costs[which].append(1e6 * (_cpu(process) - before) / count)
    detail = (
        f"{median(rates['ours']):.0f} and {median(rates['floor']):.0f} requests/s,"
        f" {median(costs['ours']):.0f} and {median(costs['floor']):.0f} \u00b5s of processor each,"
        f" {len(body) / 1000:.1f} kB"
    )
    ratio = median(rates["floor"]) / median(rates["ours"])
    return Row(f"bare answer / {name} page from memory, requests/s", ratio, "x", _BUDGET, detail)


def _cpu(process: subprocess.Popen[bytes]) -> float:
    used = psutil.Process(process.pid).cpu_times()
    return float(used.user + used.system)


async def _load(port: int, path: str, seconds: float) -> tuple[int, bytes]:
    """Ask for a page until the time is over; returns how many answers came, and their body."""
    end = time.perf_counter() + seconds
    asked = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n\r\n"
    ).encode()

    async def connection() -> tuple[int, bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
        count, body = 0, b""
        try:
            while time.perf_counter() < end:
                writer.write(asked)
                head = await reader.readuntil(b"\r\n\r\n")
                lines = head.lower().split(b"\r\n")
                length = next(int(x[16:]) for x in lines if x.startswith(b"content-length: "))
                body = await reader.readexactly(length)
                if not head.startswith(b"HTTP/1.1 200"):
                    sys.exit(f"{path} answers {head[:40]!r}")
                count += 1
        finally:
            writer.close()
        return count, body

    found = await asyncio.gather(*(connection() for _ in range(_CONNECTIONS)))
    return sum(count for count, _ in found), found[0][1]
