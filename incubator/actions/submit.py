"""Bringing something: sent, confirmed by its sender, completed, withdrawn.

A visitor's answer is the same whatever their address: what is not wanted is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from incubator.actions import submission_mails as texts
from incubator.actions.mails import Site, Stranger
from incubator.actions.mails import post as post_mail
from incubator.domain.submissions import (
    REMARKS,
    UNCONFIRMED_KEPT,
    Status,
    first_status,
    kept_for,
    may_move,
)
from incubator.store import attempts, journal, submissions
from incubator.store.attempts import Limit
from incubator.store.journal import Trace
from incubator.store.submissions import Sender, Submission, Written
from incubator.store.tokens import new_secret

_DAY = timedelta(days=1)
# A whole administration may stand behind one public address.
BY_NETWORK = Limit("submissions-by-network", 20, _DAY)
BY_ADDRESS = Limit("submissions-by-address", 5, _DAY)
REMARKS_BY_NETWORK = Limit("remarks-by-network", 10, _DAY)
REMARKS_BY_ADDRESS = Limit("remarks-by-address", 5, _DAY)
OPENINGS = Limit("submission-secrets-by-network", 60, timedelta(minutes=15))
ANSWERS = Limit("submission-answers", 10, _DAY)


class TooManyError(Exception):
    """Too much was sent from one network, or by one account, within a day."""


class SubmissionError(Exception):
    """What was asked can't be done; ``code`` names why, for the screen to say in its language."""

    MESSAGES: ClassVar[Mapping[str, str]] = {
        "moved": "This was dealt with in the meantime.",
        "no_address": "There is no address to answer to.",
        "answered": "An answer has been sent already.",
        "sheet_taken": "There is already a sheet with this id.",
        "sheet_claimed": "A sheet is being made from this under another id.",
        "sheet_refused": "The sheet has an error that keeps it out of the catalogue.",
        "sheet_failed": "The sheet can't be written.",
    }

    def __init__(self, code: str, reason: str = "") -> None:
        super().__init__(reason or self.MESSAGES[code])
        self.code, self.reason = code, reason


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something comes from: the site that mails name, the network, the journal's trace."""

    site: Site
    network_key: str
    trace: Trace


async def submit(
    origin: Origin, written: Written, sender: Sender, place_name: str, now: datetime
) -> Submission | None:
    """Bring something; None when it was dropped because its address has sent too much.

    Raises:
        TooManyError: the network has sent too much, or the account.
    """
    is_remark = written.kind in REMARKS
    by_network = REMARKS_BY_NETWORK if is_remark else BY_NETWORK
    if not await attempts.is_within(by_network, origin.network_key, now):
        raise TooManyError
    address = sender.editor or sender.email
    by_address = REMARKS_BY_ADDRESS if is_remark else BY_ADDRESS
    if address and not await attempts.is_within(by_address, address, now):
        if sender.editor:
            raise TooManyError
        return None
    status = first_status(written.kind, has_account=bool(sender.editor))
    secret = new_secret() if status is Status.UNCONFIRMED else ""
    async with journal.transaction():
        submission = await submissions.create_submission(
            written,
            sender,
            status=status,
            secret=secret,
            now=now,
            expires_at=now + kept_for(written.kind, status),
        )
        if secret:
            message = texts.confirmation(origin.site, sender.language, place_name, secret)
            await post_mail(
                origin.site,
                texts.KIND,
                Stranger(sender.email, sender.language),
                message,
                now=now,
                expires_at=now + UNCONFIRMED_KEPT,
            )
        await record(origin.trace, "submission_sent", submission, now)
    return submission


async def find_unconfirmed(network_key: str, secret: str, now: datetime) -> Submission | None:
    """The submission that a link of a mail would confirm; looking changes nothing.

    Raises:
        TooManyError: the network has opened too many links.
    """
    if not await attempts.is_within(OPENINGS, network_key, now):
        raise TooManyError
    found = await submissions.find_by_secret(secret, now)
    return found if found is not None and found.status is Status.UNCONFIRMED else None


async def find_followed(network_key: str, secret: str, now: datetime) -> Submission | None:
    """The submission whose conversation a link of a mail opens.

    Raises:
        TooManyError: the network has opened too many links.
    """
    if not await attempts.is_within(OPENINGS, network_key, now):
        raise TooManyError
    found = await submissions.find_by_secret(secret, now)
    hidden = {Status.UNCONFIRMED, Status.REMOVED}
    return found if found is not None and found.status not in hidden else None


async def confirm(submission: Submission, trace: Trace, now: datetime) -> bool:
    """Put a visitor's submission before its incubator; its link works no more.

    Returns False when somebody was faster.
    """
    async with journal.transaction():
        done = await submissions.move(
            submission,
            Status.RECEIVED,
            confirmed_at=now,
            token_hash="",
            expires_at=now + kept_for(submission.kind, Status.RECEIVED),
        )
        if done:
            await record(trace, "submission_confirmed", submission, now)
    return done


async def complete(
    submission: Submission,
    text: str,
    trace: Trace,
    now: datetime,
    *,
    rewritten: tuple[str, Mapping[str, str]] | None = None,
) -> None:
    """Answer what the incubator asked; ``rewritten`` is the title and the answers, sent anew.

    Raises:
        SubmissionError: nothing is asked any more.
        TooManyError: the sender has answered too often today.
    """
    if not await attempts.is_within(ANSWERS, submission.public_id, now):
        raise TooManyError
    async with journal.transaction():
        await moved(submission, Status.RECEIVED, now)
        if rewritten is not None:
            await submissions.rewrite(submission, *rewritten)
        if text:
            editor = submission.sender.editor
            await submissions.add_message(submission, submissions.ANSWER, editor, text, now)
        await record(trace, "submission_completed", submission, now)


async def withdraw(submission: Submission, trace: Trace, now: datetime) -> None:
    """Take back what one has brought.

    Raises:
        SubmissionError: it is decided already.
    """
    async with journal.transaction():
        await moved(submission, Status.WITHDRAWN, now, decided_at=now)
        await record(trace, "submission_withdrawn", submission, now)


async def moved(submission: Submission, to: Status, now: datetime, **columns: object) -> None:
    """Give a submission its next status and the end that goes with it.

    Raises:
        SubmissionError: it may not go there, or somebody was faster.
    """
    expires_at = now + kept_for(submission.kind, to)
    if not may_move(submission.kind, submission.status, to) or not await submissions.move(
        submission, to, expires_at=expires_at, **columns
    ):
        raise SubmissionError("moved")


async def record(
    trace: Trace, action: str, submission: Submission, now: datetime, **detail: object
) -> None:
    """Note in the journal what happened to a submission, by opaque ids only."""
    about = {"kind": submission.kind.value, "place": submission.place_id, **detail}
    subject = f"submission:{submission.public_id}"
    await journal.record(trace, action, subject, detail=about, now=now)
