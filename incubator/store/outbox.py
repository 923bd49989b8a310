"""Mails on their way: claimed by one worker at a time, never handed to a server twice.

A mail that is claimed can be claimed again after its lease: it surely has not left. One that was
being handed over when everything stopped may have left: it is uncertain, and stays here until a
person decides.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tortoise.expressions import Q

from incubator.store import models
from incubator.store.tokens import new_public_id

WAITING, LEAVING, HANDED = "waiting", "leaving", "handed"
SENT, REFUSED, UNCERTAIN, EXPIRED = "sent", "refused", "uncertain", "expired"
STATES = (WAITING, LEAVING, HANDED, SENT, REFUSED, UNCERTAIN, EXPIRED)

#: What is wiped with the text: whoever has that address chooses in its reader's place.
_WIPED = {"text": "", "html": "", "unsubscribe_url": "", "calendar": "", "calendar_method": ""}
# Longer than a hand-over takes, with its longest wait for an answer.
_LEASE = timedelta(minutes=10)
_FIRST_DELAY, _LONGEST_DELAY = timedelta(seconds=30), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail as its table has it; the text is empty once it has left or can leave no more."""

    public_id: str
    kind: str
    recipient: str
    subject: str
    text: str
    html: str
    unsubscribe_url: str
    calendar: str
    calendar_method: str
    status: str
    attempts: int
    created_at: datetime
    next_try_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    error: str
    lease: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a mail says, in both forms.

    ``unsubscribe_url`` is the page on which its reader stops such mails, where there is one.
    ``calendar`` is an iCalendar text that goes with it, "" for none, sent as ``calendar_method``
    says.
    """

    subject: str
    text: str
    html: str
    unsubscribe_url: str = ""
    calendar: str = ""
    calendar_method: str = ""


async def post(
    kind: str,
    recipient: str,
    content: Content,
    *,
    now: datetime,
    expires_at: datetime,
) -> str:
    """Put a mail in the outbox; within a transaction, it leaves only if that ends well."""
    row = await models.OutboxMail.create(
        public_id=new_public_id(),
        kind=kind,
        recipient=recipient,
        subject=content.subject,
        text=content.text,
        html=content.html,
        unsubscribe_url=content.unsubscribe_url,
        calendar=content.calendar,
        calendar_method=content.calendar_method,
        status=WAITING,
        created_at=now,
        next_try_at=now,
        expires_at=expires_at,
    )
    return row.public_id


async def claim(now: datetime) -> Outgoing | None:
    """Take the mail that has waited longest; None when none is due."""
    await end_stale(now)
    due = Q(status=WAITING, next_try_at__lte=now) | Q(status=LEAVING, leased_until__lte=now)
    for row in await models.OutboxMail.filter(due).order_by("next_try_at", "id").limit(10):
        lease = new_public_id()
        taken = await models.OutboxMail.filter(
            due, id=row.id, lease=row.lease, attempts=row.attempts
        ).update(status=LEAVING, lease=lease, leased_until=now + _LEASE, attempts=row.attempts + 1)
        if taken:
            return _outgoing(await models.OutboxMail.get(id=row.id))
    return None


async def end_stale(now: datetime) -> None:
    """Wipe what can leave no more, and what nobody can say whether it left."""
    stale = models.OutboxMail.filter(status__in=[WAITING, LEAVING], expires_at__lte=now)
    await stale.update(status=EXPIRED, ended_at=now, **_WIPED)
    lost = models.OutboxMail.filter(status=HANDED, leased_until__lte=now)
    await lost.update(status=UNCERTAIN, ended_at=now, error="interrupted", **_WIPED)


async def note_handed(mail: Outgoing, now: datetime) -> bool:
    """Note that the server is about to be given the mail; False when the claim was lost."""
    return await _move(mail, LEAVING, status=HANDED, leased_until=now + _LEASE)


async def note_sent(mail: Outgoing, now: datetime) -> bool:
    """The server has taken the mail: its text is wiped.

    A server that answers after the lease finds the mail noted as uncertain: now it is known.
    """
    return await _move(mail, HANDED, UNCERTAIN, status=SENT, ended_at=now, error="", **_WIPED)


async def note_delayed(mail: Outgoing, error: str, now: datetime) -> bool:
    """The mail surely has not left: it waits, longer each time."""
    delay = min(_FIRST_DELAY * 2 ** min(mail.attempts - 1, 10), _LONGEST_DELAY)
    return await _move(
        mail, LEAVING, HANDED, status=WAITING, next_try_at=now + delay, error=error[:500]
    )


async def note_ended(mail: Outgoing, status: str, error: str, now: datetime) -> bool:
    """The mail was refused, or may have left: nothing more happens by itself."""
    return await _move(
        mail, LEAVING, HANDED, status=status, ended_at=now, error=error[:500], **_WIPED
    )


async def _move(mail: Outgoing, *allowed: str, **columns: object) -> bool:
    query = models.OutboxMail.filter(
        public_id=mail.public_id, lease=mail.lease, status__in=list(allowed)
    )
    return bool(await query.update(**columns))


async def find_mail(public_id: str) -> Outgoing | None:
    """A mail by its opaque id; or None."""
    row = await models.OutboxMail.get_or_none(public_id=public_id)
    return _outgoing(row) if row else None


async def retry_now(public_id: str, now: datetime) -> bool:
    """Let a waiting mail leave at once; False when it is not waiting."""
    query = models.OutboxMail.filter(public_id=public_id, status=WAITING)
    return bool(await query.update(next_try_at=now))


async def list_mails(
    text: str = "", status: str = "", first: int = 0, limit: int = 50
) -> tuple[int, Sequence[Outgoing]]:
    """How many mails match, and a page of them, newest first."""
    query = models.OutboxMail.all()
    for word in text.split()[:6]:
        query = query.filter(
            Q(recipient__icontains=word) | Q(subject__icontains=word) | Q(error__icontains=word)
        )
    if status:
        query = query.filter(status=status)
    rows = await query.order_by("-created_at", "-id").offset(first).limit(limit)
    return await query.count(), [_outgoing(row) for row in rows]


async def mails_to(recipient: str) -> Sequence[Outgoing]:
    """Every mail to an address that is still known, newest first."""
    rows = await models.OutboxMail.filter(recipient=recipient).order_by("-created_at", "-id")
    return [_outgoing(row) for row in rows]


async def forget_mails(before: datetime) -> int:
    """Remove mails that ended before a moment; returns how many."""
    return await models.OutboxMail.filter(ended_at__lt=before).delete()


def _outgoing(row: models.OutboxMail) -> Outgoing:
    return Outgoing(
        public_id=row.public_id,
        kind=row.kind,
        recipient=row.recipient,
        subject=row.subject,
        text=row.text,
        html=row.html,
        unsubscribe_url=row.unsubscribe_url,
        calendar=row.calendar,
        calendar_method=row.calendar_method,
        status=row.status,
        attempts=row.attempts,
        created_at=row.created_at,
        next_try_at=row.next_try_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        error=row.error,
        lease=row.lease,
    )


async def refusing(recipients: Collection[str]) -> set[str]:
    """Those of some addresses of which a server refused the last mail that ended."""
    rows: Any = (
        await models.OutboxMail.filter(
            recipient__in=list(recipients), status__in=[SENT, REFUSED], ended_at__isnull=False
        )
        .order_by("ended_at", "id")
        .values_list("recipient", "status")
    )
    return {recipient for recipient, status in dict(rows).items() if status == REFUSED}
