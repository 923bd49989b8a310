"""What people bring ends: wiped on its day or with its sender; until then, told to them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from tortoise.expressions import Q

from incubator.domain.submissions import Status
from incubator.store import models
from incubator.store.submissions import NOTE, WIPED


async def wipe_expired(now: datetime) -> int:
    """Wipe what names somebody and what they wrote, once its time has come; returns how many.

    What nobody ever confirmed leaves nothing behind.
    """
    due = models.Submission.filter(expires_at__lte=now)
    gone = await due.filter(status=Status.UNCONFIRMED.value).delete()
    return gone + await _wipe(due)


async def wipe_of_person(public_id: str, email: str) -> None:
    """Wipe everything that an account, or its address, has brought."""
    await _wipe(_of_person(public_id, email))


async def held_about(public_id: str, email: str) -> list[dict[str, Any]]:
    """What is held of what an account, or its address, has brought, conversation included."""
    rows = await _of_person(public_id, email).order_by("id")
    messages: dict[int, list[dict[str, Any]]] = {row.id: [] for row in rows}
    if rows:
        said = models.SubmissionMessage.filter(submission_id__in=list(messages))
        for one in await said.exclude(kind=NOTE).order_by("id").values():
            told = {"kind": one["kind"], "text": one["text"], "at": one["at"]}
            messages[one["submission_id"]].append(told)
    return [
        {
            "kind": row.kind,
            "place": row.place_id,
            "status": row.status,
            "title": row.title,
            "answers": json.loads(row.answers),
            "name": row.sender_name,
            "email": row.sender_email,
            "created_at": row.created_at,
            "expires_at": row.expires_at,
            "messages": messages[row.id],
        }
        for row in rows
    ]


def _of_person(public_id: str, email: str) -> Any:
    mine = Q(editor=public_id)
    if email:
        mine |= Q(sender_email=email)
    return models.Submission.filter(mine).exclude(answers=WIPED)


async def _wipe(query: Any) -> int:
    numbers = [row["id"] for row in await query.exclude(answers=WIPED).values("id")]
    await models.SubmissionMessage.filter(submission_id__in=numbers).delete()
    await models.Submission.filter(id__in=numbers).update(
        title="", answers=WIPED, sender_name="", sender_email="", editor="", token_hash=""
    )
    return len(numbers)
