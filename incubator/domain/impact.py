"""Impact and money as the sheet declares them: indicators, targets, values, budgets.

Source: the programme's impact matrix (METHOD): usable, used, useful, impactful, efficient.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Dimension(StrEnum):
    """The five dimensions of the impact matrix, in its order."""

    USABLE = "utilisable"
    USED = "utilise"
    USEFUL = "utile"
    IMPACTFUL = "impactant"
    EFFICIENT = "efficient"


class ProductMaturity(StrEnum):
    """Maturity of the product, apart from the programme's phase."""

    CONCEPT = "concept"
    ALPHA = "alpha"
    BETA = "beta"
    STABLE = "stable"
    OBSOLETE = "obsolete"


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A figure on a day, in the indicator's unit."""

    day: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class FetchedValue:
    """A figure that an address gave, and when it was read there first.

    ``former`` is what the address gave for that day before ``corrected_at``.
    """

    day: date
    value: Decimal
    read_at: datetime
    former: Decimal | None = None
    corrected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A measure of the impact matrix with its values over time and its targets.

    ``values_url`` is the address that gives values too; ``fetched`` are those of ``values`` that
    come from there, the others are the sheet's.
    """

    id: str
    name: str
    dimension: Dimension
    unit: str = ""
    is_main: bool = False
    lower_is_better: bool = False
    source: str = ""
    targets: tuple[DatedValue, ...] = ()
    values: tuple[DatedValue, ...] = ()
    values_url: str = ""
    fetched: tuple[FetchedValue, ...] = ()

    def latest(self, today: date) -> DatedValue | None:
        """The newest value that is not in the future."""
        known = [value for value in self.values if value.day <= today]
        return max(known, key=lambda value: value.day, default=None)

    def next_target(self, today: date) -> DatedValue | None:
        """The nearest target still ahead, else the last one that has passed."""
        ahead = [target for target in self.targets if target.day >= today]
        if ahead:
            return min(ahead, key=lambda target: target.day)
        return max(self.targets, key=lambda target: target.day, default=None)


def with_fetched(indicator: Indicator, fetched: Iterable[FetchedValue]) -> Indicator:
    """The indicator with what its address gave; on a day that the sheet has, the sheet counts."""
    known = {value.day for value in indicator.values}
    kept = sorted((one for one in fetched if one.day not in known), key=lambda one: one.day)
    if not kept or not indicator.values_url:
        return indicator
    values = (*indicator.values, *(DatedValue(one.day, one.value) for one in kept))
    in_order = tuple(sorted(values, key=lambda value: value.day))
    return replace(indicator, values=in_order, fetched=tuple(kept))


@dataclass(frozen=True, slots=True)
class Budget:
    """Money of a year, in euro cents; None where the sheet says nothing."""

    year: int
    committed_cents: int | None = None
    spent_cents: int | None = None
    source: str = ""


def main_indicator(indicators: tuple[Indicator, ...]) -> Indicator | None:
    """The one measure that the team steers by: the first marked ``main``."""
    return next((indicator for indicator in indicators if indicator.is_main), None)
