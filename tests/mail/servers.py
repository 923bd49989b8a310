"""Mail servers for tests: a real one (aiosmtpd) that keeps what it receives, and a scripted one."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from email import message_from_string
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class SmtpServer:
    """A running server: what it received, and what it is told to answer.

    ``answers`` and ``delays`` (in seconds) are by step: EHLO, MAIL, RCPT, DATA (the final answer).
    """

    port: int = 0
    accounts: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    delays: dict[str, float] = field(default_factory=dict)
    received: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    verbs: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    def url(self, options: str = "", scheme: str = "smtp", login: str = "") -> str:
        """The server's address, as a setting has it; ``login`` is ``user:password``."""
        return f"{scheme}://{login and login + '@'}localhost:{self.port}{options}"

    def _check(
        self, _server: object, _session: object, _envelope: object, method: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.verbs.append(f"AUTH {method}")
        known = self.accounts.get(data.login.decode())
        return AuthResult(success=known == data.password.decode(), handled=False)


class _Handler:
    """aiosmtpd's hooks: each says what the test wants, or what a server says."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server

    async def _answer(self, verb: str) -> str | None:
        self._server.verbs.append(verb)
        await asyncio.sleep(self._server.delays.get(verb, 0))
        return self._server.answers.get(verb)

    async def handle_EHLO(  # noqa: N802
        self, _: SMTP, session: Session, __: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        said = await self._answer("EHLO")
        return responses if said is None else [said]

    async def handle_MAIL(  # noqa: N802
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = await self._answer("MAIL")
        if said is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return said or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = await self._answer("RCPT")
        if said is None:
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return said or "250 OK"

    async def handle_DATA(self, smtp: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802
        said = await self._answer("DATA")
        if said is not None:
            return said
        assert isinstance(envelope.content, bytes)
        message = message_from_string(envelope.content.decode(), policy=SMTP_POLICY)
        assert isinstance(message, EmailMessage)
        self._server.received.append(message)
        self._server.envelopes.append(envelope)
        assert smtp.transport is not None
        self._server.encrypted.append(smtp.transport.get_extra_info("sslcontext") is not None)
        return "250 OK"


@contextmanager
def smtp_server(
    *,
    starttls: ssl.SSLContext | None = None,
    implicit: ssl.SSLContext | None = None,
    accounts: dict[str, str] | None = None,
    utf8: bool = True,
) -> Iterator[SmtpServer]:
    """A real SMTP server in its own thread, on a free port of 127.0.0.1.

    ``accounts`` are the passwords by user; where given, mail is taken from them only.
    """
    server = SmtpServer(accounts=accounts or {})
    loop = asyncio.new_event_loop()

    def protocol() -> SMTP:
        return SMTP(
            _Handler(server),
            hostname="localhost",
            enable_SMTPUTF8=utf8,
            tls_context=starttls,
            require_starttls=starttls is not None,
            # aiosmtpd knows of no TLS but its own STARTTLS.
            auth_require_tls=starttls is not None,
            authenticator=server._check,
            loop=loop,
        )

    async def listen() -> asyncio.Server:
        return await loop.create_server(protocol, "127.0.0.1", 0, ssl=implicit)

    # In a thread, so that a test may wait for a process, or run a loop of its own, meanwhile.
    thread = threading.Thread(target=loop.run_forever, name="smtp-server", daemon=True)
    thread.start()
    listening = asyncio.run_coroutine_threadsafe(listen(), loop).result(10)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(_stop(listening), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _stop(listening: asyncio.Server) -> None:
    """Close the server and end the conversations that a delay keeps alive."""
    listening.close()
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.sleep(0.05)


@dataclass
class Script:
    """What a scripted server does: an answer, ``None`` to cut, a number of seconds of silence.

    Keys are verbs, ``greeting``, ``content`` (the mail's end was read) and ``mid-content`` (its
    first line was). ``heard`` is every line that was read.
    """

    moves: dict[str, str | float | None] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    port: int = 0

    async def reached(self, verb: str) -> None:
        while not self.said(verb):  # noqa: ASYNC110 - a test's wait, bounded by the test
            await asyncio.sleep(0.01)

    def said(self, verb: str) -> bool:
        return any(line.split(" ")[0].upper() == verb for line in self.heard)


_USUAL = {
    "greeting": "220 localhost",
    "EHLO": "250-localhost\r\n250 AUTH PLAIN LOGIN",
    "AUTH": "235 welcome",
    "DATA": "354 go on",
    "QUIT": "221 bye",
}


class _CutError(Exception):
    """The script closes the connection."""


@asynccontextmanager
async def scripted_server(**moves: str | float | None) -> AsyncIterator[Script]:
    """A server that does what no well-made one can be made to do; ``_`` in a key is ``-``."""
    script = Script({key.replace("_", "-"): move for key, move in moves.items()})
    talks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        with contextlib.suppress(_CutError, ConnectionError, asyncio.CancelledError):
            await _play(script, reader, writer)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    script.port = server.sockets[0].getsockname()[1]
    try:
        yield script
    finally:
        server.close()
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
        await asyncio.sleep(0)


async def _play(script: Script, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    async def move(key: str) -> str:
        said = script.moves.get(key, _USUAL.get(key, "250 OK"))
        if said is None:
            raise _CutError
        if isinstance(said, str):
            writer.write(said.encode() + b"\r\n")
            await writer.drain()
            return said
        await asyncio.sleep(said)
        raise _CutError

    async def hear() -> str:
        data = await reader.readline()
        if not data:
            raise _CutError
        script.heard.append(line := data.decode().rstrip("\r\n"))
        return line

    await move("greeting")
    while line := await hear():
        verb = line.split(" ")[0].upper()
        said = await move(verb)
        if verb == "DATA" and said.startswith("354"):
            while line != ".":
                line = await hear()
                if "mid-content" in script.moves:
                    await move("mid-content")
            await move("content")
