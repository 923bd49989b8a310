"""Where mails are handed over: the SMTP server, how it is reached, and the sender."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from incubator.mail.addresses import is_one_line, parse_sender

#: How long each answer of the server is waited for, in seconds, unless the address says otherwise.
TIMEOUT_SECONDS = 30.0
MAX_TIMEOUT_SECONDS = 600.0
#: The answer to the content is waited for longer: a server scans the mail before it gives it,
#: and giving up on it leaves a mail of which nobody knows whether it was sent.
FINAL_ANSWER_FACTOR = 4
#: Connecting, STARTTLS, signing in, MAIL, RCPT, DATA.
_SHORT_STEPS = 6

_HOST = re.compile(r"[A-Za-z0-9._:-]+")
_FORM = (
    "The address of the mail server must be written like"
    " smtp://user:password@mail.example.org:587 or smtps://mail.example.org:465;"
    " signs such as @ / ? # in the user or the password are percent-encoded."
)


class Security(StrEnum):
    """How the connection is protected; ``STARTTLS`` is required, never merely tried."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"


_DEFAULT_PORTS = {Security.IMPLICIT: 465, Security.STARTTLS: 587, Security.NONE: 25}


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """An SMTP server and the sender of its mails; the password stays out of ``repr``.

    ``timeout_seconds`` bounds each step; ``user`` is empty where the server asks for none.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    security: Security
    timeout_seconds: float
    sender: str

    @property
    def longest_seconds(self) -> float:
        """The most that a hand-over can take, ``before_data`` apart, in seconds."""
        return self.timeout_seconds * (_SHORT_STEPS + FINAL_ANSWER_FACTOR)


def parse_smtp_url(url: str, sender: str) -> SmtpSettings:
    """Read the mail server's address and the sender.

    ``smtp://`` asks for STARTTLS, except on this machine's own loopback; ``?tls=starttls`` and
    ``?tls=none`` say it explicitly. ``smtps://`` is TLS from the first byte. ``?timeout=30`` is in
    seconds. Raises ValueError, whose sentence never repeats a part of the address: a password that
    is not encoded right could be in any of them.
    """
    parts, port = _split(url)
    host = parts.hostname or ""
    if parts.scheme not in ("smtp", "smtps") or not _HOST.fullmatch(host):
        raise ValueError(_FORM)
    if parts.path not in ("", "/") or parts.fragment:
        raise ValueError(_FORM)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) is not bool(password) or not is_one_line(user + password):
        raise ValueError("The mail server's address must hold a user and a password, or neither.")
    tls, timeout = _options(parts.query)
    security = _security(parts.scheme, tls, local=_is_loopback(host))
    if user and security is Security.NONE and not _is_loopback(host):
        raise ValueError(
            "The mail server's address has a password and tls=none:"
            " the password would cross the network unprotected."
        )
    parse_sender(sender)
    port = _DEFAULT_PORTS[security] if port is None else port
    return SmtpSettings(host, port, user, password, security, timeout, sender)


def _split(url: str) -> tuple[SplitResult, int | None]:
    """The parts of the address and its port; the standard errors would repeat the password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = None, None
    if parts is None or port == 0:
        raise ValueError(_FORM)
    return parts, port


def _options(query: str) -> tuple[str, float]:
    """What ``tls`` and ``timeout`` say after the question mark."""
    options = parse_qs(query, keep_blank_values=True)
    if not options.keys() <= {"tls", "timeout"} or any(len(said) > 1 for said in options.values()):
        raise ValueError("The mail server's address takes two options: ?tls=… and &timeout=….")
    timeout = options.get("timeout", [str(TIMEOUT_SECONDS)])[0]
    if not re.fullmatch(r"\d{1,4}(\.\d{1,3})?", timeout, re.ASCII) or not (
        0 < float(timeout) <= MAX_TIMEOUT_SECONDS
    ):
        raise ValueError("The mail server's timeout is a number of seconds, up to 600.")
    return options.get("tls", [""])[0], float(timeout)


def _security(scheme: str, tls: str, *, local: bool) -> Security:
    if scheme == "smtps":
        if tls:
            raise ValueError("smtps:// is TLS from the start: it takes no tls option.")
        return Security.IMPLICIT
    if tls not in ("", Security.STARTTLS, Security.NONE):
        raise ValueError("The tls option of the mail server's address is starttls or none.")
    if tls:
        return Security(tls)
    return Security.NONE if local else Security.STARTTLS


def _is_loopback(host: str) -> bool:
    """Whether nothing sent to this host leaves the machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
