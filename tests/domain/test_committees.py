"""When the next committee is due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from incubator.domain.committees import NextCommittee, Reason, months_after, next_committee
from incubator.domain.phases import Phase, PhaseEntry

TODAY = date(2026, 11, 21)
CONSTRUCTION = (PhaseEntry(Phase.CONSTRUCTION, date(2026, 6, 30)),)
LONG = date(2030, 1, 1)


def test_a_committee_is_due_six_months_after_the_last_one() -> None:
    held = [date(2026, 2, 3), date(2026, 9, 1), date(2025, 1, 1)]
    due = next_committee(CONSTRUCTION, held, LONG, TODAY)
    assert due == NextCommittee(date(2027, 3, 1), Reason.LAST_COMMITTEE)
    assert not due.is_overdue(TODAY)


def test_without_any_committee_the_six_months_begin_with_the_phase() -> None:
    due = next_committee(CONSTRUCTION, [], None, TODAY)
    assert due == NextCommittee(date(2026, 12, 30), Reason.PHASE)


def test_money_that_ends_sooner_brings_the_committee_forward() -> None:
    due = next_committee(CONSTRUCTION, [date(2026, 9, 1)], date(2027, 1, 31), TODAY)
    assert due == NextCommittee(date(2026, 12, 17), Reason.FUNDING)
    same_day = next_committee(CONSTRUCTION, [date(2026, 9, 1)], date(2027, 4, 15), TODAY)
    assert same_day == NextCommittee(date(2027, 3, 1), Reason.LAST_COMMITTEE)


def test_a_day_that_has_passed_is_overdue_from_the_next_day_on() -> None:
    due = next_committee(CONSTRUCTION, [date(2026, 1, 10)], None, TODAY)
    assert due is not None
    assert due.day == date(2026, 7, 10)
    assert due.is_overdue(TODAY)
    assert not due.is_overdue(date(2026, 7, 10))
    assert due.is_overdue(date(2026, 7, 11))


def test_a_committee_held_in_the_last_45_days_of_the_money_has_spoken_about_it() -> None:
    until = date(2026, 11, 30)
    assert next_committee(CONSTRUCTION, [date(2026, 11, 4)], until, TODAY) == NextCommittee(
        date(2027, 5, 4), Reason.LAST_COMMITTEE
    )
    before = next_committee(CONSTRUCTION, [date(2026, 10, 15)], until, TODAY)
    assert before == NextCommittee(date(2026, 10, 16), Reason.FUNDING)


def test_a_committee_announced_in_the_sheet_is_the_next_one() -> None:
    announced = TODAY + timedelta(days=1)
    due = next_committee(CONSTRUCTION, [date(2026, 1, 10), announced], None, TODAY)
    assert due == NextCommittee(announced, Reason.ANNOUNCED)
    # The one of today is being held.
    today = next_committee(CONSTRUCTION, [TODAY], None, TODAY)
    assert today == NextCommittee(date(2027, 5, 21), Reason.LAST_COMMITTEE)


@pytest.mark.parametrize(
    "phase", [Phase.OPERATED, Phase.TRANSFERRED, Phase.STOPPED, Phase.INCONCLUSIVE]
)
def test_no_committee_is_due_once_the_startup_has_arrived_or_ended(phase: Phase) -> None:
    entries = (*CONSTRUCTION, PhaseEntry(phase, date(2026, 9, 1)))
    assert next_committee(entries, [date(2024, 1, 1)], date(2024, 1, 1), TODAY) is None


def test_no_committee_is_due_before_the_first_phase() -> None:
    entries = (PhaseEntry(Phase.INVESTIGATION, TODAY + timedelta(days=1)),)
    assert next_committee(entries, [], None, TODAY) is None


def test_months_end_on_a_day_that_exists() -> None:
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 1, 15), -1) == date(2025, 12, 15)
    assert months_after(date(2026, 12, 1), 12) == date(2027, 12, 1)


def test_the_calendar_has_ends() -> None:
    assert months_after(date.max, 6) == date.max
    assert months_after(date.min, -1) == date.min
    assert next_committee(CONSTRUCTION, [], date.min, TODAY) == NextCommittee(
        date(2026, 12, 30), Reason.PHASE
    )


def test_a_provisional_decision_brings_the_next_committee_nearer() -> None:
    held, promised = [date(2026, 11, 10)], date(2026, 12, 10)
    assert next_committee(CONSTRUCTION, held, None, TODAY, promised) == NextCommittee(
        promised, Reason.DECISION
    )
    # Money that ends sooner, or a day that is announced, counts all the same.
    until = date(2027, 1, 20)
    by_money = next_committee(CONSTRUCTION, held, until, TODAY, promised)
    assert by_money == NextCommittee(until - timedelta(days=45), Reason.FUNDING)
    announced = next_committee(CONSTRUCTION, [*held, date(2026, 12, 1)], None, TODAY, promised)
    assert announced == NextCommittee(date(2026, 12, 1), Reason.ANNOUNCED)
