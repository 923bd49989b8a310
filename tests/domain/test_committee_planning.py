"""Which startups a committee must see, and on which days it could meet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incubator.domain.committee_planning import (
    EARLY,
    NOTICE,
    Due,
    due_of,
    items_per_session,
    propose,
)
from incubator.domain.committees import Reason
from incubator.domain.decisions import Decision, Kind
from incubator.domain.phases import Phase, PhaseEntry
from incubator.domain.working_days import is_working_day

TODAY = date(2026, 11, 21)
PHASES = [PhaseEntry(Phase.CONSTRUCTION, date(2026, 1, 5))]
OVER = date(2026, 9, 1)


def decided(kind: Kind, day: date, *, id_: str = "d1", **more: object) -> Decision:
    return Decision(id_, "bail-en-main", "quai", "c1", "i1", kind, day, **more)  # type: ignore[arg-type]


def due(
    *decisions: Decision, committees: tuple[date, ...] = (), funding: date | None = None
) -> tuple[date, Reason] | None:
    found = due_of("bail-en-main", PHASES, committees, funding, decisions, TODAY)
    return (found.day, found.reason) if found else None


def test_without_a_decision_taken_here_the_sheet_says_when() -> None:
    assert due() == (date(2026, 7, 5), Reason.PHASE)
    assert due(committees=(date(2026, 6, 3),)) == (date(2026, 12, 3), Reason.LAST_COMMITTEE)
    soon = date(2027, 1, 4)
    ends_on = soon + timedelta(days=45)
    assert due(committees=(date(2026, 8, 3),), funding=ends_on) == (soon, Reason.FUNDING)


def test_a_decision_taken_here_is_a_committee_before_the_sheet_says_so() -> None:
    taken = decided(Kind.CONTINUE, date(2026, 10, 6))
    assert due(taken) == (date(2027, 4, 6), Reason.LAST_COMMITTEE)


def test_a_provisional_decision_names_the_day() -> None:
    taken = decided(Kind.PROVISIONAL, date(2026, 11, 3), months=2, evidence="500 usagers")
    assert due(taken) == (date(2027, 1, 3), Reason.DECISION)


def test_money_that_ends_sooner_comes_before_a_provisional_decision() -> None:
    taken = decided(Kind.PROVISIONAL, date(2026, 11, 3), months=2, evidence="500 usagers")
    soon = date(2026, 12, 8)
    assert due(taken, funding=soon + timedelta(days=45)) == (soon, Reason.FUNDING)


def test_a_committee_held_since_settles_a_provisional_decision() -> None:
    taken = decided(Kind.PROVISIONAL, date(2026, 9, 1), months=1, evidence="500 usagers")
    assert due(taken, committees=(date(2026, 10, 1),)) == (
        date(2027, 4, 1),
        Reason.LAST_COMMITTEE,
    )


def test_a_decision_that_was_replaced_counts_no_more() -> None:
    first = decided(Kind.STOP, OVER, phase=Phase.STOPPED, reasons="Personne ne s’en sert.")
    second = decided(
        Kind.PROVISIONAL, OVER, id_="d2", months=1, evidence="Un sponsor", replaces="d1"
    )
    assert due(first) is None
    assert due(first, second) == (date(2026, 10, 1), Reason.DECISION)


@pytest.mark.parametrize(("minutes", "count"), [(50, 4), (300, 1), (0, 210)])
def test_a_half_day_holds_as_many_items_as_their_length_allows(minutes: int, count: int) -> None:
    assert items_per_session(minutes) == count


def ids(*found: tuple[str, ...]) -> list[str]:
    return [startup for startups in found for startup in startups]


def on(startup_id: str, days: int) -> Due:
    return Due(startup_id, TODAY + timedelta(days=days), Reason.LAST_COMMITTEE)


def test_those_who_are_late_are_seen_on_the_first_day_that_leaves_time_for_a_dossier() -> None:
    found = propose([on("b", 60), on("a", -20), on("c", -3)], TODAY, most=4)
    assert found[0].day == date(2026, 12, 7), "the first Monday after two weeks"
    assert found[0].startups == ("a", "c")


def test_startups_due_within_a_month_of_each_other_share_a_session() -> None:
    found = propose([on("a", 40), on("b", 55), on("c", 89)], TODAY, most=4)
    assert [one.startups for one in found] == [("a", "b"), ("c",)]
    assert found[0].day == date(2026, 12, 31)
    assert found[0].day + EARLY < TODAY + timedelta(days=89)


def test_a_crowd_due_on_one_day_is_spread_over_days_before_it() -> None:
    found = propose([on(str(n), 45) for n in range(7)], TODAY, most=3)
    assert [len(one.startups) for one in found] == [3, 3, 1]
    assert all(one.day <= TODAY + timedelta(days=45) for one in found)


def test_a_day_on_which_a_session_is_planned_is_not_proposed_again() -> None:
    late = [on("a", -20)]
    (first,) = propose(late, TODAY, most=4)
    (second,) = propose(late, TODAY, most=4, taken={first.day})
    assert second.day > first.day


def test_nothing_due_needs_no_session() -> None:
    assert propose([], TODAY, most=4) == []


DUES = st.lists(st.integers(-200, 120), max_size=25).map(
    lambda offsets: [on(f"s{rank}", days) for rank, days in enumerate(offsets)]
)


@settings(max_examples=40, deadline=None)
@given(DUES, st.integers(1, 6), st.dates(date(2024, 1, 1), date(2029, 12, 31)))
def test_each_startup_is_in_one_proposal_on_a_day_when_people_work(
    dues: list[Due], most: int, today: date
) -> None:
    found = propose(dues, today, most=most)
    assert sorted(ids(*(one.startups for one in found))) == sorted(d.startup_id for d in dues)
    assert all(1 <= len(one.startups) <= most for one in found)
    days = [one.day for one in found]
    assert days == sorted(set(days))
    assert all(is_working_day(day) and day >= today + NOTICE for day in days)


@settings(max_examples=40, deadline=None)
@given(DUES, st.integers(1, 6))
def test_nobody_is_late_who_could_be_seen_in_time(dues: list[Due], most: int) -> None:
    seen = {s: one.day for one in propose(dues, TODAY, most=most) for s in one.startups}
    # A full session on each working day, the most urgent first, is the soonest that can be.
    day = TODAY + NOTICE
    soonest: dict[str, date] = {}
    ordered = sorted(dues, key=lambda one: (one.day, one.startup_id))
    for rank in range(0, len(ordered), most):
        while not is_working_day(day):
            day += timedelta(days=1)
        soonest |= {one.startup_id: day for one in ordered[rank : rank + most]}
        day += timedelta(days=1)
    first = min(seen.values(), default=TODAY)
    still_possible = [one for one in dues if one.day >= first]
    if all(soonest[one.startup_id] <= one.day for one in still_possible):
        assert all(seen[one.startup_id] <= one.day for one in still_possible)
