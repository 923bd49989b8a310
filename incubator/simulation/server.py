"""The invented GitHub on a socket of this machine, for as long as somebody needs it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from incubator.simulation.app import simulation
from incubator.simulation.breaking import ABORT, END
from incubator.simulation.world import World

_START_SECONDS = 10
#: How long answers under way may take when the server ends.
_END_SECONDS = 2


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that answers. ``url`` is the API's address as on GitHub itself.

    ``enterprise_url`` serves the same as a GitHub Enterprise does.
    """

    url: str
    world: World

    @property
    def enterprise_url(self) -> str:
        """The same API under a prefix."""
        return f"{self.url}/api/v3"


@contextmanager
def simulated_github(world: World) -> Iterator[RunningServer]:
    """Serve a world on a free port of 127.0.0.1, from a thread, until the block ends.

    Raises:
        RuntimeError: the server did not start.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    # Inherited by connections: without it each answer waits 40 ms for the other end's word.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    port = listener.getsockname()[1]
    runner = _Runner(world, listener)
    thread = threading.Thread(target=runner.run, name="simulated-github", daemon=True)
    thread.start()
    try:
        if not runner.ready.wait(_START_SECONDS) or runner.has_ended:
            raise RuntimeError("The invented GitHub did not start.")
        yield RunningServer(f"http://127.0.0.1:{port}", world)
    finally:
        runner.stop()
        thread.join(_START_SECONDS)
        listener.close()


class _Protocol(HttpToolsProtocol):
    """HTTP, with a way for answers to end their connection."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["state"][END] = self.transport.close
        self.scope["state"][ABORT] = self.transport.abort


class _Server(uvicorn.Server):
    """A server that stops at once when told, rather than at its next look at the clock."""

    def __init__(self, config: uvicorn.Config, ready: threading.Event, stopping: asyncio.Event):
        super().__init__(config)
        self._ready = ready
        self._stopping = stopping

    async def main_loop(self) -> None:
        self._ready.set()
        await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=_END_SECONDS)


class _Runner:
    """The thread's side of it."""

    def __init__(self, world: World, listener: socket.socket) -> None:
        self.ready = threading.Event()
        self.has_ended = False
        self._world = world
        self._listener = listener
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None

    def run(self) -> None:
        """Serve until :meth:`stop`."""
        try:
            asyncio.run(self._serve())
        finally:
            # Whoever waits for the start need not wait for one that will not come.
            self.has_ended = True
            self.ready.set()

    def stop(self) -> None:
        """Ask the server to end."""
        if self._loop is not None and self._stopping is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stopping.set)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        config = uvicorn.Config(
            simulation(self._world, self._stopping),
            http=_Protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
        )
        await _Server(config, self.ready, self._stopping).serve(sockets=[self._listener])
