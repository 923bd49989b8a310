"""Syncs as processes: killed without warning, and two at once."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

from incubator.actions.sync_sheets import sync_sheets
from incubator.store import models
from incubator.store.database import open_database, sqlite_path
from tests.builders import STARTUP, command, incubator, sheet_text, write_settled, write_tree

SHEETS = 120
KILLS = 8


def generation(content: Path, name: str) -> Path:
    """Write every sheet anew: one generation of them shares a title."""
    files = {
        f"startups/s{number}.md": sheet_text(STARTUP.replace("Bac à sable", name), f"# {name}\n\na")
        for number in range(SHEETS)
    }
    return write_tree(content, files | {"incubators/fabrique.md": sheet_text("title: F")})


def generations(url: str) -> tuple[set[str], int, int, int]:
    """Titles, sheets, search documents and phases, as another program reads them."""
    path = sqlite_path(url)
    assert path is not None
    with closing(sqlite3.connect(path, timeout=10)) as database:
        titles = {row[0] for row in database.execute("SELECT title FROM startups")}
        (sheets,) = database.execute("SELECT count(*) FROM startups").fetchone()
        (found,) = database.execute("SELECT count(*) FROM search_texts").fetchone()
        (phases,) = database.execute("SELECT count(*) FROM phase_entries").fetchone()
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return titles, sheets, found, phases


def test_a_killed_sync_leaves_the_previous_state_or_the_next_one_whole(
    sqlite_url: str, tmp_path: Path
) -> None:
    content = generation(tmp_path / "content", "Ancienne")
    started = time.perf_counter()
    assert incubator("sync", content=content, url=sqlite_url).returncode == 0
    duration = time.perf_counter() - started
    complete = (SHEETS, SHEETS + 1, SHEETS)
    assert generations(sqlite_url) == ({"Ancienne"}, *complete)
    current = "Ancienne"
    for kill in range(KILLS):
        following = f"Suivante {kill}"
        generation(content, following)
        process = subprocess.Popen(
            **command("sync", content=content, url=sqlite_url), stdout=subprocess.DEVNULL
        )
        # Most of a sync is spent starting and reading: the end is where it writes.
        time.sleep(duration * (0.5 + 0.55 * kill / KILLS))
        process.kill()
        process.wait()
        titles, *counts = generations(sqlite_url)
        assert titles in ({current}, {following})
        assert tuple(counts) == complete
        (current,) = titles
    assert incubator("sync", content=content, url=sqlite_url).returncode == 0
    assert generations(sqlite_url) == ({f"Suivante {KILLS - 1}"}, *complete)


def test_two_syncs_at_once_end_in_the_right_state(database_url: str, tmp_path: Path) -> None:
    content = generation(tmp_path / "content", "Une")
    for name in ("Une", "Deux"):
        generation(content, name)
        processes = [
            subprocess.Popen(
                **command("sync", "--json", content=content, url=database_url),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(3)
        ]
        ended = [(*process.communicate(timeout=60), process.returncode) for process in processes]
        for output, errors, code in ended:
            assert (errors, code) == ("", 0)
            counts = json.loads(output)["startups"]
            assert sum(counts.values()) == SHEETS
            assert counts["refused"] == 0
    asyncio.run(_agrees(database_url, content))


async def _agrees(url: str, content: Path) -> None:
    async with open_database(url):
        rows = await models.Startup.all().values_list("id", "title")
        assert sorted(rows) == sorted((f"s{number}", "Deux") for number in range(SHEETS))
        assert await models.SheetState.all().count() == SHEETS + 1
        assert await models.SearchDocument.all().count() == SHEETS + 1
        assert await models.PhaseEntry.all().count() == SHEETS
        assert (await models.CatalogueVersion.get(id=1)).number == 2
        write_settled(content / "startups/s0.md", sheet_text(STARTUP), age_seconds=60)
        assert (await sync_sheets(content)).counts
