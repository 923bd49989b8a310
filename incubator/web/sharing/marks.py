"""The colour and the shape of each phase, for what is drawn outside a page.

They are read from the style sheet, so that a phase looks the same wherever it is shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from incubator.config import PROJECT_ROOT

_SHEET = PROJECT_ROOT / "static" / "css" / "incubator.css"
_RULE = re.compile(
    r"\.inc-phase--(?P<phase>[a-z-]+) \{ --phase: (?P<colour>#[0-9a-f]{6});"
    r" --dark: #[0-9a-f]{6}; --shape: (?P<kind>circle|inset|polygon)\((?P<values>[^)]*)\) \}"
)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """A colour as ``#rrggbb``, and corners in a square of side 1; no corner means a disc."""

    colour: str
    corners: tuple[Point, ...]


@cache
def marks() -> dict[str, Mark]:
    """The mark of each phase, and of what has not begun, by its word in the sheets."""
    found = {}
    for rule in _RULE.finditer(_SHEET.read_text(encoding="utf-8")):
        corners = _corners(rule["kind"], rule["values"])
        found[rule["phase"]] = Mark(rule["colour"], corners)
    return found


def _corners(kind: str, values: str) -> tuple[Point, ...]:
    if kind == "circle":
        return ()
    if kind == "inset":
        sides = [_share(value) for value in values.split()]
        top, side = sides[0], sides[-1]
        return (side, top), (1 - side, top), (1 - side, 1 - top), (side, 1 - top)
    pairs = [pair.split() for pair in values.split(",")]
    return tuple((_share(across), _share(down)) for across, down in pairs)


def _share(value: str) -> float:
    """A percentage of the side; a bare 0 is none of it."""
    return float(value.removesuffix("%")) / 100
