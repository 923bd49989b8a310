"""Migrations equal the models, keep what a database holds, and are asked for when they lack."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tortoise import Tortoise
from tortoise.migrations.autodetector import MigrationAutodetector

from incubator.actions import migrate as migrate_module
from incubator.actions.migrate import migrate, require_migrated
from incubator.actions.sync_sheets import sync_sheets
from incubator.store import models
from incubator.store.database import (
    DatabaseError,
    connection,
    open_database,
    sqlite_path,
    tortoise_config,
)


async def test_migrations_make_the_tables_that_the_models_describe(sqlite_url: str) -> None:
    async with open_database(sqlite_url):
        config = tortoise_config(sqlite_url)
        detector = MigrationAutodetector(Tortoise.apps, config["apps"])
        assert await detector.changes() == []


async def test_migrating_twice_changes_nothing_more(database_url: str) -> None:
    assert await migrate(database_url) == 0


#: The tables of the last migration, those that others refer to at the end.
ADDED = (
    "attachments opinions recusals dossiers agenda_items committee_members committee_minutes"
    " committee_rules calendar_feeds conditions objectives follow_ups sheet_orders decisions"
    " committees"
).split()

#: What a startup's row had before it.
KEPT = sorted(models.Startup._meta.db_fields - {"post_mortem_html", "lessons_html"})


async def test_a_migration_keeps_the_rows_and_copies_an_sqlite_file_first(
    sqlite_url: str, content: Path
) -> None:
    """The last migration is declared again: it stands for one that a later version brings."""
    path = sqlite_path(sqlite_url)
    assert path is not None
    async with open_database(sqlite_url) as client:
        await sync_sheets(content)
        before = await models.Startup.all().order_by("id").values(*KEPT)
        await client.execute_script(
            "DELETE FROM tortoise_migrations WHERE name = '0009_committees';"
            " ALTER TABLE outbox_mails DROP COLUMN calendar;"
            " ALTER TABLE outbox_mails DROP COLUMN calendar_method;"
            " ALTER TABLE startups DROP COLUMN post_mortem_html;"
            " ALTER TABLE startups DROP COLUMN lessons_html;"
        )
        for name in ADDED:
            await client.execute_script(f"DROP TABLE {name}")
        with pytest.raises(DatabaseError, match="incubator migrate"):
            await require_migrated(sqlite_url)
    told: list[str] = []
    assert await migrate(sqlite_url, report=told.append) == 1
    async with open_database(sqlite_url):
        await require_migrated(sqlite_url)
        assert await models.Startup.all().order_by("id").values(*KEPT) == before
    (copy,) = path.parent.glob("test-before-*.sqlite3")
    assert re.search(re.escape(str(copy)), told[0])
    with closing(sqlite3.connect(copy)) as database:
        (count,) = database.execute("SELECT count(*) FROM startups").fetchone()
    assert count == len(before)


async def test_a_new_database_is_not_copied(tmp_path: Path) -> None:
    assert await migrate(f"sqlite://{tmp_path}/new/folder/x.sqlite3") > 0
    assert [file.name for file in (tmp_path / "new/folder").glob("*before*")] == []


async def test_an_empty_database_is_given_its_tables(tmp_path: Path) -> None:
    url = f"sqlite://{tmp_path / 'empty.sqlite3'}"
    async with open_database(url):
        await require_migrated(url)
        assert await models.Startup.all().count() == 0


async def test_a_database_of_another_version_is_refused(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "9999_later.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(migrate_module, "MIGRATIONS", tmp_path)
    async with open_database(database_url):
        with pytest.raises(DatabaseError, match="incubator migrate"):
            await require_migrated(database_url)


async def test_sqlite_waits_for_a_lock_and_keeps_a_journal_that_readers_can_pass(
    sqlite_url: str,
) -> None:
    async with open_database(sqlite_url):
        answers = {}
        for pragma in ("journal_mode", "busy_timeout", "synchronous"):
            _, rows = await connection().execute_query(f"PRAGMA {pragma}")
            answers[pragma] = next(iter(dict(rows[0]).values()))
    assert answers == {"journal_mode": "wal", "busy_timeout": 10_000, "synchronous": 1}


@pytest.mark.parametrize(
    "url",
    [
        "mysql://localhost/x",
        "nonsense",
        "",
        "postgres://nobody@127.0.0.1:1/none",
        "postgres://[::1/x",
        "sqlite:///proc/none/x.sqlite3",
    ],
)
async def test_a_database_that_can_not_be_opened_is_said_in_one_line(url: str) -> None:
    with pytest.raises(DatabaseError) as caught:
        async with open_database(url):
            pass
    assert "\n" not in str(caught.value)
