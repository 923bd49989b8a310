"""A startup's life drawn to scale: where phases, events and years fall, in percent of the width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from incubator.domain.phases import Phase, PhaseEntry, periods
from incubator.domain.startups import Event

_SHORTEST_DAYS = 60
_MAX_TICKS = 8


@dataclass(frozen=True, slots=True)
class Scale:
    """Days laid out on a width: ``start`` is at 0 % and ``end`` at 100 %."""

    start: date
    end: date

    def at(self, day: date) -> float:
        """The place of a day, in percent, within the scale."""
        span = (self.end - self.start).days or 1
        share = 100 * (day - self.start).days / span
        return round(min(100.0, max(0.0, share)), 3)


@dataclass(frozen=True, slots=True)
class Bar:
    """A stay in a phase; ``end`` is None while it lasts."""

    phase: Phase
    start: date
    end: date | None
    left: float
    width: float
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on the line: an event, or the phase by which a startup left the programme."""

    name: str
    day: date
    left: float
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Bars, marks and years of a startup's life."""

    scale: Scale
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    years: tuple[tuple[int, float], ...]
    today: float | None


def timeline(
    entries: Sequence[PhaseEntry], events: Iterable[Event], today: date
) -> Timeline | None:
    """The life of a startup; None when nothing has a date.

    The line ends today while the programme works on the startup, and at its last day otherwise:
    a startup stopped in 2018 is not drawn as eight years of being stopped.
    """
    known = list(events)
    days = [entry.start for entry in entries] + [event.day for event in known]
    if not days:
        return None
    stays = periods(entries)
    last_stay = stays[-1] if stays else None
    ends = list(days)
    ends += [stay.end for stay in stays if stay.end]
    if last_stay and not last_stay.phase.is_ending and last_stay.end is None:
        ends.append(max(today, last_stay.start))
    start, end = min(days), max(ends)
    scale = Scale(start, max(end, start + timedelta(days=_SHORTEST_DAYS)))
    bars, marks = [], []
    for stay in stays:
        if stay.phase.is_ending and (stay.end is None or stay is last_stay):
            marks.append(Mark(stay.phase.value, stay.start, scale.at(stay.start), stay.comment))
            continue
        until = stay.end or max(today, stay.start)
        left = scale.at(stay.start)
        width = round(scale.at(until) - left, 3)
        bars.append(Bar(stay.phase, stay.start, stay.end, left, width, stay.comment))
    marks += [Mark(e.name, e.day, scale.at(e.day), e.comment) for e in known]
    marks.sort(key=lambda mark: mark.day)
    here = scale.at(today) if scale.start <= today <= scale.end else None
    return Timeline(scale, tuple(bars), tuple(marks), years(scale), here)


def years(scale: Scale) -> tuple[tuple[int, float], ...]:
    """First days of years on the scale, thinned so that their labels fit."""
    found = [
        (year, scale.at(date(year, 1, 1)))
        for year in range(scale.start.year, scale.end.year + 1)
        if scale.start <= date(year, 1, 1) <= scale.end
    ]
    step = max(1, -(-len(found) // _MAX_TICKS))
    return tuple(found[::step])
