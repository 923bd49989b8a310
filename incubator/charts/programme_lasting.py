"""How long things last: the share that goes on, by length, stepping down where one ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from incubator.charts import base
from incubator.charts.base import Figure, Trace
from incubator.charts.programme_style import axis_title, names_at_the_end
from incubator.domain.survival import Step

#: A curve ends where fewer are watched: one of them would move it by more than a fifth.
FEWEST_WATCHED = 5
_MONTH_DAYS = 30.4375
_YEAR = 12
_DASHES = ("solid", "dash", "dashdot", "dot", "longdash")


@dataclass(frozen=True, slots=True)
class Lasting:
    """A curve: its name at the right end, its colour, and the estimate.

    ``until`` is for how many days enough were watched: up to there what lasted at the last step
    still lasts.
    """

    name: str
    colour: str
    steps: Sequence[Step]
    until: int = 0


@dataclass(frozen=True, slots=True)
class LastingWords:
    """The names of both axes, that of the line of the half, and a point of a curve.

    ``point`` has ``{months}`` and ``{share}``, which is in percent.
    """

    months: str
    share: str
    half: str
    point: str


def lasting_curves(curves: Sequence[Lasting], words: LastingWords, height: int) -> Figure | None:
    """The share that still lasts after so many months; None where too few are known."""
    drawn = [(one, points) for one in curves if len(points := _points(one)) > 1]
    if not drawn:
        return None
    longest = max(points[-1][0] for _, points in drawn)
    end = -(-longest // _YEAR) * _YEAR
    traces = [
        _curve(one, points, _DASHES[number % len(_DASHES)], words.point)
        for number, (one, points) in enumerate(drawn)
    ]
    figure = base.frame(
        traces,
        {
            "type": "linear",
            "title": axis_title(words.months),
            "range": [0, end],
            "dtick": _YEAR if end <= 10 * _YEAR else 2 * _YEAR,
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
            "ticks": "outside",
            "ticklen": 4,
            "tickcolor": base.MUTED,
            "linecolor": base.MUTED,
        },
        base.value_axis(words.share, 100, whole=True),
        hovermode="closest",
    )
    base.level(figure, 50, words.half)
    names = [(one.name, one.colour, points[-1][1]) for one, points in drawn]
    names_at_the_end(figure, names, 100, height)
    return figure


def _points(one: Lasting) -> list[tuple[float, float]]:
    points = [(0.0, 100.0)]
    for step in one.steps:
        if step.at_risk < FEWEST_WATCHED:
            break
        points.append((round(step.days / _MONTH_DAYS, 1), round(step.share * 100, 1)))
    last = round(one.until / _MONTH_DAYS, 1)
    if len(points) > 1 and last > points[-1][0]:
        points.append((last, points[-1][1]))
    return points


def _curve(one: Lasting, points: list[tuple[float, float]], dash: str, words: str) -> Trace:
    point = words.format(months="%{x:.0f}", share="%{y:.0f}")
    return {
        "type": "scatter",
        "mode": "lines",
        "name": base.plain(one.name),
        "x": [months for months, _ in points],
        "y": [share for _, share in points],
        "line": {"color": one.colour, "width": 2.5, "shape": "hv", "dash": dash},
        "hovertemplate": f"{base.plain(one.name)}<br>{point}<extra></extra>",
    }
