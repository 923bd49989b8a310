"""What charts over time mark: committees and changes of phase."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from starlette.requests import Request

from incubator.domain.phases import PhaseEntry
from incubator.domain.startups import Event, EventKind
from incubator.web import labels
from incubator.web.templating import translate

Marks = Sequence[tuple[date, str]]


def marks_of(request: Request, events: Sequence[Event], phases: Sequence[PhaseEntry]) -> Marks:
    """Committees and changes of phase, the oldest first."""
    committee = translate(request, labels.EVENTS[EventKind.COMMITTEE])
    named = [(event.day, committee) for event in events if event.name == EventKind.COMMITTEE]
    named += [
        (phase.start, translate(request, labels.PHASE_NAMES[phase.phase])) for phase in phases
    ]
    # A committee that decides of a phase is on its day: the phase says it all.
    by_day = dict(sorted(named, key=lambda one: (one[0], one[1] != committee)))
    return tuple(by_day.items())
