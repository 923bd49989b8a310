"""Portfolios: what asks for attention, in which order, and who follows which startup."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incubator.domain.access import Actor, Held, Role, has_portfolio, may_follow
from incubator.domain.impact import DatedValue, Dimension, Indicator
from incubator.domain.phases import Phase, PhaseEntry
from incubator.domain.portfolio import Column, Concern, Question, Row, portfolio, row_of
from incubator.domain.upkeep_facts import Facts
from tests.builders import card

TODAY = date(2026, 11, 21)


def indicator(value: int, target: int) -> Indicator:
    return Indicator(
        "m",
        "Mesure",
        Dimension.IMPACTFUL,
        is_main=True,
        values=(
            DatedValue(date(2026, 1, 1), Decimal(0)),
            DatedValue(date(2026, 10, 1), Decimal(value)),
        ),
        targets=(DatedValue(date(2027, 1, 1), Decimal(target)),),
    )


def row(name: str = "a", phase: Phase = Phase.CONSTRUCTION, **known: object) -> Row:
    start = known.pop("start", date(2026, 10, 1))
    one = known.pop("indicator", None)
    fresh = known.pop("fresh", None)
    facts = Facts(phases=(PhaseEntry(phase, start),), **known)  # type: ignore[arg-type]
    shown = card(name, phase=phase, incubators=("i",), sponsors=("s",), since=start)
    return row_of(shown, facts, one, TODAY, has_fresh_measures=fresh)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "concerns", "asks_on"),
    [
        ({}, set(), date(2027, 4, 1)),
        ({"start": date(2026, 5, 20)}, {Concern.OVERDUE}, date(2026, 11, 20)),
        ({"start": date(2026, 5, 21)}, set(), TODAY),
        ({"changed_on": date(2026, 8, 20)}, {Concern.STALE}, date(2026, 11, 20)),
        ({"changed_on": date(2026, 8, 21)}, set(), TODAY),
        ({"funding_until": date(2027, 2, 19)}, {Concern.ENDING}, date(2027, 1, 5)),
        ({"funding_until": date(2027, 2, 20)}, set(), date(2027, 1, 6)),
        ({"funding_until": date(2026, 11, 1), "committees": (date(2026, 10, 30),)},
         {Concern.ENDING}, date(2026, 11, 1)),
        ({"owed": date(2026, 12, 5)}, {Concern.CONDITION}, date(2026, 12, 5)),
        ({"owed": date(2026, 12, 6)}, set(), date(2026, 12, 6)),
        ({"indicator": indicator(10, 100)}, {Concern.BEHIND}, date(2027, 1, 1)),
        ({"indicator": indicator(90, 100)}, set(), date(2027, 4, 1)),
        ({"phase": Phase.STOPPED, "funding_until": date(2020, 1, 1),
          "changed_on": date(2020, 1, 1), "indicator": indicator(10, 100)}, set(), None),
        ({"phase": Phase.OPERATED}, set(), None),
    ],
)  # fmt: skip
def test_a_startup_asks_for_attention_by_its_dates(
    known: dict[str, object], concerns: set[Concern], asks_on: date | None
) -> None:
    found = row(**known)  # type: ignore[arg-type]
    assert found.concerns == concerns
    assert found.asks_on == asks_on


def test_the_usual_order_is_that_of_days_then_of_names_and_what_asks_nothing_is_last() -> None:
    rows = [
        row("over", Phase.STOPPED),
        row("z", start=date(2026, 1, 1)),
        row("b"),
        row("a"),
    ]
    found = portfolio(rows, Question())
    assert [one.card.id for one in found.rows] == ["z", "a", "b", "over"]


@pytest.mark.parametrize("column", list(Column))
@settings(max_examples=25)
@given(data=st.data())
def test_every_order_keeps_every_row_and_puts_the_unknown_last(
    column: Column, data: st.DataObject
) -> None:
    days = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))
    rows = [
        row(
            f"{number}",
            data.draw(st.sampled_from(Phase)),
            funding_until=data.draw(days),
            changed_on=data.draw(days),
            owed=data.draw(days),
            fresh=data.draw(st.none() | st.booleans()),
            indicator=data.draw(st.none() | st.just(indicator(10, 100))),
        )
        for number in range(data.draw(st.integers(0, 5)))
    ]
    up = portfolio(rows, Question(column=column)).rows
    down = portfolio(rows, Question(column=column, is_descending=True)).rows
    assert sorted(one.card.id for one in up) == sorted(one.card.id for one in rows)
    for found in (up, down):
        known = [_value(one, column) is not None for one in found]
        assert known == sorted(known, reverse=True)
    ascending = [_value(one, column) for one in up if _value(one, column) is not None]
    descending = [_value(one, column) for one in down if _value(one, column) is not None]
    assert ascending == descending[::-1]


def _value(one: Row, column: Column) -> object:
    return {
        Column.ATTENTION: one.asks_on,
        Column.NAME: one.card.sort_title,
        Column.PHASE: one.card.phase,
        Column.FUNDING: one.funding_until,
        Column.COMMITTEE: one.committee.day if one.committee else None,
        Column.CONDITIONS: one.conditions_due,
        Column.SHEET: one.changed_on,
        Column.MEASURE: one.standing.progress if one.standing else None,
        Column.FRESHNESS: one.has_fresh_measures,
    }[column]


def test_filters_add_up_and_counts_are_of_the_whole_portfolio() -> None:
    rows = [row("a"), row("b", start=date(2026, 1, 1)), row("c", Phase.OPERATED)]
    found = portfolio(rows, Question(phase="construction", concern=Concern.OVERDUE))
    assert [one.card.id for one in found.rows] == ["b"]
    assert (found.total, dict(found.phases)) == (3, {"construction": 2, "opere": 1})
    assert found.concerns[Concern.OVERDUE] == 1
    assert not portfolio(rows, Question(sponsor="x")).rows
    assert not portfolio(rows, Question(incubator="x")).rows
    assert len(portfolio(rows, Question(incubator="i", sponsor="s")).rows) == 3


@pytest.mark.parametrize(
    ("role", "place", "follows"),
    [
        (Role.COACH, "i", True),
        (Role.INCUBATOR_MANAGER, "i", True),
        (Role.SPONSOR, "s", True),
        (Role.ADMINISTRATOR, "", True),
        (Role.COACH, "other", False),
        (Role.SPONSOR, "other", False),
        # An incubator and an administration may have the same id.
        (Role.SPONSOR, "i", False),
        (Role.COACH, "s", False),
        (Role.COMMITTEE_SECRETARY, "i", False),
        (Role.INTRAPRENEUR, "i", False),
        (Role.TEAM_MEMBER, "s", False),
    ],
)
def test_who_follows_a_startup(role: Role, place: str, follows: bool) -> None:
    actor = Actor(frozenset({Held(role, place)}))
    assert may_follow(actor, ["i"], ["s"]) is follows
    followers = {Role.COACH, Role.INCUBATOR_MANAGER, Role.SPONSOR, Role.ADMINISTRATOR}
    assert has_portfolio(actor) is (role in followers)
