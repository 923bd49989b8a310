"""What a team adds to its dossier: the facts come from the system, these words from the team.

Source: METHOD of the programme, "Committees": impact results, budget asked, projections, blockers,
objectives for six months.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from incubator.domain.decisions import MOST_PROMISES, Kind, Objective
from incubator.domain.phases import Phase

#: The longest of each text, in signs.
MOST_TEXT = 20_000
MOST_OBJECTIVE = 500
MOST_UNIT = 100
#: The most that can be asked, in euros: more is a slip of the hand.
MOST_AMOUNT = 1_000_000_000
#: The texts, by the name of their field.
TEXTS = ("results", "learnings", "blockers")
#: What is asked goes with money for a period and with objectives; an end does not.
_GOING_ON = frozenset({Kind.CONTINUE, Kind.CHANGE_PHASE, Kind.PROVISIONAL, Kind.REINFORCE})
_TO_A_PHASE = frozenset({Kind.CHANGE_PHASE, Kind.PERMANENT})


class Lack(StrEnum):
    """What is missing in a narrative, or does not hold together."""

    MISSING = "missing"
    TOO_LONG = "too-long"
    AMOUNT = "amount"
    PHASE_NOT_ALLOWED = "phase-not-allowed"
    PHASE_UNASKED = "phase-unasked"
    BACKWARDS = "backwards"
    PAST = "past"
    NO_OBJECTIVE = "no-objective"
    TOO_MANY = "too-many"
    NO_FIGURE = "no-figure"
    NO_UNIT = "no-unit"
    UNKNOWN_MEASURE = "unknown-measure"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and the name of the field beside which it is said.

    A field of an objective is named ``objectives-{rank}-{field}``, ranks from 0.
    """

    field: str
    lack: Lack


@dataclass(frozen=True, slots=True)
class Planned:
    """An objective as the team writes it: anything may be missing until it is submitted."""

    text: str = ""
    due: date | None = None
    value: Decimal | None = None
    unit: str = ""
    indicator: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written of it."""
        return self == Planned()


@dataclass(frozen=True, slots=True)
class Narrative:
    """The team's part of a dossier. Texts are Markdown; ``amount`` is in euros, for the period."""

    results: str = ""
    learnings: str = ""
    blockers: str = ""
    kind: Kind | None = None
    amount: int | None = None
    period_from: date | None = None
    period_until: date | None = None
    phase: Phase | None = None
    objectives: tuple[Planned, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written."""
        return self == Narrative()

    @property
    def promised(self) -> tuple[Objective, ...]:
        """The objectives as a decision takes them; those without a text or a day are left out."""
        return tuple(
            Objective(one.text, one.due, one.value, one.unit, one.indicator)
            for one in self.objectives
            if one.text and one.due
        )


@dataclass(frozen=True, slots=True)
class Setting:
    """What a narrative is held against: the session's day, the sheet's measures, the phases.

    ``allowed`` are the phases that may follow the present one.
    """

    on: date
    allowed: Collection[Phase] = ()
    measures: Collection[str] = ()


def faults(narrative: Narrative, setting: Setting) -> Iterator[Fault]:
    """What is missing to submit, or does not hold together; nothing where it can be submitted.

    Results, learnings and what is asked are always written. Blockers may be none. Whoever asks to
    go on says how much money (0 is an answer), for which period, and at least one objective.
    """
    for name in TEXTS:
        text = getattr(narrative, name)
        if name != "blockers" and not text.strip():
            yield Fault(name, Lack.MISSING)
        if len(text) > MOST_TEXT:
            yield Fault(name, Lack.TOO_LONG)
    if narrative.kind is None:
        yield Fault("kind", Lack.MISSING)
    yield from _faults_of_phase(narrative, setting)
    yield from _faults_of_money(narrative)
    yield from _faults_of_objectives(narrative, setting)


def _faults_of_phase(narrative: Narrative, setting: Setting) -> Iterator[Fault]:
    if narrative.kind in _TO_A_PHASE:
        if narrative.phase is None:
            yield Fault("phase", Lack.MISSING)
        elif narrative.phase not in setting.allowed:
            yield Fault("phase", Lack.PHASE_NOT_ALLOWED)
    elif narrative.phase is not None and narrative.kind is not None:
        yield Fault("phase", Lack.PHASE_UNASKED)


def _faults_of_money(narrative: Narrative) -> Iterator[Fault]:
    goes_on = narrative.kind in _GOING_ON
    begin, end = narrative.period_from, narrative.period_until
    if narrative.amount is None:
        if goes_on:
            yield Fault("amount", Lack.MISSING)
    elif not 0 <= narrative.amount <= MOST_AMOUNT:
        yield Fault("amount", Lack.AMOUNT)
    if begin is None and (goes_on or end or narrative.amount):
        yield Fault("from", Lack.MISSING)
    if end is None and (goes_on or begin or narrative.amount):
        yield Fault("until", Lack.MISSING)
    if begin and end and end < begin:
        yield Fault("until", Lack.BACKWARDS)


def _faults_of_objectives(narrative: Narrative, setting: Setting) -> Iterator[Fault]:
    if not narrative.objectives and narrative.kind in _GOING_ON:
        yield Fault("objectives", Lack.NO_OBJECTIVE)
    if len(narrative.objectives) > MOST_PROMISES:
        yield Fault("objectives", Lack.TOO_MANY)
    for rank, one in enumerate(narrative.objectives):
        for name, lack in _faults_of_objective(one, setting):
            yield Fault(f"objectives-{rank}-{name}", lack)


def _faults_of_objective(one: Planned, setting: Setting) -> Iterator[tuple[str, Lack]]:
    if not one.text.strip():
        yield "text", Lack.MISSING
    if len(one.text) > MOST_OBJECTIVE:
        yield "text", Lack.TOO_LONG
    if one.due is None:
        yield "due", Lack.MISSING
    elif one.due <= setting.on:
        yield "due", Lack.PAST
    if one.indicator and one.indicator not in setting.measures:
        yield "indicator", Lack.UNKNOWN_MEASURE
    if one.indicator and one.value is None:
        yield "value", Lack.NO_FIGURE
    if one.value is not None and not (one.indicator or one.unit.strip()):
        yield "unit", Lack.NO_UNIT
    if len(one.unit) > MOST_UNIT:
        yield "unit", Lack.TOO_LONG


def to_plain(narrative: Narrative) -> dict[str, Any]:
    """A narrative as values that JSON knows: days as ISO 8601, figures as texts."""
    return {
        **{name: getattr(narrative, name) for name in TEXTS},
        "kind": narrative.kind.value if narrative.kind else None,
        "amount": narrative.amount,
        "period_from": _written(narrative.period_from),
        "period_until": _written(narrative.period_until),
        "phase": narrative.phase.value if narrative.phase else None,
        "objectives": [
            {
                "text": one.text,
                "due": _written(one.due),
                "value": None if one.value is None else str(one.value),
                "unit": one.unit,
                "indicator": one.indicator,
            }
            for one in narrative.objectives
        ],
    }


def from_plain(found: Mapping[str, Any]) -> Narrative:
    """The narrative of a :func:`to_plain`; what it does not say is not written yet.

    Raises:
        ValueError: the values are no narrative's.
    """
    try:
        return Narrative(
            **{name: str(found.get(name) or "") for name in TEXTS},
            kind=Kind(found["kind"]) if found.get("kind") else None,
            amount=_amount(found.get("amount")),
            period_from=_day(found.get("period_from")),
            period_until=_day(found.get("period_until")),
            phase=Phase(found["phase"]) if found.get("phase") else None,
            objectives=tuple(_planned(one) for one in found.get("objectives") or ()),
        )
    except (TypeError, KeyError, AttributeError, InvalidOperation) as error:
        raise ValueError("this is no narrative") from error


def without_empty_rows(narrative: Narrative) -> Narrative:
    """The narrative without the objectives of which nothing was written."""
    kept = tuple(one for one in narrative.objectives if not one.is_empty)
    return replace(narrative, objectives=kept)


def _planned(found: Mapping[str, Any]) -> Planned:
    value = found.get("value")
    return Planned(
        text=str(found.get("text") or ""),
        due=_day(found.get("due")),
        value=None if value is None else Decimal(str(value)),
        unit=str(found.get("unit") or ""),
        indicator=str(found.get("indicator") or ""),
    )


def _amount(value: Any) -> int | None:
    if value is not None and not isinstance(value, int):
        raise TypeError(value)
    return value


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
