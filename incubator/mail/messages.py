"""A mail and the message made of it: text and HTML, in the forms that every server takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy

from incubator.mail.addresses import MAX_HEADER, is_one_line, literal, parse_address, parse_sender

# Short enough that the header never has to be folded, which the standard library does badly.
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._+-]{1,80}@[A-Za-z0-9.-]{1,80}>")
_ADDRESS = re.compile(r"https?://[!-;=?-~]{1,480}")


class _OnOneLine(UnstructuredHeader, BaseHeader):
    """A header that is written as it is: the standard library would encode a long address."""

    def fold(self, *, policy: Policy) -> str:
        """The header's line; nothing in it can end it (see Mail)."""
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _OnOneLine)
# Bodies are kept to seven bits, so that no server needs the 8BITMIME extension.
_SEVEN_BITS = SMTP.clone(cte_type="7bit", header_factory=_HEADERS)
CALENDAR_METHODS = frozenset({"PUBLISH", "REQUEST", "CANCEL"})
#: What a calendar is called as an attachment.
CALENDAR_FILE = "seance.ics"
_LEADING_DOT = re.compile(rb"(?m)^\.")
_LINE_END = re.compile(r"\r\n?")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to one person; ``html`` may be empty. ``message_id`` is written ``<id@domain>``.

    ``unsubscribe_url`` is the page on which its reader stops such mails; mail programs show it.
    ``calendar`` is an iCalendar text, for mail programs to act on as ``calendar_method`` says.

    Raises ValueError for an address, a subject or an id that could add a header, and for texts
    that cannot be written in UTF-8.
    """

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    unsubscribe_url: str = ""
    calendar: str = ""
    calendar_method: str = ""

    def __post_init__(self) -> None:
        parse_address(self.to)
        if not is_one_line(self.subject) or len(self.subject) > MAX_HEADER:
            raise ValueError("A mail's subject is too long or holds a line end or a control.")
        if not _MESSAGE_ID.fullmatch(self.message_id):
            raise ValueError("A mail's id must be written <id@domain>, in plain letters.")
        if self.unsubscribe_url and not _ADDRESS.fullmatch(self.unsubscribe_url):
            raise ValueError("The address that stops mails is none, or could add a header.")
        if bool(self.calendar) != (self.calendar_method in CALENDAR_METHODS):
            raise ValueError("A mail's calendar has a method: PUBLISH, REQUEST or CANCEL.")
        for body in (self.text, self.html, self.calendar):
            # Would otherwise be found out while the mail is being sent.
            body.encode("utf-8")


def build_message(mail: Mail, sender: str, now: datetime) -> EmailMessage:
    """The message to hand over; ``now`` is an aware instant, ``sender`` may have a display name.

    Raises ValueError for a sender that is no address or an instant without a time zone.
    """
    if now.tzinfo is None:
        raise ValueError("The instant of a mail needs its time zone.")
    author, recipient = parse_sender(sender), parse_address(mail.to)
    plain = author.addr_spec.isascii() and recipient.addr_spec.isascii()
    message = EmailMessage(policy=_SEVEN_BITS.clone(utf8=not plain))
    message["From"] = author
    message["To"] = recipient
    message["Subject"] = literal(mail.subject)
    message["Date"] = now
    message["Message-ID"] = mail.message_id
    # RFC 3834: absence notices and mailing lists do not answer such a mail.
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
    message.set_content(_lines(mail.text), cte="quoted-printable")
    if mail.html:
        message.add_alternative(_lines(mail.html), subtype="html", cte="quoted-printable")
    if mail.calendar:
        _add_calendar(message, mail)
    return message


def _add_calendar(message: EmailMessage, mail: Mail) -> None:
    """Twice, as mail programs expect: one form of the message for those that know calendars, and
    a file for those that leave it to another program.
    """
    params = {"method": mail.calendar_method}
    message.add_alternative(_lines(mail.calendar), subtype="calendar", cte="base64", params=params)
    lines = _lines(mail.calendar).replace("\n", "\r\n").encode()
    message.add_attachment(lines, maintype="application", subtype="ics", filename=CALENDAR_FILE)


def the_address(message: EmailMessage, header: str) -> Address:
    """The one address of a header; ValueError where there are none or several."""
    addresses: tuple[Address, ...] = getattr(message[header], "addresses", ())
    if len(message.get_all(header, [])) != 1 or len(addresses) != 1:
        raise ValueError(f"A mail must have exactly one address in {header}.")
    return parse_address(addresses[0].addr_spec)


def wire_form(message: EmailMessage, *, utf8: bool) -> bytes:
    """The bytes that follow DATA, their end mark included.

    ``utf8`` leaves accents in the headers as they are, for servers that said SMTPUTF8.
    """
    data = message.as_bytes(policy=_SEVEN_BITS.clone(utf8=utf8))
    # A line that begins with a dot would end the mail, and what follows would be commands.
    return _LEADING_DOT.sub(b"..", data.removesuffix(b"\r\n")) + b"\r\n.\r\n"


def text_of(message: EmailMessage, subtype: str = "plain") -> str:
    """The text (or the HTML) of a message, empty where it has none."""
    part = message.get_body((subtype,))
    return "" if part is None else _lines(str(part.get_content()))


def _lines(text: str) -> str:
    return _LINE_END.sub("\n", text)
