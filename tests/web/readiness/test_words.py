"""Every check has words for all that it can find, with its figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from starlette.requests import Request

from incubator.app import create_app
from incubator.config import Settings
from incubator.domain.impact import Budget, DatedValue, Dimension, Indicator
from incubator.domain.measures import Measure, MeasureId, Period, Unit
from incubator.domain.openness import OpenAnswer, OpenCheck, OpenState
from incubator.domain.phases import Phase, PhaseEntry
from incubator.domain.readiness import Answer, Check, Finding, Known, Mate, Score
from incubator.domain.readiness_checks import RULES
from incubator.domain.startups import Event, Startup
from incubator.web.readiness.words import FOUND, age, found, found_values, missing, score_words

TODAY = date(2026, 11, 21)
BARE = Startup("x", "X", "", (PhaseEntry(Phase.CONSTRUCTION, date(2025, 1, 1)),))


def main(*values: tuple[date, int]) -> tuple[Indicator, ...]:
    targets = (date(2027, 3, 1), date(2027, 12, 31))
    return (
        Indicator(
            "d", "Dossiers", Dimension.IMPACTFUL, unit="dossiers/mois", is_main=True,
            values=tuple(DatedValue(day, Decimal(value)) for day, value in values),
            targets=tuple(DatedValue(day, Decimal(1)) for day in targets),
        ),
    )  # fmt: skip


def delivered(pulls: float, people: float) -> tuple[Measure, ...]:
    period = Period(date(2026, 8, 21), TODAY)
    return (
        Measure(MeasureId.THROUGHPUT, Unit.PULLS_PER_WEEK, period, pulls),
        Measure(MeasureId.CONTRIBUTORS, Unit.PEOPLE, period, people),
    )


def opened(state: OpenState) -> tuple[OpenAnswer, ...]:
    lacking = ("org/api", "org/site") if state is OpenState.NOT_MET else ()
    return tuple(OpenAnswer(check, state, lacking) for check in OpenCheck)


RICH = Known(
    startup=replace(
        BARE,
        link="https://service.gouv.fr/",
        stats=True,
        sponsors=("dinum", "dila"),
        accessibility_status="partiellement conforme",
        risk_analysis=True,
        indicators=main((date(2025, 10, 1), 100), (date(2026, 11, 1), 5100)),
        budgets=(Budget(2025, 100_00), Budget(2026, 120_00)),
        events=(Event("product_launch", date(2026, 3, 12)),),
    ),
    team=(*[Mate("admin", "Intrapreneuse")] * 3, *[Mate("service", "")] * 4),
    measures=delivered(4.25, 5),
    openness=opened(OpenState.MET),
)
POOR = Known(
    startup=replace(
        BARE,
        link="https://service.beta.gouv.fr/",
        indicators=main((date(2025, 5, 1), 100), (date(2026, 6, 1), 90)),
        budgets=(Budget(2025, 100_00), Budget(2026, 120_00)),
        events=(Event("product_launch", date(2026, 11, 1)),),
    ),
    team=(Mate("admin", ""), *[Mate("service", "")] * 6, Mate("", "")),
    measures=delivered(0.5, 1),
    openness=opened(OpenState.NOT_MET),
)
SAID = {
    (Check.BUDGET_OF_THE_YEAR, Answer.MET): "La fiche donne le budget de 2026.",
    (Check.IMPACT_PUBLISHED, Answer.MET): (
        "Dernier chiffre de « Dossiers » : 5 100 dossiers/mois (novembre 2026)."
    ),
    (Check.IMPACT_FRESH, Answer.NOT_MET): (
        "Dernier chiffre de « Dossiers » : juin 2026, il y a plus d’un mois et demi."
    ),
    (Check.IMPACT_OUTGROWS_COST, Answer.NOT_MET): (
        "Sur un an, progrès de « Dossiers » : −10 %. Évolution du budget : +20 %."
    ),
    (Check.SPONSOR_NAMED, Answer.MET): "La fiche nomme 2 administrations sponsors.",
    (Check.TARGETS_AHEAD, Answer.MET): (
        "« Dossiers » a 2 cibles, la dernière au 31 décembre 2027."
    ),
    (Check.INTRAPRENEUR_IN_TEAM, Answer.MET): "Dans l’équipe : 3 intrapreneurs.",
    (Check.INTERNAL_TEAM, Answer.MET): "3 agents publics sur 7 personnes.",
    (Check.INTERNAL_TEAM, Answer.NOT_MET): (
        "1 agent public sur 7 personnes dont le statut est connu."
    ),
    (Check.ACCESSIBILITY_AUDITED, Answer.MET): (
        "La fiche déclare le service « partiellement conforme »."
    ),
    (Check.OWN_DOMAIN, Answer.NOT_MET): (
        "Le service est encore à l’adresse service.beta.gouv.fr, celle du programme."
    ),
    (Check.LICENCE, Answer.NOT_MET): "Dépôts sans licence : org/api et org/site.",
    (Check.DELIVERS_REGULARLY, Answer.MET): (
        "4,2 demandes intégrées par semaine ; 5 personnes contribuent."
    ),
    (Check.DELIVERS_REGULARLY, Answer.NOT_MET): (
        "0,5 demande intégrée par semaine ; 1 personne contribue."
    ),
}


@pytest.fixture(scope="module")
def request_() -> Request:
    scope: dict[str, Any] = {"type": "http", "app": create_app(Settings()), "language": "fr"}
    return Request(scope)


def plain(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").split())


@pytest.mark.parametrize("check", Check)
def test_every_check_says_what_it_found_with_its_figures(check: Check, request_: Request) -> None:
    findings = [RULES[check](known, TODAY) for known in (RICH, POOR)]
    assert findings[0].answer is Answer.MET
    told = {
        plain(found(request_, check, finding))
        for finding in findings
        if finding.answer is not Answer.UNKNOWN
    }
    assert all(one.endswith(".") and "None" not in one for one in told)
    assert {text for (of, _), text in SAID.items() if of is check} <= told


@pytest.mark.parametrize("check", Check)
def test_every_check_says_what_it_lacks(check: Check, request_: Request) -> None:
    finding: Finding = RULES[check](Known(BARE), TODAY)
    assert finding.answer is Answer.UNKNOWN
    for is_tracked in (True, False):
        lacks = missing(check, finding.figures, is_tracked=is_tracked)
        values = found_values(request_, check, finding.figures)
        assert (lacks.sentence % values).endswith(".")
        assert lacks.verb % values


def test_words_are_of_checks_and_their_figures_alone() -> None:
    reached = {
        (check, RULES[check](known, TODAY).answer) for check in Check for known in (RICH, POOR)
    }
    assert set(SAID) <= reached
    assert {pair for pair in reached if pair[1] is not Answer.UNKNOWN} == set(FOUND)


@pytest.mark.parametrize(
    ("score", "told"),
    [
        (Score(5, 1, 2), "5 critères sur 8 remplis, 2 inconnus"),
        (Score(1, 0, 1), "1 critère sur 2 rempli, 1 inconnu"),
        (Score(0, 3, 0), "0 critère sur 3 rempli"),
    ],
)
def test_a_score_is_counts(request_: Request, score: Score, told: str) -> None:
    assert plain(score_words(request_, score)) == told


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (TODAY, "aujourd’hui"),
        (date(2026, 11, 22), "aujourd’hui"),
        (date(2026, 11, 11), "il y a 10 jours"),
        (date(2026, 3, 21), "il y a 8 mois"),
        (date(2024, 9, 1), "il y a 2 ans"),
    ],
)
def test_an_age_is_said_in_the_unit_that_reads_best(
    request_: Request, day: date, told: str
) -> None:
    assert plain(age(request_, day, TODAY)) == told
