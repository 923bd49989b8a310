"""Write what closed sessions decided to the startups' sheets, once, whatever is cut short.

The publishing path is the workspace's: a commit in the name of whoever closed the session, or a
pull request. An order is claimed, the sheet is looked at, and only what it does not say yet is
written: a try that was killed after its commit is followed by one that finds nothing to write.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from incubator.actions.committees.sheet_changes import sheet_changes
from incubator.actions.desk import (
    ConflictError,
    Desk,
    EditError,
    Opened,
    RefusedError,
    open_sheet,
)
from incubator.actions.edit_sheet import edit_sheet
from incubator.actions.index_history import index_history
from incubator.actions.sync_sheets import SyncConflictError, sync_sheets
from incubator.domain.decisions import Decision
from incubator.domain.publicity import Publicity
from incubator.sheets.commits import Author, GitError
from incubator.sheets.layout import Collection as Sheets
from incubator.sheets.layout import ContentError
from incubator.sheets.safe_files import FileError
from incubator.sheets.write import Changes, WriteError
from incubator.store import journal
from incubator.store.accounts.accounts import find_by_public_id
from incubator.store.committees import orders
from incubator.store.committees.closings import closing_of
from incubator.store.committees.decisions import Taken, decisions_of_item, find_decision
from incubator.store.committees.orders import Order
from incubator.store.committees.rules import rules_of
from incubator.store.journal import Trace

#: Reasons that end by themselves: another save, a full disk that is emptied.
_PASSING = frozenset({"locked", "busy", "full", "unfinished"})
_TRIES = 3
WRITTEN = "decisions written"
UNWRITTEN = "decisions not written"


@dataclass(frozen=True, slots=True)
class _Work:
    taken: Taken
    former: Decision | None
    is_replaced: bool
    publicity: Publicity
    author: Author
    trace: Trace


async def carry_out_orders(
    desk: Desk,
    *,
    decisions: Collection[str] | None = None,
    request_id: str = "",
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Counter[str]:
    """Carry out the orders that are due, of some decisions or all; returns how many ended how.

    Several workers may do this at once, and any of them may be killed.
    """
    counts: Counter[str] = Counter()
    while (order := await orders.claim(clock(), decisions)) is not None:
        counts[await _carry_out(desk, order, request_id, clock)] += 1
    return counts


async def retry(order: Order, trace: Trace, now: datetime) -> bool:
    """Let an order be tried again at once; False where it is done or under way."""
    async with journal.transaction():
        is_moved = await orders.retry_order(order, now)
        if is_moved:
            detail = {"decision": order.decision_id}
            subject = f"startup:{order.startup_id}"
            await journal.record(trace, "decision_retried", subject, detail=detail, now=now)
    return is_moved


async def _carry_out(
    desk: Desk, order: Order, request_id: str, clock: Callable[[], datetime]
) -> str:
    taken = await find_decision(order.decision_id)
    if taken is None:
        await orders.note_refused(order, "missing", clock())
        return UNWRITTEN
    try:
        commit = await _write(desk, await _prepare(taken, request_id))
    except (EditError, GitError, FileError, WriteError, ContentError) as error:
        reason = reason_of(error)
        note = orders.note_delayed if reason in _PASSING else orders.note_refused
        await note(order, reason, clock())
        return UNWRITTEN
    await orders.note_done(order, commit, clock())
    return WRITTEN


async def _prepare(taken: Taken, request_id: str) -> _Work:
    decision = taken.decision
    former = await find_decision(decision.replaces) if decision.replaces else None
    # What was revised before the sheet could be written must not undo what came after.
    of_item = await decisions_of_item(decision.item_id)
    is_replaced = any(one.decision.replaces == decision.id for one in of_item)
    rules = await rules_of(decision.incubator_id)
    # A decision that changes another after its session was closed is published by who took it.
    by, at = await closing_of(decision.committee_id)
    actor = by if at is not None and taken.decided_at <= at else taken.decided_by
    account = await find_by_public_id(actor)
    author = Author(account.shown_name if account else "", account.email if account else "")
    trace = Trace(actor, request_id)
    replaced = former.decision if former else None
    return _Work(taken, replaced, is_replaced, rules.publicity, author, trace)


async def _write(desk: Desk, work: _Work) -> str:
    """Bring a sheet to say a decision; returns the commit, "" where none was needed here.

    Raises: as ``edit_sheet`` does; EditError where the sheet does not come to say it.
    """
    startup_id, commit = work.taken.decision.startup_id, ""
    for _ in range(_TRIES):
        opened = await open_sheet(desk, Sheets.STARTUPS, startup_id)
        try:
            # Nothing to change is saved too: a save that was cut short is finished by the next.
            saved = await edit_sheet(desk, opened, _changes(opened, work), work.author, work.trace)
        except ConflictError:
            # Somebody saved between the reading and the writing: what is left is looked at anew.
            continue
        commit = saved.commit or commit
        now = await open_sheet(desk, Sheets.STARTUPS, startup_id)
        if not _changes(now, work).fields:
            is_in_catalogue = bool(saved.commit) and saved.is_published
            if not (is_in_catalogue or desk.by_proposal):
                await _publish(opened.content)
            return commit
    raise EditError(f"The sheet of {startup_id} keeps changing.", "busy")


def _changes(opened: Opened, work: _Work) -> Changes:
    fields = opened.read().fields
    return sheet_changes(
        fields,
        work.taken.decision,
        work.publicity,
        work.former,
        is_replaced=work.is_replaced,
    )


async def _publish(content: Path) -> None:
    """The catalogue follows: the try that made the commit may have ended before it did."""
    try:
        await sync_sheets(content)
        await index_history(content)
    except SyncConflictError:
        # Another sync is at it.
        return


def reason_of(error: Exception) -> str:
    """Why a sheet was not written, in one of the words that screens know."""
    if isinstance(error, ConflictError):
        return "conflict"
    if isinstance(error, RefusedError):
        return "refused"
    if isinstance(error, WriteError):
        return "broken"
    if isinstance(error, ContentError):
        return "no-content"
    return getattr(error, "code", "") or f"other: {error}"
