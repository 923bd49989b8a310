"""What people bring, as its table has it: kept, found, moved from one status to the next."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tortoise.functions import Count

from incubator.domain.access import PlaceKind
from incubator.domain.submissions import OPEN, Kind, Status, place_kind_of
from incubator.store import models
from incubator.store.tokens import digest, new_public_id

QUESTION, ANSWER, DECISION, NOTE = "question", "answer", "decision", "note"
#: What stands instead of the answers once they are wiped (store/submission_ends.py).
WIPED = "{}"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who brings something. ``editor`` is an account's public id, "" for a visitor."""

    name: str = ""
    email: str = ""
    language: str = "fr"
    editor: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody brings: to whom, in which words, for which call."""

    kind: Kind
    place_id: str
    title: str
    answers: Mapping[str, str]
    call: int | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """Something brought. ``sheet_id`` is the sheet made from it, or about to be."""

    number: int
    public_id: str
    kind: Kind
    place_kind: PlaceKind
    place_id: str
    call: int | None
    status: Status
    title: str
    answers: Mapping[str, str] = field(repr=False)
    sender: Sender = field(repr=False)
    created_at: datetime
    decided_at: datetime | None
    decided_by: str
    sheet_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the conversation; ``editor`` is "" for a sender without an account."""

    kind: str
    editor: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which submissions of a place a list shows."""

    kinds: frozenset[Kind]
    statuses: frozenset[Status] = frozenset()
    call: int | None = None


async def create_submission(
    written: Written,
    sender: Sender,
    *,
    status: Status,
    secret: str,
    now: datetime,
    expires_at: datetime,
) -> Submission:
    """Keep what somebody brings; of ``secret``, if any, only a hash is kept."""
    row = await models.Submission.create(
        public_id=new_public_id(),
        kind=written.kind.value,
        place_kind=place_kind_of(written.kind).value,
        place_id=written.place_id,
        call_id=written.call,
        status=status.value,
        title=written.title,
        answers=json.dumps(dict(written.answers), ensure_ascii=False),
        sender_name=sender.name,
        sender_email=sender.email,
        language=sender.language,
        editor=sender.editor,
        token_hash=digest(secret) if secret else "",
        created_at=now,
        expires_at=expires_at,
    )
    return _submission(row)


async def find_submission(public_id: str) -> Submission | None:
    """A submission by its opaque id, unless it was wiped."""
    row = await models.Submission.get_or_none(public_id=public_id)
    return _submission(row) if row is not None and row.answers != WIPED else None


async def find_by_secret(secret: str, now: datetime) -> Submission | None:
    """The submission that a secret of a mail opens, if it is still kept."""
    if not secret:
        return None
    row = await models.Submission.filter(token_hash=digest(secret), expires_at__gt=now).first()
    return _submission(row) if row is not None and row.answers != WIPED else None


async def move(submission: Submission, to: Status, **columns: Any) -> bool:
    """Give a submission its next status; False when somebody was faster.

    The caller has asked ``domain.submissions.may_move``.
    """
    # A sheet that is being made from it counts as being faster.
    query = models.Submission.filter(
        id=submission.number, status=submission.status.value, sheet_id=submission.sheet_id
    )
    return bool(await query.update(status=to.value, **columns))


async def set_secret(submission: Submission, secret: str) -> None:
    """Let a new secret open the conversation; the one before opens nothing any more."""
    query = models.Submission.filter(id=submission.number)
    await query.update(token_hash=digest(secret) if secret else "")


async def rewrite(submission: Submission, title: str, answers: Mapping[str, str]) -> None:
    """Replace what was written."""
    text = json.dumps(dict(answers), ensure_ascii=False)
    await models.Submission.filter(id=submission.number).update(title=title, answers=text)


async def claim_sheet(submission: Submission, sheet_id: str) -> bool:
    """Note which sheet is about to be made; False when it is decided, or another is being made."""
    query = models.Submission.filter(
        id=submission.number,
        status__in=[status.value for status in OPEN],
        sheet_id__in=["", sheet_id],
    )
    return bool(await query.update(sheet_id=sheet_id))


async def release_sheet(submission: Submission) -> None:
    """The sheet could not be made: another id may be tried."""
    query = models.Submission.filter(
        id=submission.number, status__in=[status.value for status in OPEN]
    )
    await query.update(sheet_id="")


async def add_message(
    submission: Submission, kind: str, editor: str, text: str, now: datetime
) -> None:
    """Add to the conversation."""
    await models.SubmissionMessage.create(
        submission_id=submission.number, kind=kind, editor=editor, text=text, at=now
    )


async def messages_of(submission: Submission) -> Sequence[Said]:
    """The conversation, oldest first, notes included."""
    rows = await models.SubmissionMessage.filter(submission_id=submission.number).order_by("id")
    return [Said(row.kind, row.editor, row.text, row.at) for row in rows]


async def list_of_place(
    place_kind: PlaceKind, place_id: str, wanted: Wanted, first: int, limit: int
) -> tuple[int, Sequence[Submission]]:
    """How many submissions of a place are wanted, and some of them, newest first."""
    query = _of_place(place_kind, place_id, wanted)
    rows = await query.order_by("-created_at", "-id").offset(first).limit(limit)
    return await query.count(), [_submission(row) for row in rows]


async def applications_of(call: int, statuses: Iterable[Status]) -> Sequence[Submission]:
    """The applications to a call that have one of some statuses."""
    values = [status.value for status in statuses]
    rows = await models.Submission.filter(call_id=call, status__in=values).exclude(answers=WIPED)
    return [_submission(row) for row in rows]


async def counts_of_place(
    place_kind: PlaceKind, place_id: str
) -> Mapping[tuple[Kind, Status], int]:
    """How many submissions of a place there are, by kind and status."""
    rows = (
        await models.Submission.filter(place_kind=place_kind.value, place_id=place_id)
        .exclude(answers=WIPED)
        .annotate(count=Count("id"))
        .group_by("kind", "status")
        .values("kind", "status", "count")
    )
    return {(Kind(row["kind"]), Status(row["status"])): int(row["count"]) for row in rows}


async def waiting_in(place_kind: PlaceKind, place_ids: Iterable[str]) -> Mapping[str, int]:
    """How many submissions wait for an answer in each of some places, for a to-do list."""
    rows = (
        await models.Submission.filter(
            place_kind=place_kind.value,
            place_id__in=list(place_ids),
            status=Status.RECEIVED.value,
        )
        .exclude(answers=WIPED)
        .annotate(count=Count("id"))
        .group_by("place_id")
        .values("place_id", "count")
    )
    return {row["place_id"]: int(row["count"]) for row in rows}


async def list_of_editor(public_id: str) -> Sequence[Submission]:
    """What an account has brought, newest first; what was taken for spam too."""
    rows = await models.Submission.filter(editor=public_id).exclude(answers=WIPED)
    return sorted((_submission(row) for row in rows), key=lambda s: s.created_at, reverse=True)


def _of_place(place_kind: PlaceKind, place_id: str, wanted: Wanted) -> Any:
    query = models.Submission.filter(
        place_kind=place_kind.value,
        place_id=place_id,
        kind__in=[kind.value for kind in wanted.kinds],
        status__in=[status.value for status in wanted.statuses],
    ).exclude(answers=WIPED)
    return query if wanted.call is None else query.filter(call_id=wanted.call)


def _submission(row: models.Submission) -> Submission:
    columns: Any = row
    return Submission(
        number=row.id,
        public_id=row.public_id,
        kind=Kind(row.kind),
        place_kind=PlaceKind(row.place_kind),
        place_id=row.place_id,
        call=columns.call_id,
        status=Status(row.status),
        title=row.title,
        answers=json.loads(row.answers),
        sender=Sender(row.sender_name, row.sender_email, row.language, row.editor),
        created_at=row.created_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        sheet_id=row.sheet_id,
        expires_at=row.expires_at,
    )
