"""What becomes of what a decision asks for: due, met with evidence, late.

Source: METHOD of the programme, "Committees": what was promised last time opens the next dossier.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from incubator.domain.impact import Indicator
from incubator.domain.upkeep_facts import figure_end

#: So long before its day, something that is owed is recalled.
SOON = timedelta(days=14)


class Answer(StrEnum):
    """What was noted of a promise; ``WITHDRAWN`` takes the last note back."""

    MET = "met"
    NOT_MET = "not-met"
    WITHDRAWN = "withdrawn"


class Fate(StrEnum):
    """Where a promise stands on a day."""

    LATE = "late"
    SOON = "soon"
    DUE = "due"
    MET = "met"
    NOT_MET = "not-met"
    DROPPED = "dropped"

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes it."""
        return self in OPEN

    @property
    def is_unmet(self) -> bool:
        """Whether a committee still asks about it: it is owed, or it was noted as not met."""
        return self in OPEN or self is Fate.NOT_MET


OPEN = frozenset({Fate.LATE, Fate.SOON, Fate.DUE})


class Sort(StrEnum):
    """What a decision asks for."""

    CONDITION = "condition"
    OBJECTIVE = "objective"


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody noted of a promise, with what shows it; ``by`` is an account's public id.

    ``number`` is its rank among all notes, 0 before it is kept.
    """

    answer: Answer
    at: datetime
    by: str
    evidence: str = ""
    url: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Promise:
    """A condition or an objective of a decision. ``owner`` is of conditions, figures of objectives.

    ``committee_id`` and ``incubator_id`` are of the session that decided. ``is_replaced`` tells
    that another decision has taken the place of the one that asked for it.
    """

    id: str
    sort: Sort
    decision_id: str
    startup_id: str
    text: str
    due: date
    decided_on: date
    owner: str = ""
    value: Decimal | None = None
    unit: str = ""
    indicator: str = ""
    is_replaced: bool = False
    note: Note | None = None
    committee_id: str = ""
    incubator_id: str = ""

    @property
    def answered(self) -> Note | None:
        """The note that counts: one that was taken back does not."""
        return self.note if self.note and self.note.answer is not Answer.WITHDRAWN else None

    @property
    def last_note(self) -> int:
        """The number of the last note, one that takes another back included; 0 before any."""
        return self.note.number if self.note else 0


def fate(promise: Promise, today: date) -> Fate:
    """Where a promise stands: what was noted last, else what the day says.

    One whose decision was replaced is dropped, unless something was noted of it. The day itself
    still counts: it is late from the day after.
    """
    if promise.answered:
        return Fate.MET if promise.answered.answer is Answer.MET else Fate.NOT_MET
    if promise.is_replaced:
        return Fate.DROPPED
    if promise.due < today:
        return Fate.LATE
    return Fate.SOON if promise.due - today <= SOON else Fate.DUE


def is_reached(promise: Promise, measured: Indicator, today: date) -> bool | None:
    """Whether an objective's measure is at the figure promised, by its latest value.

    None where no figure was promised, or no value is of after the decision.
    """
    latest = measured.latest(today)
    if promise.value is None or latest is None or figure_end(latest.day) < promise.decided_on:
        return None
    if measured.lower_is_better:
        return latest.value <= promise.value
    return latest.value >= promise.value


def asked_by(promises: Iterable[Promise], decision_id: str, sort: Sort) -> list[Promise]:
    """Those of one sort that a decision asked for, as they come."""
    return [one for one in promises if one.decision_id == decision_id and one.sort is sort]


def in_order(promises: Iterable[Promise], today: date) -> list[Promise]:
    """Promises, what is late or falls due first; what is settled last, the newest first."""
    found = list(promises)
    owed = [one for one in found if fate(one, today).is_open]
    settled = [one for one in found if not fate(one, today).is_open]
    owed.sort(key=lambda one: (one.due, one.id))
    settled.sort(key=lambda one: (one.due, one.id), reverse=True)
    return owed + settled


def due_of(promises: Iterable[Promise], today: date) -> dict[str, date]:
    """The first day on which each startup owes something, by its id; late days included."""
    days: dict[str, date] = {}
    for one in promises:
        if fate(one, today).is_open:
            days[one.startup_id] = min(one.due, days.get(one.startup_id, one.due))
    return days


def counts(promises: Iterable[Promise], today: date) -> Mapping[Fate, int]:
    """How many promises stand where."""
    fates = [fate(one, today) for one in promises]
    return {one: fates.count(one) for one in Fate if one in fates}
