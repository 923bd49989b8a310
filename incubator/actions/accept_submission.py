"""Accepting: a sheet is made, its proposer becomes intrapreneur there and is told.

The id is claimed first, so that of two managers one makes the sheet. Where everything stops
between the sheet and the decision, accepting again under the same id finishes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from incubator.actions import submission_mails as texts
from incubator.actions.decide_submission import Checklist, keep_checklist
from incubator.actions.desk import Desk, EditError, RefusedError, open_sheet
from incubator.actions.edit_sheet import create_sheet
from incubator.actions.mails import Site
from incubator.actions.manage_access import AccessError, Newcomer, Wanted, give_role
from incubator.actions.submit import SubmissionError, moved, record
from incubator.domain.access import Role
from incubator.domain.submissions import OPEN, Status
from incubator.sheets.commits import Author, GitError
from incubator.sheets.layout import Collection, ContentError
from incubator.sheets.safe_files import FileError
from incubator.sheets.write import Changes, WriteError
from incubator.store import journal, submissions
from incubator.store.journal import Trace
from incubator.store.submissions import Submission

#: The sheet's headings, which are public and in the language of the sheets.
_PROBLEM, _SOLUTION, _REACH = "Le problème", "La solution", "Comment atteindre le public"


@dataclass(frozen=True, slots=True)
class NewSheet:
    """What the sheet is to say. ``sponsor`` is an organisation's id, or ""."""

    sheet_id: str
    title: str
    mission: str
    incubator: str
    sponsor: str
    starts_on: date
    problem: str
    solution: str
    reach: str

    @property
    def fields(self) -> Mapping[str, Any]:
        """The front matter."""
        return {
            "title": self.title,
            "mission": self.mission,
            "incubator": self.incubator,
            "sponsors": [f"/organisations/{self.sponsor}"] if self.sponsor else None,
            "phases": [{"name": "investigation", "start": self.starts_on}],
        }

    @property
    def body(self) -> str:
        """The three questions under their headings; one without an answer is left out."""
        parts = ((_PROBLEM, self.problem), (_SOLUTION, self.solution), (_REACH, self.reach))
        return "".join(f"\n## {title}\n\n{text}\n" for title, text in parts if text)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How a submission is accepted: by whom, with which words, and whether its sender joins."""

    site: Site
    place_name: str
    author: Author
    today: date
    now: datetime
    text: str = ""
    checklist: Checklist = ()
    gives_access: bool = True


async def accept(
    desk: Desk, submission: Submission, sheet: NewSheet, how: Acceptance, trace: Trace
) -> bool:
    """Make the sheet, then note the decision; False when the access could not be given.

    Raises:
        SubmissionError: it is decided already, or the sheet can't be made; then nothing changed.
    """
    is_public = await _make_sheet(desk, submission, sheet, how.author, trace)
    done = replace(submission, sheet_id=sheet.sheet_id, title=sheet.title)
    try:
        await _decide(done, how, trace, is_public=is_public)
    except AccessError:
        await _decide(done, replace(how, gives_access=False), trace, is_public=is_public)
        return False
    return True


async def create_startup_sheet(desk: Desk, sheet: NewSheet, author: Author, trace: Trace) -> bool:
    """The one place where this part of the program makes a sheet.

    Returns False where it waits to be merged. Raises: as ``edit_sheet.create_sheet`` does.
    """
    changes = Changes(sheet.fields, sheet.body)
    saved = await create_sheet(desk, Collection.STARTUPS, sheet.sheet_id, changes, author, trace)
    return not saved.is_proposed


async def sheet_exists(desk: Desk, sheet_id: str) -> bool:
    """Whether there is a startup's sheet with an id."""
    try:
        await open_sheet(desk, Collection.STARTUPS, sheet_id)
    except (EditError, ContentError):
        return False
    return True


async def _is_made(desk: Desk, sheet: NewSheet) -> bool:
    """Whether the sheet that is there is of this incubator, as one that a former try made is."""
    try:
        opened = await open_sheet(desk, Collection.STARTUPS, sheet.sheet_id)
        return opened.read().fields.get("incubator") == sheet.incubator
    except (EditError, ContentError, WriteError):
        return False


async def _make_sheet(
    desk: Desk, submission: Submission, sheet: NewSheet, author: Author, trace: Trace
) -> bool:
    """Claim the id and make the sheet; returns whether it is public at once."""
    if submission.status not in OPEN:
        raise SubmissionError("moved")
    is_taken = await sheet_exists(desk, sheet.sheet_id)
    is_claimed = submission.sheet_id == sheet.sheet_id
    if is_taken and not (is_claimed and await _is_made(desk, sheet)):
        if is_claimed:
            # The claim outlived its try, and the sheet that is there by now is somebody else's.
            await submissions.release_sheet(submission)
        raise SubmissionError("sheet_taken")
    if not await submissions.claim_sheet(submission, sheet.sheet_id):
        raise SubmissionError("sheet_claimed")
    if is_taken:
        return not desk.by_proposal
    try:
        return await create_startup_sheet(desk, sheet, author, trace)
    except RefusedError as error:
        await submissions.release_sheet(submission)
        raise SubmissionError("sheet_refused", str(error)) from error
    except (EditError, WriteError, FileError, GitError, ContentError) as error:
        await submissions.release_sheet(submission)
        raise SubmissionError("sheet_failed", str(error)) from error


async def _decide(
    submission: Submission, how: Acceptance, trace: Trace, *, is_public: bool
) -> None:
    reader = await texts.reader_of(submission)
    async with journal.transaction():
        await moved(
            submission,
            Status.ACCEPTED,
            how.now,
            decided_at=how.now,
            decided_by=trace.actor,
            sheet_id=submission.sheet_id,
        )
        await keep_checklist(submission, how.checklist, trace, how.now)
        await submissions.add_message(
            submission, submissions.DECISION, trace.actor, how.text, how.now
        )
        sheet = submission.sheet_id
        await record(trace, "submission_accepted", submission, how.now, sheet=sheet)
        if reader is None:
            return
        message = texts.accepted(
            how.site, reader.language, submission, how.place_name, is_public=is_public
        )
        await texts.post(how.site, reader, texts.with_words(message, how.text), how.now)
        if how.gives_access:
            await _give_access(submission, how, reader.email, trace)


async def _give_access(submission: Submission, how: Acceptance, email: str, trace: Trace) -> None:
    wanted = Wanted(
        Role.INTRAPRENEUR,
        submission.sheet_id,
        submission.title,
        "À l’origine de l’investigation",
        None,
        how.author.name,
    )
    newcomer = Newcomer(submission.sender.name, submission.sender.language)
    await give_role(how.site, email, wanted, trace, today=how.today, newcomer=newcomer, now=how.now)
