"""Bring the database's tables to the models, after a copy of an SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from tortoise.exceptions import OperationalError

from incubator.store.database import (
    DatabaseError,
    connection,
    open_database,
    sqlite_path,
    tortoise_config,
)
from incubator.store.migrating import Executor

#: Where migrations are: comparing names costs a hundredth of loading them.
MIGRATIONS = Path(__file__).resolve().parent.parent / "store" / "migrations"
Report = Callable[[str], None]


async def migrate(url: str, *, report: Report = lambda _: None) -> int:
    """Apply the migrations that are missing; returns how many were.

    A database that already has tables is copied beside itself first (SQLite only; PostgreSQL
    runs each migration in a transaction and has its own backups).

    Raises:
        DatabaseError: the database can't be opened.
    """
    # Altering a table on SQLite drops and rebuilds it: with foreign keys on, rows that cascade
    # from it would go too.
    path = sqlite_path(url)
    migration_url = f"{url}{'&' if '?' in url else '?'}foreign_keys=OFF" if path else url
    async with open_database(migration_url):
        executor = Executor(connection(), tortoise_config(migration_url)["apps"])
        plan = await executor.plan()
        if not plan:
            return 0
        if path and path.exists() and await _has_tables():
            report(f"Copied the database to {_copy(path)}.")
        await executor.migrate(progress=lambda event, _app, name: _tell(report, event, name))
        return len(plan)


async def require_migrated(url: str) -> None:
    """Make sure that an open database has every table; an empty one is given them.

    Raises:
        DatabaseError: it has tables of an older version.
    """
    names = {path.stem for path in MIGRATIONS.glob("[0-9]*.py")}
    applied = await _applied()
    if not applied:
        executor = Executor(connection(), tortoise_config(url)["apps"])
        await executor.migrate()
    elif names - applied:
        raise DatabaseError("The database lacks tables of this version. Run `incubator migrate`.")


async def _applied() -> set[str]:
    """The names of the migrations that an open database has had; none when it is empty."""
    try:
        _, rows = await connection().execute_query("SELECT name FROM tortoise_migrations")
    except OperationalError:
        return set()
    return {row["name"] for row in rows}


async def _has_tables() -> bool:
    _, rows = await connection().execute_query(
        "SELECT 1 FROM sqlite_master WHERE name = 'catalogue_version'"
    )
    return bool(rows)


def _copy(path: Path) -> Path:
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = path.with_name(f"{path.stem}-before-{moment}{path.suffix}")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
    return target


def _tell(report: Report, event: str, name: str) -> None:
    if event == "apply_done":
        report(f"Applied {name}.")
