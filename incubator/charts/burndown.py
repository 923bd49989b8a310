"""The burndown of a sprint: what is left to do, day by day, beside a steady pace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from incubator.charts import base
from incubator.charts.base import Figure, Marks, Trace
from incubator.domain.sprint_reports import BurndownPoint, SprintReport

_FEW_DAYS = 6
_ROOM = 1.06  # the axis ends a little after the sprint
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class BurndownWords:
    """Words of a burndown in the reader's language.

    ``remaining`` names the vertical axis and ``ideal`` the steady pace, ``today`` the day's line,
    ``added`` the marks where there is more to do than the day before (they bear a figure, and may
    go without a name).
    """

    remaining: str
    ideal: str
    today: str
    added: str = ""


def burndown(
    report: SprintReport, words: BurndownWords, today: date, marks: Marks = ()
) -> Figure | None:
    """What is left to do in a sprint at the end of each day; None without figures to draw.

    The curve begins with what was committed, at the start of the first day. A day ends at
    midnight, where its point stands; today's stands at noon, for the day is not over.
    """
    figures = report.figures
    if figures is None:
        return None
    start, end = report.sprint.start, report.sprint.end
    points = [point for point in figures.burndown if start <= point.day <= min(today, end)]
    days = [start.isoformat(), *(_moment(point.day, today) for point in points)]
    left = [figures.committed, *(point.remaining for point in points)]
    traces = [_ideal(start, end, figures.committed, words), _remaining(days, left, points, words)]
    rises = _rises(days, left, words)
    if rises is not None:
        traces.append(rises)
    figure = base.frame(
        traces,
        _days(start, end),
        base.value_axis(words.remaining, base.top_of(left, room=1.2), whole=True),
    )
    _name_pace(figure, report, left[-1], today, words)
    if rises is not None and words.added:
        base.key(figure, "▲", words.added, base.VERMILION, lines=1)
    base.mark(figure, (*marks, (today, words.today)), start, end)
    return figure


def _name_pace(
    figure: Figure, report: SprintReport, left: int, today: date, words: BurndownWords
) -> None:
    """Write the steady pace's name beside its middle, on the side where the curve is not."""
    start, length = report.sprint.start, (report.sprint.end - report.sprint.start).days + 1
    committed = report.figures.committed if report.figures else 0
    if not committed:
        return
    gone = min(length, (today - start).days + 1)
    is_ahead = left < committed * (1 - gone / length)
    middle = start + timedelta(days=length // 2)
    height = committed * (1 - (length // 2) / length)
    base.label(figure, middle.isoformat(), height, words.ideal, above=is_ahead)


def _ideal(start: date, end: date, committed: int, words: BurndownWords) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": base.plain(words.ideal),
        "x": [start.isoformat(), (end + timedelta(days=1)).isoformat()],
        "y": [committed, 0],
        "line": {"color": base.MUTED, "width": 1.5, "dash": "dash"},
        "hoverinfo": "skip",
    }


def _remaining(
    days: list[str], left: list[int], points: list[BurndownPoint], words: BurndownWords
) -> Trace:
    # The last point has its figure beside it: it is what a reader looks for.
    texts = [""] * (len(left) - 1) + [str(left[-1])]
    return {
        "type": "scatter",
        "mode": "lines+markers+text",
        "name": base.plain(words.remaining),
        "x": days,
        "y": left,
        "line": {"color": base.BLUE, "width": 2.5, "shape": "hv"},
        "marker": {"color": base.BLUE, "size": [0] * (len(left) - 1) + [9], "opacity": 1},
        "fill": "tozeroy",
        "fillcolor": base.BLUE_TINT,
        "text": texts,
        "textposition": "top right",
        "textfont": {"color": base.BLUE, "size": 15, "weight": "bold"},
        "cliponaxis": False,
        # A point stands at the midnight that ends its day: the day itself is what is read.
        "customdata": [days[0], *(point.day.isoformat() for point in points)],
        "hovertemplate": (
            f"%{{customdata|%-d %b}} · %{{y}} {base.plain(words.remaining)}<extra></extra>"
        ),
    }


def _rises(days: list[str], left: list[int], words: BurndownWords) -> Trace | None:
    """Marks where there was more to do than the day before, as after an addition."""
    found = [
        (day, now, now - before)
        for day, before, now in zip(days[1:], left, left[1:], strict=False)
        if now > before
    ]
    if not found:
        return None
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": base.plain(words.added),
        "x": [day for day, _, _ in found],
        "y": [now for _, now, _ in found],
        "text": [f"+{by}" for _, _, by in found],
        "textposition": "top center",
        "textfont": {"color": base.VERMILION},
        "marker": {"color": base.VERMILION, "symbol": "triangle-up", "size": 10},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _moment(day: date, today: date) -> str:
    """Where the end of a day stands on the axis."""
    if day == today:
        return f"{day.isoformat()} 12:00"
    return (day + timedelta(days=1)).isoformat()


def _days(start: date, end: date) -> dict[str, Any]:
    """The axis of a sprint's days, with room at its right for the last figure.

    Of a few days all are named, or Plotly would write each twice.
    """
    length = (end - start).days + 1
    last = datetime.combine(start, time()) + timedelta(days=length * _ROOM)
    axis = base.time_axis(start, end) | {"tickformat": "%-d %b"}
    axis["range"] = [start.isoformat(), last.isoformat(" ", "minutes")]
    if length <= _FEW_DAYS:
        axis |= {"tick0": start.isoformat(), "dtick": _DAY_MS}
    return axis
