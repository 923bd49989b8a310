"""The index of Git's history: read once, then what is new, never twice."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from incubator.actions.index_history import index_history
from incubator.config import PROJECT_ROOT
from incubator.sheets.layout import Collection
from incubator.sheets.repository import head_commit
from incubator.store import models
from incubator.store.database import open_database
from incubator.store.sheet_changes import changes_of, count_changes, find_change, read_progress
from tests.builders import git, write_tree

LONG = "".join(f"Une ligne de la fiche, la {number}e.\n" for number in range(20))
STARTUPS = Collection.STARTUPS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    content = write_tree(tmp_path / "content", {"startups/a.md": LONG, "members/ana.md": "Ana"})
    git(content, "init")
    commit(content)
    return content


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[None]:
    async with open_database(sqlite_url):
        yield


def commit(content: Path, message: str = "Changement") -> str:
    git(content, "add", "--all", ".")
    git(content, "commit", "--allow-empty", "-m", message)
    return head_commit(content)


def write(content: Path, path: str, text: str) -> str:
    # Not settled: of two old files of one size and second, Git takes the second for the first.
    (content / path).write_text(text, "utf-8")
    return commit(content)


async def paths(sheet_id: str) -> list[str]:
    """The path after each change of a startup, the oldest first; "-" where it was deleted."""
    found = await changes_of(STARTUPS, sheet_id, 0, 100)
    return [change.path if change.blob else "-" for change in reversed(found)]


async def everything() -> list[tuple[object, ...]]:
    columns = ("collection", "sheet_id", "position", "commit", "blob", "previous_blob")
    return list(await models.SheetChange.all().order_by("position", "path").values_list(*columns))


async def test_history_is_read_once_and_then_what_is_new(database_url: str, folder: Path) -> None:
    async with open_database(database_url):
        assert await index_history(folder) == 1
        assert await index_history(folder) == 0
        last = write(folder, "startups/a.md", LONG + "Encore.")
        commit(folder, "Rien des fiches")
        assert await index_history(folder) == 1
        assert await count_changes(STARTUPS, "a") == 2
        (newest,) = await changes_of(STARTUPS, "a", 0, 1)
        assert (newest.commit, newest.position, newest.author) == (last, 2, "Test")
        assert await find_change(STARTUPS, "a", last[:10]) == newest
        assert await find_change(Collection.MEMBERS, "a", last) is None
        assert (await read_progress()).commit == head_commit(folder)
        # A name that changes hands between two readings.
        write_tree(folder, {"startups/b.md": LONG.replace("ligne", "phrase")})
        commit(folder)
        await index_history(folder)
        for former, present in (("a", "c"), ("b", "a")):
            git(folder, "mv", f"startups/{former}.md", f"startups/{present}.md")
            commit(folder)
        write(folder, "startups/c.md", "Tout autre chose.")
        await index_history(folder)
        assert await paths("c") == [*["startups/a.md"] * 2, *["startups/c.md"] * 2]
        assert await paths("a") == ["startups/b.md", "startups/a.md"]
        assert await paths("b") == []


async def test_many_readings_and_one_give_the_same_rows(database: None, folder: Path) -> None:
    await index_history(folder)
    for step in (
        lambda: git(folder, "mv", "startups/a.md", "startups/b.md"),
        lambda: write_tree(folder, {"startups/a.md": "Une autre fiche du même nom."}),
        lambda: git(folder, "mv", "startups/b.md", "startups/d.md"),
        (folder / "startups/a.md").unlink,
        lambda: git(folder, "mv", "startups/d.md", "startups/a.md"),
        lambda: write_tree(folder, {"members/ana.md": "Ana, coach"}),
    ):
        step()
        commit(folder)
        await index_history(folder)
    by_steps = await everything()
    await models.SheetChange.all().delete()
    await models.HistoryIndex.all().delete()
    assert await index_history(folder) == 7
    assert await everything() == by_steps
    # Two sheets had the name: the one that was deleted, and the one that has it now.
    assert await paths("a") == [
        "startups/a.md", "startups/b.md", "startups/a.md", "startups/d.md", "-", "startups/a.md",
    ]  # fmt: skip


async def test_a_deleted_sheet_keeps_its_history(database: None, folder: Path) -> None:
    (folder / "startups/a.md").unlink()
    commit(folder)
    write(folder, "startups/a.md", "De retour.")
    await index_history(folder)
    assert await paths("a") == ["startups/a.md", "-", "startups/a.md"]


async def test_a_sheet_that_changes_collection_is_another_one(database: None, folder: Path) -> None:
    git(folder, "mv", "startups/a.md", "members/a.md")
    commit(folder)
    await index_history(folder)
    assert await paths("a") == ["startups/a.md", "-"]
    (there,) = await changes_of(Collection.MEMBERS, "a", 0, 10)
    assert (there.path, there.previous_blob) == ("members/a.md", "")


async def test_after_a_force_push_the_history_is_read_anew(database: None, folder: Path) -> None:
    first = head_commit(folder)
    write(folder, "startups/a.md", "Sera oubliée.")
    await index_history(folder)
    git(folder, "reset", "--hard", first)
    write(folder, "startups/z.md", "Autre suite.")
    assert await index_history(folder) == 2
    assert (await count_changes(STARTUPS, "a"), await count_changes(STARTUPS, "z")) == (1, 1)


async def test_another_repository_is_read_anew(
    database: None, folder: Path, tmp_path: Path
) -> None:
    await index_history(folder)
    other = write_tree(tmp_path / "autre", {"_startups/b.md": "b"})
    git(other, "init")
    commit(other)
    assert await index_history(other) == 1
    assert (await count_changes(STARTUPS, "a"), await count_changes(STARTUPS, "b")) == (0, 1)


async def test_without_git_or_a_commit_nothing_is_done(
    database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    bare = write_tree(tmp_path / "nu", {"startups/a.md": "a"})
    assert await index_history(bare) == 0
    git(bare, "init")
    assert await index_history(bare) == 0
    await index_history(folder)
    before = await everything()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert await index_history(folder) == 0
    assert await everything() == before


async def test_readers_at_once_write_each_row_once(database: None, folder: Path) -> None:
    for number in range(20):
        write(folder, "startups/a.md", f"{LONG}{number}")
    counts = await asyncio.gather(*(index_history(folder) for _ in range(5)))
    assert sorted(counts) == [0, 0, 0, 0, 21]
    assert await count_changes(STARTUPS, "a") == 21


READER = """
import asyncio, sys
from pathlib import Path
from incubator.actions.index_history import index_history
from incubator.store.database import open_database

async def main():
    async with open_database(sys.argv[1]):
        print(await index_history(Path(sys.argv[2])))

asyncio.run(main())
"""


def test_processes_at_once_write_each_row_once(database_url: str, folder: Path) -> None:
    for number in range(5):
        write(folder, "startups/a.md", f"{LONG}{number}")
    started = [
        subprocess.Popen(
            [sys.executable, "-c", READER, database_url, str(folder)],
            cwd=PROJECT_ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    ended = [process.communicate(timeout=60) for process in started]
    assert sorted(ended) == [("0\n", ""), ("0\n", ""), ("6\n", "")]
    asyncio.run(_has(database_url, 6))


async def _has(url: str, count: int) -> None:
    async with open_database(url):
        assert await count_changes(STARTUPS, "a") == count
