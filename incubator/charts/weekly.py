"""Figures over weeks: what was merged, how long it took, how often it reached its users."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from incubator.charts import base
from incubator.charts.base import Figure, Marks, Trace
from incubator.domain.delivery import Week

_WEEK = timedelta(days=7)
_DAY_MS = 86_400_000
_BAR_MS = 5.2 * _DAY_MS
_FEW_WEEKS = 6
_HOURS_A_DAY = 24
#: How dates are written below an axis: days where ticks are days, else months; the year once.
_DATES = [
    {"dtickrange": ["M1", None], "value": "%b\n%Y"},
    {"dtickrange": [None, "M1"], "value": "%-d %b"},
]


@dataclass(frozen=True, slots=True)
class ThroughputWords:
    """Words of the throughput chart; ``running`` marks the week that is not over."""

    merged: str
    week_of: str
    running: str


@dataclass(frozen=True, slots=True)
class CycleTimeWords:
    """Words of the cycle time chart: ``days`` names the axis, with its unit."""

    days: str
    week_of: str


@dataclass(frozen=True, slots=True)
class DeploymentWords:
    """Words of the deployments chart.

    ``days`` names the axis where bars are days with a deployment; ``releases`` where they are
    releases, which stand in for deployments, and names their marks beside bars of days.
    """

    days: str
    releases: str
    week_of: str
    running: str


def weekly_throughput(
    weeks: Sequence[Week],
    words: ThroughputWords,
    *,
    typical: tuple[float, str] | None = None,
    marks: Marks = (),
) -> Figure | None:
    """Pull requests merged a week; None without weeks.

    ``typical`` is a value to compare with, such as the median, and its label.
    """
    if not weeks:
        return None
    merged = [week.merged for week in weeks]
    figure = _weekly(
        [_bars(weeks, merged, words.merged, words.week_of)],
        weeks,
        base.value_axis(
            words.merged,
            base.top_of([*merged, typical[0] if typical else None]),
            whole=True,
        ),
    )
    _say_running(figure, weeks, merged, words.running)
    if typical is not None:
        base.level(figure, typical[0], typical[1])
    base.mark(figure, marks, *_extent(weeks))
    return figure


def weekly_cycle_time(
    weeks: Sequence[Week],
    words: CycleTimeWords,
    *,
    typical: tuple[float, str] | None = None,
    marks: Marks = (),
) -> Figure | None:
    """Median days from first commit to merge, of what was merged each week.

    A week without a known time is a gap, never a zero. None where no week has one. ``typical`` is
    in days.
    """
    days = [
        base.value(None if week.cycle_hours is None else week.cycle_hours / _HOURS_A_DAY, 1)
        for week in weeks
    ]
    if not any(day is not None for day in days):
        return None
    trace: Trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": base.plain(words.days),
        "x": _middles(weeks),
        "y": days,
        "connectgaps": False,
        "line": {"color": base.BLUE, "width": 2.5},
        "marker": {"color": base.BLUE, "size": 7},
        "cliponaxis": False,
        "customdata": [week.start.isoformat() for week in weeks],
        "hovertemplate": _hover(words.week_of, "%{y}", words.days),
    }
    top = base.top_of([*days, typical[0] if typical else None], least=1)
    figure = _weekly([trace], weeks, base.value_axis(words.days, top, whole=False))
    if typical is not None:
        base.level(figure, typical[0], typical[1])
    base.mark(figure, marks, *_extent(weeks))
    return figure


def weekly_deployments(
    weeks: Sequence[Week], words: DeploymentWords, *, marks: Marks = ()
) -> Figure | None:
    """Days of each week with a successful deployment, and releases as marks above.

    Where no week has a deployment, bars are releases. None where there is neither.
    """
    days = [week.deployed_days for week in weeks]
    releases = [week.releases for week in weeks]
    heights = days if any(days) else releases
    if not any(heights):
        return None
    if not any(days):
        traces = [_bars(weeks, releases, words.releases, words.week_of)]
        axis = base.value_axis(words.releases, base.top_of(releases), whole=True)
    else:
        traces = [_bars(weeks, days, words.days, words.week_of)]
        if any(releases):
            traces.append(_release_marks(weeks, words.releases))
        axis = base.value_axis(words.days, 8, whole=True) | {"tickvals": list(range(8))}
    figure = _weekly(traces, weeks, axis)
    if len(traces) > 1:
        base.key(figure, "◆", words.releases, base.VERMILION)
    _say_running(figure, weeks, heights, words.running)
    base.mark(figure, marks, *_extent(weeks))
    return figure


def _weekly(traces: list[Trace], weeks: Sequence[Week], y: dict[str, Any], **more: Any) -> Figure:
    axis = base.time_axis(*_extent(weeks)) | {"tickformatstops": _DATES}
    if len(weeks) <= _FEW_WEEKS:
        axis |= {"tick0": weeks[0].start.isoformat(), "dtick": 7 * _DAY_MS}
    return base.frame(traces, axis, y)


def _bars(weeks: Sequence[Week], heights: Sequence[int], name: str, week_of: str) -> Trace:
    """Bars of whole weeks; one that is not over is hatched, for it will still grow."""
    return {
        "type": "bar",
        "name": base.plain(name),
        "x": _middles(weeks),
        "y": list(heights),
        "width": _BAR_MS,
        "marker": {
            "color": base.BLUE,
            "pattern": {
                "shape": ["/" if week.is_partial else "" for week in weeks],
                "fillmode": "replace",
                "size": 6,
                "solidity": 0.35,
            },
        },
        "customdata": [week.start.isoformat() for week in weeks],
        "hovertemplate": _hover(week_of, "%{y}", name),
    }


def _release_marks(weeks: Sequence[Week], name: str) -> Trace:
    """A diamond above each week with a release, with their number where there are several."""
    released = [week for week in weeks if week.releases]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": base.plain(name),
        "x": _middles(released),
        "y": [7.5] * len(released),
        "text": [str(week.releases) if week.releases > 1 else "" for week in released],
        "textposition": "middle right",
        "marker": {"color": base.VERMILION, "symbol": "diamond", "size": 10},
        "cliponaxis": False,
        "customdata": [week.releases for week in released],
        "hovertemplate": f"%{{customdata}} {base.plain(name)}<extra></extra>",
    }


def _say_running(
    figure: Figure, weeks: Sequence[Week], heights: Sequence[int], running: str
) -> None:
    """Explain the hatched bar where the last week is not over and has one."""
    if weeks[-1].is_partial and heights[-1]:
        base.key(figure, "▨", running, base.BLUE, side="right")


def _hover(week_of: str, number: str, name: str) -> str:
    """A line for the pointer; ``week_of`` has %s where the first day of the week goes."""
    week = base.plain(week_of).replace("%s", "%{customdata|%-d %B}")
    return f"{week} {number} {base.plain(name)}<extra></extra>"


def _middles(weeks: Sequence[Week]) -> list[str]:
    """The middle of each week, where its bar or point stands."""
    return [_at(week.start) for week in weeks]


def _at(start: date) -> str:
    return f"{(start + timedelta(days=3)).isoformat()} 12:00"


def _extent(weeks: Sequence[Week]) -> tuple[date, date]:
    return weeks[0].start, weeks[-1].start + _WEEK - timedelta(days=1)
