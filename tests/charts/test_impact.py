"""Figures of impact and money: what is drawn is what was published."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go
import pytest

from incubator.charts.bundle import TRACE_TYPES
from incubator.charts.impact import BudgetWords, ImpactWords, budget_by_year, impact_over_time
from incubator.domain.impact import Budget, DatedValue

Figure = dict[str, Any]
JANUARY, FEBRUARY, MAY, JUNE = (date(2026, month, 1) for month in (1, 2, 5, 6))
MIDDLE, END = date(2026, 6, 30), date(2026, 12, 31)
HOSTILE = "<b>%{y}</b>"


def dated(*pairs: tuple[date, float]) -> list[DatedValue]:
    return [DatedValue(day, Decimal(str(value))) for day, value in pairs]


def drawn(values: list[DatedValue], targets: list[DatedValue], **more: Any) -> Figure:
    words = ImpactWords(
        axis=HOSTILE,
        target=HOSTILE,
        expected=HOSTILE,
        values=[HOSTILE for _ in values],
        days=[HOSTILE for _ in values],
        targets=[HOSTILE for _ in targets],
        target_days=[HOSTILE for _ in targets],
        last=HOSTILE,
        levels=[HOSTILE for _ in targets],
    )
    figure = impact_over_time(values, targets, words, **more)
    assert figure is not None
    return figure


def budgets(*years: Budget) -> Figure | None:
    texts = [str(year.year) for year in years]
    words = BudgetWords("engagé", "dépensé", "milliers", "millions", texts, texts)
    return budget_by_year(years, words)


VALUES = dated((JANUARY, 10), (FEBRUARY, 12), (MAY, 30), (JUNE, 28.5))
TARGETS = dated((MIDDLE, 40), (END, 100))
FULL = drawn(VALUES, TARGETS, way=(VALUES[0], TARGETS[1]), marks=[(MAY, "Comité")])
FIGURES: dict[str, Figure | None] = {
    "a measure": FULL,
    "without target": drawn(VALUES, []),
    "below zero": drawn(dated((JANUARY, -5), (FEBRUARY, -2)), dated((END, 0))),
    "two values on following days": drawn(dated((JANUARY, 1), (date(2026, 1, 2), 2)), []),
    "a target that has passed": drawn(VALUES, dated((date(2025, 12, 1), 5))),
    "budgets": budgets(Budget(2025, 100_000_00, 90_000_00), Budget(2026, 50_000_00)),
    "large budgets": budgets(Budget(2025, 3_000_000_00, None)),
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_plotly_knows_every_attribute_and_the_small_bundle_every_trace(figure: Figure) -> None:
    go.Figure(figure).to_dict()
    assert {trace["type"] for trace in figure["data"]} <= set(TRACE_TYPES)
    text = json.dumps(figure, allow_nan=False)
    assert "<b>" not in text
    assert "%{y}" not in text


def test_a_month_without_a_value_is_a_gap_and_nothing_else_is() -> None:
    line = FULL["data"][-1]
    assert line["y"] == [10.0, 12.0, None, 30.0, 28.5]
    assert line["connectgaps"] is False
    assert line["mode"] == "lines+markers"
    days = drawn(dated((date(2026, 1, 31), 1), (date(2026, 2, 28), 2)), [])["data"][-1]
    assert None not in days["y"]


def test_targets_are_steps_marked_where_they_are_due() -> None:
    steps = FULL["data"][0]
    assert steps["x"] == ["2026-01-01", "2026-06-30", None, "2026-06-30", "2026-12-31", None]
    assert steps["y"] == [40.0, 40.0, None, 100.0, 100.0, None]
    assert [size > 0 for size in steps["marker"]["size"]] == [False, True, False] * 2


def test_the_way_to_the_target_is_dashed_and_ends_at_it() -> None:
    way = FULL["data"][1]
    assert (way["x"], way["y"]) == (["2026-01-01", "2026-12-31"], [10.0, 100.0])
    assert way["line"]["dash"] == "dash"
    assert [trace["mode"] for trace in drawn(VALUES, TARGETS)["data"]] == ["lines+markers"] * 2


def test_the_axis_begins_at_zero_unless_values_are_below() -> None:
    assert FULL["layout"]["yaxis"]["range"][0] == 0
    below = FIGURES["below zero"]
    assert below
    assert below["layout"]["yaxis"]["range"][0] < -5


def test_one_value_is_no_line() -> None:
    words = ImpactWords("", "", "", [""], [""], [], [], "", [])
    assert impact_over_time(dated((JANUARY, 1)), [], words) is None


def test_a_budget_keeps_apart_what_is_committed_and_what_is_spent() -> None:
    figure = FIGURES["budgets"]
    assert figure
    spent, committed = figure["data"]
    assert (spent["x"], spent["y"]) == (["2025", "2026"], [90.0, None])
    assert committed["y"] == [100.0, 50.0]
    assert figure["layout"]["yaxis"]["title"]["text"] == "milliers"
    large = FIGURES["large budgets"]
    assert large
    assert large["data"][1]["y"] == [3.0]
    assert large["layout"]["yaxis"]["title"]["text"] == "millions"
    assert budgets(Budget(2026)) is None
