"""Figures as data: what is drawn is what was measured."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import pytest

from incubator.charts import (
    burndown,
    velocity,
    weekly_cycle_time,
    weekly_deployments,
    weekly_throughput,
)
from incubator.charts.bundle import TRACE_TYPES
from tests.charts import samples
from tests.charts.samples import TODAY, WEEKS, sprint

Figure = dict[str, Any]


def trace(figure: Figure | None, kind: str, at: int = 0) -> Any:
    assert figure is not None
    return [one for one in figure["data"] if one["type"] == kind][at]


def notes(figure: Figure | None) -> list[str]:
    assert figure is not None
    return [note["text"] for note in figure["layout"]["annotations"]]


FIGURES: dict[str, Figure | None] = {
    **{chart.id: chart.figure for chart in samples.charts()},
    "burndown before its start": burndown(
        sprint(left=()), samples.BURNDOWN, TODAY - timedelta(days=90)
    ),
    "burndown of a day": burndown(sprint(days=1, left=(3,)), samples.BURNDOWN, date(2026, 11, 9)),
    "burndown without issues": burndown(
        sprint(committed=0, left=(0, 0)), samples.BURNDOWN, TODAY, samples.MARKS
    ),
    "velocity of one": velocity(samples.PAST[:1], samples.VELOCITY),
    "velocity of a cadence": velocity(
        [samples.without_figures("Quinzaine 3", 4)], samples.VELOCITY
    ),
    "one week": weekly_throughput(WEEKS[:1], samples.THROUGHPUT),
    "releases only": weekly_deployments(
        [replace(week, deployed_days=0) for week in WEEKS], samples.DEPLOYMENTS
    ),
}


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_plotly_knows_every_attribute_and_the_small_bundle_every_trace(
    figure: Figure | None,
) -> None:
    assert figure is not None
    drawn = go.Figure(figure)
    assert {one.type for one in drawn.data} <= TRACE_TYPES


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_figures_are_plain_json_without_nan(figure: Figure | None) -> None:
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_axes_begin_at_zero_hold_every_value_and_name_their_unit(figure: Figure | None) -> None:
    assert figure is not None
    axis = figure["layout"]["yaxis"]
    low, high = axis["range"]
    assert low == 0
    for one in figure["data"]:
        bases = one.get("base", [0] * len(one["y"]))
        tops = [base + (y or 0) for base, y in zip(bases, one["y"], strict=True)]
        assert max(tops) <= high
    assert axis["title"]["text"]


@pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES)
def test_colours_are_names_that_the_theme_fills_five_at_most(figure: Figure | None) -> None:
    names = set(json.dumps(figure).split('"')) & {f"var(--inc-chart-{at})" for at in range(1, 6)}
    assert 1 <= len(names) <= 5
    assert "#" not in json.dumps(figure)


def test_a_burndown_begins_with_what_was_committed_and_ends_today_at_noon() -> None:
    figure = burndown(samples.RUNNING, samples.BURNDOWN, TODAY)
    ideal, left = trace(figure, "scatter"), trace(figure, "scatter", 1)
    assert (ideal["x"], ideal["y"]) == (["2026-11-09", "2026-11-23"], [14, 0])
    assert ideal["line"]["dash"] == "dash"
    assert left["line"]["shape"] == "hv"
    assert left["y"] == [14, 14, 13, 12, 12, 10, 10, 10, 12, 11, 9, 8, 6, 6]
    assert left["x"][:3] == ["2026-11-09", "2026-11-10", "2026-11-11"]
    assert left["x"][-1] == "2026-11-21 12:00"
    assert left["customdata"][-1] == "2026-11-21"
    assert {"Aujourd’hui", "Rythme régulier"} <= set(notes(figure))


def test_a_burndown_shows_where_work_was_added() -> None:
    figure = burndown(samples.RUNNING, samples.BURNDOWN, TODAY)
    rises = trace(figure, "scatter", 2)
    assert (rises["x"], rises["y"], rises["text"]) == (["2026-11-17"], [12], ["+2"])
    assert "▲ travail ajouté" in notes(figure)


@pytest.mark.parametrize(("left", "side"), [((14, 14, 13), "top"), ((9, 7, 3), "bottom")])
def test_the_steady_pace_is_named_where_the_curve_is_not(left: tuple[int, ...], side: str) -> None:
    figure = burndown(sprint(left=left), samples.BURNDOWN, date(2026, 11, 11))
    assert figure is not None
    (name,) = [n for n in figure["layout"]["annotations"] if n["text"] == "Rythme régulier"]
    assert name["yanchor"] == side


def test_a_burndown_says_nothing_of_days_to_come() -> None:
    figure = burndown(samples.RUNNING, samples.BURNDOWN, date(2026, 11, 11))
    assert trace(figure, "scatter", 1)["customdata"][-1] == "2026-11-11"


def test_a_burndown_that_is_over_has_no_today() -> None:
    figure = burndown(samples.RUNNING, samples.BURNDOWN, date(2027, 1, 1))
    assert "Aujourd’hui" not in notes(figure)


def test_there_is_no_burndown_without_issues_of_a_sprint() -> None:
    report = samples.without_figures("Quinzaine 3", 4)
    assert burndown(report, samples.BURNDOWN, TODAY) is None


def test_velocity_has_at_most_twelve_sprints_the_oldest_first() -> None:
    figure = velocity(samples.PAST, samples.VELOCITY)
    done, carried, committed = (trace(figure, "bar", at) for at in range(3))
    assert done["y"] == [8, 7, 9, 10, 9, 11, 10, 8, 12, 14, 9, 12]
    assert carried["y"] == [2, 5, None, 3, None, 1, None, 7, 1, None, 4, 2]
    assert carried["base"] == done["y"]
    assert committed["y"] == [10, 12, 8, 13, 9, 12, 10, 15, 11, 14, 12, 13]
    assert figure is not None
    assert figure["layout"]["xaxis"]["ticktext"] == [str(at) for at in range(12, 24)]
    assert figure["layout"]["xaxis"]["title"]["text"] == "Sprint"


def test_parts_of_a_sprint_are_told_apart_without_colour() -> None:
    figure = velocity(samples.PAST, samples.VELOCITY)
    done, carried, committed = (trace(figure, "bar", at)["marker"] for at in range(3))
    assert "pattern" not in done
    assert carried["pattern"]["shape"] == "/"
    assert committed["color"] == "rgba(0,0,0,0)"
    assert committed["line"]["width"] > 0


def test_a_sprint_of_a_cadence_has_no_outline() -> None:
    figure = velocity([samples.without_figures("Quinzaine 3", 4)], samples.VELOCITY)
    assert figure is not None
    assert [one["y"] for one in figure["data"]] == [[4]]


def test_long_names_of_sprints_are_cut_below_the_axis_only() -> None:
    name = "Ouvrir le service aux communes"
    figure = velocity([sprint(name, done=3), sprint("Autre", done=2)], samples.VELOCITY)
    assert figure is not None
    assert figure["layout"]["xaxis"]["title"]["text"] == "Sprint"
    assert figure["layout"]["xaxis"]["ticktext"] == ["Autre", "Ouvrir le ser…"]
    assert trace(figure, "bar")["hovertext"][1].startswith(name)


def test_what_all_names_begin_with_is_said_once() -> None:
    reports = [sprint("Quinzaine du 17 mars", done=3), sprint("Quinzaine du 3 mars", done=2)]
    figure = velocity(reports, samples.VELOCITY)
    assert figure is not None
    assert figure["layout"]["xaxis"]["title"]["text"] == "Quinzaine du"
    assert figure["layout"]["xaxis"]["ticktext"] == ["3 mars", "17 mars"]


def test_nothing_to_draw_is_none_rather_than_an_empty_frame() -> None:
    quiet = [replace(WEEKS[0], cycle_hours=None, deployed_days=0, releases=0)]
    assert velocity([], samples.VELOCITY) is None
    assert weekly_throughput([], samples.THROUGHPUT) is None
    assert weekly_cycle_time(quiet, samples.CYCLE_TIME) is None
    assert weekly_deployments(quiet, samples.DEPLOYMENTS) is None


def test_throughput_counts_weeks_and_hatches_the_one_that_runs() -> None:
    figure = weekly_throughput(WEEKS, samples.THROUGHPUT, typical=(6.5, "Médiane : 6,5"))
    bars = trace(figure, "bar")
    assert bars["y"] == [week.merged for week in WEEKS]
    assert bars["x"][0] == "2026-05-28 12:00"
    assert bars["marker"]["pattern"]["shape"] == [""] * 25 + ["/"]
    assert {"▨ en cours", "•\u2009•\u2009• Médiane : 6,5"} <= set(notes(figure))
    assert figure is not None
    assert figure["layout"]["shapes"][0]["y0"] == 6.5


def test_a_week_without_a_known_time_is_a_gap_never_a_zero() -> None:
    line = trace(weekly_cycle_time(WEEKS, samples.CYCLE_TIME), "scatter")
    assert line["y"][:6] == [2.1, 3.4, 1.8, 2.2, None, 5.5]
    assert line["connectgaps"] is False
    assert 0 not in line["y"]


@pytest.mark.parametrize("hours", [float("nan"), float("inf")])
def test_a_time_that_is_no_number_is_a_gap_too(hours: float) -> None:
    weeks = [WEEKS[0], replace(WEEKS[1], cycle_hours=hours)]
    assert trace(weekly_cycle_time(weeks, samples.CYCLE_TIME), "scatter")["y"] == [2.1, None]


def test_days_with_a_deployment_come_with_releases_above() -> None:
    figure = weekly_deployments(WEEKS, samples.DEPLOYMENTS)
    assert trace(figure, "bar")["y"] == [week.deployed_days for week in WEEKS]
    released = trace(figure, "scatter")
    assert released["customdata"] == [1, 3, 1, 1, 1, 1]
    assert released["text"] == ["", "3", "", "", "", ""]
    assert "◆ versions publiées" in notes(figure)


def test_releases_stand_in_where_there_are_no_deployments() -> None:
    weeks = [replace(week, deployed_days=0) for week in WEEKS]
    figure = weekly_deployments(weeks, samples.DEPLOYMENTS)
    assert figure is not None
    assert [one["y"] for one in figure["data"]] == [[week.releases for week in WEEKS]]
    assert figure["layout"]["yaxis"]["title"]["text"] == "versions publiées"


def test_what_happened_is_marked_within_the_weeks_names_apart() -> None:
    marks = (*samples.MARKS, (date(2020, 1, 1), "Avant"), (date(2026, 10, 1), "Comité"))
    figure = weekly_throughput(WEEKS[:-1], samples.THROUGHPUT, marks=marks)
    assert figure is not None
    placed = {(note["x"], note["text"]): note["yshift"] for note in figure["layout"]["annotations"]}
    assert placed == {
        ("2026-07-09 12:00", "Comité"): 0,
        ("2026-07-15 12:00", "Accélération"): 16,
        ("2026-10-01 12:00", "Comité"): 0,
    }


def test_words_that_are_not_ours_are_no_markup_for_plotly() -> None:
    name = '<a href="javascript:x">%{y}</a>'
    figure = velocity([sprint(name, done=1), sprint("Autre")], samples.VELOCITY)
    assert figure is not None
    for text in (*figure["layout"]["xaxis"]["ticktext"], *trace(figure, "bar")["hovertext"]):
        assert "<a" not in text
        assert "%{" not in text
