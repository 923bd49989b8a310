"""Syncs against their floor and against each other, each as a person starts it: a new process."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from _bench_tools import INCUBATOR, ROOT, Row, Run, median, run, seconds_of, tell

from incubator.sheets.layout import Collection, SheetFile, find_content, scan

_GIT = ["git", "-c", "user.name=bench", "-c", "user.email=bench@example.org", "-c", "gc.auto=0"]


class Workshop:
    """A copy of the sheets in a Git repository, and databases, in a temporary folder."""

    def __init__(self, source: Path, folder: Path) -> None:
        self.folder = folder
        self.content = folder / "content"
        shutil.copytree(find_content(source), self.content)
        self.files, _ = scan(self.content)
        _commit(self.content)
        self.empty = folder / "empty.sqlite3"
        run([INCUBATOR, "migrate", "--database", f"sqlite://{self.empty}"])
        self.synced = folder / "synced.sqlite3"
        self.listing = folder / "files.json"
        self.listing.write_text(json.dumps([file.path for file in self.files]), "utf-8")

    @property
    def url(self) -> str:
        """The database that every measurement after the first sync uses."""
        return f"sqlite://{self.synced}"

    def sync(self, *, first: bool = False) -> Run:
        """Run the sync command; ``first`` starts from an empty, migrated database."""
        if first:
            for path in self.folder.glob("synced.sqlite3*"):
                path.unlink()
            shutil.copy(self.empty, self.synced)
        return run(
            [INCUBATOR, "sync", "--json", "--content", str(self.content), "--database", self.url]
        )

    def floor(self) -> Run:
        """Run the floor over the same files."""
        script = str(ROOT / "scripts" / "_bench_floor.py")
        return run([sys.executable, script, str(self.content), str(self.listing)])

    def change(self, file: SheetFile, turn: int) -> None:
        """Lengthen a sheet's body, as an edit does, and give it a time of its own."""
        path = self.content / file.path
        with path.open("a", encoding="utf-8") as stream:
            stream.write(f"\nUne phrase ajoutée, la {turn}e.\n")
        # A file of the last two seconds is read again at the next sync, in case it was still being
        # written: an older time keeps that out of the measurement of "nothing changed".
        moment = file.mtime_ns - 10**13 + turn * 10**9
        os.utime(path, ns=(moment, moment))


def measure(workshop: Workshop, runs: int) -> list[Row]:
    """The rows about syncs."""
    floors, firsts = [], []
    for turn in range(runs):
        tell(f"First sync and its floor, {turn + 1} of {runs}")
        floors.append(workshop.floor())
        firsts.append(workshop.sync(first=True))
    sheet = next(file for file in workshop.files if file.collection is Collection.STARTUPS)
    unchanged, changed = [], []
    workshop.sync()
    for turn in range(2 * runs):
        tell(f"Nothing changed and one sheet changed, {turn + 1} of {2 * runs}")
        unchanged.append(workshop.sync())
        workshop.change(sheet, turn)
        changed.append(_one_changed(workshop.sync()))
    return [
        *_pair("first sync / floor", firsts, floors, in_process=1.6),
        *_pair("nothing changed / first sync", unchanged, firsts, in_process=0.1, whole=0.1),
        *_pair("one sheet changed / nothing changed", changed, unchanged, whole=1.2),
    ]


def _pair(
    name: str,
    above: list[Run],
    below: list[Run],
    *,
    in_process: float | None = None,
    whole: float | None = None,
) -> list[Row]:
    """Ratios of medians: of the work itself, of whole processes, and of their processor time.

    The last one is for information: other work on the machine changes it least.
    """
    rows = []
    for kind, budget, tops, bottoms in (
        ("in process", in_process, [r.inner for r in above], [r.inner for r in below]),
        ("whole process", whole, [r.seconds for r in above], [r.seconds for r in below]),
        ("processor time", None, [r.cpu for r in above], [r.cpu for r in below]),
    ):
        detail = f"{seconds_of(tops)} / {seconds_of(bottoms)}"
        rows.append(Row(f"{name}, {kind}", median(tops) / median(bottoms), "x", budget, detail))
    return rows


def _one_changed(done: Run) -> Run:
    report = json.loads(done.output)
    counted = sum(counts["changed"] for key, counts in report.items() if isinstance(counts, dict))
    if counted != 1:
        sys.exit(f"One sheet was edited, but sync counted {counted} changes.")
    return done


def _commit(content: Path) -> None:
    """Sheets live in Git: sync asks it for dates, which is part of what is measured."""
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Sheets"]):
        subprocess.run([*_GIT, *arguments], cwd=content, check=True, capture_output=True)
