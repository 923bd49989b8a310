"""A server that is killed while it saves: the file is whole, Git is sound, nothing said is lost."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from incubator.config import PROJECT_ROOT
from incubator.sheets.write import read_content
from tests.browser.conftest import free_port
from tests.builders import git
from tests.web.editor.conftest import PATH, URL, Office
from tests.web.editor.forms import form_of

#: How many times the server is killed.
CRASHES = int(os.environ.get("INCUBATOR_TEST_CRASHES", "200"))
#: A save takes about this long: kills fall before, within and after it.
LONGEST_SECONDS = 0.35


@dataclass
class Lives:
    """The server's process that starts a new life on demand."""

    process: subprocess.Popen[str]
    address: str

    def begin(self) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        pid = int(self.process.stdout.readline())
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                httpx.get(f"{self.address}/static/nothing", timeout=2)
            except httpx.TransportError:
                time.sleep(0.01)
            else:
                return pid
        raise AssertionError("the server does not begin to live")


@contextmanager
def lives_of(office: Office) -> Iterator[Lives]:
    port = free_port()
    environ = os.environ | {
        "INCUBATOR_CONTENT_DIR": str(office.folder),
        "INCUBATOR_DATABASE_URL": office.settings.database_url,
        "PYTHONPATH": str(PROJECT_ROOT),
    }
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.web.editor.crashing_server", str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT_ROOT,
        env=environ,
    )
    try:
        yield Lives(process, f"http://127.0.0.1:{port}")
    finally:
        process.communicate(timeout=10)


@contextmanager
def browser_in(office: Office, lives: Lives) -> Iterator[httpx.Client]:
    headers = {"Sec-Fetch-Site": "same-origin"}
    with httpx.Client(base_url=lives.address, headers=headers, timeout=30) as client:
        client.cookies.set("session", office.browser.cookies["session"])
        yield client


def _save(browser: httpx.Client, sent: dict[str, object], answers: list[int]) -> None:
    try:
        answers.append(browser.post(f"{URL}/essentiel", data=sent).status_code)
    except httpx.TransportError:
        answers.append(0)


async def test_a_server_that_is_killed_while_it_saves(office: Office) -> None:
    await asyncio.to_thread(_kill_again_and_again, office)


def _kill_again_and_again(office: Office) -> None:
    with lives_of(office) as lives, browser_in(office, lives) as browser:
        said, saved = _count_saves(office, lives, browser)
        _ends_well(lives, browser, office)
    # The kills fell on both sides of the saves, or this test proves nothing.
    assert 0 < said <= saved < CRASHES


def _count_saves(office: Office, lives: Lives, browser: httpx.Client) -> tuple[int, int]:
    chance = random.Random(2026)  # noqa: S311 - any points in time will do, the same each time
    said = saved = 0
    path = office.folder / PATH
    for number in range(CRASHES):
        pid = lives.begin()
        before = path.read_bytes()
        page = browser.get(f"{URL}/essentiel")
        mission = f"Mission {number}"
        answers: list[int] = []
        saving = threading.Thread(
            target=_save, args=(browser, form_of(page, mission=mission), answers)
        )
        saving.start()
        time.sleep(chance.random() * LONGEST_SECONDS)
        os.kill(pid, signal.SIGKILL)
        saving.join(timeout=30)
        after = path.read_bytes()
        # One version or the other, whole.
        now = read_content(after).fields["mission"]
        assert after == before or now == mission, number
        assert after.startswith(b"---\n")
        assert after.endswith(b"Tout casse.\n")
        if answers == [303]:
            said += 1
            assert now == mission, number
        saved += now == mission
        if number % 20 == 0 or number == CRASHES - 1:
            assert "error" not in git(office.folder, "fsck", "--no-dangling")
    return said, saved


def _ends_well(lives: Lives, browser: httpx.Client, office: Office) -> None:
    """The next save finishes what was cut short, and everything stands in a commit."""
    pid = lives.begin()
    page = browser.get(f"{URL}/essentiel")
    answers: list[int] = []
    _save(browser, form_of(page, mission="La dernière"), answers)
    os.kill(pid, signal.SIGKILL)
    assert answers == [303]
    assert git(office.folder, "status", "--porcelain") == ""
    assert office.sheet.fields["mission"] == "La dernière"
    assert not [one for one in office.folder.rglob(".*") if one.suffix in {".new", ".previous"}]
