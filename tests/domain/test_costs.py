"""What a startup costs by year, by user and by unit of impact, and how long its money lasts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.domain.costs import (
    Basis,
    cost_per_unit,
    cost_per_user,
    cost_since_start,
    runway_months,
)
from incubator.domain.impact import Budget, DatedValue, Dimension, Indicator

TODAY = date(2026, 7, 15)


def monthly(year: int, *values: int) -> tuple[DatedValue, ...]:
    """Values from January on."""
    return tuple(DatedValue(date(year, n, 1), Decimal(v)) for n, v in enumerate(values, 1))


def users(*values: DatedValue) -> Indicator:
    return Indicator("u", "Usagers", Dimension.USED, unit="personnes/mois", values=values)


def impact(*values: DatedValue, unit: str = "dossiers/mois", down: bool = False) -> Indicator:
    return Indicator(
        "d", "Dossiers", Dimension.IMPACTFUL, unit, is_main=True, lower_is_better=down,
        values=values,
    )  # fmt: skip


def test_cost_per_user_is_the_years_budget_by_its_average_monthly_users() -> None:
    """400,000 euros; 1,000 users on average: 400 euros each."""
    cost = cost_per_user(
        [users(*monthly(2025, *[500] * 6, *[1500] * 6))], [Budget(2025, None, 40_000_000)], TODAY
    )
    assert cost is not None
    assert (cost.year, cost.cents, cost.basis, cost.months) == (2025, 40_000, Basis.SPENT, 12)


def test_this_year_counts_as_budgeted_since_what_was_spent_so_far_is_no_years() -> None:
    values = monthly(2026, 100, 100, 100)
    cost = cost_per_user([users(*values)], [Budget(2026, 1_200_000, 300_000)], TODAY)
    assert cost is not None
    assert (cost.cents, cost.basis, cost.months) == (12_000, Basis.COMMITTED, 3)
    assert cost_per_user([users(*values)], [Budget(2026, None, 300_000)], TODAY) is None


def test_a_measure_by_month_is_added_up_and_the_budget_counts_for_those_months() -> None:
    """Six months of 100 files for half of 120,000 euros: 100 euros each."""
    cost = cost_per_unit([impact(*monthly(2025, *[100] * 6))], [Budget(2025, 12_000_000)], TODAY)
    assert cost is not None
    assert (cost.cents, cost.months) == (10_000, 6)


def test_a_measure_of_a_state_is_its_average() -> None:
    one = impact(*monthly(2025, 10, 30), unit="communes")
    cost = cost_per_unit([one], [Budget(2025, 200_000)], TODAY)
    assert cost is not None
    assert cost.cents == 10_000


@pytest.mark.parametrize(
    "one",
    [
        impact(*monthly(2025, 80), unit="%"),
        impact(*monthly(2025, 80), unit="jours", down=True),
        impact(*monthly(2025, 0, 0)),
        impact(),
        impact(*monthly(2024, 80)),
    ],
)
def test_a_share_a_delay_or_nothing_has_no_cost_by_unit(one: Indicator) -> None:
    assert cost_per_unit([one], [Budget(2025, 100)], TODAY) is None


def test_the_newest_year_with_both_figures_is_taken() -> None:
    values = (*monthly(2024, 10), *monthly(2025, 20))
    budgets = [Budget(2024, 100, 100), Budget(2025, None, None), Budget(2023, 5, 5)]
    cost = cost_per_user([users(*values)], budgets, TODAY)
    assert cost is not None
    assert (cost.year, cost.cents) == (2024, 10)


def test_the_cost_since_the_start_prefers_what_was_spent_and_names_its_years() -> None:
    budgets = [Budget(2026, 300), Budget(2024, 100, 90), Budget(2025, 200), Budget(2027, 999)]
    total = cost_since_start(budgets, TODAY)
    assert total is not None
    assert (total.cents, total.years) == (590, (2024, 2025, 2026))
    assert cost_since_start([Budget(2025)], TODAY) is None


@pytest.mark.parametrize(
    ("until", "months"),
    [
        (date(2026, 7, 15), 0),
        (date(2026, 8, 14), 0),
        (date(2026, 8, 15), 1),
        (date(2027, 7, 15), 12),
        (date(2020, 1, 1), 0),
    ],
)
def test_the_runway_is_counted_in_whole_months(until: date, months: int) -> None:
    assert runway_months(until, TODAY) == months


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=12), st.integers(1, 10**10))
def test_a_cost_by_unit_times_its_units_is_the_money_of_those_months(
    values: list[int], cents: int
) -> None:
    cost = cost_per_unit([impact(*monthly(2025, *values))], [Budget(2025, cents)], TODAY)
    assert cost is not None
    paid = Decimal(cents) * len(values) / 12
    assert abs(cost.cents * sum(values) - paid) <= Decimal(sum(values)) / 2
