"""Sprints: which one is under way, and for how long."""

from __future__ import annotations

from datetime import date

from incubator.domain.sprints import Sprint, current_sprint

FIRST = Sprint("1", date(2026, 3, 2), date(2026, 3, 13))
SECOND = Sprint("2", date(2026, 3, 13), date(2026, 3, 27))


def test_both_ends_of_a_sprint_are_worked_days() -> None:
    assert current_sprint([FIRST], date(2026, 3, 2)) is FIRST
    assert current_sprint([FIRST], date(2026, 3, 13)) is FIRST
    assert current_sprint([FIRST], date(2026, 3, 14)) is None


def test_of_two_sprints_under_way_the_later_counts() -> None:
    assert current_sprint([SECOND, FIRST], date(2026, 3, 13)) is SECOND


def test_days_left_never_go_below_zero() -> None:
    assert [FIRST.days_left(date(2026, 3, day)) for day in (11, 13, 20)] == [2, 0, 0]
