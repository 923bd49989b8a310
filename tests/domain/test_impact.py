"""Impact: what is known on a day, and what is aimed at."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from incubator.domain.impact import DatedValue, Dimension, Indicator, main_indicator

JANUARY, JUNE, DECEMBER = date(2026, 1, 1), date(2026, 6, 1), date(2026, 12, 1)


def figure(day: date, number: int = 1) -> DatedValue:
    return DatedValue(day, Decimal(number))


def indicator(**fields: object) -> Indicator:
    return Indicator("dossiers", "Dossiers", Dimension.IMPACTFUL, **fields)  # type: ignore[arg-type]


def test_the_latest_value_is_not_in_the_future() -> None:
    measured = indicator(values=(figure(DECEMBER), figure(JANUARY)))
    assert measured.latest(JUNE) == figure(JANUARY)
    assert measured.latest(DECEMBER) == figure(DECEMBER)
    assert measured.latest(date(2025, 1, 1)) is None


def test_the_next_target_is_the_nearest_ahead_else_the_last_one() -> None:
    aimed = indicator(targets=(figure(DECEMBER), figure(JUNE)))
    assert aimed.next_target(JANUARY) == figure(JUNE)
    assert aimed.next_target(JUNE) == figure(JUNE)
    assert aimed.next_target(date(2027, 1, 1)) == figure(DECEMBER)
    assert indicator().next_target(JUNE) is None


def test_the_main_indicator_is_the_first_marked_so() -> None:
    main = indicator(is_main=True)
    assert main_indicator((indicator(), main, indicator(is_main=True, unit="€"))) is main
    assert main_indicator((indicator(),)) is None
