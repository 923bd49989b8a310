"""What a startup publishes, and how its national impact is known."""

from __future__ import annotations

from datetime import date

import pytest

from incubator.domain.startups import (
    Event,
    has_national_impact,
    publishes_budget,
    publishes_impact,
    statistics_url,
)


@pytest.mark.parametrize(
    ("stats", "written", "link", "expected"),
    [
        (True, "https://s.example", "https://a.example", "https://s.example"),
        (False, "https://s.example", "", "https://s.example"),
        (True, "", "https://a.example/", "https://a.example/stats"),
        (False, "", "https://a.example", ""),
        (True, "", "", ""),
    ],
)
def test_statistics_are_where_the_sheet_says_else_on_the_service(
    stats: bool, written: str, link: str, expected: str
) -> None:
    assert statistics_url(stats, written, link) == expected


def test_national_impact_counts_from_its_day() -> None:
    events = (Event("committee", date(2020, 1, 1)), Event("national_impact", date(2026, 1, 2)))
    assert not has_national_impact(events, date(2026, 1, 1))
    assert has_national_impact(events, date(2026, 1, 2))


def test_figures_are_published_by_an_address_or_in_the_sheet() -> None:
    for publishes in (publishes_impact, publishes_budget):
        assert publishes("https://a.example", False)
        assert publishes("", True)
        assert not publishes("", False)
