"""The stream that keeps a session's page up to date, through a server on the loopback."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from incubator.config import Settings
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import State
from incubator.store import models
from incubator.store.accounts.sessions import end_sessions
from incubator.store.committees.sessions import Committee
from incubator.store.database import open_database
from incubator.web.committees.feeds import MOST_STREAMS
from tests.committees import account_in, session_with
from tests.conftest import DEMONSTRATION, Synced
from tests.web.signed import browser_of

#: Longer than the server takes on a slow machine; what is waited for comes within two.
PATIENCE = 30.0
#: A server that waited for its pages would wait for ever.
PROMPTLY = 10.0


@dataclass
class Served:
    """A session that a server shows, in a process of its own."""

    settings: Settings
    committee: Committee
    base: str
    process: asyncio.subprocess.Process

    @property
    def path(self) -> str:
        return f"/comites/{self.committee.public_id}/seance"

    async def at(self, seat: Seat) -> httpx.AsyncClient:
        """A browser that speaks to the server over the network."""
        account = await account_in(self.committee, seat)
        signed = await browser_of(self.settings, account, now=datetime.now(UTC))
        headers = {"Sec-Fetch-Site": "same-origin", "Accept-Encoding": "gzip"}
        return httpx.AsyncClient(
            base_url=self.base, headers=headers, cookies=signed.cookies, timeout=PATIENCE
        )


class Stream:
    """What a page hears."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._lines = answer.aiter_lines()

    async def event(self) -> str:
        """The name of the next event; "" once the stream has ended."""
        async with asyncio.timeout(PATIENCE):
            async for line in self._lines:
                if line.startswith("event: "):
                    return line.removeprefix("event: ")
        return ""

    async def begun(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await anext(self._lines)


@asynccontextmanager
async def listening(browser: httpx.AsyncClient, path: str, seen: int) -> AsyncIterator[Stream]:
    async with browser.stream("GET", f"{path}/flux", params={"vu": seen}) as answer:
        assert answer.status_code == 200
        stream = Stream(answer)
        await stream.begun()
        yield stream


@pytest.fixture
async def served(synced_sqlite: Synced, tmp_path: Path) -> AsyncIterator[Served]:
    path = tmp_path / "test.sqlite3"
    shutil.copy(synced_sqlite.database, path)
    url = f"sqlite://{path}"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "INCUBATOR_DATABASE_URL": url,
        "INCUBATOR_CONTENT_DIR": str(DEMONSTRATION),
    }
    async with open_database(url):
        committee = await session_with(state=State.OPEN, starts_at=datetime.now(UTC))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.browser.serve", str(port), env=environment
        )
        try:
            await _answers(port)
            settings = Settings(database_url=url, content_dir=DEMONSTRATION)
            yield Served(settings, committee, f"http://127.0.0.1:{port}", process)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def _answers(port: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                await writer.wait_closed()
                return


async def test_what_one_does_shows_up_for_the_others_until_they_may_see_it_no_more(
    served: Served,
) -> None:
    async with AsyncExitStack() as stack:
        chair, guest, sponsor, observer = [
            await stack.enter_async_context(await served.at(seat))
            for seat in (Seat.CHAIR, Seat.GUEST, Seat.SPONSOR, Seat.OBSERVER)
        ]
        streams = [
            await stack.enter_async_context(listening(one, served.path, 0))
            for one in (guest, sponsor, observer)
        ]
        headers = streams[0].answer.headers
        assert headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in headers
        assert headers["cache-control"] == "private, no-store"
        chosen = {"point": served.committee.items[0].public_id, "vu": ""}
        assert (await chair.post(f"{served.path}/point", data=chosen)).status_code == 303
        for stream in streams:
            assert await stream.event() == "changed"
        # Somebody comes late, with a page from before: they are told at once.
        async with listening(chair, served.path, 0) as late:
            assert await late.event() == "changed"
        # One sits no more, one is signed out elsewhere; then the session is closed.
        accounts = models.CommitteeMember.filter(seat=Seat.GUEST.value)
        await accounts.update(removed_at=datetime.now(UTC))
        await end_sessions(await account_in(served.committee, Seat.SPONSOR))
        await models.Committee.all().update(live=7)
        assert [await stream.event() for stream in streams] == ["ended", "ended", "changed"]
        await models.Committee.all().update(live=8, state=State.CLOSED.value)
        assert [await streams[2].event() for _ in range(2)] == ["changed", "ended"]
        assert [await stream.event() for stream in streams] == ["", "", ""]


async def test_the_server_stops_at_once_though_pages_are_open_and_an_account_opens_a_few(
    served: Served,
) -> None:
    async with AsyncExitStack() as stack:
        guest = await stack.enter_async_context(await served.at(Seat.GUEST))
        streams = [
            await stack.enter_async_context(listening(guest, served.path, 0))
            for _ in range(MOST_STREAMS)
        ]
        assert (await guest.get(f"{served.path}/flux")).status_code == 429
        # A page that is closed makes room for another one.
        await streams[0].answer.aclose()
        async with asyncio.timeout(PATIENCE):
            while True:
                async with guest.stream("GET", f"{served.path}/flux") as again:
                    if again.status_code == 200:
                        break
                await asyncio.sleep(0.1)
        served.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PROMPTLY):
            await served.process.wait()
        assert [await stream.event() for stream in streams[1:]] == [""] * (MOST_STREAMS - 1)
