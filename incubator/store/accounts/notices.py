"""What people were reminded of, and the link with which a mail lets them choose.

The link is signed with a key of the account's own, for this purpose alone: it opens nothing else,
and ends with the account.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from incubator.domain.access import PlaceKind
from incubator.domain.submissions import Status
from incubator.store import models
from incubator.store.accounts.accounts import Account, account_of
from incubator.store.submissions import WIPED
from incubator.store.tokens import new_secret

#: Begins the keys that note a mail of reminders, beside those of the things in it.
DIGEST = "digest:"
_SIGNED_BYTES = 16
_LONGEST_TOKEN = 100


@dataclass(slots=True)
class Told:
    """The keys of what an account was told, and when it was last sent reminders."""

    keys: set[str] = field(default_factory=set)
    last: datetime | None = None


async def told_to(accounts: Iterable[Account]) -> dict[int, Told]:
    """What each of some accounts was told, by number."""
    found = {account.number: Told() for account in accounts}
    rows: Any = models.ReminderSent.filter(account_id__in=list(found))
    for number, key, at in await rows.values_list("account_id", "key", "sent_at"):
        told = found[number]
        told.keys.add(key)
        if key.startswith(DIGEST) and (told.last is None or told.last < at):
            told.last = at
    return found


async def waiting_submissions() -> Sequence[tuple[PlaceKind, str, str]]:
    """What waits for an answer: the kind of place, the place, the submission's public id."""
    query = models.Submission.filter(status=Status.RECEIVED.value).exclude(answers=WIPED)
    rows: Any = await query.order_by("id").values_list("place_kind", "place_id", "public_id")
    return [(PlaceKind(kind), place_id, public_id) for kind, place_id, public_id in rows]


async def token_for(account: Account) -> str:
    """What a link needs for its reader to choose their reminders without signing in."""
    row = models.Account.filter(id=account.number)
    # Written first, and only where there is none: two mails at once agree on the key.
    await row.filter(notices_key="").update(notices_key=new_secret())
    key = (await row.get()).notices_key
    return f"{account.public_id}.{_signature(key, account.public_id)}"


async def account_by_token(token: str) -> Account | None:
    """The account whose reminders a link is about; None where it was not signed here."""
    public_id, _, signature = token[:_LONGEST_TOKEN].partition(".")
    row = await models.Account.get_or_none(public_id=public_id) if signature else None
    if row is None or not row.notices_key:
        return None
    expected = _signature(row.notices_key, public_id)
    return account_of(row) if hmac.compare_digest(expected.encode(), signature.encode()) else None


def _signature(key: str, public_id: str) -> str:
    signed = hmac.new(key.encode(), f"notices:{public_id}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(signed[:_SIGNED_BYTES]).decode().rstrip("=")
