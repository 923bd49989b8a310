"""Figures of impact and money: a measure against its targets, a budget year by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from incubator.charts import base
from incubator.charts.base import Figure, Marks, Trace
from incubator.domain.committees import months_after
from incubator.domain.impact import Budget, DatedValue

_DAY = timedelta(days=1)
_ROOM = timedelta(days=20)  # beside the first and the last point
_END_SHARE = 0.9  # of the width: what is written beside a later point would be cut
_LABELLED = 3  # targets beyond that many are named by the pointer alone
_PLAIN_NUMBERS = ",.2~f"
_MILLION_CENTS = 100_000_000
_AXIS_FROM_CENTS = 2 * _MILLION_CENTS


@dataclass(frozen=True, slots=True)
class ImpactWords:
    """Words of a measure's chart.

    ``axis`` names the vertical axis, with its unit; ``target`` and ``expected`` the two lines that
    values are compared with. ``values`` and ``targets`` are the figures as the reader writes them,
    one for each, and ``days`` and ``target_days`` say when. ``last`` and ``levels`` are the latest
    value and the targets without their unit, which the axis has.
    """

    axis: str
    target: str
    expected: str
    values: Sequence[str]
    days: Sequence[str]
    targets: Sequence[str]
    target_days: Sequence[str]
    last: str
    levels: Sequence[str]


@dataclass(frozen=True, slots=True)
class BudgetWords:
    """Words of the budget's chart; the axis counts thousands or millions of euros."""

    committed: str
    spent: str
    thousands: str
    millions: str
    committed_texts: Sequence[str]
    spent_texts: Sequence[str]


def impact_over_time(
    values: Sequence[DatedValue],
    targets: Sequence[DatedValue],
    words: ImpactWords,
    *,
    way: tuple[DatedValue, DatedValue] | None = None,
    marks: Marks = (),
) -> Figure | None:
    """Values over time, the oldest first; None before there are two.

    A month without a value is a gap in the line. Each target is a level that is due at its mark.
    ``way`` is the straight line to a target, from where it begins.
    """
    if len(values) < 2:
        return None
    start = values[0].day
    end = max([values[-1].day, *(target.day for target in targets)])
    numbers = [float(one.value) for one in (*values, *targets)]
    axis = base.value_axis(words.axis, base.top_of(numbers, least=1, room=1.18), whole=False)
    axis["tickformat"] = _PLAIN_NUMBERS
    if min(numbers) < 0:
        axis["range"][0] = round(min(numbers) * 1.18, 2)
    traces = []
    if targets:
        traces.append(_steps(targets, start, words))
    if way is not None:
        traces.append(_way(way, words.expected))
    traces.append(_line(values, words))
    times = base.time_axis(start - _ROOM, end + _ROOM) | {"nticks": 6, "tickformat": "%b\n%Y"}
    figure = base.frame(traces, times, axis, hovermode="closest")
    for target, text in list(zip(targets, words.levels, strict=True))[-_LABELLED:]:
        known = [one.value for one in values if one.day <= target.day]
        above = not known or known[-1] <= target.value
        side = {"yanchor": "bottom", "yshift": 7} if above else {"yanchor": "top", "yshift": -7}
        _name(figure, target, text, base.VERMILION, xanchor="right", **side)
    # Beside its point, where the line has not been; above it where the figure ends there.
    share = (values[-1].day - start) / max(_DAY, end - start)
    place = {"xanchor": "left", "yanchor": "middle", "xshift": 8}
    if share > _END_SHARE:
        place = {"xanchor": "right", "yanchor": "bottom", "yshift": 8}
    _name(figure, values[-1], words.last, base.BLUE, bgcolor=base.PAPER, borderpad=1, **place)
    if targets:
        base.key(figure, "◆", words.target, base.VERMILION)
    if way is not None:
        base.key(figure, "- - -", words.expected, base.MUTED, side="right")
    base.mark(figure, marks, start, end)
    return figure


def budget_by_year(budgets: Sequence[Budget], words: BudgetWords) -> Figure | None:
    """What was committed as outlines, what was spent as bars within; None without an amount."""
    amounts = [c for b in budgets for c in (b.committed_cents, b.spent_cents) if c is not None]
    if not amounts:
        return None
    in_millions = max(amounts) >= _AXIS_FROM_CENTS
    scale = _MILLION_CENTS if in_millions else _MILLION_CENTS // 1000
    years = [str(budget.year) for budget in budgets]
    committed = [_scaled(budget.committed_cents, scale) for budget in budgets]
    spent = [_scaled(budget.spent_cents, scale) for budget in budgets]
    traces = [
        _bars(words.spent, years, spent, words.spent_texts, 0.44, {"color": base.BLUE}),
        _bars(
            words.committed,
            years,
            committed,
            words.committed_texts,
            0.66,
            {"color": base.NONE, "line": {"color": base.INK, "width": 1.5}},
        ),
    ]
    top = base.top_of([*committed, *spent], least=0.1)
    return base.frame(
        traces,
        {
            "type": "category",
            "range": [-0.6, max(len(years), 4) - 0.4],
            "fixedrange": True,
            "showgrid": False,
            "automargin": True,
        },
        base.value_axis(words.millions if in_millions else words.thousands, top, whole=False),
        barmode="overlay",
        showlegend=True,
        hovermode="closest",
    )


def _name(figure: Figure, at: DatedValue, text: str, colour: str, **place: Any) -> None:
    """Write a figure beside its point."""
    note = {"x": at.day.isoformat(), "y": float(at.value), "text": base.plain(text)}
    font = {"color": colour, "size": 12}
    figure["layout"]["annotations"].append({**note, "showarrow": False, "font": font, **place})


def _line(values: Sequence[DatedValue], words: ImpactWords) -> Trace:
    """Points and a line, with nothing between two values that a month without one parts."""
    days: list[str] = []
    heights: list[float | None] = []
    said: list[list[str]] = []
    for number, one in enumerate(values):
        if number and _parted(values[number - 1].day, one.day):
            days.append((values[number - 1].day + _DAY).isoformat())
            heights.append(None)
            said.append(["", ""])
        days.append(one.day.isoformat())
        heights.append(float(one.value))
        said.append([base.plain(words.days[number]), base.plain(words.values[number])])
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": base.plain(words.axis),
        "x": days,
        "y": heights,
        "connectgaps": False,
        "line": {"color": base.BLUE, "width": 2.5},
        "marker": {"color": base.BLUE, "size": 7},
        "cliponaxis": False,
        "customdata": said,
        "hovertemplate": "%{customdata[0]} %{customdata[1]}<extra></extra>",
    }


def _parted(former: date, later: date) -> bool:
    return months_after(former.replace(day=1), 1) < later.replace(day=1)


def _steps(targets: Sequence[DatedValue], start: date, words: ImpactWords) -> Trace:
    """Each target as a level from when the one before was due, with a mark where it is due."""
    days: list[str | None] = []
    heights: list[float | None] = []
    sizes: list[int] = []
    said: list[list[str]] = []
    for target, text, when in zip(targets, words.targets, words.target_days, strict=True):
        height = float(target.value)
        since = min(start, target.day)
        days += [since.isoformat(), target.day.isoformat(), None]
        heights += [height, height, None]
        sizes += [0, 11, 0]
        said += [["", ""], [base.plain(when), base.plain(text)], ["", ""]]
        start = max(start, target.day)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": base.plain(words.target),
        "x": days,
        "y": heights,
        "connectgaps": False,
        "line": {"color": base.VERMILION, "width": 1.5},
        "marker": {"color": base.VERMILION, "symbol": "diamond", "size": sizes},
        "cliponaxis": False,
        "customdata": said,
        "hovertemplate": f"{base.plain(words.target)} %{{customdata[1]}}"
        " %{customdata[0]}<extra></extra>",
    }


def _way(way: tuple[DatedValue, DatedValue], name: str) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": base.plain(name),
        "x": [one.day.isoformat() for one in way],
        "y": [float(one.value) for one in way],
        "line": {"color": base.MUTED, "width": 1.5, "dash": "dash"},
        "hoverinfo": "skip",
    }


def _bars(
    name: str,
    years: list[str],
    heights: list[float | None],
    texts: Sequence[str],
    width: float,
    marker: dict[str, Any],
) -> Trace:
    return {
        "type": "bar",
        "name": base.plain(name),
        "x": years,
        "y": heights,
        "width": width,
        "marker": marker,
        "customdata": [base.plain(text) for text in texts],
        "hovertemplate": f"{base.plain(name)} %{{customdata}}<extra></extra>",
    }


def _scaled(cents: int | None, scale: int) -> float | None:
    return None if cents is None else base.value(cents / scale)
