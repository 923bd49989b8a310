"""Small builders: a sheet's text, a parsed sheet, a card, a content folder."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from incubator.config import PROJECT_ROOT
from incubator.domain.catalogue import Card
from incubator.domain.phases import Phase
from incubator.sheets.layout import Collection, SheetFile
from incubator.sheets.parse import Parsed, parse
from incubator.sheets.problems import Problem

#: The fields that a startup's sheet can't or should not go without.
STARTUP = """title: Bac à sable
mission: Essayer sans rien casser
incubator: fabrique
phases:
  - name: construction
    start: 2024-01-15
"""


def sheet_text(front: str, body: str = "") -> str:
    """A sheet's text: front matter, then body."""
    return f"---\n{front.rstrip()}\n---\n{body}"


def sheet_file(
    sheet_id: str = "bac-a-sable", collection: Collection = Collection.STARTUPS
) -> SheetFile:
    return SheetFile(f"{collection.value}/{sheet_id}.md", collection, sheet_id, 0, 0)


def read(
    front: str, body: str = "", collection: Collection = Collection.STARTUPS, **file: Any
) -> Parsed:
    """What the reader makes of a sheet."""
    return parse(sheet_file(collection=collection, **file), sheet_text(front, body).encode())


def read_startup(extra: str = "", *, without: tuple[str, ...] = (), body: str = "") -> Parsed:
    """A startup's sheet with the usual fields, less ``without``, plus ``extra``."""
    kept: list[str] = []
    for line in STARTUP.splitlines():
        key = line.split(":")[0]
        if line[0] != " ":
            skipping = key in without
        if not skipping:
            kept.append(line)
    return read("\n".join([*kept, extra]), body)


def value(parsed: Parsed) -> Any:
    """The value of a sheet that must have been accepted."""
    assert parsed.sheet is not None, rules(parsed)
    return parsed.sheet.value


def rules(parsed: Parsed) -> list[str]:
    return [problem.rule for problem in parsed.problems]


def places(problems: list[Problem] | tuple[Problem, ...]) -> list[tuple[str, str, int | None]]:
    return [(problem.rule, problem.key, problem.line) for problem in problems]


def card(card_id: str, number: int = 0, phase: Phase | None = None, **fields: Any) -> Card:
    title = fields.pop("title", card_id)
    sort_title = fields.pop("sort_title", title)
    days = {"since": None, "first_day": None, **fields}
    return Card(card_id, number, title, sort_title, "", phase, **days)


def write_tree(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files, settled: as old as those that a sync trusts by their time."""
    for path, text in files.items():
        write_settled(folder / path, text)
    return folder


def write_settled(path: Path, text: str, age_seconds: int = 3600) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    moment = time.time() - age_seconds
    os.utime(path, (moment, moment))


def git(folder: Path, *arguments: str) -> str:
    """Run git as nobody in particular, whatever the machine's own settings."""
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]
    options = ["-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main"]
    environ = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull}
    environ |= {name: v for name, v in os.environ.items() if name.startswith("GIT_COMMITTER")}
    done = subprocess.run(
        ["git", "-C", str(folder), *identity, *options, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=environ,
    )
    return done.stdout


def command(*arguments: str, content: Path, url: str, **settings: str) -> dict[str, Any]:
    """How a process of the command line is started on a folder and a database."""
    environ = {name: v for name, v in os.environ.items() if not name.startswith("INCUBATOR_")}
    environ |= {"INCUBATOR_CONTENT_DIR": str(content), "INCUBATOR_DATABASE_URL": url, **settings}
    return {
        "args": [sys.executable, "-m", "incubator", *arguments],
        "env": environ,
        "cwd": PROJECT_ROOT,
    }


def incubator(
    *arguments: str, content: Path, url: str, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run the command line as a process until it ends."""
    started = command(*arguments, content=content, url=url, **settings)
    return subprocess.run(**started, capture_output=True, text=True, timeout=60, check=False)
