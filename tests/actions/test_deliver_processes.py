"""Mails leave the outbox once, whatever becomes of the processes that send them."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from incubator.actions.deliver_mails import deliver_mails
from incubator.store import outbox
from incubator.store.database import open_database
from tests.actions.mails import SENDER, Clock, carrier, ended, post
from tests.builders import command
from tests.mail.servers import SmtpServer, smtp_server

PATIENCE_SECONDS = 40
Result = TypeVar("Result")


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with smtp_server() as running:
        yield running


def worker(url: str, server: SmtpServer, content: Path) -> subprocess.Popen[str]:
    settings = {"INCUBATOR_SMTP_URL": server.url(), "INCUBATOR_MAIL_FROM": SENDER}
    started = command("jobs", "run", "deliver-mails", content=content, url=url, **settings)
    return subprocess.Popen(**started, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def inside(url: str, work: Callable[[], Awaitable[Result]]) -> Result:
    async def opened() -> Result:
        async with open_database(url):
            return await work()

    return asyncio.run(opened())


def test_two_processes_send_each_mail_once(
    database_url: str, server: SmtpServer, tmp_path: Path
) -> None:
    async def fill() -> None:
        for number in range(25):
            await post(f"a{number}@exemple.fr", datetime.now(UTC))

    inside(database_url, fill)
    server.delays["RCPT"] = 0.05
    workers = [worker(database_url, server, tmp_path) for _ in range(2)]
    # One of the two finds that the job is being done. A request's own delivery takes no lease.
    wait_for(lambda: bool(server.verbs))
    mine = inside(database_url, lambda: deliver_mails(carrier(server.url())))
    assert 0 < mine["sent"] < 25
    for process in workers:
        _, errors = process.communicate(timeout=PATIENCE_SECONDS)
        assert (errors, process.returncode) == ("", 0)
    arrived = sorted(str(message["To"]) for message in server.received)
    assert arrived == sorted(f"a{number}@exemple.fr" for number in range(25))


@pytest.mark.parametrize(("step", "then"), [("RCPT", outbox.SENT), ("DATA", outbox.UNCERTAIN)])
def test_a_process_that_is_killed_leaves_a_mail_that_is_sent_once_or_uncertain(
    database_url: str, server: SmtpServer, tmp_path: Path, step: str, then: str
) -> None:
    """Killed before the content leaves, the mail waits for its lease; after, nobody knows."""
    now = datetime.now(UTC)
    posted = inside(database_url, lambda: post(now=now))
    server.delays[step] = 30
    process = worker(database_url, server, tmp_path)
    wait_for(lambda: step in server.verbs)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    server.delays.clear()
    clock = Clock()

    async def later() -> list[dict[str, int]]:
        outcomes = []
        for minutes in (1, 11, 60, 600):
            clock.now = now + timedelta(minutes=minutes)
            outcomes.append(dict(await deliver_mails(carrier(server.url()), clock=clock)))
        await ended(posted, then)
        return outcomes

    found = inside(database_url, later)
    assert found == ([{}, {"sent": 1}, {}, {}] if then == outbox.SENT else [{}, {}, {}, {}])
    assert len(server.received) == (1 if then == outbox.SENT else 0)
    assert server.verbs.count("DATA") == 1
