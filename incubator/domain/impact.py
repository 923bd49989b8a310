"""Impact and money as the sheet declares them: indicators, targets, values, budgets.

Source: the programme's impact matrix (METHOD): usable, used, useful, impactful, efficient.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
class Indicator:
    """A measure of the impact matrix with its values over time and its targets."""

    id: str
    name: str
    dimension: Dimension
    unit: str = ""
    is_main: bool = False
    lower_is_better: bool = False
    source: str = ""
    targets: tuple[DatedValue, ...] = ()
    values: tuple[DatedValue, ...] = ()

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
