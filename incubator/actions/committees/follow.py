"""Noting what became of a condition or an objective: notes are added, none is changed."""

from __future__ import annotations

from datetime import datetime

from incubator.domain.follow_up import Answer, Note, Promise
from incubator.store import journal
from incubator.store.committees.promises import add_note, find_promise
from incubator.store.journal import Trace


class NotedMeanwhileError(Exception):
    """Somebody else has noted something since the form was shown: ``promise`` has it."""

    def __init__(self, promise: Promise) -> None:
        super().__init__("something else was noted meanwhile")
        self.promise = promise


async def note(promise_id: str, wanted: Note, known: int, trace: Trace, now: datetime) -> Promise:
    """Note what became of a promise; ``known`` is the number of the last note that was seen.

    An :attr:`Answer.WITHDRAWN` takes the last note back, and does nothing where none counts.
    Returns the promise as it is then.

    Raises:
        LookupError: there is no such promise.
        NotedMeanwhileError: another note is the last one by now.
    """
    async with journal.transaction():
        promise = await find_promise(promise_id)
        if promise is None:
            raise LookupError(promise_id)
        if promise.last_note != known:
            raise NotedMeanwhileError(promise)
        if wanted.answer is Answer.WITHDRAWN and promise.answered is None:
            return promise
        await add_note(promise, wanted)
        # What is written as evidence may name people: the row has it, and can be erased.
        detail = {
            "promise": promise.id,
            "decision": promise.decision_id,
            "startup": promise.startup_id,
            "answer": wanted.answer.value,
        }
        await journal.record(
            trace, "promise_noted", f"startup:{promise.startup_id}", detail=detail, now=now
        )
        return await find_promise(promise_id) or promise
