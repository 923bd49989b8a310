"""Calls for projects: written, published, extended, closed early, cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

from incubator.actions import submission_mails as texts
from incubator.actions.mails import Site
from incubator.domain.submissions import OPEN, CallDays, CallState, days_fault, is_extension
from incubator.sheets.render import RenderError, render
from incubator.store import calls, journal, submissions
from incubator.store.calls import Call, CallText
from incubator.store.journal import Trace


class CallError(Exception):
    """A call can't be changed as asked; ``code`` names why."""

    MESSAGES: ClassVar[Mapping[str, str]] = {
        "text": "The text can't be shown.",
        "closes_on": "The last day comes before the first one.",
        "answers_on": "The day of the answers comes before the last day.",
        "past": "The last day is in the past.",
        "applied": "Somebody has applied: only later days may be set.",
        "state": "The call is not in a state that allows this any more.",
    }

    def __init__(self, code: str) -> None:
        super().__init__(self.MESSAGES[code])
        self.code = code


def rendered(title: str, text: str, criteria: tuple[str, ...]) -> CallText:
    """What a call says, with its text as sanitised HTML.

    Raises:
        CallError: the text can't be converted.
    """
    try:
        return CallText(title, text, render(text), criteria)
    except RenderError as error:
        raise CallError("text") from error


async def create_call(
    incubator_id: str, said: CallText, days: CallDays, trace: Trace, now: datetime
) -> Call:
    """Write a call that only the incubator sees yet.

    Raises:
        CallError: its days do not follow each other.
    """
    _check_days(days)
    async with journal.transaction():
        call = await calls.create_call(incubator_id, said, days, trace.actor, now)
        await _record(trace, "call_created", call, now)
    return call


async def change_call(
    call: Call, said: CallText, days: CallDays, trace: Trace, *, today: date, now: datetime
) -> None:
    """Change a call. Once somebody has applied, only its last days may come later.

    Raises:
        CallError: the days do not follow each other, somebody has applied, or it is cancelled.
    """
    _check_days(days)
    if call.state(today) is CallState.CANCELLED:
        raise CallError("state")
    async with journal.transaction():
        if await calls.has_applications(call) and not (
            said == call.said and is_extension(call.days, days)
        ):
            raise CallError("applied")
        await calls.update_call(call, said, days)
        await _record(trace, "call_changed", call, now)


async def publish(call: Call, trace: Trace, *, today: date, now: datetime) -> None:
    """Show a call to everybody.

    Raises:
        CallError: it was published or cancelled before, or its last day has passed.
    """
    if call.days.closes_on < today:
        raise CallError("past")
    async with journal.transaction():
        if not await calls.publish_call(call, now):
            raise CallError("state")
        await _record(trace, "call_published", call, now)


async def close_early(call: Call, trace: Trace, *, today: date, now: datetime) -> None:
    """Make today the last day for applications.

    Raises:
        CallError: the call is not open, or today is its last day already.
    """
    async with journal.transaction():
        if call.state(today) is not CallState.OPEN or not await calls.end_call_on(call, today):
            raise CallError("state")
        await _record(trace, "call_closed", call, now)


async def cancel(site: Site, call: Call, place_name: str, trace: Trace, now: datetime) -> int:
    """Cancel a call and tell everybody whose application has no answer yet; returns how many.

    A call that nobody has seen is removed.

    Raises:
        CallError: it was cancelled before.
    """
    told = 0
    async with journal.transaction():
        if not await calls.delete_draft(call):
            if not await calls.cancel_call(call, now):
                raise CallError("state")
            for submission in await submissions.applications_of(call.number, OPEN):
                reader = await texts.reader_of(submission)
                if reader is not None:
                    message = texts.call_cancelled(
                        reader.language, call.said.title, submission, place_name
                    )
                    await texts.post(site, reader, message, now)
                    told += 1
        await _record(trace, "call_cancelled", call, now)
    return told


def _check_days(days: CallDays) -> None:
    fault = days_fault(days)
    if fault:
        raise CallError(fault)


async def _record(trace: Trace, action: str, call: Call, now: datetime) -> None:
    detail = {"place": call.incubator_id}
    await journal.record(trace, action, f"call:{call.public_id}", detail=detail, now=now)
