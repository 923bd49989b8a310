"""A team answers criteria, and takes an answer back. Two people at once lose nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from incubator.domain.readiness import Answer
from incubator.store import assessments, attempts, journal
from incubator.store.assessments import Asked, Assessed
from incubator.store.attempts import Limit
from incubator.store.journal import Trace

#: A whole evening of self-assessment stays far below.
SAVES = Limit("assessments-by-account", 100, timedelta(hours=1))


class TooManyError(Exception):
    """An account has saved answers too often within the hour."""


class MovedError(Exception):
    """Somebody has answered the same criteria since the form was shown; nothing was saved."""

    def __init__(self, criteria: Collection[str]) -> None:
        super().__init__(f"Answered meanwhile: {', '.join(sorted(criteria))}.")
        self.criteria = frozenset(criteria)


@dataclass(frozen=True, slots=True)
class Given:
    """What a form says of a criterion; ``seen`` is the number of the row that it showed, or 0.

    ``is_confirmed``: the answer that was shown is given anew, for the version of today.
    """

    criterion: str
    answer: Answer
    evidence: str = ""
    url: str = ""
    seen: int = 0
    is_confirmed: bool = False


async def assess(
    asked: Asked, version: str, given: Sequence[Given], trace: Trace, now: datetime
) -> list[int]:
    """Save the answers that differ from those that the form showed; returns the rows' numbers.

    A criterion that the form left as it was is not touched, whoever answered it meanwhile.

    Raises:
        MovedError: one that the form changes was answered otherwise by somebody else.
        TooManyError: the account saves too often.
    """
    if not await attempts.is_within(SAVES, trace.actor, now):
        raise TooManyError
    async with journal.transaction():
        present = await assessments.newest(asked.startup_id, asked.kind)
        latest = {row.criterion: row for row in present.values() if row.asked == asked}
        seen = await assessments.rows_of(asked.startup_id, [one.seen for one in given])
        shown = {(row.number, row.criterion): row for row in seen if row.asked == asked}
        rows, moved = [], []
        for one in given:
            last = latest.get(one.criterion)
            row = _row(asked, version, one, trace.actor, now)
            is_seen = (last.number if last else 0) == one.seen
            if _says_the_same(row, shown.get((one.seen, one.criterion))) and not one.is_confirmed:
                continue
            if not is_seen and _says_the_same(row, last, version):
                continue
            if not is_seen:
                moved.append(one.criterion)
            rows.append(row)
        if moved:
            raise MovedError(moved)
        numbers = [await assessments.add(row) for row in rows]
        if rows:
            await _note(trace, "assessed", rows, now)
    return numbers


async def undo(startup_id: str, numbers: Collection[int], trace: Trace, now: datetime) -> int:
    """Put the answers back that some rows replaced; returns how many.

    What somebody has answered since stays.
    """
    async with journal.transaction():
        # The first write comes before what is read: see ``journal.transaction``.
        written = await assessments.rows_of(startup_id, numbers)
        kinds = {row.asked.kind for row in written}
        present = {kind: await assessments.newest(startup_id, kind) for kind in kinds}
        rows = []
        for row in written:
            last = present[row.asked.kind].get((row.asked.sheet_id, row.criterion))
            if last is None or last.number != row.number:
                continue
            before = await assessments.row_before(row)
            if before is None and row.is_withdrawn:
                continue
            rows.append(before or row.withdrawn(now, trace.actor))
        for row in rows:
            await assessments.add(row)
        if rows:
            await _note(trace, "assessment_undone", rows, now)
    return len(rows)


def _row(asked: Asked, version: str, given: Given, author: str, now: datetime) -> Assessed:
    row = Assessed(
        0, asked, given.criterion, given.answer.value, version, given.evidence, given.url, now,
        author,
    )  # fmt: skip
    return row if given.answer is not Answer.UNKNOWN else row.withdrawn(now, author)


def _says_the_same(row: Assessed, other: Assessed | None, version: str | None = None) -> bool:
    """Whether another row says it already; for a version where one is given."""
    if other is None or other.is_withdrawn:
        return row.is_withdrawn
    is_for_it = version is None or other.version == version
    said = (row.answer, row.evidence, row.url) == (other.answer, other.evidence, other.url)
    return said and is_for_it


async def _note(trace: Trace, action: str, rows: Sequence[Assessed], now: datetime) -> None:
    asked = rows[0].asked
    detail = {
        "sheet": f"{asked.kind.value}s/{asked.sheet_id}",
        "criteria": [row.criterion for row in rows],
    }
    await journal.record(trace, action, f"startup:{asked.startup_id}", detail=detail, now=now)
