"""The static export of a collection against the first sync of the same sheets."""

from __future__ import annotations

import json
import os
import shutil

from _bench_sync import Workshop
from _bench_tools import INCUBATOR, Row, Run, median, run, seconds_of, tell

_BASE = "https://catalogue.example"
_LANGUAGE = "fr"


def measure(workshop: Workshop, runs: int) -> list[Row]:
    """A whole export in one language, then one with nothing changed, then one sheet changed."""
    out = workshop.folder / "export"
    syncs, whole, again, one = [], [], [], []
    # What is compared is run in turn, and exports are long: fewer of them.
    for turn in range(max(1, runs // 2)):
        tell(f"First sync and static export, {turn + 1} of {max(1, runs // 2)}")
        syncs.append(workshop.sync(first=True))
        shutil.rmtree(out, ignore_errors=True)
        whole.append(_export(workshop))
        again.append(_export(workshop))
        workshop.change(workshop.files[0], turn)
        workshop.sync()
        one.append(_export(workshop))
    report = json.loads(whole[-1].output)
    files = f"{report['written']} files, {report['size'] / 1e6:.0f} MB, {os.cpu_count()} cores"
    budgeted = median([done.seconds for done in whole]) / median([done.seconds for done in syncs])
    processor = median([done.cpu for done in whole]) / median([done.cpu for done in syncs])
    return [
        Row(
            "static export in one language / first sync, whole process",
            budgeted,
            "x",
            4.0,
            f"{_seconds(whole)} / {_seconds(syncs)}, {files}",
        ),
        Row("the same, processor time", processor, "x", None, "all processes together"),
        Row(
            "static export, nothing changed",
            median([done.seconds for done in again]),
            "s",
            None,
            f"{json.loads(again[-1].output)['written']} files written",
        ),
        Row(
            "static export, one sheet changed",
            median([done.seconds for done in one]),
            "s",
            None,
            f"{json.loads(one[-1].output)['written']} files written",
        ),
    ]


def _export(workshop: Workshop) -> Run:
    options = ["--base-url", _BASE, "--language", _LANGUAGE, "--json"]
    place = ["--content", str(workshop.content), "--database", workshop.url]
    return run([INCUBATOR, "export", *options, *place, str(workshop.folder / "export")])


def _seconds(runs: list[Run]) -> str:
    return seconds_of([done.seconds for done in runs])
