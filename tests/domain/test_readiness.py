"""Criteria of gates and standards: what answers by itself, and whose word counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.domain.impact import Budget, DatedValue, Dimension, Indicator
from incubator.domain.measures import Measure, MeasureId, Period, Unit
from incubator.domain.openness import OpenAnswer, OpenCheck, OpenState
from incubator.domain.phases import Phase, PhaseEntry
from incubator.domain.readiness import (
    Answer,
    Check,
    Criterion,
    Declared,
    Finding,
    Known,
    Mate,
    Source,
    Validity,
    reply,
    score,
    validity,
)
from incubator.domain.readiness_checks import RULES, find
from incubator.domain.readiness_gates import Gate, gate_of, replies
from incubator.domain.startups import Event, Startup

TODAY = date(2026, 7, 15)
BARE = Startup("x", "X", "", (PhaseEntry(Phase.CONSTRUCTION, date(2025, 1, 1)),))
MET, NOT_MET, UNKNOWN = Answer.MET, Answer.NOT_MET, Answer.UNKNOWN


def main(values: dict[str, int], *targets: str) -> tuple[Indicator, ...]:
    return (
        Indicator(
            "d", "Dossiers", Dimension.IMPACTFUL, is_main=True,
            values=tuple(DatedValue(date.fromisoformat(d), Decimal(v)) for d, v in values.items()),
            targets=tuple(DatedValue(date.fromisoformat(d), Decimal(1)) for d in targets),
        ),
    )  # fmt: skip


def measure(id_: MeasureId, unit: Unit, value: float) -> Measure:
    return Measure(id_, unit, Period(date(2026, 4, 16), TODAY), value)


def delivered(pulls: float, people: float) -> tuple[Measure, ...]:
    return (
        measure(MeasureId.THROUGHPUT, Unit.PULLS_PER_WEEK, pulls),
        measure(MeasureId.CONTRIBUTORS, Unit.PEOPLE, people),
    )


def opened(check: OpenCheck, state: OpenState) -> OpenAnswer:
    return OpenAnswer(check, state, ("org/site",) if state is OpenState.NOT_MET else ())


GROWN = main({"2025-06-01": 100, "2026-06-01": 150})
TWO_YEARS = (Budget(2025, 100_00, 100_00), Budget(2026, 120_00))
SOURCE, LICENCE = OpenCheck.PUBLIC_SOURCE, OpenCheck.LICENCE


@pytest.mark.parametrize(
    ("check", "sheet", "expected"),
    [
        (Check.STATISTICS_PUBLISHED, {"stats_url": "https://x.example/stats"}, MET),
        (Check.STATISTICS_PUBLISHED, {}, UNKNOWN),
        (Check.BUDGET_PUBLISHED, {"budgets": (Budget(2026, 1),)}, MET),
        (Check.BUDGET_OF_THE_YEAR, {"budgets": (Budget(2026, 1),)}, MET),
        (Check.BUDGET_OF_THE_YEAR, {"budgets": (Budget(2026), Budget(2025, 1))}, UNKNOWN),
        (Check.IMPACT_PUBLISHED, {"indicators": main({"2026-06-01": 1})}, MET),
        (Check.IMPACT_PUBLISHED, {"indicators": main({"2026-08-01": 1})}, UNKNOWN),
        (Check.IMPACT_FRESH, {"indicators": main({"2026-06-01": 1})}, MET),
        (Check.IMPACT_FRESH, {"indicators": main({"2026-04-01": 1})}, NOT_MET),
        (Check.IMPACT_FRESH, {}, UNKNOWN),
        (Check.IMPACT_OUTGROWS_COST, {"indicators": GROWN, "budgets": TWO_YEARS}, MET),
        (
            Check.IMPACT_OUTGROWS_COST,
            {"indicators": GROWN, "budgets": (Budget(2025, 100), Budget(2026, 151))},
            NOT_MET,
        ),
        (Check.IMPACT_OUTGROWS_COST, {"indicators": GROWN, "budgets": TWO_YEARS[1:]}, UNKNOWN),
        (Check.MAIN_MEASURE, {"indicators": main({})}, MET),
        (Check.TARGETS_AHEAD, {"indicators": main({}, "2026-12-31", "2027-12-31")}, MET),
        (Check.TARGETS_AHEAD, {"indicators": main({}, "2026-09-30", "2026-12-31")}, UNKNOWN),
        (Check.TARGETS_AHEAD, {"indicators": main({}, "2027-12-31")}, UNKNOWN),
        (Check.SIX_MONTH_TARGET, {"indicators": main({}, "2026-12-31")}, MET),
        (Check.SIX_MONTH_TARGET, {"indicators": main({}, "2028-12-31")}, UNKNOWN),
        (Check.SPONSOR_NAMED, {"sponsors": ("dinum",)}, MET),
        (Check.IN_PRODUCTION, {"events": (Event("product_launch", date(2026, 4, 15)),)}, MET),
        (Check.IN_PRODUCTION, {"events": (Event("product_launch", date(2026, 4, 16)),)}, NOT_MET),
        (Check.IN_PRODUCTION, {"events": (Event("product_launch", date(2026, 9, 1)),)}, UNKNOWN),
        (Check.OWN_DOMAIN, {"link": "https://x.beta.gouv.fr/"}, NOT_MET),
        (Check.OWN_DOMAIN, {"link": "https://x.gouv.fr/"}, MET),
        (Check.OWN_DOMAIN, {}, UNKNOWN),
        (Check.ACCESSIBILITY_AUDITED, {"accessibility_status": "partiellement conforme"}, MET),
        (Check.ACCESSIBILITY_AUDITED, {"accessibility_status": "non conforme"}, UNKNOWN),
        (Check.RISKS_ANALYSED, {"risk_analysis": True}, MET),
    ],
)
def test_what_the_sheet_says(check: Check, sheet: dict[str, Any], expected: Answer) -> None:
    assert RULES[check](Known(replace(BARE, **sheet)), TODAY).answer is expected


@pytest.mark.parametrize(
    ("check", "known", "expected"),
    [
        (Check.DELIVERS_REGULARLY, {"measures": delivered(1.0, 2)}, MET),
        (Check.DELIVERS_REGULARLY, {"measures": delivered(0.9, 2)}, NOT_MET),
        (Check.DELIVERS_REGULARLY, {"measures": delivered(5.0, 1)}, NOT_MET),
        (Check.DELIVERS_REGULARLY, {}, UNKNOWN),
        (Check.LICENCE, {"openness": (opened(LICENCE, OpenState.NOT_MET),)}, NOT_MET),
        (Check.LICENCE, {}, UNKNOWN),
        (Check.PUBLIC_SOURCE, {"openness": (opened(SOURCE, OpenState.MET),)}, MET),
        (
            Check.SOURCE_OPEN,
            {"openness": (opened(SOURCE, OpenState.MET), opened(LICENCE, OpenState.MET))},
            MET,
        ),
        (Check.SOURCE_OPEN, {"openness": (opened(SOURCE, OpenState.MET),)}, UNKNOWN),
        (
            Check.SOURCE_OPEN,
            {"openness": (opened(SOURCE, OpenState.NOT_MET), opened(LICENCE, OpenState.MET))},
            NOT_MET,
        ),
        (Check.INTERNAL_TEAM, {"team": (Mate("admin", ""), Mate("independent", ""))}, MET),
        (Check.INTERNAL_TEAM, {"team": (Mate("admin", ""), *[Mate("service", "")] * 2)}, NOT_MET),
        (Check.INTERNAL_TEAM, {"team": (Mate("", ""),)}, UNKNOWN),
        (Check.INTRAPRENEUR_IN_TEAM, {"team": (Mate("", "Intrapreneuse"),)}, MET),
        (Check.INTRAPRENEUR_IN_TEAM, {"team": (Mate("", "Développeur"),)}, UNKNOWN),
    ],
)
def test_what_the_team_and_its_repositories_show(
    check: Check, known: dict[str, Any], expected: Answer
) -> None:
    assert RULES[check](Known(BARE, **known), TODAY).answer is expected


def test_a_sheet_that_says_nothing_fails_nothing() -> None:
    assert {rule(Known(BARE), TODAY).answer for rule in RULES.values()} == {UNKNOWN}


def test_a_name_that_is_no_check_finds_nothing() -> None:
    assert find("no-such-check", Known(BARE), TODAY) is None
    assert find("", Known(BARE), TODAY) is None


CRITERION = Criterion("stats", "Une page publique montre les statistiques.")
SAID = Declared(MET, date(2026, 5, 1), "Voir le rapport")


def test_what_can_be_verified_goes_before_what_is_declared() -> None:
    found = Finding(NOT_MET, Source.GITHUB, TODAY)
    answer = reply(CRITERION, found, SAID)
    assert (answer.answer, answer.source, answer.as_of) == (NOT_MET, Source.GITHUB, TODAY)
    assert answer.declared is SAID


def test_where_no_check_knows_the_teams_word_stands_with_its_day() -> None:
    for found in (None, Finding(UNKNOWN, Source.SHEET)):
        answer = reply(CRITERION, found, SAID)
        assert (answer.answer, answer.source, answer.as_of) == (MET, Source.DECLARED, SAID.day)


def test_without_either_it_is_unknown() -> None:
    answer = reply(CRITERION, None, None)
    assert (answer.answer, answer.source, answer.as_of) == (UNKNOWN, None, None)


@pytest.mark.parametrize(
    ("said", "version", "expected"),
    [
        (SAID, "", Validity.CURRENT),
        (replace(SAID, day=date(2025, 7, 15)), "", Validity.CURRENT),
        (replace(SAID, day=date(2025, 7, 14)), "", Validity.TO_CONFIRM),
        (replace(SAID, version="2025.2"), "2026.1", Validity.OTHER_VERSION),
        (replace(SAID, version="2026.1"), "2026.1", Validity.CURRENT),
        (SAID, "2026.1", Validity.OTHER_VERSION),
    ],
)
def test_what_was_said_of_another_version_or_long_ago_is_to_be_confirmed(
    said: Declared, version: str, expected: Validity
) -> None:
    assert validity(said, version, TODAY) is expected


def test_what_was_said_of_another_version_counts_as_unknown_and_is_kept_beside() -> None:
    said = replace(SAID, version="2025.2")
    answer = reply(CRITERION, None, said, "2026.1")
    assert (answer.answer, answer.source, answer.declared) == (UNKNOWN, None, said)
    assert reply(CRITERION, None, said, "2025.2").answer is MET


def test_what_was_said_long_ago_counts_until_it_is_confirmed() -> None:
    assert reply(CRITERION, None, replace(SAID, day=date(2020, 1, 1))).answer is MET


def test_a_team_contests_a_check_only_by_saying_something_else() -> None:
    found = Finding(NOT_MET, Source.GITHUB, TODAY)
    assert reply(CRITERION, found, SAID).is_contested
    assert not reply(CRITERION, found, replace(SAID, answer=NOT_MET)).is_contested
    assert not reply(CRITERION, found, None).is_contested
    assert not reply(CRITERION, None, SAID).is_contested
    assert not reply(CRITERION, None, SAID, "2026.1").is_contested


@pytest.mark.parametrize(
    ("present", "following", "expected"),
    [
        ("construction", ["acceleration", "abandon"], ("acceleration", ["abandon"])),
        ("investigation", ["abandon-investigation"], (None, ["abandon-investigation"])),
        ("consolidation", ["acceleration", "transfere"], ("transfere", ["acceleration"])),
        ("opere", [], (None, [])),
    ],
)
def test_the_next_gate_leads_further_and_not_to_a_stop(
    present: str, following: list[str], expected: tuple[str | None, list[str]]
) -> None:
    aim, others = expected
    found = gate_of(Phase(present), [Phase(one) for one in following])
    assert found == Gate(Phase(aim) if aim else None, tuple(Phase(one) for one in others))


def test_every_criterion_is_answered_in_order() -> None:
    asked = [replace(CRITERION, id="sponsor", check="sponsor-named"), CRITERION]
    known = Known(replace(BARE, sponsors=("dinum",)))
    found = replies(asked, known, {CRITERION.id: SAID}, "", TODAY)
    assert [(one.criterion.id, one.source) for one in found] == [
        ("sponsor", Source.SHEET),
        (CRITERION.id, Source.DECLARED),
    ]


@given(st.lists(st.sampled_from(Answer), max_size=30))
def test_a_score_counts_what_is_unknown_as_not_met_yet(answers: list[Answer]) -> None:
    counted = score([reply(CRITERION, Finding(one, Source.SHEET), None) for one in answers])
    assert counted.total == len(answers)
    assert counted.share == (answers.count(MET) / len(answers) if answers else None)
