"""A refresh that was killed, or stopped by Ctrl-C, is gone on with."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from incubator.actions.refresh_report import RefreshReport
from incubator.actions.sync_sheets import sync_sheets
from incubator.simulation.server import RunningServer
from incubator.store import models
from tests.actions.refreshing import (
    LISTED,
    NAMED,
    TOKEN,
    WEB,
    Place,
    facts,
    github,
    inside,
    settings_of,
    states,
    write_sheets,
)
from tests.builders import command

PATIENCE_SECONDS = 40
FINISHED = {"fabrique", *NAMED, *LISTED} - {"quai/relais"}


@pytest.fixture
def server() -> Iterator[RunningServer]:
    with github() as running:
        yield running


@pytest.fixture
def content(sqlite_url: str, tmp_path: Path) -> Path:
    folder = write_sheets(tmp_path / "content")
    inside(sqlite_url, lambda: sync_sheets(folder))
    return folder


def variables(server: RunningServer) -> dict[str, str]:
    return {
        "INCUBATOR_GITHUB_URL": server.url,
        "INCUBATOR_GITHUB_WEB_URL": WEB,
        "INCUBATOR_GITHUB_TOKEN": TOKEN,
    }


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.mark.parametrize(("end", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_one_that_was_cut_short_is_gone_on_with(
    sqlite_url: str, server: RunningServer, content: Path, end: signal.Signals, code: int
) -> None:
    # GitHub answers nothing any more about the releases of one repository.
    server.world.fail("slow", "/repos/quai/relais/releases", seconds=600)
    started = command("github", "refresh", content=content, url=sqlite_url, **variables(server))
    process = subprocess.Popen(**started, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        wait_for(
            lambda: (
                {name for name, state in inside(sqlite_url, states).items() if state == "ok"}
                == FINISHED
            )
        )
        wait_for(lambda: server.world.requests[-1].path.startswith("/repos/quai/relais/releases"))
        process.send_signal(end)
        process.wait(timeout=5)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == code
    here = Place(settings_of(sqlite_url, server, content), server, timedelta(seconds=61))
    server.world.heal()

    async def again() -> RefreshReport:
        return await here.refresh()

    report = inside(sqlite_url, again)
    assert (report.is_resumed, report.outcome) == (True, "ok")
    assert here.asked() == ["quai/relais"]
    # What had been read to its end of that one is asked for, and did not change.
    parts = {one.path.split("?")[0].split("/")[-1]: one.status for one in server.world.requests}
    assert (parts["milestones"], parts["issues"], parts["releases"]) == (304, 304, 200)
    assert inside(sqlite_url, states) == dict.fromkeys(sorted({*FINISHED, "quai/relais"}), "ok")

    async def rows() -> tuple[int, int]:
        return await models.RefreshRun.all().count(), await models.Issue.all().count()

    assert inside(sqlite_url, rows) == (1, 8)
    # The same as if nothing had been cut short: a whole reading changes no row.
    before = inside(sqlite_url, facts)

    async def anew() -> RefreshReport:
        await models.HttpValidator.all().delete()
        await models.PartCursor.all().delete()
        return await here.refresh()

    assert inside(sqlite_url, anew).is_resumed is False
    assert inside(sqlite_url, facts) == before
