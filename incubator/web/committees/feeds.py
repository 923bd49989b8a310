"""What tells the open pages of a session that something has changed: one look a second for all.

Nothing is kept here but who listens. What changed is in the database, so that it does not matter
which worker made the change, and a page that was away reads everything when it comes back.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import structlog

from incubator.store.committees.sessions import live_version

#: How often the database is asked, in seconds.
EVERY = 1.0
#: An account has as many pages open as tabs and devices at most; one worker counts its own.
MOST_STREAMS = 6

_log = structlog.get_logger("incubator.web")


class Feed:
    """The pages of one session that a worker keeps informed; its task asks the database."""

    def __init__(self, committee_id: str) -> None:
        self.listeners = 0
        self.has_ended = False
        self._committee_id = committee_id
        self._version: int | None = None
        self._moved = asyncio.Event()
        self._task = asyncio.create_task(self._look())

    async def wait(self, seen: int, within: float, stopping: anyio.Event) -> None:
        """Return once the version is past the one ``seen``, after some seconds, or at the end."""
        if self.has_ended or (self._version or 0) > seen:
            return
        waits = [asyncio.ensure_future(one.wait()) for one in (self._moved, stopping)]
        try:
            await asyncio.wait(waits, timeout=within, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()

    def end(self) -> None:
        """Nobody listens any more."""
        self._task.cancel()

    async def _look(self) -> None:
        try:
            while True:
                version = await live_version(self._committee_id)
                if version != self._version:
                    self._version = version
                    self._wake()
                await asyncio.sleep(EVERY)
        except Exception:
            # The pages' streams end, and they ask again: by then the database may answer.
            _log.exception("a session's pages can't be kept informed")
        finally:
            self.has_ended = True
            self._wake()

    def _wake(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()


class Feeds:
    """Every session that somebody follows through this worker."""

    def __init__(self) -> None:
        self._feeds: dict[str, Feed] = {}
        self._streams: Counter[str] = Counter()

    def has_room(self, account_id: str) -> bool:
        """Whether an account may open one more stream."""
        return self._streams[account_id] < MOST_STREAMS

    @property
    def count(self) -> int:
        """How many streams are open."""
        return self._streams.total()

    @asynccontextmanager
    async def listen(self, committee_id: str, account_id: str) -> AsyncIterator[Feed]:
        """Follow a session; its task runs as long as somebody does."""
        feed = self._feeds.get(committee_id)
        if feed is None or feed.has_ended:
            feed = self._feeds[committee_id] = Feed(committee_id)
        feed.listeners += 1
        self._streams[account_id] += 1
        try:
            yield feed
        finally:
            self._streams[account_id] -= 1
            if not self._streams[account_id]:
                del self._streams[account_id]
            feed.listeners -= 1
            if not feed.listeners:
                feed.end()
                if self._feeds.get(committee_id) is feed:
                    del self._feeds[committee_id]
