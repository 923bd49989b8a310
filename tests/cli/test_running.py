"""Commands that go on: serving, and syncing at each change."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import Empty, Queue

import httpx
import pytest

from incubator.web.kept_pages import ASK_AGAIN_SECONDS
from tests.builders import STARTUP, command, incubator, sheet_text, write_tree

PATIENCE_SECONDS = 40


class Running:
    """A process, and the lines that it prints as they come."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: Queue[str] = Queue()
        self.seen: list[str] = []
        for stream in (process.stdout, process.stderr):
            threading.Thread(target=self._follow, args=[stream], daemon=True).start()

    def line_with(self, words: str) -> str:
        """The next line that holds some words."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                line = self.lines.get(timeout=0.2)
            except Empty:
                assert self.process.poll() is None, self.seen
                continue
            self.seen.append(line)
            if words in line:
                return line
        raise AssertionError(f"{words!r} never came: {self.seen}")

    def _follow(self, stream: object) -> None:
        for line in stream:  # type: ignore[attr-defined]
            self.lines.put(line)


@contextmanager
def running(*arguments: str, content: Path, url: str) -> Iterator[Running]:
    process = subprocess.Popen(
        **command(*arguments, content=content, url=url, PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Running(process)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE_SECONDS)
        finally:
            process.kill()
            process.wait()
            for stream in (process.stdout, process.stderr):
                if stream:
                    stream.close()


@pytest.fixture
def port() -> int:
    return free_port()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("workers", ["1", "2"])
def test_serving_says_where_and_answers(
    workers: str, port: int, content: Path, sqlite_url: str
) -> None:
    assert incubator("sync", content=content, url=sqlite_url).returncode == 0
    options = ["--port", str(port), "--workers", workers]
    with running("serve", *options, content=content, url=sqlite_url) as server:
        assert f"http://127.0.0.1:{port}" in server.line_with("Incubator is at")
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as visitor:
            assert _patiently(visitor, "/sante").status_code == 200
            for _ in range(6):
                assert visitor.get("/").status_code == 200
            assert visitor.get("/nulle-part").status_code == 404
    assert server.process.returncode in {0, -signal.SIGINT, 130}


def test_a_sync_shows_on_every_server_of_a_database_without_restarting_any(
    tmp_path: Path, sqlite_url: str
) -> None:
    content = write_tree(tmp_path / "sheets", {"startups/neuve.md": sheet_text(STARTUP)})
    with ExitStack() as stack:
        visitors = []
        for port in (free_port(), free_port()):
            options = ["serve", "--port", str(port)]
            stack.enter_context(running(*options, content=content, url=sqlite_url))
            address = f"http://127.0.0.1:{port}"
            visitors.append(stack.enter_context(httpx.Client(base_url=address)))
        for visitor in visitors:
            # Kept in memory from now on.
            assert "Bac à sable" not in _patiently(visitor, "/startups").text
        assert incubator("sync", content=content, url=sqlite_url).returncode == 0
        # How long a version may go unseen is a constant; a slow machine is no fault.
        assert ASK_AGAIN_SECONDS <= 0.5
        time.sleep(ASK_AGAIN_SECONDS)
        for visitor in visitors:
            assert "Bac à sable" in visitor.get("/startups").text


def _patiently(visitor: httpx.Client, path: str) -> httpx.Response:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return visitor.get(path)
        except httpx.TransportError:
            assert time.monotonic() < deadline, "The server never answered."
            time.sleep(0.1)


def test_a_port_that_is_taken_is_said_in_one_line(content: Path, sqlite_url: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = incubator("serve", "--port", str(port), content=content, url=sqlite_url)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert f"127.0.0.1:{port}" in line
    assert "--port" in line


def test_watching_syncs_each_change(content: Path, sqlite_url: str) -> None:
    options = ["sync", "--watch", "--json"]
    with running(*options, content=content, url=sqlite_url) as watcher:
        watcher.line_with('"created"')
        # Two streams, of which either may be read first.
        if not any("Watching" in line for line in watcher.seen):
            watcher.line_with("Watching")
        # The watch begins a moment after it is announced.
        time.sleep(0.5)
        sheet = content / "startups/nouvelle.md"
        sheet.write_text(sheet_text(STARTUP), encoding="utf-8")
        report = json.loads(watcher.line_with('"created"'))
        assert report["startups"]["created"] == 1
        sheet.unlink()
        assert json.loads(watcher.line_with('"removed": 1'))["startups"]["removed"] == 1
    assert watcher.process.returncode == 130
