"""Measures and checks as pages show them: a figure, or why there is none and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request

from incubator.domain.measures import Absence, Measure, Trend, trend_of
from incubator.domain.openness import OpenAnswer, OpenState
from incubator.i18n import N_
from incubator.web.measures.units import counted, days_between, figure, said, unit_words
from incubator.web.measures.words import (
    ABSENCES,
    BY_RELEASES,
    CHECKS,
    COVERAGE,
    MEASURES,
    OWN_ABSENCES,
)
from incubator.web.templating import formats_of, translate

#: Against the past, in words; colour only repeats it.
_TRENDS = {
    Trend.BETTER: N_("mieux qu’avant : %(value)s"),
    Trend.WORSE: N_("moins bien qu’avant : %(value)s"),
    Trend.STEADY: N_("comme avant : %(value)s"),
}
_UP, _DOWN, _SAME = "↗", "↘", "→"
_DIRECTIONS = {_UP: N_("en hausse"), _DOWN: N_("en baisse"), _SAME: N_("stable")}
_STATES = {
    OpenState.MET: N_("en place"),
    OpenState.NOT_MET: N_("à faire"),
    OpenState.UNKNOWN: N_("pas encore vérifié"),
}
#: How the lists of a page mark each state: see components/lists.html.
_MARKS = {
    OpenState.MET: "published",
    OpenState.NOT_MET: "missing",
    OpenState.UNKNOWN: "partial",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A measure against the startup's own past: a word, an arrow with its name, the values."""

    kind: str
    arrow: str
    direction: str
    text: str


@dataclass(frozen=True, slots=True)
class MeasureCard:
    """A measure as a page shows it: ``figure`` and its ``unit``, or ``reason`` and ``advice``."""

    id: str
    name: str
    definition: str
    period: str
    figure: str = ""
    unit: str = ""
    coverage: str = ""
    comparison: Comparison | None = None
    reason: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """A check of openness: ``mark`` and ``state`` say the same; ``advice`` where it is not met."""

    name: str
    mark: str
    state: str
    lacking: tuple[str, ...]
    advice: str


def measure_cards(request: Request, measures: Sequence[Measure]) -> list[MeasureCard]:
    """The measures in their order."""
    return [measure_card(request, measure) for measure in measures]


def measure_card(request: Request, measure: Measure) -> MeasureCard:
    """A measure with its figure, or why there is none and what would make it appear."""
    name, definition = (translate(request, text) for text in MEASURES[measure.id])
    period = days_between(request, measure.period.start, measure.period.end)
    if measure.value is None:
        absence = measure.absence or Absence.NOT_COLLECTED
        reason, advice = OWN_ABSENCES.get((measure.id, absence), ABSENCES[absence])
        return MeasureCard(
            id=measure.id.value,
            name=name,
            definition=definition,
            period=period,
            reason=translate(request, reason),
            advice=translate(request, advice),
        )
    return MeasureCard(
        id=measure.id.value,
        name=name,
        definition=definition,
        period=period,
        figure=figure(request, measure.unit, measure.value),
        unit=unit_words(request, measure.unit, measure.value),
        coverage=_coverage(request, measure),
        comparison=_comparison(request, measure, measure.value),
    )


def checks(request: Request, answers: Sequence[OpenAnswer]) -> list[ShownCheck]:
    """The checks of openness, in their order."""
    return [
        ShownCheck(
            name=translate(request, CHECKS[answer.check][0]),
            mark=_MARKS[answer.state],
            state=translate(request, _STATES[answer.state]),
            lacking=answer.lacking,
            advice=translate(request, CHECKS[answer.check][1])
            if answer.state is OpenState.NOT_MET
            else "",
        )
        for answer in answers
    ]


def _coverage(request: Request, measure: Measure) -> str:
    one, several = BY_RELEASES if measure.by_releases else COVERAGE[measure.id]
    total = formats_of(request).number(measure.total)
    return counted(request, measure.counted, one, several, total=total)


def _comparison(request: Request, measure: Measure, value: float) -> Comparison:
    """Against the period of the same length just before."""
    trend = trend_of(measure)
    if measure.previous is None:
        text = N_("pas de comparaison : la période d’avant n’est pas connue")
        return Comparison(trend.value, "", "", translate(request, text))
    before = said(request, measure.unit, measure.previous)
    if trend is Trend.UNKNOWN:
        text = N_("trop peu de cas pour dire une tendance ; avant : %(value)s")
        return Comparison(trend.value, "", "", translate(request, text, value=before))
    arrow = _UP if value > measure.previous else _DOWN
    if trend is Trend.STEADY:
        arrow = _SAME
    return Comparison(
        trend.value,
        arrow,
        translate(request, _DIRECTIONS[arrow]),
        translate(request, _TRENDS[trend], value=before),
    )
