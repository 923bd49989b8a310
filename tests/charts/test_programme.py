"""The programme's figures as data: what is drawn is what was counted."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.charts import base
from incubator.charts.bundle import TRACE_TYPES
from incubator.charts.programme_flow import flow, is_drawn
from incubator.charts.programme_lasting import (
    FEWEST_WATCHED,
    Lasting,
    LastingWords,
    lasting_curves,
)
from incubator.charts.programme_rows import shares_by_row, stacked_rows
from incubator.charts.programme_style import PHASE_COLOURS, Series, spread
from incubator.charts.programme_time import quarterly_bars, stacked_areas, yearly_bars
from incubator.config import PROJECT_ROOT
from incubator.domain.phases import Phase
from incubator.domain.survival import Stay, survival
from tests.charts.test_colours import contrast

INVESTIGATION, CONSTRUCTION = Phase.INVESTIGATION, Phase.CONSTRUCTION
DAYS = [date(2026, 1, 1), date(2026, 4, 1), date(2026, 6, 1)]
ODD = "<b>A & %{x}"
SERIES = [
    Series(ODD, base.BLUE, [1, 2, 0]),
    Series("B", base.GREEN, [0, 3, 4], "/"),
    Series("nothing", base.OCHRE, [0, 0, 0]),
]
NAMES = {phase: phase.value for phase in Phase}
MOVES = {
    (INVESTIGATION, CONSTRUCTION): 6,
    (INVESTIGATION, Phase.INCONCLUSIVE): 3,
    (CONSTRUCTION, Phase.STOPPED): 2,
    (CONSTRUCTION, INVESTIGATION): 1,
}
WORDS = LastingWords("mois", "part", "la moitié", "après {months} mois : {share} %")
STEPS = survival([Stay(days, days % 4 > 0) for days in range(30, 900, 30)])
FIGURES: dict[str, dict[str, Any] | None] = {
    "areas": stacked_areas(DAYS, SERIES, "startups", 380),
    "years": yearly_bars({2024: 2, 2025: 0, 2026: 1}, "startups", base.BLUE, (2026, "en cours")),
    "quarters": quarterly_bars(
        {date(2025, 10, 1): 3, date(2026, 1, 1): 1}, ["T4", ODD], "p", base.BLUE, "en cours"
    ),
    "rows": stacked_rows(["un", "deux", ODD], SERIES, "startups"),
    "named rows": stacked_rows(["un", "deux", "long " * 40], SERIES, "startups", above=True),
    "shares": shares_by_row(["un", "deux", "trois"], [Series("A", base.BLUE, [0, None, 100])], "%"),
    "curves": lasting_curves([Lasting(ODD, base.BLUE, STEPS)], WORDS, 380),
    "flow": flow(MOVES, {INVESTIGATION: 10}, NAMES, "{before} → {after} : {count}"),
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_plotly_knows_every_attribute_and_the_small_bundle_every_trace(
    figure: dict[str, Any] | None,
) -> None:
    assert figure is not None
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure
    assert {one["type"] for one in figure["data"]} <= TRACE_TYPES
    go.Figure(figure)
    # A name is never read as a tag or as a template.
    assert "<b>A" not in json.dumps(figure)
    assert "A & %{" not in json.dumps(figure)


def test_nothing_to_draw_is_no_figure() -> None:
    nothing = [Series("A", base.BLUE, [0, 0, 0])]
    assert stacked_areas(DAYS, nothing, "x", 300) is None
    assert stacked_areas(DAYS[:1], SERIES, "x", 300) is None
    assert yearly_bars({2024: 0}, "x", base.BLUE, None) is None
    assert quarterly_bars({}, [], "x", base.BLUE, "") is None
    assert stacked_rows(["a", "b", "c"], nothing, "x") is None
    assert shares_by_row([], [Series("A", base.BLUE, [])], "x") is None
    assert lasting_curves([Lasting("A", base.BLUE, STEPS[:0])], WORDS, 300) is None


def test_a_curve_goes_on_for_as_long_as_enough_are_watched() -> None:
    figure = lasting_curves([Lasting("A", base.BLUE, STEPS[:1], until=3044)], WORDS, 300)
    assert figure is not None
    curve = figure["data"][0]
    assert (curve["x"][-1], curve["y"][-1]) == (100.0, curve["y"][-2])
    assert flow({(CONSTRUCTION, INVESTIGATION): 4}, {}, NAMES, "") is None


def test_areas_leave_out_what_never_was_and_name_what_is_there_at_the_end() -> None:
    figure = FIGURES["areas"]
    assert figure is not None
    assert [trace["name"] for trace in figure["data"]] == [base.plain(ODD), "B"]
    assert [trace["y"] for trace in figure["data"]] == [[1, 2, 0], [0, 3, 4]]
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["B"]


def test_only_the_year_under_way_is_striped() -> None:
    figure = FIGURES["years"]
    assert figure is not None
    (bars,) = figure["data"]
    assert bars["marker"]["pattern"]["shape"] == ["", "", "/"]
    assert figure["layout"]["xaxis"]["title"]["text"] == "en cours"
    assert bars["text"] == ["2", "", "1"]


def test_a_curve_only_falls_and_ends_where_too_few_are_watched() -> None:
    figure = FIGURES["curves"]
    assert figure is not None
    (curve,) = figure["data"]
    assert curve["y"][0] == 100
    assert curve["y"] == sorted(curve["y"], reverse=True)
    assert len(curve["y"]) == 1 + sum(step.at_risk >= FEWEST_WATCHED for step in STEPS)
    assert curve["line"]["shape"] == "hv"


def test_bands_of_a_flow_are_as_wide_as_what_flows() -> None:
    figure = FIGURES["flow"]
    assert figure is not None
    bands = {t["text"]: t for t in figure["data"] if " → " in t["text"]}
    drawn = {pair: count for pair, count in MOVES.items() if is_drawn(*pair)}
    assert len(bands) == len(drawn) == 3
    for (before, after), count in drawn.items():
        x = bands[f"{before} → {after} : {count}"]["x"]
        assert x[-1] - x[0] == pytest.approx(count)
        middle = len(x) // 2
        assert x[middle] - x[middle - 1] == pytest.approx(count)
    notes = [note["text"] for note in figure["layout"]["annotations"]]
    assert f"{INVESTIGATION} · 10" in notes


@given(st.lists(st.floats(0, 100), max_size=9), st.floats(0.1, 30))
def test_names_stand_apart_in_their_order_and_inside(heights: list[float], gap: float) -> None:
    places = spread(heights, gap, 100)
    order = sorted(range(len(heights)), key=lambda number: heights[number])
    sorted_places = [places[number] for number in order]
    least = min(gap, 100 / len(heights)) if heights else gap
    for low, high in pairwise(sorted_places):
        assert high - low >= least - 1e-6
    assert all(-1e-6 <= place <= 100 + 1e-6 for place in places)


def test_phases_have_one_colour_wherever_they_are_shown_in_light_and_in_dark() -> None:
    page = (PROJECT_ROOT / "static/css/incubator.css").read_text("utf-8")
    own = (PROJECT_ROOT / "static/css/statistics.css").read_text("utf-8")
    light, _, dark = own.partition("prefers-color-scheme: dark")
    shown = re.findall(r"\.inc-phase--([\w-]+) \{ --phase: (#\w+); --dark: (#\w+);", page)
    by_phase = {name: (day, night) for name, day, night in shown}
    for phase, colour in PHASE_COLOURS.items():
        name = colour.removeprefix("var(").removesuffix(")")
        assert f"{name}: {by_phase[phase][0]};" in light
        assert f"{name}: {by_phase[phase][1]};" in dark
        # They write names as well.
        assert contrast(by_phase[phase][0], "#ffffff") >= 4.5
        assert contrast(by_phase[phase][1], "#12151d") >= 4.5


def test_days_of_a_figure_are_in_order() -> None:
    figure = stacked_areas([DAYS[0] + timedelta(n) for n in range(3)], SERIES, "x", 300)
    assert figure is not None
    assert figure["layout"]["xaxis"]["range"] == ["2026-01-01", "2026-01-04"]
