"""When the next committee of a startup is due.

Source: METHOD of the programme, "Committees": at most six months apart, and planned before the
money ends; and DESIGN, "Phases and committees": 45 days before it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from incubator.domain.phases import Phase, PhaseEntry, current_entry

#: Those in which a committee decides whether the startup goes on. An operated startup has arrived.
COMMITTEE_PHASES = frozenset(
    {Phase.INVESTIGATION, Phase.CONSTRUCTION, Phase.ACCELERATION, Phase.CONSOLIDATION}
)
MONTHS_APART = 6
#: A committee that decides on money needs this long to have it paid.
BEFORE_MONEY_ENDS = timedelta(days=45)


class Reason(StrEnum):
    """Why a committee is due on a day."""

    LAST_COMMITTEE = "last_committee"
    PHASE = "phase"
    FUNDING = "funding"
    ANNOUNCED = "announced"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class NextCommittee:
    """The last day for the next committee; the day itself where the sheet announces one."""

    day: date
    reason: Reason

    def is_overdue(self, today: date) -> bool:
        """Whether the day has passed without a committee."""
        return self.day < today


def next_committee(
    phases: Iterable[PhaseEntry],
    committees: Iterable[date],
    funding_until: date | None,
    today: date,
    promised: date | None = None,
) -> NextCommittee | None:
    """When a committee must meet next; None outside the phases in which committees decide.

    It is due six months after the last committee (after the entry into the current phase, where
    there never was one) or 45 days before the money ends, whichever comes first. A committee held
    since that second day has spoken about the money: then the day counts no more. A committee
    that the sheet announces, tomorrow or later, is the next one. ``promised`` is the last day that
    a provisional decision leaves, where the last committee took one.
    """
    entry = current_entry(phases, today)
    if entry is None or entry.phase not in COMMITTEE_PHASES:
        return None
    days = sorted(committees)
    announced = next((day for day in days if day > today), None)
    if announced is not None:
        return NextCommittee(announced, Reason.ANNOUNCED)
    last = days[-1] if days else None
    if last is None:
        due = NextCommittee(months_after(entry.start, MONTHS_APART), Reason.PHASE)
    else:
        due = NextCommittee(months_after(last, MONTHS_APART), Reason.LAST_COMMITTEE)
    if promised is not None and promised < due.day:
        due = NextCommittee(promised, Reason.DECISION)
    if funding_until is None or funding_until - date.min < BEFORE_MONEY_ENDS:
        return due
    before_the_end = funding_until - BEFORE_MONEY_ENDS
    if before_the_end < due.day and (last is None or last < before_the_end):
        return NextCommittee(before_the_end, Reason.FUNDING)
    return due


def months_after(day: date, months: int) -> date:
    """The same day some months later (earlier where negative); a shorter month's last day.

    The calendar's first and last years have no day beyond: they give their own.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.min if months < 0 else date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
