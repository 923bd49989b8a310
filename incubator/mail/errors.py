"""What can go wrong while a mail is handed over, by what may be done next."""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """The steps of a hand-over, in order."""

    CONNECT = "connect"
    STARTTLS = "starttls"
    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"
    CONTENT = "content"


class Cause(StrEnum):
    """What happened at a step."""

    ANSWERED = "answered"
    NO_ANSWER = "no-answer"
    LOST = "lost"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    TLS = "tls"
    NOT_OFFERED = "not-offered"
    IMPOSSIBLE = "impossible"


_STEPS = {
    Step.CONNECT: "connecting to the mail server",
    Step.STARTTLS: "securing the connection (STARTTLS)",
    Step.LOGIN: "signing in (AUTH)",
    Step.SENDER: "naming the sender (MAIL FROM)",
    Step.RECIPIENT: "naming the recipient (RCPT TO)",
    Step.DATA: "asking to send (DATA)",
    Step.CONTENT: "sending the content (after DATA)",
}
_CAUSES = {
    Cause.ANSWERED: "the server answered {detail}",
    Cause.NO_ANSWER: "the server gave no answer within {detail} seconds",
    Cause.LOST: "the server closed the connection",
    Cause.UNREACHABLE: "the server cannot be reached ({detail})",
    Cause.CERTIFICATE: "the server's certificate is refused ({detail})",
    Cause.TLS: "no encrypted connection could be made ({detail})",
    Cause.NOT_OFFERED: "the server does not offer {detail}",
    Cause.IMPOSSIBLE: "the command cannot be written ({detail})",
}


class MailError(Exception):
    """A mail was not handed over, or nobody knows; ``str`` is a sentence for an administrator.

    ``detail`` is the server's answer or the system's reason, on one line, without any secret.
    ``code`` is the SMTP code where there was an answer.
    """

    def __init__(
        self, server: str, step: Step, cause: Cause, detail: str = "", code: int | None = None
    ) -> None:
        what = _CAUSES[cause].format(detail=detail)
        super().__init__(f"{server}: while {_STEPS[step]}, {what}.")
        self.server = server
        self.step = step
        self.cause = cause
        self.detail = detail
        self.code = code


class DelayedError(MailError):
    """Surely not sent, and the fault may pass by itself: it may be tried again."""


class RejectedError(MailError):
    """Surely not sent, and it will not be until a person changes something."""


class UncertainError(MailError):
    """The content left and no answer came back: never sent again without a person."""


class NotOursError(Exception):
    """Someone else took the mail before its content left: nothing was sent."""
