"""The catalogue's search over many queries, in process, in catalogues of several sizes."""

from __future__ import annotations

import asyncio
import random
import re
import shutil
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from _bench_sync import Workshop
from _bench_tools import Row, median, p95, tell
from tortoise.transactions import in_transaction

from incubator.app import create_app
from incubator.config import Settings
from incubator.domain.catalogue import Facet, Sort
from incubator.domain.startups import Startup
from incubator.sheets.layout import Collection
from incubator.sheets.parse import Sheet, parse
from incubator.store.database import connection, open_database
from incubator.store.search import matching_numbers
from incubator.store.sheet_states import read_version
from incubator.store.sheet_writes import publish
from incubator.store.snapshot import load_snapshot
from incubator.web.public.catalogue import PAGE_SIZE

QUERIES = 200
_WORD = re.compile(r"\w{4,}")
_BATCH = 2000
_COMMON = 0.1


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody asks of the catalogue."""

    text: str
    chosen: dict[Facet, list[str]]
    sort: Sort
    page: int

    @property
    def query_string(self) -> bytes:
        """The query as the page's address has it."""
        pairs = [("q", self.text)] if self.text else []
        pairs += [(facet.value, value) for facet, values in self.chosen.items() for value in values]
        pairs += [("tri", self.sort.value), ("page", str(self.page))]
        return urlencode(pairs).encode()


async def measure(workshop: Workshop, runs: int, factor: int) -> list[Row]:
    """The rows about search: in the collection itself, and in one ``factor`` times as large."""
    large = workshop.folder / "large.sqlite3"
    count = await _multiply(workshop, large, factor)
    queries, size = await _queries(workshop.url)
    own_store, own_page = await _times(workshop, workshop.url, queries, runs)
    large_store, large_page = await _times(workshop, f"sqlite://{large}", queries, runs)
    spread = f"median {median(own_store) * 1000:.2f} ms, {len(queries)} queries, {size} startups"
    ratio = f"{p95(large_store) * 1000:.2f} ms / {p95(own_store) * 1000:.2f} ms, {count} startups"
    page = f"median {median(own_page) * 1000:.2f} ms, template and gzip included"
    large_detail = f"{p95(large_page) * 1000:.2f} ms / {p95(own_page) * 1000:.2f} ms"
    return [
        Row("search and facets, p95", p95(own_store) * 1000, "ms", 5.0, spread),
        Row("whole catalogue request, p95", p95(own_page) * 1000, "ms", None, page),
        Row(
            f"search and facets, {factor} times the startups, p95",
            p95(large_store) / p95(own_store),
            "x",
            4.0,
            ratio,
        ),
        Row(
            f"whole catalogue request, {factor} times the startups, p95",
            p95(large_page) / p95(own_page),
            "x",
            None,
            large_detail,
        ),
    ]


async def _queries(url: str) -> tuple[list[Query], int]:
    """Queries such as visitors make, from the collection's own words and facet values."""
    chance = random.Random(2026)
    async with open_database(url):
        snapshot = await load_snapshot(await read_version(), datetime.now(UTC).date())
    index = snapshot.index
    # "pour" and "dans" are in most missions, and nobody looks for them.
    frequency = Counter(
        word for card in index.cards for word in {*_WORD.findall(f"{card.title} {card.mission}")}
    )
    common = {word for word, count in frequency.items() if count > _COMMON * len(index)}
    words = sorted({word for card in index.cards for word in _WORD.findall(card.title)} - common)
    rarer = sorted({word for card in index.cards for word in _WORD.findall(card.mission)} - common)
    values = {facet: sorted(index.values(facet)) for facet in Facet if index.values(facet)}

    def text() -> str:
        kind = chance.random()
        if kind < 0.3:
            return chance.choice(words)
        if kind < 0.5:
            return chance.choice(rarer)
        if kind < 0.65:
            # As typed: the beginning of a word.
            return chance.choice(rarer)[:4]
        if kind < 0.85:
            return f"{chance.choice(words)} {chance.choice(rarer)[:5]}"
        return ""

    def chosen() -> dict[Facet, list[str]]:
        facets = chance.sample(sorted(values), chance.choice([0, 0, 1, 1, 2, 3]))
        return {
            facet: chance.sample(values[facet], min(len(values[facet]), chance.choice([1, 1, 2])))
            for facet in facets
        }

    def query() -> Query:
        return Query(text(), chosen(), chance.choice(list(Sort)), chance.choice([1, 1, 1, 2]))

    return [query() for _ in range(QUERIES)], len(index)


async def _times(
    workshop: Workshop, url: str, queries: list[Query], runs: int
) -> tuple[list[float], list[float]]:
    """For each query, the median of some runs: without, then with, the rest of the request."""
    async with open_database(url):
        snapshot = await load_snapshot(await read_version(), datetime.now(UTC).date())

        async def search(query: Query) -> None:
            matching = (
                await matching_numbers(query.text, Collection.STARTUPS) if query.text else None
            )
            selection = snapshot.index.select(query.chosen, matching)
            first = (query.page - 1) * PAGE_SIZE
            snapshot.index.page(selection, query.sort, first, PAGE_SIZE, matching)

        store = await _each(queries, search, runs)
    settings = Settings(content_dir=workshop.content, database_url=url)
    app = create_app(settings)
    async with app.router.lifespan_context(app):

        async def request(query: Query) -> None:
            status, _ = await get(app, "/startups", query.query_string)
            if status != 200:
                raise RuntimeError(f"/startups?{query.query_string!r} answered {status}")

        pages = await _each(queries, request, runs)
    return store, pages


async def _each(
    queries: list[Query], action: Callable[[Query], Awaitable[None]], runs: int
) -> list[float]:
    for query in queries[:20]:
        await action(query)
    times: list[list[float]] = [[] for _ in queries]
    for _ in range(runs):
        for index, query in enumerate(queries):
            started = time.perf_counter()
            await action(query)
            times[index].append(time.perf_counter() - started)
    return [median(own) for own in times]


async def get(
    app: Callable[..., Awaitable[None]], path: str, query: bytes = b""
) -> tuple[int, bytes]:
    """Ask the application itself, with no client or server in between: status and bytes sent."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query,
        "headers": [(b"host", b"127.0.0.1"), (b"accept-encoding", b"gzip")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    status, parts = 0, []
    asked = False

    async def receive() -> dict[str, object]:
        nonlocal asked
        if asked:
            # Some responses wait for the client to leave: this one stays.
            await asyncio.Event().wait()
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, object]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = int(str(message["status"]))
        elif message["type"] == "http.response.body":
            parts.append(bytes(message.get("body", b"")))  # type: ignore[call-overload]

    await app(scope, receive, send)
    return status, b"".join(parts)


async def _multiply(workshop: Workshop, target: Path, factor: int) -> int:
    """A database with each startup ``factor`` times, through the store's own writers."""
    shutil.copy(workshop.synced, target)
    startups = []
    for file in workshop.files:
        if file.collection is Collection.STARTUPS:
            sheet = parse(file, (workshop.content / file.path).read_bytes()).sheet
            if sheet is not None and isinstance(sheet.value, Startup):
                startups.append((sheet, sheet.value))
    copies: list[Sheet] = []
    count = len(startups)
    async with open_database(f"sqlite://{target}"):
        for number in range(1, factor):
            copies += [_copy(sheet, value, number) for sheet, value in startups]
            if len(copies) >= _BATCH or number == factor - 1:
                async with in_transaction() as client:
                    await publish(client, copies, [])
                count += len(copies)
                tell(f"Startups in the large catalogue: {count} of {factor * len(startups)}")
                copies = []
        await connection().execute_script("ANALYZE")
    return count


def _copy(sheet: Sheet, startup: Startup, number: int) -> Sheet:
    new_id = f"{startup.id[:150]}-{number}"
    value = replace(startup, id=new_id, title=f"{startup.title[:200]} {number}", redirects=())
    path = f"startups/{new_id}.md"
    return replace(sheet, value=value, file=replace(sheet.file, id=new_id, path=path))
