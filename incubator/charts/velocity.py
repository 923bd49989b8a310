"""The velocity chart: what each sprint committed to, what it finished, what it carried over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from incubator.charts import base
from incubator.charts.base import Figure, Trace
from incubator.domain.sprint_reports import SprintReport

MOST_SPRINTS = 12
_LONGEST_NAME = 14


@dataclass(frozen=True, slots=True)
class VelocityWords:
    """Words of a velocity chart in the reader's language.

    ``issues`` names the vertical axis (what is counted), ``sprint`` the horizontal one; the others
    name the parts of a sprint.
    """

    issues: str
    sprint: str
    committed: str
    done: str
    carried_over: str


def velocity(past: Sequence[SprintReport], words: VelocityWords) -> Figure | None:
    """The sprints that are over, the oldest at the left; None where there is none.

    ``past`` has the newest first, as :class:`Sprints` has it; at most twelve are drawn. A sprint
    whose source does not say which issues it held shows the issues closed in its time, and no
    outline.
    """
    reports = list(reversed(past[:MOST_SPRINTS]))
    if not reports:
        return None
    committed = [report.figures.committed if report.figures else None for report in reports]
    done = [report.figures.done if report.figures else report.closed_issues for report in reports]
    # A bar of no height would still draw its border.
    carried = [
        (report.figures.carried_over or None) if report.figures else None for report in reports
    ]
    stacked = [finished + (left or 0) for finished, left in zip(done, carried, strict=True)]
    said = [_said(report, words) for report in reports]
    places = list(range(len(reports)))
    traces = [_bars(words.done, places, done, said, width=0.62, marker={"color": base.BLUE})]
    if any(carried):
        pattern = base.hatched(base.OCHRE)
        traces.append(
            _bars(words.carried_over, places, carried, said, width=0.62, marker=pattern)
            | {"base": done}
        )
    if any(number is not None for number in committed):
        marker = {"color": base.NONE, "line": {"color": base.INK, "width": 1.5}}
        traces.append(_bars(words.committed, places, committed, said, width=0.84, marker=marker))
    labels, title = _tick_labels([report.sprint.name for report in reports], words.sprint)
    return base.frame(
        traces,
        {
            "type": "linear",
            "tickvals": places,
            "ticktext": [base.plain(label) for label in labels],
            "range": [-0.6, max(len(reports), 4) - 0.4],
            "title": base.axis_title(title),
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
        },
        base.value_axis(words.issues, base.top_of([*stacked, *committed]), whole=True),
        barmode="overlay",
        showlegend=True,
    )


def _bars(
    name: str,
    places: list[int],
    heights: Sequence[int | None],
    said: list[str],
    *,
    width: float,
    marker: dict[str, Any],
) -> Trace:
    return {
        "type": "bar",
        "name": base.plain(name),
        "x": places,
        "y": list(heights),
        "width": width,
        "marker": marker,
        "hovertext": said,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _said(report: SprintReport, words: VelocityWords) -> str:
    """A sprint in lines, the same whichever of its bars is pointed at."""
    figures = report.figures
    lines = [report.sprint.name]
    if figures is not None:
        lines.append(f"{words.committed} · {figures.committed}")
    lines.append(f"{words.done} · {figures.done if figures else report.closed_issues}")
    if figures is not None:
        lines.append(f"{words.carried_over} · {figures.carried_over}")
    return "<br>".join(base.plain(line) for line in lines)


def _tick_labels(names: list[str], word: str) -> tuple[list[str], str]:
    """Short labels, and the axis's title: "Sprint 12, Sprint 13" are 12 and 13 under "Sprint"."""
    words = [name.split() for name in names]
    shared = 0
    while all(len(one) > shared + 1 and one[shared] == words[0][shared] for one in words):
        shared += 1
    short = [" ".join(one[shared:]) for one in words]
    cut = [
        name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"
        for name in short
    ]
    return cut, " ".join(words[0][:shared]) or word
