"""`incubator demo`, as a process, in a checkout of its own."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from incubator.actions.sync_sheets import sync_sheets
from incubator.cli.common import with_database
from incubator.cli.run_demo import invent_history, refusal
from incubator.config import DEMONSTRATION_COPY, PROJECT_ROOT, Settings
from tests.conftest import DEMONSTRATION

#: Fewer than there are, since each takes its time: the last one has ended.
KEPT = {"bail-en-main", "clair-et-net", "feu-vert-chantier", "sac-a-dos", "acte-trouve"}


def rows(path: Path, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as database:
        return list(database.execute(question))


@dataclass(frozen=True)
class Checkout:
    """A copy of the program and of the demonstration's sheets: what it lays out is in its var/."""

    folder: Path

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("INCUBATOR_")}
        return subprocess.run(
            [sys.executable, "-m", "incubator", *arguments],
            cwd=self.folder,
            env=kept | {"PYTHONPATH": str(self.folder)} | variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def rows(self, question: str) -> list[tuple[Any, ...]]:
        return rows(self.folder / "var" / "incubator.sqlite3", question)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """One in which the demonstration was laid out: it takes some seconds, so once for all."""
    folder = tmp_path_factory.mktemp("checkout")
    skipped = shutil.ignore_patterns("__pycache__", "*.po", "*.mo")
    shutil.copytree(PROJECT_ROOT / "incubator", folder / "incubator", ignore=skipped)
    # Committees write mails.
    shutil.copytree(PROJECT_ROOT / "templates" / "mails", folder / "templates" / "mails")
    shutil.copytree(DEMONSTRATION, folder / "content")
    for path in (folder / "content" / "startups").glob("*.md"):
        if path.stem not in KEPT:
            path.unlink()
    made = Checkout(folder)
    done = made.run("demo")
    assert done.returncode == 0, done.stderr
    # A script takes the folder from there.
    assert done.stdout == f"{folder / 'var' / 'demonstration'}\n"
    told = r"Invented GitHub history: \d+ sources, .*\nInvented committees: 5\.\n"
    assert re.fullmatch(told, done.stderr), done.stderr
    return made


def test_everything_read_is_marked_as_invented(checkout: Checkout) -> None:
    assert checkout.rows("SELECT DISTINCT invented FROM repositories") == [(1,)]
    ((count,),) = checkout.rows("SELECT count(*) FROM pull_requests")
    assert count > 50


def test_one_repository_failed_after_it_was_read(checkout: Checkout) -> None:
    failed = checkout.rows(
        "SELECT name, state, succeeded_at IS NOT NULL FROM tracked_sources WHERE state != 'ok'"
    )
    assert failed == [("bail-en-main/plans", "garbled", 1)]


def test_sheets_of_startups_that_ended_are_not_followed(checkout: Checkout) -> None:
    names = {name for (name,) in checkout.rows("SELECT name FROM tracked_sources")}
    assert "sac-a-dos/application" in names
    assert not any(name.startswith("acte-trouve") for name in names)


def test_the_same_again_finds_nothing_new(checkout: Checkout) -> None:
    facts = (
        "SELECT count(*), max(id) FROM issues UNION ALL SELECT count(*), max(id) FROM reviews"
        " UNION ALL SELECT count(*), max(id) FROM committees"
        " UNION ALL SELECT count(*), max(rowid) FROM decisions"
        " UNION ALL SELECT count(*), max(id) FROM outbox_mails"
    )
    before = checkout.rows(facts)
    done = checkout.run("demo")
    assert done.returncode == 0
    told = re.search(r"(\d+) requests, (\d+) unchanged", done.stderr)
    assert told is not None
    asked, unchanged = map(int, told.groups())
    # The repository that failed is asked for in full.
    assert asked - unchanged <= 5
    assert checkout.rows(facts) == before


def test_nothing_is_invented_for_a_site_that_others_can_reach(checkout: Checkout) -> None:
    before = checkout.rows("SELECT max(id) FROM refresh_runs")
    done = checkout.run("demo", INCUBATOR_BASE_URL="https://incubateur.example.org")
    assert done.returncode == 0
    assert "Nothing is invented: INCUBATOR_BASE_URL" in done.stderr
    assert done.stdout.endswith("demonstration\n")
    assert checkout.rows("SELECT max(id) FROM refresh_runs") == before


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        (Settings(), ""),
        (Settings(content_dir=DEMONSTRATION_COPY), ""),
        (Settings(content_dir=Path("/srv/sheets")), "INCUBATOR_CONTENT_DIR"),
        (Settings(base_url="https://incubateur.example.org"), "INCUBATOR_BASE_URL"),
        (Settings(allowed_hosts=("localhost", "example.org")), "INCUBATOR_ALLOWED_HOSTS"),
    ],
)
def test_only_a_demonstration_on_this_machine_is_given_a_past(settings: Settings, why: str) -> None:
    told = refusal(settings)
    assert why in told
    assert bool(told) is bool(why)


def test_a_database_of_other_sheets_is_left_alone(
    content: Path,
    sqlite_template: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "other.sqlite3"
    shutil.copy(sqlite_template, path)
    settings = Settings(database_url=f"sqlite://{path}")

    async def sync() -> None:
        await sync_sheets(content)

    for sheet in (content / "startups").glob("*.md"):
        sheet.rename(sheet.with_name(f"other-{sheet.name}"))
    with_database(settings.database_url, sync)
    before = rows(path, "SELECT id FROM startups ORDER BY id")

    invent_history(settings, DEMONSTRATION)

    assert "the database holds other sheets" in capsys.readouterr().err
    assert rows(path, "SELECT id FROM startups ORDER BY id") == before
    assert rows(path, "SELECT * FROM repositories") == []
