"""Handing a message to the SMTP server in steps, so that it is known at each whether it left.

The content of a mail leaves at the last step only. Before it, whatever goes wrong, the mail was
surely not sent; once it began, only the server's answer says whether it was.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from email.message import EmailMessage

from aiosmtplib import SMTP, SMTPException, SMTPHeloError
from aiosmtplib.errors import SMTPDataError, SMTPResponseException, SMTPServerDisconnected

from incubator.mail.answers import MAX_SHOWN, shown
from incubator.mail.errors import (
    Cause,
    DelayedError,
    MailError,
    NotOursError,
    RejectedError,
    Step,
    UncertainError,
)
from incubator.mail.messages import text_of, the_address, wire_form
from incubator.mail.settings import FINAL_ANSWER_FACTOR, Security, SmtpSettings

_READY_FOR_CONTENT = 354


async def hand_over(
    settings: SmtpSettings,
    message: EmailMessage,
    *,
    before_data: Callable[[], Awaitable[bool]],
) -> None:
    """Hand a message over; on return the server has taken charge of it.

    ``before_data`` is awaited once the server has accepted sender and recipient and before
    anything of the content leaves; it notes durably that the message is about to leave. Where it
    returns False, nothing is sent and NotOursError is raised; what it raises is passed on.

    Raises DelayedError, RejectedError or UncertainError (see there); ValueError for a message
    without exactly one sender and one recipient.
    """
    talk = _Talk(settings, message)
    try:
        await talk.until_recipient()
        if not await before_data():
            raise NotOursError
        await talk.content()
    except (MailError, NotOursError) as error:
        # Without an answer the two sides no longer agree on whose turn it is.
        if isinstance(error, NotOursError) or error.cause in (Cause.ANSWERED, Cause.NOT_OFFERED):
            talk.take_leave()
        raise
    else:
        talk.take_leave()
    finally:
        talk.hang_up()


class _Talk:
    """One connection to the server, for one message."""

    def __init__(self, settings: SmtpSettings, message: EmailMessage) -> None:
        self._settings = settings
        self._message = message
        self._sender = the_address(message, "From").addr_spec
        self._recipient = the_address(message, "To").addr_spec
        self._accents = not (self._sender + self._recipient).isascii()
        self._wire = wire_form(message, utf8=self._accents)
        # One clock, asyncio's, bounds each step; the library's own is left out.
        self.client = SMTP(hostname=settings.host, port=settings.port, timeout=None)

    async def until_recipient(self) -> None:
        """Every step before the content."""
        await self._at(Step.CONNECT, self._connect())
        if self._settings.security is Security.STARTTLS:
            await self._at(Step.STARTTLS, self._start_tls())
        if self._settings.user:
            await self._at(Step.LOGIN, self._login())
        await self._at(Step.SENDER, self._name_sender())
        await self._at(Step.RECIPIENT, self._name_recipient())

    async def content(self) -> None:
        """DATA, then the content and the server's last word on it.

        The library's own ``data`` does both at once: a server that goes silent on the word DATA
        could not be told from one that goes silent on the content.
        """
        await self._at(Step.DATA, self._ask_to_send())
        await self._at(Step.CONTENT, self._send(), FINAL_ANSWER_FACTOR)

    def take_leave(self) -> None:
        """QUIT, without waiting for its answer.

        The outbox is to note at once what became of the mail; a process that ends while a slow
        server says goodbye would leave a mail that was sent, and is not known to be.
        """
        with suppress(SMTPException):
            if (protocol := self.client.protocol) is not None:
                protocol.write(b"QUIT\r\n")
        self.client.close()

    def hang_up(self) -> None:
        """Drop a connection that was not closed politely, with what it has not sent yet."""
        transport = self.client.transport
        self.client.close()
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()

    async def _connect(self) -> None:
        tls, implicit = None, self._settings.security is Security.IMPLICIT
        if implicit:
            tls = await _tls_context()
        await self.client.connect(use_tls=implicit, start_tls=False, tls_context=tls)
        await self._greet()

    async def _greet(self) -> None:
        try:
            await self.client.ehlo()
        except SMTPHeloError as error:
            if not 500 <= error.code < 600:
                raise
            await self.client.helo()

    async def _start_tls(self) -> None:
        self._require("starttls", "STARTTLS", Step.STARTTLS)
        await self.client.starttls(tls_context=await _tls_context())
        await self._greet()

    async def _login(self) -> None:
        """One method, one answer: trying them all would hide which one was refused, and why."""
        settings, client = self._settings, self.client
        offered = client.server_auth_methods
        if "plain" in offered:
            await client.auth_plain(settings.user, settings.password)
        elif "login" in offered:
            await client.auth_login(settings.user, settings.password)
        elif "cram-md5" in offered:
            await client.auth_crammd5(settings.user, settings.password)
        else:
            raise self._rejected(Step.LOGIN, Cause.NOT_OFFERED, "AUTH PLAIN")

    async def _name_sender(self) -> None:
        if self._accents:
            self._require("smtputf8", "SMTPUTF8", Step.SENDER)
        options = ["SMTPUTF8"] if self._accents else []
        await self.client.mail(self._sender, options=options, encoding="utf-8")

    async def _name_recipient(self) -> None:
        await self.client.rcpt(self._recipient, encoding="utf-8")

    async def _ask_to_send(self) -> None:
        response = await self.client.execute_command(b"DATA")
        if response.code != _READY_FOR_CONTENT:
            raise SMTPDataError(response.code, response.message)

    async def _send(self) -> None:
        if (protocol := self.client.protocol) is None:
            raise SMTPServerDisconnected("Connection lost")
        protocol.write(self._wire)
        response = await protocol.read_response()
        if not 200 <= response.code < 300:
            raise SMTPDataError(response.code, response.message)

    def _require(self, extension: str, name: str, step: Step) -> None:
        if not self.client.supports_extension(extension):
            raise self._rejected(step, Cause.NOT_OFFERED, name)

    async def _at(self, step: Step, work: Coroutine[None, None, None], factor: int = 1) -> None:
        """Do one step, bounded in time; its faults become this package's errors.

        They are raised outside the handler, so that no chained exception carries what the server
        said, unfiltered, into a log.
        """
        seconds = self._settings.timeout_seconds * factor
        try:
            async with asyncio.timeout(seconds):
                return await work
        except (SMTPException, OSError, ValueError) as error:
            failure = self._failure(step, error, seconds)
        raise failure

    def _failure(self, step: Step, error: Exception, seconds: float) -> MailError:
        """What an exception means at a step."""
        if isinstance(error, SMTPResponseException):
            return self._answered(step, error.code, error.message)
        # With the content under way, only an answer is certain.
        unsure: type[MailError] = UncertainError if step is Step.CONTENT else DelayedError
        if isinstance(error, TimeoutError):
            return unsure(self._server, step, Cause.NO_ANSWER, f"{seconds:g}")
        origin = _origin(error)
        if isinstance(origin, ssl.SSLCertVerificationError):
            return self._rejected(step, Cause.CERTIFICATE, origin.verify_message)
        # A server that is overloaded cuts the handshake: that is a connection lost.
        if isinstance(origin, ssl.SSLError) and not isinstance(origin, ssl.SSLEOFError):
            if step is not Step.CONTENT:
                return self._rejected(step, Cause.TLS, origin.reason or type(origin).__name__)
        elif step is Step.CONNECT and isinstance(origin, OSError):
            if not isinstance(origin, SMTPServerDisconnected):
                return DelayedError(self._server, step, Cause.UNREACHABLE, _reason(origin))
        elif isinstance(origin, ValueError) and step is not Step.CONTENT:
            # Its own text may hold what could not be encoded.
            return self._rejected(step, Cause.IMPOSSIBLE, type(origin).__name__)
        return unsure(self._server, step, Cause.LOST)

    def _answered(self, step: Step, code: int, answer: str) -> MailError:
        settings = self._settings
        content = ""
        if step is Step.CONTENT:
            words = (text_of(self._message), text_of(self._message, "html"))
            content = "\n".join((str(self._message["Subject"]), *words))
        said = shown(answer, user=settings.user, password=settings.password, content=content)
        if 500 <= code < 600:
            meaning: type[MailError] = RejectedError
        elif 400 <= code < 500 or step is not Step.CONTENT:
            meaning = DelayedError
        else:
            meaning = UncertainError
        detail = f"{code} {said}".strip() if code > 0 else said
        return meaning(self._server, step, Cause.ANSWERED, detail, code)

    def _rejected(self, step: Step, cause: Cause, detail: str) -> RejectedError:
        return RejectedError(self._server, step, cause, detail)

    @property
    def _server(self) -> str:
        return f"{self._settings.host}:{self._settings.port}"


async def _tls_context() -> ssl.SSLContext:
    """Verified certificates and host names, by the system's trust; TLS 1.2 or later."""
    # Reading the system's certificates takes a while.
    context = await asyncio.to_thread(ssl.create_default_context)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _origin(error: BaseException) -> BaseException:
    """The first cause: the library wraps what the network and TLS say."""
    while error.__cause__ is not None:
        error = error.__cause__
    return error


def _reason(error: OSError) -> str:
    """The system's words for a failed connection."""
    return (error.strerror or str(error) or type(error).__name__)[:MAX_SHOWN]
