"""What every chart shares: colours by name, axes, the frame, and marks of what happened.

Texts of figures have no ``<b>``, ``<i>``, ``<sup>`` nor ``<span>``, also where the pointer shows
them: Plotly writes a style attribute for each, which our policy refuses. ``<br>`` and the weight of
a font are fine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import isfinite
from typing import Any

Figure = dict[str, Any]
Trace = dict[str, Any]
#: Something that happened on a day, and its short name: a committee, a change of phase.
Marks = Sequence[tuple[date, str]]

# Colours are names of custom properties of ``static/css/charts.css``: the page's theme gives them
# their values when a chart is drawn.
BLUE = "var(--inc-chart-1)"
VERMILION = "var(--inc-chart-2)"
GREEN = "var(--inc-chart-3)"
OCHRE = "var(--inc-chart-4)"
PURPLE = "var(--inc-chart-5)"
PALETTE = (BLUE, VERMILION, GREEN, OCHRE, PURPLE)
INK = "var(--inc-chart-ink)"
MUTED = "var(--inc-chart-muted)"
GRID = "var(--inc-chart-grid)"
PAPER = "var(--inc-chart-paper)"
BLUE_TINT = "var(--inc-chart-1-tint)"
NONE = "rgba(0,0,0,0)"

_TEXT_SIZE = 13
_NOTE_SIZE = 12
# In pixels: above the figure, and from a line of names or dates to the next.
_TOP = 28
_ROW = 16
_END_SHARE = 0.15  # of the width: a name nearer to an end would be cut if it were centred
_NEAR_SHARE = 0.3  # of the width: two marks nearer than that don't fit on one line


def plain(text: str) -> str:
    """Text that is not ours, so that Plotly reads no tag and no template in it."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("%{", "%\u200b{")


def value(number: float | None, digits: int = 2) -> float | None:
    """A number that JSON knows; None, which is a gap, for what is unknown."""
    if number is None or not isfinite(number):
        return None
    return round(number, digits)


def top_of(values: Iterable[float | None], *, least: float = 4, room: float = 1.12) -> float:
    """Where an axis from zero ends, with room above the highest value for its label."""
    known = [number for number in values if number is not None]
    return max(least, max(known, default=0) * room)


def value_axis(title: str, top: float, *, whole: bool) -> dict[str, Any]:
    """A vertical axis from zero; ``whole`` for counts, which have no half."""
    axis: dict[str, Any] = {
        "title": axis_title(title),
        "range": [0, round(top, 2)],
        "fixedrange": True,
        "gridcolor": GRID,
        "zeroline": True,
        "zerolinecolor": MUTED,
        "zerolinewidth": 1,
        "automargin": True,
        "nticks": 6,
        "tickcolor": MUTED,
    }
    if whole:
        axis["tickformat"] = ",d"
        if top <= 6:
            axis["dtick"] = 1
    return axis


def axis_title(text: str) -> dict[str, Any]:
    """The title of an axis: what it counts, with its unit."""
    return {"text": plain(text), "standoff": 8, "font": {"size": _TEXT_SIZE}}


def time_axis(start: date, end: date) -> dict[str, Any]:
    """A horizontal axis of days, both included, with as many dates as fit."""
    return {
        "type": "date",
        "range": [start.isoformat(), (end + timedelta(days=1)).isoformat()],
        "fixedrange": True,
        "showgrid": False,
        "automargin": True,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": MUTED,
        "linecolor": MUTED,
        "hoverformat": "%-d %B %Y",
        "tickangle": 0,
    }


def frame(traces: Sequence[Trace], x: dict[str, Any], y: dict[str, Any], **more: Any) -> Figure:
    """A figure in the house's frame: no background, no motion, no zoom, legend above."""
    layout: dict[str, Any] = {
        "font": {"size": _TEXT_SIZE, "color": INK},
        "paper_bgcolor": NONE,
        "plot_bgcolor": NONE,
        "margin": {"l": 8, "r": 12, "t": _TOP, "b": 8, "pad": 0},
        "dragmode": False,
        "hovermode": "closest",
        "hoverdistance": 60,
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": MUTED, "font": {"color": INK}},
        "showlegend": False,
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1,
            "xanchor": "left",
            "yanchor": "bottom",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        "xaxis": x,
        "yaxis": y,
        "shapes": [],
        "annotations": [],
    }
    return {"data": list(traces), "layout": layout | more}


def hatched(colour: str) -> dict[str, Any]:
    """A bar's marker with stripes: told from a plain one without its colour."""
    return {
        "color": colour,
        "line": {"color": colour, "width": 1.5},
        "pattern": {"shape": "/", "fillmode": "replace", "size": 6, "solidity": 0.35},
    }


def label(figure: Figure, x: str, y: float, text: str, *, above: bool) -> None:
    """Write a name beside a falling line, in place of a legend: above it at its right, or below."""
    xanchor, yanchor = ("left", "bottom") if above else ("right", "top")
    note = _note(text, x=x, y=y, xanchor=xanchor, yanchor=yanchor)
    figure["layout"]["annotations"].append(note)


def key(
    figure: Figure, sign: str, text: str, colour: str, *, side: str = "left", lines: int = 2
) -> None:
    """Say below the axis, at its "left" or "right" end, what a sign in the figure means.

    Beside what it means it would lie on bars, on a narrow screen at least. ``lines`` is how many
    the axis has of its own: two where the year stands below the months.
    """
    layout, depth = figure["layout"], 12 + _ROW * lines
    x = 0 if side == "left" else 1
    note = _note(text, xref="paper", x=x, yref="paper", y=0, xanchor=side, yanchor="top")
    note |= {"text": f"{sign} {note['text']}", "yshift": -depth}
    layout["annotations"].append(note | {"font": {"color": colour, "size": _NOTE_SIZE}})
    layout["margin"]["b"] = depth + 20


def level(figure: Figure, height: float, text: str) -> None:
    """A dotted line across the figure at a value to compare with, explained below."""
    line = {"color": INK, "width": 1.5, "dash": "dot"}
    ends = {"xref": "paper", "x0": 0, "x1": 1, "y0": height, "y1": height}
    figure["layout"]["shapes"].append({"type": "line", "line": line, **ends})
    key(figure, "• • •", text, INK)


def vertical(figure: Figure, x: str, text: str, share: float, *, row: int = 0) -> None:
    """A dotted line over a moment, named above the figure.

    ``share`` is where the moment stands from the left, 0 to 1: names near an end stay inside.
    ``row`` lifts the name above others.
    """
    layout = figure["layout"]
    line = {"color": MUTED, "width": 1, "dash": "dot"}
    ends = {"yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1}
    layout["shapes"].append({"type": "line", "line": line, **ends})
    anchor = "left" if share < _END_SHARE else "right" if share > 1 - _END_SHARE else "center"
    note = _note(text, x=x, yref="paper", y=1, xanchor=anchor, yanchor="bottom")
    layout["annotations"].append(note | {"yshift": _ROW * row})
    layout["margin"]["t"] = max(layout["margin"]["t"], _TOP + _ROW * row)


def _note(text: str, **place: Any) -> dict[str, Any]:
    font = {"color": MUTED, "size": _NOTE_SIZE}
    return {"text": plain(text), "showarrow": False, "font": font, **place}


def mark(figure: Figure, marks: Marks, start: date, end: date) -> None:
    """Draw what happened between two days, both included; names too near take turns in height."""
    length = max(1, (end - start).days)
    last: list[float] = []  # where the last name of each row stands, as a share of the width
    for day, text in sorted(marks):
        if not start <= day <= end:
            continue
        at = (day - start).days / length
        row = next((row for row, share in enumerate(last) if at - share > _NEAR_SHARE), len(last))
        last[row : row + 1] = [at]
        vertical(figure, f"{day.isoformat()} 12:00", text, at, row=row)
