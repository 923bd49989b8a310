"""A portfolio: startups as those who follow several of them see them, filtered and in order.

The order compares dates, never teams: what a day asks for soonest comes first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from incubator.domain.catalogue import UNKNOWN, Card
from incubator.domain.committees import NextCommittee, months_after, next_committee
from incubator.domain.costs import runway_months
from incubator.domain.impact import Indicator
from incubator.domain.phases import PHASES
from incubator.domain.progress import Progress, Standing, standing
from incubator.domain.upkeep_facts import Code, Facts, Point
from incubator.domain.upkeep_rules import UNTOUCHED_MONTHS, funding, owed, touched


class Concern(StrEnum):
    """What asks for attention; values are the words of addresses."""

    OVERDUE = "comite-en-retard"
    STALE = "fiche-ancienne"
    BEHIND = "objectif-en-retard"
    ENDING = "financement"
    CONDITION = "conditions"


class Column(StrEnum):
    """What rows are sorted by; values are the words of addresses."""

    ATTENTION = "attention"
    NAME = "nom"
    PHASE = "phase"
    FUNDING = "financement"
    COMMITTEE = "comite"
    CONDITIONS = "conditions"
    SHEET = "fiche"
    MEASURE = "mesure"
    FRESHNESS = "mesures"


@dataclass(frozen=True, slots=True)
class Row:
    """A startup of a portfolio on a day.

    A startup that has left the programme is asked for nothing: it has no concern and no day.
    ``committee`` is None where none is due. ``standing`` is that of the main measure; None where
    there is none. ``has_fresh_measures`` is None where nothing is measured. ``asks_on`` is the
    first day, past or to come, that asks something of the team; ``conditions_due`` is that on which
    something promised to a committee is due.
    """

    card: Card
    funding_until: date | None
    changed_on: date | None
    committee: NextCommittee | None
    indicator: Indicator | None
    standing: Standing | None
    has_fresh_measures: bool | None
    concerns: frozenset[Concern]
    asks_on: date | None
    runway: int | None
    conditions_due: date | None = None

    @property
    def phase(self) -> str:
        """The phase as addresses name it."""
        return self.card.phase or UNKNOWN


@dataclass(frozen=True, slots=True)
class Question:
    """Which rows are wanted, in which order; "" and None stand for every one."""

    phase: str = ""
    incubator: str = ""
    sponsor: str = ""
    concern: Concern | None = None
    column: Column = Column.ATTENTION
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Rows in order, and what there is to choose from in the whole portfolio."""

    rows: Sequence[Row]
    total: int
    phases: Mapping[str, int] = field(default_factory=dict)
    concerns: Mapping[Concern, int] = field(default_factory=dict)
    incubators: Mapping[str, int] = field(default_factory=dict)
    sponsors: Mapping[str, int] = field(default_factory=dict)


def row_of(
    card: Card,
    facts: Facts,
    indicator: Indicator | None,
    today: date,
    *,
    has_fresh_measures: bool | None = None,
) -> Row:
    """A startup as it stands today."""
    is_over = card.phase is not None and card.phase.is_ending
    due = next_committee(facts.phases, facts.committees, facts.funding_until, today, facts.promised)
    until = facts.funding_until
    stands = standing(indicator, today) if indicator else None
    concerns = set() if is_over else set(_concerns(facts, due, stands, today))
    return Row(
        card=card,
        funding_until=until,
        changed_on=facts.changed_on,
        committee=due,
        indicator=indicator,
        standing=stands,
        has_fresh_measures=has_fresh_measures,
        concerns=frozenset(concerns),
        asks_on=None if is_over else _first_day(facts, due, stands, concerns),
        runway=None if until is None or until < today else runway_months(until, today),
        conditions_due=None if is_over else facts.owed,
    )


def _concerns(
    facts: Facts, due: NextCommittee | None, stands: Standing | None, today: date
) -> Iterable[Concern]:
    if due is not None and due.is_overdue(today):
        yield Concern.OVERDUE
    if isinstance(owed(facts, today), Point):
        yield Concern.CONDITION
    if isinstance(touched(facts, today), Point):
        yield Concern.STALE
    if stands is not None and stands.progress is Progress.BEHIND:
        yield Concern.BEHIND
    money = funding(facts, today)
    if isinstance(money, Point) and money.code in {Code.FUNDING_ENDED, Code.FUNDING_ENDING}:
        yield Concern.ENDING


def _first_day(
    facts: Facts, due: NextCommittee | None, stands: Standing | None, concerns: set[Concern]
) -> date | None:
    """The earliest of: the committee, what is owed to one, the money's end, the sheet's three
    months, a target missed or about to be.
    """
    days = [due.day if due else None, facts.owed, facts.funding_until]
    if facts.changed_on is not None:
        days.append(months_after(facts.changed_on, UNTOUCHED_MONTHS))
    if Concern.BEHIND in concerns and stands is not None and stands.target is not None:
        days.append(stands.target.day)
    return min((day for day in days if day is not None), default=None)


def portfolio(rows: Sequence[Row], question: Question) -> Portfolio:
    """The rows that a question asks for, and what the whole portfolio has to choose from."""
    return Portfolio(
        rows=in_order([row for row in rows if matches(row, question)], question),
        total=len(rows),
        phases=_in_the_programmes_order(Counter(row.phase for row in rows)),
        concerns={one: sum(one in row.concerns for row in rows) for one in Concern},
        incubators=Counter(one for row in rows for one in row.card.incubators),
        sponsors=Counter(one for row in rows for one in row.card.sponsors),
    )


def matches(row: Row, question: Question) -> bool:
    """Whether every filter that is set holds for a row."""
    return (
        question.phase in {"", row.phase}
        and (not question.incubator or question.incubator in row.card.incubators)
        and (not question.sponsor or question.sponsor in row.card.sponsors)
        and (question.concern is None or question.concern in row.concerns)
    )


#: What is behind comes first, then what can't be told.
_STANDINGS = (Progress.BEHIND, Progress.UNKNOWN, Progress.ON_COURSE, Progress.REACHED)
Key = Callable[[Row], date | int | str | None]
_KEYS: Mapping[Column, Key] = {
    Column.ATTENTION: lambda row: row.asks_on,
    Column.NAME: lambda row: row.card.sort_title,
    Column.PHASE: lambda row: row.card.phase.order if row.card.phase else -1,
    Column.FUNDING: lambda row: row.funding_until,
    Column.COMMITTEE: lambda row: row.committee.day if row.committee else None,
    Column.CONDITIONS: lambda row: row.conditions_due,
    Column.SHEET: lambda row: row.changed_on,
    Column.MEASURE: lambda row: _STANDINGS.index(row.standing.progress) if row.standing else None,
    Column.FRESHNESS: lambda row: (
        None if row.has_fresh_measures is None else int(row.has_fresh_measures)
    ),
}


def in_order(rows: Iterable[Row], question: Question) -> list[Row]:
    """Rows by a column, then by name; those that have nothing there come last, either way."""
    key = _KEYS[question.column]
    found = sorted(rows, key=lambda row: (row.card.sort_title, row.card.id))
    known = [row for row in found if key(row) is not None]
    known.sort(key=key, reverse=question.is_descending)  # type: ignore[arg-type]
    return known + [row for row in found if key(row) is None]


def _in_the_programmes_order(counts: Mapping[str, int]) -> dict[str, int]:
    order: dict[str, int] = {phase.value: phase.order for phase in PHASES}
    return {phase: counts[phase] for phase in sorted(counts, key=lambda one: order.get(one, -1))}
