"""Mails leave the outbox: each is handed to the server once, or printed while one develops."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import partial
from typing import TextIO

from incubator.mail.errors import DelayedError, NotOursError, RejectedError, UncertainError
from incubator.mail.hand_over import hand_over
from incubator.mail.messages import Mail, build_message
from incubator.mail.printing import print_mail
from incubator.mail.settings import SmtpSettings
from incubator.store import outbox
from incubator.store.outbox import Outgoing

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Carrier:
    """How mails leave: by a server, onto a terminal, or (neither) not at all."""

    sender: str
    server: SmtpSettings | None = None
    terminal: TextIO | None = None


async def deliver_mails(
    carrier: Carrier, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Counter[str]:
    """Let every mail leave that is due; returns how many ended in each state.

    Several workers may do this at once, and any of them may be killed: see ``store.outbox``.
    """
    outcomes: Counter[str] = Counter()
    await outbox.end_stale(clock())
    if carrier.server is None and carrier.terminal is None:
        return outcomes
    for _ in range(_AT_ONCE):
        mail = await outbox.claim(clock())
        if mail is None:
            break
        outcomes[await _deliver(carrier, mail, clock)] += 1
    return outcomes


async def _deliver(carrier: Carrier, mail: Outgoing, clock: Callable[[], datetime]) -> str:
    try:
        message = _message(carrier, mail, clock())
        if carrier.server is None:
            if not await outbox.note_handed(mail, clock()):
                raise NotOursError
            if carrier.terminal is not None:
                print_mail(message, carrier.terminal)
        else:
            handed = partial(_note_handed, mail, clock)
            await hand_over(carrier.server, message, before_data=handed)
    except NotOursError:
        return "lost"
    except DelayedError as error:
        await outbox.note_delayed(mail, str(error), clock())
        return outbox.WAITING
    except (RejectedError, ValueError) as error:
        await outbox.note_ended(mail, outbox.REFUSED, str(error), clock())
        return outbox.REFUSED
    except UncertainError as error:
        await outbox.note_ended(mail, outbox.UNCERTAIN, str(error), clock())
        return outbox.UNCERTAIN
    await outbox.note_sent(mail, clock())
    return outbox.SENT


async def _note_handed(mail: Outgoing, clock: Callable[[], datetime]) -> bool:
    return await outbox.note_handed(mail, clock())


def _message(carrier: Carrier, mail: Outgoing, now: datetime) -> EmailMessage:
    domain = carrier.sender.rpartition("@")[2].strip(" >") or "localhost"
    # The id follows from the mail: were it ever to arrive twice, servers would know it again.
    letter = Mail(
        to=mail.recipient,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        message_id=f"<{mail.public_id}@{domain}>",
        unsubscribe_url=mail.unsubscribe_url,
        calendar=mail.calendar,
        calendar_method=mail.calendar_method,
    )
    return build_message(letter, carrier.sender, now)
