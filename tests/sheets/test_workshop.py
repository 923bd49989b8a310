"""The workshop: what is slow, greedy or fatal for its process does no harm to the server."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from incubator.config import PROJECT_ROOT
from incubator.sheets import workshop
from incubator.sheets.render import RenderError, render
from incubator.sheets.workshop import BusyError, Workshop, render_markdown

TEXT = "## Le problème\n\nTrop d’**attente**, [disent-ils](https://a.fr).\n"


@pytest.fixture
def mine(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A workshop of the test's own."""
    own = Workshop()
    monkeypatch.setattr(workshop, "_WORKSHOP", own)
    yield own
    own.close()


async def test_a_text_becomes_what_the_public_page_shows(mine: Workshop) -> None:
    assert await render_markdown(TEXT) == render(TEXT)
    first = mine.pid
    hostile = "<script>alert(1)</script>*a*"
    assert await render_markdown(hostile) == render(hostile)
    assert "script" not in await render_markdown(hostile)
    assert mine.pid == first


async def test_a_text_that_can_not_be_shown_is_refused_with_its_reason(mine: Workshop) -> None:
    with pytest.raises(RenderError, match="crochets"):
        await render_markdown("[" * 3000)
    with pytest.raises(RenderError, match="illisible"):
        await render_markdown("\ud800")
    assert mine.pid


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
async def test_a_process_that_dies_is_replaced(mine: Workshop, how: int) -> None:
    await render_markdown(TEXT)
    first = mine.pid
    assert first
    os.kill(first, how)
    assert mine._process
    mine._process.wait(5)
    assert await render_markdown(TEXT) == render(TEXT)
    assert mine.pid != first
    assert not psutil.pid_exists(first)


async def test_a_task_that_takes_too_long_is_given_up_and_its_process_killed(
    mine: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await render_markdown(TEXT)
    first = mine.pid
    assert first
    os.kill(first, signal.SIGSTOP)
    monkeypatch.setattr(workshop, "_MARKDOWN_SECONDS", 0.2)
    with pytest.raises(RenderError, match="trop long"):
        await render_markdown(TEXT)
    assert not psutil.pid_exists(first)
    monkeypatch.setattr(workshop, "_MARKDOWN_SECONDS", 10)
    assert await render_markdown(TEXT) == render(TEXT)


async def test_a_process_that_ended_of_itself_is_no_fault(mine: Workshop) -> None:
    await render_markdown(TEXT)
    process = mine._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(5) == 0
    assert await render_markdown(TEXT) == render(TEXT)


async def test_more_tasks_than_may_wait_are_turned_away_at_once(
    mine: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = Workshop(max_tasks=2)
    monkeypatch.setattr(workshop, "_WORKSHOP", few)
    await render_markdown(TEXT)
    assert few.pid
    os.kill(few.pid, signal.SIGSTOP)
    waiting = [asyncio.create_task(render_markdown(TEXT)) for _ in range(2)]
    await asyncio.sleep(0.05)
    with pytest.raises(BusyError):
        await render_markdown(TEXT)
    os.kill(few.pid, signal.SIGCONT)
    assert await asyncio.gather(*waiting) == [render(TEXT)] * 2
    assert await render_markdown(TEXT) == render(TEXT)
    few.close()


async def test_whoever_leaves_stops_neither_the_task_nor_the_next(mine: Workshop) -> None:
    await render_markdown(TEXT)
    task = asyncio.create_task(render_markdown(TEXT))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await render_markdown(TEXT) == render(TEXT)


async def test_the_process_is_bounded_and_knows_no_secret(
    mine: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCUBATOR_GITHUB_TOKEN", "très-secret")
    await render_markdown(TEXT)
    process = psutil.Process(mine.pid)
    assert not [name for name in process.environ() if name.startswith("INCUBATOR_")]
    assert process.rlimit(psutil.RLIMIT_FSIZE)[0] == 0
    assert process.rlimit(psutil.RLIMIT_AS)[0] <= 2**30
    assert process.rlimit(psutil.RLIMIT_CPU)[0] <= 30
    # Neither the database nor a connection of the server.
    assert process.net_connections() == []


def test_pillow_is_loaded_in_the_process_alone() -> None:
    script = (
        "import sys, incubator.app, incubator.web.workspace.picture;"
        "assert 'PIL' not in sys.modules, 'PIL is in the server'"
    )
    subprocess.run([sys.executable, "-c", script], cwd=PROJECT_ROOT, check=True, timeout=60)


def test_a_server_that_is_killed_leaves_no_process_behind(tmp_path: Path) -> None:
    script = (
        "import asyncio, time\n"
        "from incubator.sheets import workshop\n"
        "asyncio.run(workshop.render_markdown('*a*'))\n"
        "print(workshop._WORKSHOP.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=PROJECT_ROOT
    ) as server:
        assert server.stdout is not None
        worker = psutil.Process(int(server.stdout.readline()))
        server.kill()
        gone, _ = psutil.wait_procs([worker], timeout=10)
    assert gone == [worker]


async def test_a_task_that_breaks_the_process_is_refused_and_the_next_one_is_done(
    mine: Workshop,
) -> None:
    with pytest.raises(workshop._FailedError):
        await mine.do({"task": "none of them"}, b"", 10)
    assert await render_markdown(TEXT) == render(TEXT)
