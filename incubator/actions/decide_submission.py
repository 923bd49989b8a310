"""What an incubator or a team does with what was brought to it: ask, decline, answer, set aside.

Each act, its mail and its entry in the journal are one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from incubator.actions import submission_mails as texts
from incubator.actions.mails import Site
from incubator.actions.submit import SubmissionError, moved, record
from incubator.domain.submissions import REMARKS, Status, Verdict
from incubator.store import journal, submissions
from incubator.store.journal import Trace
from incubator.store.submissions import Submission
from incubator.store.tokens import new_secret

#: Each criterion of a call with what the application is against it.
Checklist = Sequence[tuple[str, Verdict]]


async def ask_for_more(
    site: Site, submission: Submission, place_name: str, text: str, trace: Trace, now: datetime
) -> None:
    """Send a question to the sender, who answers on the site.

    Raises:
        SubmissionError: it is decided already, or nobody could answer.
    """
    reader = await texts.reader_of(submission)
    if reader is None:
        raise SubmissionError("no_address")
    secret = "" if submission.sender.editor else new_secret()
    async with journal.transaction():
        await moved(submission, Status.ASKED, now)
        await submissions.set_secret(submission, secret)
        await submissions.add_message(submission, submissions.QUESTION, trace.actor, text, now)
        path = texts.own_page(submission, secret)
        message = texts.asked(site, reader.language, submission, place_name, path)
        await texts.post(site, reader, texts.with_words(message, text), now)
        await record(trace, "submission_asked", submission, now)


async def decline(
    site: Site,
    submission: Submission,
    place_name: str,
    reason: str,
    trace: Trace,
    now: datetime,
    checklist: Checklist = (),
) -> None:
    """Say no, with a reason that the sender reads.

    Raises:
        SubmissionError: it is decided already.
    """
    async with journal.transaction():
        await moved(submission, Status.DECLINED, now, decided_at=now, decided_by=trace.actor)
        await keep_checklist(submission, checklist, trace, now)
        await submissions.add_message(submission, submissions.DECISION, trace.actor, reason, now)
        reader = await texts.reader_of(submission)
        if reader is not None:
            message = texts.declined(reader.language, submission, place_name)
            await texts.post(site, reader, texts.with_words(message, reason), now)
        await record(trace, "submission_declined", submission, now)


async def answer(
    site: Site, submission: Submission, place_name: str, text: str, trace: Trace, now: datetime
) -> None:
    """Answer a problem or a remark by mail, once, and close it.

    Raises:
        SubmissionError: it is closed already, was answered before, or has no address.
    """
    reader = await texts.reader_of(submission)
    if reader is None:
        raise SubmissionError("no_address")
    async with journal.transaction():
        await moved(submission, Status.ANSWERED, now, decided_at=now, decided_by=trace.actor)
        said = await submissions.messages_of(submission)
        if any(message.kind == submissions.DECISION for message in said):
            raise SubmissionError("answered")
        await submissions.add_message(submission, submissions.DECISION, trace.actor, text, now)
        message = texts.answered(reader.language, submission.title, place_name)
        await texts.post(site, reader, texts.with_words(message, text), now)
        await record(trace, "submission_answered", submission, now)


async def mark_done(submission: Submission, trace: Trace, now: datetime) -> None:
    """Note that the team has dealt with a remark; nobody is written to.

    Raises:
        SubmissionError: it was done already.
    """
    async with journal.transaction():
        await moved(submission, Status.ANSWERED, now, decided_at=now, decided_by=trace.actor)
        await record(trace, "submission_done", submission, now)


async def remove(submission: Submission, trace: Trace, now: datetime) -> None:
    """Set spam aside; its sender is not told.

    Raises:
        SubmissionError: it is decided already.
    """
    async with journal.transaction():
        await moved(submission, Status.REMOVED, now, decided_at=now, decided_by=trace.actor)
        await record(trace, "submission_removed", submission, now)


async def reopen(submission: Submission, trace: Trace, now: datetime) -> None:
    """Undo :func:`remove` or :func:`mark_done`: it waits again for whom it waited for.

    Raises:
        SubmissionError: it was decided otherwise in the meantime.
    """
    async with journal.transaction():
        said = await submissions.messages_of(submission)
        is_asked = (
            submission.kind not in REMARKS
            and bool(said)
            and (said[-1].kind == submissions.QUESTION)
        )
        to = Status.ASKED if is_asked else Status.RECEIVED
        await moved(submission, to, now, decided_at=None, decided_by="")
        await record(trace, "submission_restored", submission, now)


async def keep_checklist(
    submission: Submission, checklist: Checklist, trace: Trace, now: datetime
) -> None:
    """Keep with a decision what the application is against each criterion of its call."""
    if checklist:
        text = json.dumps([[said, verdict.value] for said, verdict in checklist])
        await submissions.add_message(submission, submissions.NOTE, trace.actor, text, now)


def read_checklist(text: str) -> list[tuple[str, Verdict]]:
    """The checklist of a note."""
    return [(said, Verdict(verdict)) for said, verdict in json.loads(text)]
