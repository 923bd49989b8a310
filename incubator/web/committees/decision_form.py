"""The form of a decision: what it shows, and the decision that it means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from incubator.domain.decisions import (
    MOST_PROMISES,
    Condition,
    Decision,
    Fault,
    Kind,
    Objective,
    stopping_phase,
)
from incubator.domain.impact import Indicator
from incubator.domain.narratives import MOST_AMOUNT, MOST_OBJECTIVE, MOST_UNIT, Narrative, Planned
from incubator.domain.phases import Phase
from incubator.i18n import N_
from incubator.web.bringing import long_text
from incubator.web.committees.typed import day_text, figure_text, typed_day, typed_figure
from incubator.web.forms import Form
from incubator.web.templating import language_of
from incubator.web.workspace.editor.writing import as_number, shown_number

OBJECTIVE, CONDITION = "objectif", "condition"
#: The fields of a row, by list.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    OBJECTIVE: ("text", "value", "unit", "indicator", "due"),
    CONDITION: ("text", "owner", "due"),
}
#: Kinds that name a phase in the form; stopping has one of its own.
TO_A_PHASE = frozenset({Kind.CHANGE_PHASE, Kind.PERMANENT})
#: Phases that end a startup: stopping it chooses between them.
STOPS = frozenset({Phase.STOPPED, Phase.INCONCLUSIVE})
#: Twenty objectives and twenty conditions, with what else the form has.
MOST_FIELDS = 400
MONTHS = ("1", "2")
_EUROS = re.compile(r"\s*(?:(?P<scale>[kKmM])\s*)?(?:€|euros?|eur)?\s*\Z", re.IGNORECASE)
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000}
#: Beside which field each fault is said, and how. Those of rows are found while they are read.
FAULTS: Mapping[Fault, tuple[str, str]] = {
    Fault.PHASE_MISSING: ("phase", N_("Choisissez la phase.")),
    Fault.PHASE_SAME: ("phase", N_("La startup est déjà dans cette phase.")),
    Fault.PHASE_NOT_ALLOWED: (
        "phase",
        N_("Cette phase ne peut pas suivre celle où est la startup."),
    ),
    Fault.MONTHS: ("months", N_("Choisissez un ou deux mois.")),
    Fault.EVIDENCE: ("evidence", N_("Dites quelle preuve le comité attend.")),
    Fault.REASONS: ("reasons", N_("Dites pourquoi le comité arrête la startup.")),
    Fault.AMOUNT: ("amount", N_("Écrivez un montant en euros, par exemple 120 000.")),
    Fault.PERIOD: ("until", N_("Donnez le premier et le dernier jour, dans cet ordre.")),
    Fault.OBJECTIVE: (OBJECTIVE, N_("Complétez chaque objectif.")),
    Fault.CONDITION: (CONDITION, N_("Complétez chaque condition.")),
    Fault.TOO_MANY: (OBJECTIVE, N_("Gardez vingt objectifs et vingt conditions au plus.")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list; the last one of a form is empty, to add."""

    prefix: str
    number: int
    is_new: bool
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of the startup's sheet, by id."""

    known: Mapping[str, Indicator]

    @classmethod
    def of(cls, indicators: Iterable[Indicator]) -> Measures:
        """Those of a sheet."""
        return cls({one.id: one for one in indicators if one.id})

    def unit(self, indicator_id: str) -> str:
        """A measure's unit."""
        known = self.known.get(indicator_id)
        return known.unit if known else ""


def read_decision(
    sent: Form, blank: Decision, present: Phase | None, measures: Measures
) -> Decision | None:
    """The decision that a form means; ``blank`` has whom it is about. None without a kind.

    What the kind has no use for is left out, typed or not. Faults of fields are in ``sent``.
    """
    kind_name = sent.values.get("kind", "")
    if kind_name not in set(Kind):
        sent.fault("kind", N_("Choisissez ce que le comité décide."))
        return None
    kind = Kind(kind_name)
    is_provisional, is_stop = kind is Kind.PROVISIONAL, kind is Kind.STOP
    months, evidence = sent.values.get("months", ""), long_text(sent, "evidence", limit=1000)
    # The form begins with what the team asks for: what is stopped has neither money nor promises.
    begin, end = (None, None) if is_stop else (typed_day(sent, "from"), typed_day(sent, "until"))
    return replace(
        blank,
        kind=kind,
        phase=stopping_phase(present) if is_stop else _phase(sent, kind),
        amount=None if is_stop else _amount(sent),
        period_from=begin,
        period_until=end,
        months=int(months) if is_provisional and months in MONTHS else None,
        evidence=evidence if is_provisional else "",
        reasons=long_text(sent, "reasons"),
        objectives=() if is_stop else tuple(_objectives(sent, blank.decided_on, measures)),
        conditions=tuple(_conditions(sent, blank.decided_on)),
    )


def say_faults(sent: Form, found: Iterable[Fault]) -> None:
    """Say beside the fields what the decision lacks, unless a fault of the field says more."""
    for fault in found:
        name, text = FAULTS[fault]
        of_rows = fault in {Fault.OBJECTIVE, Fault.CONDITION}
        if not (of_rows and any(key.startswith(f"{name}-") for key in sent.errors)):
            sent.fault(name, text)


def values_of(source: Decision | Narrative | None, language: str) -> dict[str, str]:
    """What the form shows of a decision, or of what a dossier asks for; nothing for None."""
    if source is None:
        return {}
    values = {
        "kind": source.kind.value if source.kind else "",
        "phase": source.phase.value if source.phase else "",
        "amount": "" if source.amount is None else shown_number(source.amount, language),
        "from": day_text(source.period_from),
        "until": day_text(source.period_until),
    }
    conditions: Sequence[Condition] = ()
    if isinstance(source, Decision):
        values |= {
            "months": str(source.months or ""),
            "evidence": source.evidence,
            "reasons": source.reasons,
        }
        conditions = source.conditions
    objectives: Sequence[Objective | Planned] = source.objectives
    for number, objective in enumerate(objectives, 1):
        values |= _row(OBJECTIVE, number, _objective_values(objective, language))
    for number, condition in enumerate(conditions, 1):
        shown = {"text": condition.text, "owner": condition.owner, "due": day_text(condition.due)}
        values |= _row(CONDITION, number, shown)
    return values


def rows_of(name: str, values: Mapping[str, str]) -> list[Row]:
    """The rows of a list: those that say something, then an empty one."""
    rows = []
    for number in _numbers(name, values):
        prefix = f"{name}-{number}-"
        if any(values.get(prefix + column, "").strip() for column in COLUMNS[name]):
            rows.append(Row(prefix, number, False, f"{prefix}remove" in values))
    last = max((row.number for row in rows), default=0) + 1
    return [*rows, Row(f"{name}-{last}-", last, True)]


def amount_of(text: str, language: str) -> int | None:
    """Whole euros as people write them: 120 000, 120 000 €, 120 k€, 1,2 M€; None for none such."""
    tail = _EUROS.search(text)
    if tail is None:
        return None
    number = as_number(text[: tail.start()], language)
    if number is None:
        return None
    euros = Decimal(str(number)) * _SCALES[(tail["scale"] or "").lower()]
    is_whole = euros == euros.to_integral_value()
    return int(euros) if is_whole and 0 <= euros <= MOST_AMOUNT else None


def _amount(sent: Form) -> int | None:
    text = sent.text("amount", limit=40)
    if not text:
        return None
    found = amount_of(text, language_of(sent.request))
    if found is None:
        sent.fault(*FAULTS[Fault.AMOUNT])
    return found


def _phase(sent: Form, kind: Kind) -> Phase | None:
    name = sent.values.get("phase", "")
    return Phase(name) if kind in TO_A_PHASE and name in set(Phase) else None


def _objectives(sent: Form, decided_on: date, measures: Measures) -> Iterator[Objective]:
    for prefix in _kept(sent, OBJECTIVE):
        text = sent.text(
            f"{prefix}text", required=N_("Dites ce qui est à atteindre."), limit=MOST_OBJECTIVE
        )
        indicator = sent.values.get(f"{prefix}indicator", "")
        if indicator and indicator not in measures.known:
            sent.fault(f"{prefix}indicator", N_("Choisissez une des mesures de la fiche."))
        unit = sent.text(f"{prefix}unit", limit=MOST_UNIT) or measures.unit(indicator)
        value = typed_figure(sent, f"{prefix}value")
        due = _due(sent, prefix, decided_on)
        if due is not None:
            yield Objective(text, due, value, unit, indicator)


def _conditions(sent: Form, decided_on: date) -> Iterator[Condition]:
    for prefix in _kept(sent, CONDITION):
        text = sent.text(f"{prefix}text", required=N_("Dites ce qui est dû."), limit=MOST_OBJECTIVE)
        owner = sent.text(f"{prefix}owner", required=N_("Dites qui s’en charge."), limit=200)
        due = _due(sent, prefix, decided_on)
        if due is not None:
            yield Condition(text, owner, due)


def _kept(sent: Form, name: str) -> Iterator[str]:
    """The prefixes of the rows that say something and stay."""
    found = [row.prefix for row in rows_of(name, sent.values) if not (row.is_new or row.is_removed)]
    if len(found) > MOST_PROMISES:
        sent.fault(name, FAULTS[Fault.TOO_MANY][1])
    yield from found


def _due(sent: Form, prefix: str, decided_on: date) -> date | None:
    name = f"{prefix}due"
    due = typed_day(sent, name)
    if due is None:
        sent.fault(name, N_("Donnez le dernier jour."))
    elif due < decided_on:
        sent.fault(name, N_("Donnez un jour à venir."))
    return due


def _objective_values(one: Objective | Planned, language: str) -> dict[str, str]:
    return {
        "text": one.text,
        "value": figure_text(one.value, language),
        "unit": one.unit,
        "indicator": one.indicator,
        "due": day_text(one.due),
    }


def _row(name: str, number: int, shown: Mapping[str, str]) -> dict[str, str]:
    return {f"{name}-{number}-{column}": text for column, text in shown.items()}


def _numbers(name: str, values: Mapping[str, str]) -> list[int]:
    pattern = re.compile(rf"{name}-([1-9][0-9]?)-")
    return sorted({int(found[1]) for key in values if (found := pattern.match(key))})
