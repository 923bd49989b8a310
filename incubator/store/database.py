"""Opening the database: SQLite beside the content by default, PostgreSQL by URL."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext, require_context
from tortoise.exceptions import BaseORMException

_APP = "incubator"
_SQLITE_OPTIONS = {"journal_mode": "WAL", "busy_timeout": "10000", "synchronous": "NORMAL"}
_POSTGRES_SCHEMES = {"postgres", "postgresql", "asyncpg"}


class DatabaseError(Exception):
    """The database can't be opened; the message says why and what to do."""


def tortoise_config(url: str) -> dict[str, Any]:
    """Tortoise's configuration for a database URL.

    Raises:
        DatabaseError: the URL is of a kind that is not supported.
    """
    address = _connection_url(url)
    # Tortoise keeps prepared statements by the connection's name: each dialect has its own.
    name = address.partition(":")[0]
    return {
        "connections": {name: address},
        "apps": {
            _APP: {
                "models": ["incubator.store.models"],
                "default_connection": name,
                "migrations": "incubator.store.migrations",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite URL; None for another database or one in memory.

    Three slashes are an absolute path, as elsewhere; two are relative to the current folder.
    """
    if urlsplit(url).scheme != "sqlite" or ":memory:" in url:
        return None
    return Path(url.split("://", 1)[1].split("?", 1)[0])


def _connection_url(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise DatabaseError(f"The database URL can't be read: {error}.") from error
    if parts.scheme in _POSTGRES_SCHEMES:
        return parts._replace(scheme="asyncpg").geturl()
    if parts.scheme != "sqlite":
        raise DatabaseError(
            "The database URL must begin with sqlite:// or postgres://, for example"
            " sqlite:///srv/incubator.sqlite3."
        )
    path = url.split("://", 1)[1].split("?", 1)[0]
    options = {**_SQLITE_OPTIONS, **dict(parse_qsl(parts.query))}
    return f"sqlite://{path}?{urlencode(options)}"


@asynccontextmanager
async def open_database(url: str, *, shared: bool = False) -> AsyncIterator[BaseDBAsyncClient]:
    """The database, closed at the end.

    ``shared`` makes it visible to tasks started elsewhere, as a server's requests are.

    Raises:
        DatabaseError: it can't be reached.
    """
    config = tortoise_config(url)
    if path := sqlite_path(url):
        _try_file(path)
    async with TortoiseContext() as context:
        try:
            await context.init(config=config, _enable_global_fallback=shared)
            client = context.db()
            await client.execute_query("SELECT 1")
        except (OSError, BaseORMException) as error:
            raise DatabaseError(f"The database can't be opened: {error}.") from error
        yield client


def _try_file(path: Path) -> None:
    """Find out here, where one sentence can say it, that a file can't be a database."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path)) as file:
            file.execute("PRAGMA schema_version")
    except (OSError, sqlite3.Error) as error:
        raise DatabaseError(f"{path} can't be used as the database: {error}.") from error


def connection() -> BaseDBAsyncClient:
    """The open database's connection, or the transaction under way."""
    return require_context().db()


def dialect(client: BaseDBAsyncClient) -> str:
    """ "sqlite" or "postgres"."""
    return client.capabilities.dialect


TORTOISE_CONFIG = tortoise_config("sqlite://var/incubator.sqlite3")
