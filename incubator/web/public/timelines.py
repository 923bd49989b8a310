"""Time lines as templates draw them: the domain's places, with the reader's words."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.requests import Request

from incubator.domain.members import Mission
from incubator.domain.startups import EventKind, Startup
from incubator.domain.timeline import Bar, Scale, Timeline, timeline, years
from incubator.store.snapshot import Snapshot
from incubator.web import labels
from incubator.web.templating import formats_of, translate

# A letter takes about 1.1 % of the drawing's usual width, and the bar keeps a margin.
_LETTER_PERCENT, _MARGIN_PERCENT = 1.1, 2.0
_EDGE_PERCENT = 5.0


def phase_timeline(
    request: Request, snapshot: Snapshot, sheet: Startup, today: date
) -> dict[str, Any] | None:
    """A startup's phases and events, to scale and in words; None without any date."""
    drawn = timeline(sheet.phases, sheet.events, today)
    if drawn is None:
        return None
    return {
        "description": _description(request, drawn),
        "bars": [_bar(request, bar) for bar in drawn.bars],
        "marks": [
            {
                "left": mark.left,
                "label": event_name(request, snapshot, mark.name),
                "kind": mark.name if mark.name in set(EventKind) else "other",
                "date": formats_of(request).day(mark.day),
            }
            for mark in drawn.marks
        ],
        "ticks": _ticks([(str(year), left) for year, left in drawn.years]),
        "today_left": drawn.today,
        "entries": _entries(request, snapshot, drawn),
    }


def _bar(request: Request, bar: Bar) -> dict[str, Any]:
    label = translate(request, labels.PHASE_NAMES[bar.phase])
    return {
        "phase": bar.phase,
        "label": label,
        "left": bar.left,
        "width": bar.width,
        "narrow": bar.width < len(label) * _LETTER_PERCENT + _MARGIN_PERCENT,
    }


def mission_rows(
    request: Request, missions: list[tuple[Mission, str, str | None]], today: date
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Missions (with their label and link) on one scale, the latest first, and its years."""
    starts = [mission.start for mission, _, _ in missions if mission.start]
    if not starts:
        return [], []
    ends = [mission.end or today for mission, _, _ in missions]
    scale = Scale(min(starts), max([*ends, *starts]))
    rows = []
    for mission, label, href in missions:
        start = mission.start or scale.start
        left = scale.at(start)
        width = max(0.0, scale.at(mission.end or max(today, start)) - left)
        active = mission.is_active(today)
        rows.append({"label": label, "href": href, "left": left, "width": width, "active": active})
    return rows, _ticks([(str(year), left) for year, left in years(scale)])


def event_name(request: Request, snapshot: Snapshot, name: str) -> str:
    """Words for an event: the interface's, else those of the event's own sheet."""
    if name in labels.EVENTS:
        return translate(request, labels.EVENTS[name])
    if name in labels.PHASE_NAMES:
        return translate(request, labels.PHASE_NAMES[name])
    return snapshot.event_labels.get(name) or labels.spoken(name)


def _ticks(places: list[tuple[str, float]]) -> list[dict[str, Any]]:
    def anchor(left: float) -> str:
        if left < _EDGE_PERCENT:
            return "start"
        return "end" if left > 100 - _EDGE_PERCENT else "middle"

    return [{"label": label, "left": left, "anchor": anchor(left)} for label, left in places]


def _description(request: Request, drawn: Timeline) -> str:
    formats = formats_of(request)
    parts = [
        f"{translate(request, labels.PHASE_NAMES[bar.phase])} ({formats.month(bar.start)})"
        for bar in drawn.bars
    ]
    return translate(request, "Frise des phases : %(phases)s", phases=", ".join(parts))


def _entries(request: Request, snapshot: Snapshot, drawn: Timeline) -> list[dict[str, Any]]:
    formats = formats_of(request)
    dated: list[tuple[date, int, dict[str, Any]]] = []
    for bar in drawn.bars:
        if bar.end:
            period = translate(
                request,
                "du %(start)s au %(end)s",
                start=formats.day(bar.start),
                end=formats.day(bar.end),
            )
        else:
            period = translate(request, "depuis le %(start)s", start=formats.day(bar.start))
        label = translate(request, labels.PHASE_NAMES[bar.phase])
        entry = {"label": label, "period": period, "comment": bar.comment or None}
        dated.append((bar.start, 0, entry))
    for mark in drawn.marks:
        period = translate(request, "le %(day)s", day=formats.day(mark.day))
        label = event_name(request, snapshot, mark.name)
        entry = {"label": label, "period": period, "comment": mark.comment or None}
        dated.append((mark.day, 1, entry))
    return [entry for _, _, entry in sorted(dated, key=lambda item: item[:2])]
