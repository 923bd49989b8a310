"""A web server on this machine that answers raw bytes, and a reach that may go there."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address

from incubator.fetching import Address, FetchError, Reach, Reason, is_public

LOOPBACK = ip_address("127.0.0.1")
NAME = "chiffres.example"


def answer(
    body: bytes = b"", status: str = "200 OK", headers: Mapping[str, str] | None = None
) -> bytes:
    """An answer as it goes over the wire."""
    lines = {"Content-Length": str(len(body)), "Connection": "close", **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def redirect(location: str, status: str = "302 Found") -> bytes:
    return answer(b"", status, {"Location": location})


@dataclass
class Server:
    """What it answers by path, and the requests that it had."""

    port: int
    scheme: str
    #: Bytes are sent at once; a list of bytes with a pause before each but the first.
    answers: dict[str, bytes | list[bytes]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    pause: float = 0.05
    #: The addresses of names, beside the server's own.
    names: dict[str, list[str]] = field(default_factory=dict)

    def url(self, path: str = "/", host: str = NAME) -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def reach(self, certificates: ssl.SSLContext | None = None) -> Reach:
        """The usual rules, but for this server's own address, port and scheme."""

        async def resolve(host: str, port: int) -> tuple[Address, ...]:
            known = self.names.get(host, ["127.0.0.1"] if host == NAME else [host])
            try:
                return tuple(ip_address(text) for text in known)
            except ValueError as error:
                raise FetchError(Reason.UNKNOWN_HOST, host) from error

        return Reach(
            ports=frozenset({self.port}),
            schemes=frozenset({self.scheme}),
            allows=lambda address: address == LOOPBACK or is_public(address),
            resolve=resolve,
            **({"certificates": lambda: certificates} if certificates else {}),
        )


@asynccontextmanager
async def serving(context: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """A server that runs while the block does."""

    under_way: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        under_way.add(task)
        try:
            await converse(reader, writer)
        finally:
            writer.transport.abort()
            under_way.discard(task)

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            server.requests.append(head)
            path = head.split(" ", 2)[1]
            said = server.answers.get(path, answer(b"", "404 Not Found"))
            parts = [said] if isinstance(said, bytes) else said
            for number, part in enumerate(parts):
                if number:
                    await asyncio.sleep(server.pause)
                writer.write(part)
                await writer.drain()
        with suppress(ConnectionError, ssl.SSLError):
            writer.close()
            await writer.wait_closed()

    listening = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context)
    port = listening.sockets[0].getsockname()[1]
    server = Server(port, "https" if context else "http")
    try:
        yield server
    finally:
        listening.close()
        for task in (left := list(under_way)):
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        # What was aborted is closed in the loop's next turn.
        await asyncio.sleep(0)
