"""Impact: what is known on a day, and what is aimed at."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from incubator.domain.impact import (
    DatedValue,
    Dimension,
    FetchedValue,
    Indicator,
    main_indicator,
    with_fetched,
)

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


_DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
_SERIES = st.dictionaries(_DAYS, st.integers(-100, 100), max_size=8)


@given(_SERIES, _SERIES)
def test_fetched_values_fill_gaps_and_never_replace_what_the_sheet_says(
    own: dict[date, int], given_values: dict[date, int]
) -> None:
    read_at = datetime(2026, 11, 1, tzinfo=UTC)
    indicator = Indicator(
        "a",
        "A",
        Dimension.USED,
        values=tuple(DatedValue(day, Decimal(own[day])) for day in sorted(own)),
        values_url="https://chiffres.example/v.json",
    )
    fetched = [FetchedValue(day, Decimal(v), read_at) for day, v in given_values.items()]
    merged = with_fetched(indicator, fetched)
    assert {one.day: one.value for one in merged.values} == given_values | own
    assert [one.day for one in merged.values] == sorted(given_values | own)
    assert {one.day for one in merged.fetched} == set(given_values) - set(own)
    undeclared = replace(indicator, values_url="")
    assert with_fetched(undeclared, fetched) == undeclared
