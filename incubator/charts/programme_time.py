"""The programme over time: areas that add up, and bars by year or by quarter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from incubator.charts import base
from incubator.charts.base import Figure, Trace
from incubator.charts.programme_style import Series, axis_title, filling, names_at_the_end

#: A name is written where its band is at least this share of the figure's height.
_THINNEST = 0.004


def stacked_areas(
    days: Sequence[date], series: Sequence[Series], title: str, height: int
) -> Figure | None:
    """Bands on top of each other, the first at the bottom, named at the right end.

    None with less than two days, or with nothing to draw.
    """
    totals = [sum(one.values[at] or 0 for one in series) for at in range(len(days))]
    if len(days) < 2 or not any(totals):
        return None
    top = base.top_of(totals, room=1.04)
    x = [day.isoformat() for day in days]
    shown = [one for one in series if any(one.values)]
    figure = base.frame(
        [_band(one, x) for one in shown],
        base.time_axis(days[0], days[-1]),
        base.value_axis(title, top, whole=True),
    )
    names, below = [], 0.0
    for one in shown:
        last = one.values[-1] or 0
        if last >= top * _THINNEST:
            names.append((one.name, one.colour, below + last / 2))
        below += last
    names_at_the_end(figure, names, top, height)
    return figure


def _band(one: Series, x: list[str]) -> Trace:
    band: Trace = {
        "type": "scatter",
        "mode": "lines",
        "stackgroup": "all",
        "name": base.plain(one.name),
        "x": x,
        "y": list(one.values),
        "line": {"color": one.colour, "width": 1},
        "fillcolor": one.colour,
        "hovertemplate": f"%{{x|%-d %B %Y}}<br>{base.plain(one.name)} %{{y:,d}}<extra></extra>",
    }
    if one.pattern:
        band["fillpattern"] = filling(one.colour, one.pattern)
    return band


def yearly_bars(
    counts: dict[int, int], title: str, colour: str, unfinished: tuple[int, str] | None
) -> Figure | None:
    """A bar a year with its figure above; the year that is not over is striped, which is said.

    None where every year has none.
    """
    if not any(counts.values()):
        return None
    years = list(counts)
    marker: dict[str, Any] = {"color": colour}
    if unfinished and unfinished[0] in counts:
        striped = ["/" if year == unfinished[0] else "" for year in years]
        marker |= {
            "line": {"color": colour, "width": 1},
            "pattern": {"shape": striped, "fillmode": "replace", "size": 6, "solidity": 0.4},
        }
    top = base.top_of(counts.values())
    figure = base.frame(
        [
            {
                "type": "bar",
                "x": years,
                "y": list(counts.values()),
                "text": [str(count) if count else "" for count in counts.values()],
                "textposition": "outside",
                "textangle": 0,
                "cliponaxis": False,
                "marker": marker,
                "width": 0.7,
                "hovertemplate": "%{x:d} %{y:,d}<extra></extra>",
            }
        ],
        {
            "type": "linear",
            "range": [years[0] - 0.6, max(years[-1], years[0] + 3) + 0.6],
            "tickformat": "d",
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
            "tickangle": 0,
            **({"tickvals": years} if len(years) <= 4 else {}),
            "linecolor": base.MUTED,
        },
        base.value_axis(title, top, whole=True),
        hovermode="closest",
    )
    if unfinished and counts.get(unfinished[0]):
        figure["layout"]["xaxis"]["title"] = axis_title(unfinished[1])
    return figure


def quarterly_bars(
    counts: dict[date, int], names: Sequence[str], title: str, colour: str, running: str
) -> Figure | None:
    """A bar a quarter; the last one is striped while it is under way, which ``running`` says.

    ``names`` say the quarters. None where every quarter has none.
    """
    if not any(counts.values()):
        return None
    quarters = list(counts)
    marker: dict[str, Any] = {"color": colour}
    if running:
        marker |= {
            "line": {"color": colour, "width": 1},
            "pattern": {
                "shape": [""] * (len(quarters) - 1) + ["/"],
                "fillmode": "replace",
                "size": 5,
                "solidity": 0.4,
            },
        }
    # A bar fills its quarter, from its first day on: that of February has 90 days.
    days, milliseconds = 78, 24 * 3600 * 1000
    end = date(quarters[-1].year, quarters[-1].month + 2, 28)
    figure = base.frame(
        [
            {
                "type": "bar",
                "x": [quarter.isoformat() for quarter in quarters],
                "y": list(counts.values()),
                "width": days * milliseconds,
                "offset": 6 * milliseconds,
                "marker": marker,
                "customdata": [base.plain(name) for name in names],
                "hovertemplate": "%{customdata} %{y:,d}<extra></extra>",
            }
        ],
        base.time_axis(quarters[0], end),
        base.value_axis(title, base.top_of(counts.values()), whole=True),
        hovermode="closest",
    )
    if running and counts[quarters[-1]]:
        figure["layout"]["xaxis"]["title"] = axis_title(running)
    return figure
