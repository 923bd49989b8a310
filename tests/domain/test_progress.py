"""Where an indicator stands: reached, on course, behind or unknown."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.domain.impact import DatedValue, Dimension, Indicator
from incubator.domain.progress import (
    Doubt,
    Progress,
    change_over,
    is_late,
    missing_months,
    standing,
)

TODAY = date(2026, 7, 15)
JANUARY, JUNE, DECEMBER = date(2026, 1, 1), date(2026, 6, 1), date(2026, 12, 31)
Pairs = list[tuple[date, int]]


def indicator(values: Pairs, targets: Pairs, *, down: bool = False) -> Indicator:
    def dated(pairs: Pairs) -> tuple[DatedValue, ...]:
        return tuple(DatedValue(day, Decimal(value)) for day, value in pairs)

    return Indicator(
        "dossiers",
        "Dossiers",
        Dimension.IMPACTFUL,
        lower_is_better=down,
        values=dated(values),
        targets=dated(targets),
    )


@pytest.mark.parametrize(
    ("values", "targets", "expected"),
    [
        # The target is there, or beyond.
        ([(JUNE, 100)], [(DECEMBER, 100)], Progress.REACHED),
        ([(JUNE, 101)], [(DECEMBER, 100)], Progress.REACHED),
        # 0 in January, 120 wanted at the end of December: the line passes near 50 in June.
        ([(JANUARY, 0), (JUNE, 60)], [(DECEMBER, 120)], Progress.ON_COURSE),
        ([(JANUARY, 0), (JUNE, 39)], [(DECEMBER, 120)], Progress.ON_COURSE),
        ([(JANUARY, 0), (JUNE, 37)], [(DECEMBER, 120)], Progress.BEHIND),
        # The day has passed.
        ([(JANUARY, 0), (JUNE, 99)], [(date(2026, 6, 30), 100)], Progress.BEHIND),
        ([(JANUARY, 0), (JUNE, 100)], [(date(2026, 6, 30), 100)], Progress.REACHED),
    ],
)
def test_a_value_against_its_target(values: Pairs, targets: Pairs, expected: Progress) -> None:
    assert standing(indicator(values, targets), TODAY).progress is expected


@pytest.mark.parametrize(
    ("values", "targets", "doubt"),
    [
        ([], [(DECEMBER, 100)], Doubt.NO_VALUE),
        ([(date(2026, 8, 1), 100)], [(DECEMBER, 100)], Doubt.NO_VALUE),
        ([(JUNE, 50)], [], Doubt.NO_TARGET),
        ([(JUNE, 50)], [(DECEMBER, 100)], Doubt.NO_PAST),
        ([(date(2025, 11, 1), 100), (date(2025, 12, 1), 200)], [(DECEMBER, 100)], Doubt.STALE),
    ],
)
def test_what_can_not_be_known_is_unknown(values: Pairs, targets: Pairs, doubt: Doubt) -> None:
    found = standing(indicator(values, targets), TODAY)
    assert (found.progress, found.doubt) == (Progress.UNKNOWN, doubt)


def test_where_less_is_better_the_line_goes_down() -> None:
    targets = [(DECEMBER, 10)]
    slow = indicator([(JANUARY, 100), (JUNE, 90)], targets, down=True)
    quick = indicator([(JANUARY, 100), (JUNE, 60)], targets, down=True)
    done = indicator([(JANUARY, 100), (JUNE, 9)], targets, down=True)
    assert [standing(one, TODAY).progress for one in (slow, quick, done)] == [
        Progress.BEHIND,
        Progress.ON_COURSE,
        Progress.REACHED,
    ]


def test_the_way_to_a_target_begins_where_the_one_before_it_fell_due() -> None:
    """In two years 1,000 were reached; the next 1,000 are promised for the end of the year."""
    values = [(date(2024, 1, 1), 0), (date(2025, 12, 1), 1000), (JUNE, 1100)]
    targets = [(date(2025, 12, 31), 1000), (DECEMBER, 2000)]
    found = standing(indicator(values, targets), TODAY)
    assert found.since == DatedValue(date(2025, 12, 1), Decimal(1000))
    assert found.progress is Progress.BEHIND


def test_a_change_is_read_against_the_value_nearest_to_half_a_year_before() -> None:
    values = [(date(2025, 6, 1), 40), (date(2025, 10, 25), 70), (JANUARY, 80), (JUNE, 100)]
    one = indicator(values, [])
    half, year = change_over(one, 6, TODAY), change_over(one, 12, TODAY)
    assert half is not None
    assert year is not None
    assert (half.former.day, half.difference, half.ratio) == (JANUARY, 20, Decimal("0.25"))
    assert (year.former.day, year.ratio) == (date(2025, 6, 1), Decimal("1.5"))


def test_without_a_value_near_that_day_there_is_no_change_to_tell() -> None:
    assert change_over(indicator([(date(2025, 9, 1), 1), (JUNE, 2)], []), 6, TODAY) is None
    assert change_over(indicator([], []), 6, TODAY) is None


def test_a_change_from_nothing_has_a_difference_and_no_ratio() -> None:
    change = change_over(indicator([(date(2025, 12, 1), 0), (JUNE, 30)], []), 6, TODAY)
    assert change is not None
    assert (change.difference, change.ratio) == (30, None)


def test_a_month_without_a_value_is_missing_and_not_zero() -> None:
    values = indicator([(JANUARY, 1), (date(2026, 4, 1), 2), (JUNE, 3)], []).values
    assert missing_months(values, TODAY) == (
        date(2026, 2, 1),
        date(2026, 3, 1),
        date(2026, 5, 1),
    )
    assert missing_months((), TODAY) == ()


def test_a_figure_is_late_a_month_and_a_half_after_its_month_ended() -> None:
    june = indicator([(JUNE, 1)], [])
    assert not is_late(june, date(2026, 8, 15))
    assert is_late(june, date(2026, 8, 16))
    assert is_late(indicator([], []), TODAY)


DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
PAIRS = st.lists(st.tuples(DAYS, st.integers(-1000, 1000)), max_size=12)


@given(PAIRS, PAIRS, DAYS, st.booleans())
def test_progress_is_unknown_exactly_where_there_is_a_doubt(
    values: Pairs, targets: Pairs, today: date, down: bool
) -> None:
    found = standing(indicator(values, targets, down=down), today)
    assert (found.progress is Progress.UNKNOWN) == (found.doubt is not None)


@given(PAIRS, PAIRS, DAYS)
def test_the_mirror_image_of_an_indicator_stands_the_same(
    values: Pairs, targets: Pairs, today: date
) -> None:
    up = standing(indicator(values, targets), today)
    mirrored = indicator(
        [(day, -value) for day, value in values],
        [(day, -value) for day, value in targets],
        down=True,
    )
    assert standing(mirrored, today).progress is up.progress


@given(PAIRS, PAIRS, DAYS, st.integers(1, 500))
def test_a_higher_latest_value_never_stands_worse(
    values: Pairs, targets: Pairs, today: date, more: int
) -> None:
    order = [Progress.BEHIND, Progress.ON_COURSE, Progress.REACHED]
    days = [day for day, _ in values]
    known = [day for day in days if day <= today]
    if not known or len(set(days)) < len(days):
        return
    last = max(known)
    better = [(day, value + more if day == last else value) for day, value in values]
    before = standing(indicator(values, targets), today).progress
    after = standing(indicator(better, targets), today).progress
    if Progress.UNKNOWN not in (before, after):
        assert order.index(after) >= order.index(before)


@given(PAIRS, st.integers(0, 400))
def test_values_of_the_future_change_nothing(values: Pairs, days: int) -> None:
    today = date(2026, 1, 15)
    ahead = [(today + timedelta(days=days + 1), 10_000)]
    targets = [(DECEMBER, 100)]
    assert standing(indicator(values, targets), today) == standing(
        indicator([*[v for v in values if v[0] <= today], *ahead], targets), today
    )
