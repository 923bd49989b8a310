"""What committees decided before, and what became of what they were promised, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from incubator.domain.decisions import Decision, in_force
from incubator.domain.dossier_facts import standing_told, value_told
from incubator.domain.dossiers import iso, plain
from incubator.domain.impact import DatedValue, Indicator
from incubator.domain.progress import standing


class Fate(StrEnum):
    """What became of a promise. ``LATE`` is one whose day has passed with no answer noted."""

    MET = "met"
    NOT_MET = "not-met"
    WITHDRAWN = "withdrawn"
    OPEN = "open"
    LATE = "late"


#: Those that a committee still waits for.
WAITED_FOR = frozenset({Fate.NOT_MET, Fate.OPEN, Fate.LATE})


@dataclass(frozen=True, slots=True)
class Answered:
    """The newest note on a promise; ``answer`` is met, not-met or withdrawn."""

    answer: str
    evidence: str
    url: str
    on: date


@dataclass(frozen=True, slots=True)
class Promise:
    """An objective or a condition to be followed; ``owner`` is "" for an objective."""

    id: str
    decision_id: str
    text: str
    due: date
    owner: str = ""
    value: Decimal | None = None
    unit: str = ""
    indicator: str = ""
    answered: Answered | None = None

    def fate(self, today: date) -> Fate:
        """What became of it by a day."""
        if self.answered is not None:
            return Fate(self.answered.answer)
        return Fate.LATE if self.due < today else Fate.OPEN


def decisions_told(
    decisions: Sequence[Decision],
    objectives: Mapping[str, Sequence[Promise]],
    conditions: Mapping[str, Sequence[Promise]],
    indicators: Sequence[Indicator],
    today: date,
) -> list[dict[str, Any]]:
    """Every decision, the newest first; promises are by the decision's id."""
    replaced = {one.replaces: one.id for one in decisions if one.replaces}
    return [
        {
            "id": one.id,
            "decided_on": iso(one.decided_on),
            "kind": one.kind.value,
            "phase": one.phase.value if one.phase else None,
            "amount": one.amount,
            "period_from": iso(one.period_from),
            "period_until": iso(one.period_until),
            "months": one.months,
            "evidence": one.evidence,
            "reasons": one.reasons,
            "replaces": one.replaces or None,
            "replaced_by": replaced.get(one.id),
            "objectives": [
                objective_told(promise, one.decided_on, indicators, today)
                for promise in objectives.get(one.id, ())
            ],
            "conditions": [promise_told(each, today) for each in conditions.get(one.id, ())],
        }
        for one in reversed(decisions)
    ]


def promised_told(
    decisions: Sequence[Decision],
    objectives: Mapping[str, Sequence[Promise]],
    indicators: Sequence[Indicator],
    today: date,
) -> dict[str, Any] | None:
    """What the last decision that stands was promised; None where nothing was ever decided."""
    last = next(reversed(in_force(decisions)), None)
    if last is None:
        return None
    return {
        "decision": last.id,
        "decided_on": iso(last.decided_on),
        "objectives": [
            objective_told(promise, last.decided_on, indicators, today)
            for promise in objectives.get(last.id, ())
        ],
    }


def promise_told(promise: Promise, today: date) -> dict[str, Any]:
    """A promise and its fate."""
    answered = promise.answered
    return {
        "id": promise.id,
        "text": promise.text,
        "owner": promise.owner,
        "due": iso(promise.due),
        "fate": promise.fate(today).value,
        "answered": {
            "on": iso(answered.on),
            "evidence": answered.evidence,
            "url": answered.url,
        }
        if answered
        else None,
    }


def objective_told(
    promise: Promise, decided_on: date, indicators: Sequence[Indicator], today: date
) -> dict[str, Any]:
    """An objective, with its measure on the day of the decision and today.

    It stands on course where its value is on the straight line from the value known at the
    decision to the one promised.
    """
    told = {
        **promise_told(promise, today),
        "value": None if promise.value is None else plain(promise.value),
        "unit": promise.unit,
        "indicator": promise.indicator,
    }
    measured = next((one for one in indicators if one.id == promise.indicator), None)
    if measured is None or not promise.indicator:
        return {**told, "name": "", "at_decision": None, "latest": None}
    told |= {
        "name": measured.name,
        "unit": promise.unit or measured.unit,
        "at_decision": value_told(measured.latest(decided_on)),
        "latest": value_told(measured.latest(today)),
    }
    if promise.value is None:
        return told
    return told | standing_told(standing(_as_promised(measured, promise, decided_on), today))


def _as_promised(measured: Indicator, promise: Promise, decided_on: date) -> Indicator:
    """The measure since the decision, with what was promised for its only target."""
    known = measured.latest(decided_on)
    values = tuple(one for one in measured.values if known is None or one.day >= known.day)
    target = DatedValue(promise.due, promise.value or Decimal(0))
    return replace(measured, values=values, targets=(target,))
