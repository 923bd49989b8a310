"""What a committee decides, what it asks in return, and the chain that decisions make.

Source: METHOD of the programme, "Committees": convinced, six more months; uncertain, one or two
months and the evidence named; not convinced, stop; also reinforce, change phase, make permanent.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from incubator.domain.committees import MONTHS_APART, months_after
from incubator.domain.phases import Phase

#: How long a provisional decision may be, in months.
PROVISIONAL_MONTHS = (1, 2)
MOST_PROMISES = 20


class Kind(StrEnum):
    """The decisions that there are. An opinion recommends one of them."""

    CONTINUE = "continue"
    CHANGE_PHASE = "change-phase"
    PROVISIONAL = "provisional"
    REINFORCE = "reinforce"
    PERMANENT = "permanent"
    STOP = "stop"


class Fault(StrEnum):
    """What a decision lacks."""

    PHASE_MISSING = "phase-missing"
    PHASE_SAME = "phase-same"
    PHASE_NOT_ALLOWED = "phase-not-allowed"
    MONTHS = "months"
    EVIDENCE = "evidence"
    REASONS = "reasons"
    AMOUNT = "amount"
    PERIOD = "period"
    OBJECTIVE = "objective"
    CONDITION = "condition"
    TOO_MANY = "too-many"


@dataclass(frozen=True, slots=True)
class Objective:
    """What the team promises for a day; ``indicator`` is a measure's id in the sheet, or ""."""

    text: str
    due: date
    value: Decimal | None = None
    unit: str = ""
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """What somebody owes the committee by a day."""

    text: str
    owner: str
    due: date


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of a startup on a day. ``amount`` is in euros, for the period.

    ``phase`` is the one that it enters with the decision; ``evidence`` is what a provisional one
    waits for, within ``months``. ``replaces`` is the id of the decision that this one changes.
    """

    id: str
    startup_id: str
    incubator_id: str
    committee_id: str
    item_id: str
    kind: Kind
    decided_on: date
    phase: Phase | None = None
    amount: int | None = None
    period_from: date | None = None
    period_until: date | None = None
    months: int | None = None
    evidence: str = ""
    reasons: str = ""
    objectives: tuple[Objective, ...] = ()
    conditions: tuple[Condition, ...] = ()
    replaces: str = ""

    @property
    def is_end(self) -> bool:
        """Whether the startup leaves the programme by it."""
        return self.kind is Kind.STOP or (self.phase is not None and self.phase.is_ending)

    @property
    def next_on(self) -> date | None:
        """The last day for the next committee by this decision alone; None where it is an end.

        A provisional decision names one or two months, any other leaves six.
        """
        if self.is_end or self.phase is Phase.OPERATED:
            return None
        return months_after(self.decided_on, self.months or MONTHS_APART)


def stopping_phase(present: Phase | None) -> Phase:
    """The phase that a startup enters when it is stopped: an investigation is inconclusive."""
    return Phase.INCONCLUSIVE if present is Phase.INVESTIGATION else Phase.STOPPED


def faults(
    decision: Decision, present: Phase | None, allowed: Collection[Phase]
) -> Iterator[Fault]:
    """What a decision lacks; ``allowed`` are the phases that the present one's sheet says follow.

    Changing phase and making permanent name a phase; stopping names the one that
    :func:`stopping_phase` gives; the others name none. A provisional decision names its months
    and the evidence. Stopping says why.
    """
    yield from _faults_of_phase(decision, present, allowed)
    is_provisional = decision.kind is Kind.PROVISIONAL
    if is_provisional != (decision.months in PROVISIONAL_MONTHS):
        yield Fault.MONTHS
    if is_provisional and not decision.evidence.strip():
        yield Fault.EVIDENCE
    if decision.kind is Kind.STOP and not decision.reasons.strip():
        yield Fault.REASONS
    if decision.amount is not None and decision.amount < 0:
        yield Fault.AMOUNT
    begin, end = decision.period_from, decision.period_until
    if (begin is None) != (end is None) or (begin and end and end < begin):
        yield Fault.PERIOD
    if any(not one.text.strip() or one.due < decision.decided_on for one in decision.objectives):
        yield Fault.OBJECTIVE
    if any(
        not (one.text.strip() and one.owner.strip()) or one.due < decision.decided_on
        for one in decision.conditions
    ):
        yield Fault.CONDITION
    if max(len(decision.objectives), len(decision.conditions)) > MOST_PROMISES:
        yield Fault.TOO_MANY


def _faults_of_phase(
    decision: Decision, present: Phase | None, allowed: Collection[Phase]
) -> Iterator[Fault]:
    if decision.kind is Kind.STOP:
        if decision.phase is not stopping_phase(present):
            yield Fault.PHASE_NOT_ALLOWED
    elif decision.kind in {Kind.CHANGE_PHASE, Kind.PERMANENT}:
        if decision.phase is None:
            yield Fault.PHASE_MISSING
        elif decision.phase is present:
            yield Fault.PHASE_SAME
        elif decision.phase not in allowed:
            yield Fault.PHASE_NOT_ALLOWED
    elif decision.phase is not None:
        yield Fault.PHASE_NOT_ALLOWED


def committees_held(sheet: Iterable[date], decisions: Iterable[Decision]) -> tuple[date, ...]:
    """The days of a startup's committees: those of its sheet, and those that decided on it.

    A session writes to the sheet once it is closed, and what it writes may wait for a review.
    """
    return tuple(sorted({*sheet, *(one.decided_on for one in decisions)}))


def promised_day(sheet: Iterable[date], decisions: Iterable[Decision], today: date) -> date | None:
    """By when a provisional decision wants the next committee; None where the last one was not.

    ``sheet`` are the days of committees that the startup's sheet knows of: one that was held since
    the decision has answered it.
    """
    last = next(reversed(in_force(decisions)), None)
    if last is None or last.months is None:
        return None
    is_answered = any(last.decided_on < day <= today for day in sheet)
    return None if is_answered else last.next_on


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """Decisions that no other one replaces, in their order."""
    found = list(decisions)
    replaced = {one.replaces for one in found}
    return [one for one in found if one.id not in replaced]


def content(decision: Decision) -> str:
    """A decision as a text that is always the same: JSON, keys in order, days as ISO 8601."""
    return canonical(
        {
            "id": decision.id,
            "startup": decision.startup_id,
            "incubator": decision.incubator_id,
            "committee": decision.committee_id,
            "item": decision.item_id,
            "kind": decision.kind,
            "decided_on": decision.decided_on,
            "phase": decision.phase,
            "amount": decision.amount,
            "period_from": decision.period_from,
            "period_until": decision.period_until,
            "months": decision.months,
            "evidence": decision.evidence,
            "reasons": decision.reasons,
            "objectives": [_fields(one) for one in decision.objectives],
            "conditions": [_fields(one) for one in decision.conditions],
            "replaces": decision.replaces,
        }
    )


def from_content(text: str) -> Decision:
    """The decision of a :func:`content`.

    Raises:
        ValueError, KeyError, TypeError, ArithmeticError: the text is none.
    """
    found = json.loads(text)
    return Decision(
        id=found["id"],
        startup_id=found["startup"],
        incubator_id=found["incubator"],
        committee_id=found["committee"],
        item_id=found["item"],
        kind=Kind(found["kind"]),
        decided_on=date.fromisoformat(found["decided_on"]),
        phase=Phase(found["phase"]) if found["phase"] else None,
        amount=found["amount"],
        period_from=_day(found["period_from"]),
        period_until=_day(found["period_until"]),
        months=found["months"],
        evidence=found["evidence"],
        reasons=found["reasons"],
        objectives=tuple(
            Objective(
                one["text"],
                date.fromisoformat(one["due"]),
                None if one["value"] is None else Decimal(one["value"]),
                one["unit"],
                one["indicator"],
            )
            for one in found["objectives"]
        ),
        conditions=tuple(
            Condition(one["text"], one["owner"], date.fromisoformat(one["due"]))
            for one in found["conditions"]
        ),
        replaces=found["replaces"],
    )


def chain_hash(previous: str, text: str) -> str:
    """The SHA-256 of a decision's content after the hash of the one before; "" before the first."""
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def canonical(value: Mapping[str, Any]) -> str:
    """JSON that is the same for the same values: keys in order, no spaces, days as ISO 8601."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def _fields(value: Objective | Condition) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
