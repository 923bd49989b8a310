"""What a sheet lacks or lets grow old, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from incubator.domain.phases import ACTIVE_PHASES, ENDING_PHASES, Phase, PhaseEntry
from incubator.domain.upkeep import completeness, points, urgency
from incubator.domain.upkeep_facts import PRESSING, Code, Facts, Measure, Point, Section, figure_end
from incubator.domain.upkeep_rules import RULES
from incubator.i18n import translations
from incubator.web.workspace.points import WORDS

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)
MAIN = Measure("Dossiers déposés", True, date(2026, 10, 1), (date(2027, 6, 30),))
#: A sheet in acceleration that lacks nothing.
WHOLE = Facts(
    phases=(PhaseEntry(Phase.ACCELERATION, date(2026, 5, 18)),),
    said=frozenset(Code),
    committees=(date(2026, 11, 4),),
    measures=(Measure("Autre", False), MAIN),
    funding_until=date(2027, 12, 31),
    last_budget_year=2026,
    team=4,
    changed_on=date(2026, 11, 1),
)


def in_phase(phase: Phase, **changes: Any) -> Facts:
    return replace(WHOLE, phases=(PhaseEntry(phase, date(2026, 6, 1)),), **changes)


def with_main(**changes: Any) -> Facts:
    return replace(WHOLE, measures=(replace(MAIN, **changes),))


def codes(facts: Facts) -> list[Code]:
    return [point.code for point in points(facts, TODAY)]


@pytest.mark.parametrize("phase", sorted(ACTIVE_PHASES))
def test_a_whole_sheet_has_nothing_to_do(phase: Phase) -> None:
    facts = in_phase(phase)
    assert codes(facts) == []
    done, total = completeness(facts, TODAY)
    assert done == total > 5


@pytest.mark.parametrize(
    ("changes", "point"),
    [
        ({"is_refused": True}, Point(Code.REFUSED, Section.SHEET)),
        (
            {"committees": (date(2026, 5, 20),)},
            Point(Code.COMMITTEE_OVERDUE, Section.PHASES, date(2026, 11, 20)),
        ),
        (
            {"committees": (date(2026, 7, 5),)},
            Point(Code.COMMITTEE_DUE, Section.PHASES, date(2027, 1, 5)),
        ),
        ({"owed": TODAY - DAY}, Point(Code.PROMISE_LATE, Section.FOLLOW_UP, TODAY - DAY)),
        ({"owed": TODAY}, Point(Code.PROMISE_DUE, Section.FOLLOW_UP, TODAY)),
        ({"measures": ()}, Point(Code.NO_MEASURE, Section.IMPACT)),
        ({"measures": (Measure("Autre", False),)}, Point(Code.NO_MAIN_MEASURE, Section.IMPACT)),
        (
            {"changed_on": date(2026, 8, 20)},
            Point(Code.UNTOUCHED, Section.SHEET, date(2026, 8, 20)),
        ),
        ({"funding_until": None}, Point(Code.FUNDING_UNKNOWN, Section.BUDGET)),
        ({"last_budget_year": 2025}, Point(Code.BUDGET_OLD, Section.BUDGET, date(2025, 12, 31))),
        ({"team": 0}, Point(Code.TEAM, Section.TEAM)),
        ({"open_ended": 1}, Point(Code.OPEN_ENDED, Section.TEAM)),
        ({"warnings": 2}, Point(Code.WARNINGS, Section.SHEET)),
    ],
)
def test_one_thing_amiss_is_one_point(changes: dict[str, Any], point: Point) -> None:
    assert points(replace(WHOLE, **changes), TODAY) == [point]


SAID = "mission text sponsor incubator contact link budget statistics code accessibility security"


@pytest.mark.parametrize("code", [*map(Code, SAID.split()), Code.AUDIENCE, Code.PICTURE])
def test_what_the_sheet_does_not_say_is_asked_for(code: Code) -> None:
    assert codes(replace(WHOLE, said=WHOLE.said - {code})) == [code]


def test_a_figure_is_old_after_a_month_and_a_half() -> None:
    known = TODAY - timedelta(days=45)
    assert codes(with_main(last_figure=known)) == []
    old = points(with_main(last_figure=known - DAY), TODAY)
    assert old == [Point(Code.FIGURE_OLD, Section.IMPACT, known - DAY)]


def test_a_figure_on_the_first_of_a_month_is_that_whole_months() -> None:
    assert figure_end(date(2026, 2, 1)) == date(2026, 2, 28)
    assert figure_end(date(2026, 2, 2)) == date(2026, 2, 2)
    facts = with_main(last_figure=date(2026, 10, 1))
    assert points(facts, date(2026, 12, 15)) == []
    assert [p.code for p in points(facts, date(2026, 12, 16))] == [Code.FIGURE_OLD]


def test_a_main_measure_needs_a_first_figure_and_a_target_from_construction_on() -> None:
    bare = (replace(MAIN, last_figure=None, targets=()),)
    assert codes(in_phase(Phase.CONSTRUCTION, measures=bare)) == [Code.NO_FIGURE, Code.NO_TARGET]
    assert codes(in_phase(Phase.INVESTIGATION, measures=bare)) == []
    assert codes(in_phase(Phase.INVESTIGATION, measures=())) == []


def test_the_last_target_must_be_ahead() -> None:
    past = (date(2026, 1, 1), TODAY - DAY)
    assert points(with_main(targets=past), TODAY) == [
        Point(Code.TARGET_PASSED, Section.IMPACT, TODAY - DAY)
    ]
    assert codes(with_main(targets=(*past, TODAY))) == []


def test_money_is_spoken_of_three_months_before_its_end() -> None:
    end = TODAY + timedelta(days=90)
    assert codes(replace(WHOLE, funding_until=end + DAY)) == []
    # The committee that decides on more is due at the same time.
    assert codes(replace(WHOLE, funding_until=end)) == [Code.COMMITTEE_DUE, Code.FUNDING_ENDING]
    ended = replace(WHOLE, funding_until=TODAY - DAY)
    assert codes(ended) == [Code.FUNDING_ENDED]


def test_an_announced_committee_asks_for_nothing() -> None:
    assert codes(replace(WHOLE, committees=(date(2026, 1, 1), TODAY + DAY))) == []


def test_an_investigation_is_asked_for_its_problem_and_not_for_figures() -> None:
    bare = Facts(phases=(PhaseEntry(Phase.INVESTIGATION, date(2026, 10, 1)),))
    assert codes(bare) == [
        Code.MISSION,
        Code.TEXT,
        Code.SPONSOR,
        Code.INCUBATOR,
        Code.CONTACT,
        Code.TEAM,
        Code.AUDIENCE,
    ]


@pytest.mark.parametrize("phase", sorted(ENDING_PHASES))
def test_a_startup_that_is_over_is_asked_for_errors_only(phase: Phase) -> None:
    bare = Facts(phases=(PhaseEntry(phase, date(2026, 1, 1)),), warnings=3, open_ended=2)
    assert codes(bare) == []
    assert codes(replace(bare, is_refused=True)) == [Code.REFUSED]


def test_before_its_first_phase_a_sheet_is_asked_for_errors_only() -> None:
    facts = Facts(phases=(PhaseEntry(Phase.INVESTIGATION, TODAY + DAY),), warnings=1)
    assert codes(facts) == []


def test_what_presses_comes_before_what_is_missing() -> None:
    worst = Facts(
        phases=(PhaseEntry(Phase.ACCELERATION, date(2024, 1, 1)),),
        measures=(replace(MAIN, last_figure=date(2026, 1, 1), targets=(date(2026, 1, 1),)),),
        funding_until=date(2026, 1, 1),
        changed_on=date(2026, 1, 1),
        is_refused=True,
    )
    found = codes(worst)
    assert found[:6] == [
        Code.REFUSED,
        Code.COMMITTEE_OVERDUE,
        Code.FIGURE_OLD,
        Code.FUNDING_ENDED,
        Code.TARGET_PASSED,
        Code.UNTOUCHED,
    ]
    assert not PRESSING & set(found[6:])


@pytest.mark.parametrize("phase", sorted(ACTIVE_PHASES))
def test_every_missing_point_is_one_of_the_list(phase: Phase) -> None:
    bare = Facts(phases=(PhaseEntry(phase, date(2026, 9, 1)),))
    done, total = completeness(bare, TODAY)
    assert total - done == len(points(bare, TODAY)) > 0


def test_the_startup_that_can_wait_least_is_first() -> None:
    late = points(replace(WHOLE, committees=()), TODAY)
    refused = points(replace(WHOLE, is_refused=True), TODAY)
    missing = points(replace(WHOLE, said=frozenset()), TODAY)
    quiet = points(WHOLE, TODAY)
    assert sorted([quiet, missing, refused, late], key=urgency) == [refused, late, missing, quiet]


def test_every_rule_says_when_it_asks_and_every_code_has_its_words() -> None:
    assert all((rule.__doc__ or "").strip() for rule in RULES)
    assert len(set(RULES)) == len(RULES)
    assert set(WORDS) == set(Code)
    for sentence, verb in WORDS.values():
        assert translations("fr").gettext(sentence).endswith(".")
        assert not verb.endswith(".")
