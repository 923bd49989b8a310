"""What the programme's charts share: the phases' own colours, patterns, and names beside lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incubator.charts import base
from incubator.charts.base import Figure
from incubator.domain.phases import Phase

#: Custom properties of ``static/css/statistics.css``, the same colours as everywhere else.
PHASE_COLOURS: Mapping[Phase, str] = {phase: f"var(--inc-phase-{phase.value})" for phase in Phase}
LEFT_COLOUR = "var(--inc-phase-left)"
#: Stripes and dots tell apart what lies side by side, without its colour.
PHASE_PATTERNS: Mapping[Phase, str] = {
    Phase.CONSTRUCTION: "/",
    Phase.CONSOLIDATION: ".",
    Phase.OPERATED: "x",
    Phase.STOPPED: "\\",
    Phase.INCONCLUSIVE: "-",
}
#: Room at the right of a figure for names beside the lines, in pixels.
NAMES_ROOM = 104
_LINE = 15  # pixels from a name to the next
_FRAME = 74  # pixels of a figure's height that its margins and its axis take


@dataclass(frozen=True, slots=True)
class Series:
    """Values of one thing, in the order of what they are for; None is a gap."""

    name: str
    colour: str
    values: Sequence[float | None]
    pattern: str = ""


def filling(colour: str, pattern: str) -> dict[str, Any]:
    """A pattern's own settings: stripes or dots of the colour on the paper."""
    return {
        "shape": pattern,
        "fgcolor": colour,
        "bgcolor": base.PAPER,
        "fillmode": "replace",
        "size": 6,
        "solidity": 0.4,
    }


def axis_title(text: str) -> dict[str, Any]:
    """The name of an axis, in the size of the vertical ones."""
    return {"text": base.plain(text), "standoff": 8, "font": {"size": 13}}


def spread(heights: Sequence[float], gap: float, top: float) -> list[float]:
    """The nearest places to some heights that stand ``gap`` apart, from 0 to ``top``.

    Their order stays; where there is no room for all, they are as far apart as there is.
    """
    gap = min(gap, top / len(heights)) if heights else gap
    order = sorted(range(len(heights)), key=lambda number: heights[number])
    places = [0.0] * len(heights)
    floor = 0.0
    for number in order:
        places[number] = floor = max(heights[number], floor)
        floor += gap
    ceiling = top
    for number in reversed(order):
        places[number] = ceiling = min(places[number], ceiling)
        ceiling -= gap
    return places


def names_at_the_end(
    figure: Figure, names: Sequence[tuple[str, str, float]], top: float, height: int
) -> None:
    """Write names (text, colour, height on the axis) at the right of the figure, none over another.

    ``height`` is the figure's, in pixels.
    """
    gap = top * _LINE / (height - _FRAME)
    places = spread([at for _, _, at in names], gap, top)
    for (text, colour, _), place in zip(names, places, strict=True):
        figure["layout"]["annotations"].append(
            {
                "xref": "paper",
                "x": 1,
                "xanchor": "left",
                "xshift": 6,
                "y": round(place, 3),
                "yanchor": "middle",
                "align": "left",
                "text": base.plain(text),
                "showarrow": False,
                "font": {"color": colour, "size": 12},
            }
        )
    figure["layout"]["margin"]["r"] = NAMES_ROOM


def name_at(
    figure: Figure, x: float, y: float, text: str, colour: str, *, anchor: str = "left"
) -> None:
    """Write a name over what it names, on the paper's colour so that it stays readable.

    It may have several lines.
    """
    figure["layout"]["annotations"].append(
        {
            "x": x,
            "y": y,
            "text": base.plain(text).replace("\n", "<br>"),
            "showarrow": False,
            "xanchor": anchor,
            "align": "left",
            "yanchor": "bottom",
            "yshift": 2,
            "bgcolor": base.PAPER,
            "borderpad": 1,
            "font": {"color": colour, "size": 12},
        }
    )
