"""The command line as people run it: as a process, with an environment."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from incubator import __version__
from incubator.actions.sync_report import OUTCOMES
from incubator.sheets.layout import Collection
from tests.builders import STARTUP, incubator, sheet_text, write_tree

BROKEN = "---\ntitle: Cassé\nphases:\n  - name: rêve\n    start: 2024-01-01\n---\n"


@pytest.fixture
def sheets(tmp_path: Path) -> Path:
    """Two sheets that are right, and one with an error."""
    return write_tree(
        tmp_path / "sheets",
        {
            "startups/bon.md": sheet_text(STARTUP),
            "startups/casse.md": BROKEN,
            "incubators/fabrique.md": sheet_text("title: Fabrique"),
        },
    )


def test_it_says_its_version(content: Path) -> None:
    done = incubator("--version", content=content, url="sqlite://unused")
    assert (done.stdout, done.stderr) == (f"incubator {__version__}\n", "")


def test_it_loads_nothing_heavy_before_it_knows_the_command() -> None:
    heavy = {"asyncio", "incubator.config", "jinja2", "ssl", "starlette", "tortoise"}
    program = f"import sys, incubator.cli; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("arguments", [[], ["--help"], ["sync", "-h"], ["check", "--help"]])
def test_it_explains_itself(arguments: list[str], content: Path) -> None:
    done = incubator(*arguments, content=content, url="sqlite://unused")
    assert "Usage:" in done.stdout + done.stderr
    if not arguments[1:]:
        for command in ("check", "migrate", "serve", "sync"):
            assert command in done.stdout + done.stderr


def test_a_sync_prints_a_table(sheets: Path, sqlite_url: str) -> None:
    done = incubator("sync", content=sheets, url=sqlite_url)
    assert (done.returncode, done.stderr) == (0, "")
    for word in (*OUTCOMES, "startups", "incubators", "Synced in", "startups/casse.md:4: error"):
        assert word in done.stdout


def test_a_sync_prints_one_json_object_and_nothing_else(sheets: Path, sqlite_url: str) -> None:
    done = incubator("sync", "--json", content=sheets, url=sqlite_url)
    assert (done.returncode, done.stderr) == (0, "")
    report = json.loads(done.stdout)
    seconds, problems = report.pop("seconds"), report.pop("problems")
    nothing = dict.fromkeys(OUTCOMES, 0)
    assert set(report) <= {collection.value for collection in Collection}
    assert {name: counts for name, counts in report.items() if any(counts.values())} == {
        "incubators": nothing | {"created": 1},
        "startups": nothing | {"created": 1, "refused": 1},
    }
    assert 0 < seconds < 60
    (error,) = [problem for problem in problems if problem["level"] == "error"]
    assert set(error) == {"file", "line", "key", "rule", "level", "message", "advice"}
    assert error["file"] == "startups/casse.md"
    again = json.loads(incubator("sync", "--json", content=sheets, url=sqlite_url).stdout)
    assert again["startups"] == nothing | {"unchanged": 1, "refused": 1}
    assert again["problems"] == problems


def test_options_come_before_settings(sheets: Path, content: Path, sqlite_url: str) -> None:
    options = ["--content", str(sheets), "--database", sqlite_url]
    done = incubator("sync", "--json", *options, content=content, url="sqlite:///nowhere/x")
    assert json.loads(done.stdout)["startups"]["created"] == 1


def test_a_sync_makes_the_tables_of_a_new_database(sheets: Path, tmp_path: Path) -> None:
    done = incubator("sync", "--json", content=sheets, url=f"sqlite://{tmp_path}/new/x.sqlite3")
    assert json.loads(done.stdout)["startups"]["created"] == 1


def test_a_check_lists_problems_by_file_line_level_rule_and_key(sheets: Path) -> None:
    done = incubator("check", str(sheets), content=sheets, url="sqlite://unused")
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("startups/casse.md:2: warning [missing-advised] mission:")
    assert any(
        line.startswith("startups/casse.md:4: error [phase-name] phases[0].name:") for line in lines
    )
    assert lines[-1].startswith("3 ")


def test_a_check_as_json_has_the_same_problems(sheets: Path) -> None:
    done = incubator("check", "--format", "json", content=sheets, url="sqlite://unused")
    report = json.loads(done.stdout)
    errors = [problem for problem in report["problems"] if problem["level"] == "error"]
    assert (done.returncode, report["files"], report["errors"]) == (1, 3, 1)
    assert report["warnings"] == len(report["problems"]) - 1
    assert [(e["file"], e["line"], e["key"], e["rule"]) for e in errors] == [
        ("startups/casse.md", 4, "phases[0].name", "phase-name")
    ]
    assert all(problem["message"] and problem["advice"] for problem in report["problems"])


def test_a_check_with_warnings_alone_succeeds(sheets: Path) -> None:
    (sheets / "startups/casse.md").unlink()
    (sheets / "incubators/fabrique.md").unlink()
    done = incubator("check", content=sheets, url="sqlite://unused")
    assert done.returncode == 0
    assert "startups/bon.md:4: warning [unknown-reference] incubator:" in done.stdout


def test_the_demonstration_has_no_problem(content: Path) -> None:
    done = incubator("check", "--format", "json", content=content, url="sqlite://unused")
    assert json.loads(done.stdout)["problems"] == []
    assert done.returncode == 0


def test_migrating_twice_is_said_and_harmless(content: Path, tmp_path: Path) -> None:
    url = f"sqlite://{tmp_path}/x.sqlite3"
    first = incubator("migrate", content=content, url=url)
    second = incubator("migrate", content=content, url=url)
    assert (first.returncode, second.returncode) == (0, 0)
    assert "Applied 0001_initial." in first.stdout
    assert second.stdout == "The database is up to date.\n"


@pytest.mark.parametrize(
    ("arguments", "settings", "expected"),
    [
        (["sync", "--content", "/nowhere"], {}, "/nowhere"),
        (["check", "/nowhere"], {}, "/nowhere"),
        (["sync", "--content", "/proc/self/fd"], {}, "has no sheets"),
        (["sync", "--database", "mysql://localhost"], {}, "sqlite://"),
        (["sync", "--database", "sqlite:///proc/none/x"], {}, "/proc/none"),
        (["sync", "--database", "sqlite:///proc"], {}, "database"),
        (["sync", "--database", "postgres://x@127.0.0.1:1/x"], {}, "database"),
        (["migrate", "--database", "nonsense"], {}, "sqlite://"),
        (["serve", "--database", "postgres://[::1/x"], {}, "database"),
        (["serve", "--port", "0"], {}, "--port"),
        (["serve", "--workers", "0"], {}, "--workers"),
        (["sync"], {"INCUBATOR_TIME_ZONE": "Mars/Olympus"}, "INCUBATOR_TIME_ZONE"),
        (["sync"], {"INCUBATOR_LANGUAGE": "xx"}, "INCUBATOR_LANGUAGE"),
        (["check"], {"INCUBATOR_MAX_REQUEST_BYTES": "²"}, "INCUBATOR_MAX_REQUEST_BYTES"),
        (["check"], {"INCUBATOR_SOURCE_URL": "javascript:x"}, "INCUBATOR_SOURCE_URL"),
        (["serve"], {"INCUBATOR_SKIN": "other"}, "INCUBATOR_SKIN"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_can_not_be_done_is_said_without_a_trace(
    arguments: list[str], settings: dict[str, str], expected: str, content: Path, sqlite_url: str
) -> None:
    done = incubator(*arguments, content=content, url=sqlite_url, **settings)
    assert (done.returncode in {1, 2}, done.stdout) == (True, "")
    assert expected in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[-1].startswith("Error: ")


def test_a_database_of_another_version_is_not_touched(content: Path, sqlite_url: str) -> None:
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite://"))) as database:
        database.execute("DELETE FROM tortoise_migrations WHERE name <> '0001_initial'")
        database.commit()
    done = incubator("sync", content=content, url=sqlite_url)
    assert (done.returncode, done.stdout) == (1, "")
    assert "incubator migrate" in done.stderr


def test_every_collection_is_counted(content: Path, sqlite_url: str) -> None:
    report = json.loads(incubator("sync", "--json", content=content, url=sqlite_url).stdout)
    named = {collection.value for collection in Collection}
    assert set(report) - {"problems", "seconds"} <= named
    for collection in set(report) & named:
        files = len(list((content / collection).glob("*")))
        assert sum(report[collection].values()) == files
