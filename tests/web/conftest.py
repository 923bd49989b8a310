"""Sites that many tests read and none changes: each is synced once for a kind of database."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import shutil
from collections.abc import AsyncIterator, Coroutine, Iterator, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import structlog
from tortoise.context import require_context

from incubator.actions.sync_sheets import sync_sheets
from incubator.app import create_app
from incubator.config import Settings
from incubator.store import models
from incubator.store.database import open_database, tortoise_config
from tests.conftest import DEMONSTRATION, TODAY
from tests.web import oddities
from tests.web.dom import Node, parse

#: The databases that this process has made, by kind and name.
_MADE: dict[tuple[str, str], str] = {}


@pytest.fixture(scope="session", autouse=True)
def short_logs() -> Iterator[None]:
    """Without this a fault is logged with every local value of every frame: it takes a minute."""
    before = structlog.get_config()
    renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*before["processors"][:-1], renderer])
    yield
    structlog.configure(**before)


@dataclass
class Site:
    """A synced site, read through HTTP on the tests' day."""

    settings: Settings
    client: httpx.AsyncClient
    #: Where the site's database is the open one: another fixture may have opened its own since.
    context: contextvars.Context

    def visitor(self, **settings: Any) -> httpx.AsyncClient:
        """A visitor of a fresh application over the same sheets, with other settings."""
        return visitor_of(replace(self.settings, **settings), self.context)

    async def inside(self, work: Coroutine[Any, Any, Any]) -> Any:
        """The result of a coroutine that runs where the site's database is open."""
        work = in_its_database(self.settings.database_url, work)
        return await asyncio.get_running_loop().create_task(work, context=self.context.copy())

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return await self.client.get(path, **options)

    async def page(self, path: str, status: int = 200) -> Node:
        """The tree of a page that must answer ``status``."""
        answer = await self.client.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return parse(answer.text)


@pytest.fixture(
    scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def database_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
async def demonstration(
    request: pytest.FixtureRequest, database_kind: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    """The demonstration's site, on each kind of database."""
    url = await new_database(request, database_kind, tmp_path_factory, "demonstration")
    async with site_of(url, DEMONSTRATION) as site:
        yield site


@pytest.fixture(scope="session")
async def odd(
    request: pytest.FixtureRequest, database_kind: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    """The demonstration with hostile, empty, renamed and removed sheets, on each database."""
    url = await new_database(request, database_kind, tmp_path_factory, "odd")
    folder = tmp_path_factory.getbasetemp() / f"odd-{database_kind}" / "content"
    if not folder.exists():
        shutil.copytree(DEMONSTRATION, folder)
        oddities.write(folder)
    async with site_of(url, folder) as site:
        for path in oddities.REMOVED:
            (folder / path).unlink(missing_ok=True)
        await sync_sheets(folder)
        yield site


@pytest.fixture(scope="session")
async def plain(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    """The demonstration's site on SQLite alone, for what does not touch the database."""
    path = tmp_path_factory.mktemp("plain") / "plain.sqlite3"
    shutil.copy(sqlite_template, path)
    async with site_of(f"sqlite://{path}", DEMONSTRATION) as site:
        yield site


@pytest.fixture(scope="session")
async def real(
    real_content: Path, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    """The site of a real collection, on SQLite."""
    path = tmp_path_factory.mktemp("real") / "real.sqlite3"
    shutil.copy(sqlite_template, path)
    async with site_of(f"sqlite://{path}", real_content) as site:
        yield site


async def new_database(
    request: pytest.FixtureRequest,
    kind: str,
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
) -> str:
    """A migrated database, empty when it is first asked for by this name.

    Tests of one file after the other ask for either kind in turn: what was synced is kept, since
    a site that is read only is the same for all of them.
    """
    if (kind, name) not in _MADE:
        _MADE[kind, name] = await _make_database(request, kind, tmp_path_factory, name)
    return _MADE[kind, name]


async def _make_database(
    request: pytest.FixtureRequest,
    kind: str,
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
) -> str:
    if kind == "sqlite":
        path = tmp_path_factory.mktemp("database") / f"{name}.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite://{path}"
    server = request.getfixturevalue("postgres_url")
    template = request.getfixturevalue("postgres_template")
    async with open_database(server) as client:
        await client.execute_query(f"CREATE DATABASE web_{name} TEMPLATE {template}")
    return urlsplit(server)._replace(path=f"/web_{name}").geturl()


@asynccontextmanager
async def site_of(url: str, content: Path, **settings: Any) -> AsyncIterator[Site]:
    """A site over a content folder, synced to a migrated database."""
    known = Settings(content_dir=content, database_url=url, **settings)
    async with open_database(url):
        await sync_sheets(content)
        here = contextvars.copy_context()
        yield Site(known, visitor_of(known, here), here)


def visitor_of(
    settings: Settings, here: contextvars.Context, *, is_static: bool = False
) -> httpx.AsyncClient:
    """A visitor on the tests' day, whose requests run in the context given."""
    app = create_app(settings, today=lambda: TODAY, is_static=is_static)

    async def in_place(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        work = in_its_database(settings.database_url, app(scope, receive, send))
        await asyncio.get_running_loop().create_task(work, context=here.copy())

    transport = httpx.ASGITransport(app=in_place)
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")


async def in_its_database(url: str, work: Coroutine[Any, Any, Any]) -> Any:
    """Run something where the models speak to a site's own kind of database.

    Tortoise keeps a model's connection, queries and conversions in the model itself: whichever
    database a test opened last has put its own there, and this site was opened before.
    """
    (name,) = tortoise_config(url)["connections"]
    every = [getattr(models, model)._meta for model in models.__all__]
    if any(meta.default_connection != name for meta in every):
        for meta in every:
            meta.default_connection = name
        apps: Any = require_context().apps
        apps._build_initial_querysets()
    return await work


@pytest.fixture
def statements(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """The SQL statements that run during the test, as tortoise writes them to its log."""
    found: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    log = logging.getLogger("tortoise.db_client")
    handler, level = Keep(), log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    yield found
    log.setLevel(level)
    log.removeHandler(handler)
