"""Messages from GitHub that were taken, so that none is taken twice."""

from __future__ import annotations

import hashlib
from datetime import datetime

from tortoise.exceptions import IntegrityError
from tortoise.transactions import in_transaction

from incubator.store import models


async def was_taken(delivery: str, body: bytes) -> bool:
    """Whether a message, or one that says the very same, was taken before."""
    return await models.WebhookDelivery.filter(delivery__in=_names(delivery, body)).exists()


async def take(delivery: str, event: str, body: bytes, now: datetime) -> bool:
    """Note a message; False when it, or one that says the very same, was taken before.

    Only the body is signed: somebody who sends an old one again may name it as they like.
    """
    try:
        async with in_transaction():
            for name in _names(delivery, body):
                await models.WebhookDelivery.create(delivery=name, event=event, at=now)
    except IntegrityError:
        return False
    return True


async def forget_deliveries(before: datetime) -> int:
    """Remove those of before a moment; returns how many."""
    return await models.WebhookDelivery.filter(at__lt=before).delete()


def _names(delivery: str, body: bytes) -> tuple[str, str]:
    return f"body:{hashlib.sha256(body).hexdigest()}", f"name:{delivery}"
