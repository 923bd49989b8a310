"""The programme in rows: parts of a whole, and shares by phase."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

from incubator.charts import base
from incubator.charts.base import Figure, Trace
from incubator.charts.programme_style import Series, axis_title, filling, name_at

ROW = 40  # pixels
SHARES_ROW = 60
NAMED_ROW = 56
_ABOVE = 108  # pixels: the legend and the axis
#: Symbols that are told apart without their colour.
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross")
_SIDE = 0.62
#: A name over a row is parted to fit a telephone, and its row stands so much lower.
_LINE = 42
_LOWER = 0.22


def rows_height(count: int, row: int = ROW) -> int:
    """How high a figure of so many rows is, in pixels: the legend may take two lines."""
    return _ABOVE + row * count


def stacked_rows(
    names: Sequence[str], series: Sequence[Series], title: str, *, above: bool = False
) -> Figure | None:
    """A row a name, from the top down, of parts that add up to its total.

    ``above`` writes the names over the rows, for names that are too long to stand beside. None
    where there is nothing.
    """
    totals = [sum(one.values[at] or 0 for one in series) for at in range(len(names))]
    if not any(totals):
        return None
    # The first name is the highest one.
    places = [len(names) - 1 - at for at in range(len(names))]
    width = 0.36 if above else 0.6
    shown = [one for one in series if any(one.values)]
    figure = base.frame(
        [_part(one, names, places, width, above=above) for one in shown],
        _count_axis(title, max(totals)),
        {
            "type": "linear",
            "range": [-0.6, len(names) - 0.4],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
            "tickvals": [] if above else places,
            "ticktext": [] if above else [base.plain(name) for name in names],
        },
        barmode="stack",
        hovermode="closest",
        showlegend=True,
    )
    figure["layout"]["legend"]["traceorder"] = "normal"
    figure["layout"]["margin"]["t"] = 56
    if above:
        for name, place in zip(names, places, strict=True):
            lines = "\n".join(wrap(name, _LINE, max_lines=2, placeholder="…"))
            name_at(figure, 0, place + width / 2 - _LOWER, lines, base.INK)
    return figure


def _part(
    one: Series, names: Sequence[str], places: list[int], width: float, *, above: bool
) -> Trace:
    marker = {"color": one.colour, "line": {"color": base.PAPER, "width": 1}}
    if one.pattern:
        marker["pattern"] = filling(one.colour, one.pattern)
        marker["line"] = {"color": one.colour, "width": 1}
    return {
        "type": "bar",
        "orientation": "h",
        "name": base.plain(one.name),
        "y": [place - _LOWER if above else place for place in places],
        "x": list(one.values),
        "width": width,
        "marker": marker,
        "customdata": [base.plain(name) for name in names],
        "hovertemplate": f"%{{customdata}}<br>{base.plain(one.name)} %{{x:,d}}<extra></extra>",
    }


def shares_by_row(names: Sequence[str], series: Sequence[Series], title: str) -> Figure | None:
    """A row a name, and on it a mark for each share from 0 to 100; None is no mark."""
    if not any(value is not None for one in series for value in one.values):
        return None
    places = [len(names) - 1 - at for at in range(len(names))]
    traces: list[Trace] = []
    for number, one in enumerate(series):
        # Side by side, so that equal shares don't hide each other.
        shift = _SIDE * (0.5 - (number + 0.5) / len(series))
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": base.plain(one.name),
                "x": list(one.values),
                "y": [round(place + shift, 3) for place in places],
                "marker": {"color": one.colour, "size": 11, "symbol": _SYMBOLS[number]},
                "cliponaxis": False,
                "customdata": [base.plain(name) for name in names],
                "hovertemplate": f"%{{customdata}}<br>{base.plain(one.name)} %{{x:.0f}} %"
                "<extra></extra>",
            }
        )
    figure = base.frame(
        traces,
        _count_axis(title, 100) | {"range": [-1, 101], "tickvals": [0, 25, 50, 75, 100]},
        {
            "type": "linear",
            "range": [-0.6, len(names) - 0.4],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
            "tickvals": places,
            "ticktext": [base.plain(name) for name in names],
        },
        hovermode="closest",
        showlegend=True,
    )
    figure["layout"]["margin"] |= {"t": 56, "r": 20}
    for place in range(len(names) - 1):
        figure["layout"]["shapes"].append(
            {
                "type": "line",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": place + 0.5,
                "y1": place + 0.5,
                "line": {"color": base.GRID, "width": 1},
            }
        )
    return figure


def _count_axis(title: str, most: float) -> dict[str, object]:
    return {
        "title": axis_title(title),
        "range": [0, most * 1.02],
        "fixedrange": True,
        "gridcolor": base.GRID,
        "zeroline": True,
        "zerolinecolor": base.MUTED,
        "automargin": True,
        "nticks": 6,
        "tickformat": ",d",
    } | ({"dtick": 1} if most <= 6 else {})
