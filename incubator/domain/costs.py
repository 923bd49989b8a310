"""What a startup costs: by year, by user, by unit of impact, and how long its money lasts.

Source: METHOD, "efficient (yearly budget divided by monthly users)". Money is in euro cents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from incubator.domain.impact import Budget, Dimension, Indicator, main_indicator

_MONTHLY = ("/mois", "par mois", "mensuel")


class Basis(StrEnum):
    """Which money of a year a cost rests on."""

    SPENT = "spent"
    COMMITTED = "committed"


@dataclass(frozen=True, slots=True)
class UnitCost:
    """Cents for one unit in a year. ``months`` of its twelve had a value; the rest is unknown."""

    year: int
    cents: int
    basis: Basis
    indicator: Indicator
    months: int


@dataclass(frozen=True, slots=True)
class Total:
    """Cents over several years; ``years`` names those that were counted, the oldest first."""

    cents: int
    years: tuple[int, ...]


def money_of(budget: Budget) -> tuple[int, Basis] | None:
    """What a year cost: what was spent, else what was committed; None where neither is said."""
    if budget.spent_cents is not None:
        return budget.spent_cents, Basis.SPENT
    if budget.committed_cents is not None:
        return budget.committed_cents, Basis.COMMITTED
    return None


def cost_since_start(budgets: Sequence[Budget], today: date) -> Total | None:
    """What all years together have cost, this year included; None where nothing is said."""
    known = {
        budget.year: money[0]
        for budget in budgets
        if budget.year <= today.year and (money := money_of(budget)) is not None
    }
    return Total(sum(known.values()), tuple(sorted(known))) if known else None


def runway_months(funding_until: date, today: date) -> int:
    """Whole months of money left; 0 once it has ended."""
    months = (funding_until.year - today.year) * 12 + funding_until.month - today.month
    return max(0, months - (funding_until.day < today.day))


def users_indicator(indicators: Sequence[Indicator]) -> Indicator | None:
    """The indicator that counts monthly users: the first of the dimension "used"."""
    return next((one for one in indicators if one.dimension is Dimension.USED), None)


def cost_per_user(
    indicators: Sequence[Indicator], budgets: Sequence[Budget], today: date
) -> UnitCost | None:
    """The yearly budget divided by the monthly users of that year, on average.

    Of the newest year that has both. A year that is not over is compared as it was budgeted:
    what was committed, since what was spent so far is not a year's.
    """
    users = users_indicator(indicators)
    return _newest(users, budgets, today, by_month=False) if users else None


def cost_per_unit(
    indicators: Sequence[Indicator], budgets: Sequence[Budget], today: date
) -> UnitCost | None:
    """The yearly budget divided by the impact of that year, in the main measure's unit.

    A measure by month (its unit says so) is added up over the months that have a value, and the
    budget counts for as many twelfths. Any other measure is a state: the average of its values.
    None where the main measure is a share or falls as it gets better: nothing is bought by it.
    """
    main = main_indicator(tuple(indicators))
    if main is None or main.lower_is_better or "%" in main.unit or main.dimension is Dimension.USED:
        return None
    return _newest(main, budgets, today, by_month=is_monthly(main))


def is_monthly(indicator: Indicator) -> bool:
    """Whether each value is what happened in a month, as its unit says."""
    unit = indicator.unit.casefold()
    return any(word in unit for word in _MONTHLY)


def _newest(
    indicator: Indicator, budgets: Sequence[Budget], today: date, *, by_month: bool
) -> UnitCost | None:
    for budget in sorted(budgets, key=lambda one: one.year, reverse=True):
        money = _of_whole_year(budget, today)
        values = _by_month(indicator, budget.year, today)
        total = sum(values.values(), Decimal(0))
        if money is None or total <= 0:
            continue
        cents, basis = money
        share = Decimal(len(values)) / 12 if by_month else Decimal(1)
        units = total if by_month else total / len(values)
        cost = (cents * share / units).quantize(Decimal(1), ROUND_HALF_UP)
        return UnitCost(budget.year, int(cost), basis, indicator, len(values))
    return None


def _of_whole_year(budget: Budget, today: date) -> tuple[int, Basis] | None:
    if budget.year > today.year:
        return None
    if budget.year == today.year:
        cents = budget.committed_cents
        return None if cents is None else (cents, Basis.COMMITTED)
    return money_of(budget)


def _by_month(indicator: Indicator, year: int, today: date) -> dict[int, Decimal]:
    """The last value of each month of a year that has one."""
    known = sorted(
        (value for value in indicator.values if value.day.year == year and value.day <= today),
        key=lambda value: value.day,
    )
    return {value.day.month: value.value for value in known}
