"""The flow from phase to phase: bands as wide as what flows, drawn as filled paths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from incubator.charts import base
from incubator.charts.base import Figure, Trace
from incubator.charts.programme_style import PHASE_COLOURS, name_at
from incubator.domain.phases import PHASES, Phase

HEIGHT = 560
#: From the top down; what stands in a row beside another is where startups end.
_ROWS = (
    (Phase.INVESTIGATION,),
    (Phase.CONSTRUCTION, Phase.INCONCLUSIVE),
    (Phase.ACCELERATION,),
    (Phase.CONSOLIDATION,),
    (Phase.OPERATED, Phase.TRANSFERRED, Phase.STOPPED),
)
_ROW_OF = {phase: number for number, row in enumerate(_ROWS) for phase in row}
_THICKNESS = 0.13  # of a node, in rows
_SAMPLES = 14
_NARROWEST = 0.3  # of the figure's width: room for the name of what stands beside another


@dataclass(slots=True)
class _Node:
    x: float
    size: int
    leaving: float = 0.0
    arriving: float = 0.0


def is_drawn(before: Phase, after: Phase) -> bool:
    """Whether a move goes down the figure; those that go back up are in the table only."""
    return _ROW_OF[before] < _ROW_OF[after]


def flow(
    moves: Mapping[tuple[Phase, Phase], int],
    first: Mapping[Phase, int],
    names: Mapping[Phase, str],
    sentence: str,
) -> Figure | None:
    """Phases as bars, from the first at the top to the ends at the bottom, and what flows between.

    ``first`` counts the startups that began in each phase. ``sentence`` says a band, with
    ``{count}``, ``{before}`` and ``{after}``. None without a move to draw.
    """
    drawn = {pair: count for pair, count in moves.items() if count and is_drawn(*pair)}
    if not drawn:
        return None
    nodes, width = _nodes(drawn, first)
    bands = _bands(drawn, nodes, names, sentence)
    bars = [_bar(phase, node, names[phase]) for phase, node in nodes.items()]
    figure = base.frame(
        [*bands, *bars],
        _hidden([-width * 0.01, width * 1.01]),
        _hidden([-len(_ROWS) + 1 - _THICKNESS - 0.1, 0.4]),
        hovermode="closest",
    )
    figure["layout"]["margin"] = {"l": 2, "r": 2, "t": 4, "b": 4, "pad": 0}
    for phase, node in nodes.items():
        text = f"{names[phase]} · {node.size}"
        # The name of the last bar of a row goes back over it, where the figure has room.
        is_last = _ROWS[_ROW_OF[phase]][1:][-1:] == (phase,)
        x, anchor = (node.x + node.size, "right") if is_last else (node.x, "left")
        name_at(figure, x, -_ROW_OF[phase], text, PHASE_COLOURS[phase], anchor=anchor)
    return figure


def _nodes(
    moves: Mapping[tuple[Phase, Phase], int], first: Mapping[Phase, int]
) -> tuple[dict[Phase, _Node], float]:
    arriving, leaving = Counter(first), Counter[Phase]()
    for (before, after), count in moves.items():
        leaving[before] += count
        arriving[after] += count
    sizes = {phase: max(arriving[phase], leaving[phase]) for phase in PHASES}
    width = max(sum(sizes[phase] for phase in row) * (1 + 0.08 * (len(row) - 1)) for row in _ROWS)
    nodes = {}
    for row in _ROWS:
        x = 0.0
        for place, phase in enumerate(row):
            size = sizes[phase]
            if place:
                # The last one of a row ends where the figure ends, unless its name needs more.
                room = max(size, _NARROWEST * width)
                x = max(x, width - room) if place == len(row) - 1 else x
            if size:
                nodes[phase] = _Node(x, size)
            x += max(size * 1.08, (_NARROWEST + 0.04) * width)
    return nodes, width


def _bands(
    moves: Mapping[tuple[Phase, Phase], int],
    nodes: Mapping[Phase, _Node],
    names: Mapping[Phase, str],
    sentence: str,
) -> list[Trace]:
    """Bands leave a bar and reach the next in the order of what they join, so that few cross."""
    starts, ends = {}, {}
    for before, after in sorted(moves, key=lambda pair: (nodes[pair[1]].x, -_ROW_OF[pair[1]])):
        node = nodes[before]
        starts[before, after] = node.x + node.leaving
        node.leaving += moves[before, after]
    for before, after in sorted(moves, key=lambda pair: (-_ROW_OF[pair[0]], nodes[pair[0]].x)):
        node = nodes[after]
        ends[before, after] = node.x + node.arriving
        node.arriving += moves[before, after]
    found = []
    for (before, after), count in sorted(moves.items(), key=lambda item: -item[1]):
        text = sentence.format(count=count, before=names[before], after=names[after])
        x, y = _path(
            (starts[before, after], -_ROW_OF[before] - _THICKNESS),
            (ends[before, after], -_ROW_OF[after]),
            count,
        )
        found.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": x,
                "y": y,
                "fill": "toself",
                "fillcolor": PHASE_COLOURS[before],
                "line": {"width": 0, "color": PHASE_COLOURS[before]},
                "opacity": 0.32,
                "hoveron": "fills",
                "hoverinfo": "text",
                "text": base.plain(text),
                "name": base.plain(text),
            }
        )
    return found


def _path(
    start: tuple[float, float], end: tuple[float, float], width: int
) -> tuple[list[float], list[float]]:
    """Down one side of a band and up the other: smooth, upright at both ends."""
    xs, ys = [], []
    for step in range(_SAMPLES + 1):
        at = step / _SAMPLES
        along = at * at * (3 - 2 * at)
        xs.append(round(start[0] + (end[0] - start[0]) * along, 2))
        ys.append(round(start[1] + (end[1] - start[1]) * at, 3))
    return [*xs, *(x + width for x in reversed(xs))], [*ys, *reversed(ys)]


def _bar(phase: Phase, node: _Node, name: str) -> Trace:
    top = -float(_ROW_OF[phase])
    bottom = top - _THICKNESS
    right = node.x + node.size
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [node.x, right, right, node.x, node.x],
        "y": [top, top, bottom, bottom, top],
        "fill": "toself",
        "fillcolor": PHASE_COLOURS[phase],
        "line": {"width": 1, "color": PHASE_COLOURS[phase]},
        "hoveron": "fills",
        "hoverinfo": "text",
        "text": base.plain(f"{name} · {node.size}"),
        "name": base.plain(name),
    }


def _hidden(bounds: list[float]) -> dict[str, object]:
    return {"visible": False, "range": bounds, "fixedrange": True}
