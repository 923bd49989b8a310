"""Mails in an outbox, the clock that they wait by, and how they must have ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from incubator.actions.deliver_mails import Carrier
from incubator.mail.settings import parse_smtp_url
from incubator.store import outbox
from incubator.store.outbox import Content, Outgoing

SENDER = "Incubateur <x@incubateur.example>"
START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time_: float) -> None:
        self.now += timedelta(**time_)


def carrier(url: str) -> Carrier:
    return Carrier(SENDER, server=parse_smtp_url(url, SENDER))


async def post(to: str = "ana@exemple.fr", now: datetime = START, hours: float = 48) -> str:
    content = Content("Votre lien", "Voilà : secret-du-texte\n", "<p>Voilà : secret-du-html</p>")
    return await outbox.post("test", to, content, now=now, expires_at=now + timedelta(hours=hours))


async def mail_of(public_id: str) -> Outgoing:
    mail = await outbox.find_mail(public_id)
    assert mail is not None
    return mail


async def ended(public_id: str, status: str) -> Outgoing:
    """The mail, which must have ended so, with nothing left of what it said."""
    mail = await mail_of(public_id)
    assert (mail.status, mail.text, mail.html) == (status, "", "")
    assert mail.ended_at is not None
    assert "secret" not in mail.error
    return mail
