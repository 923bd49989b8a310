"""Phases of a startup: their order, which are active, and which one is current.

Source: METHOD of the programme (doc.incubateur.net, beta.gouv.fr/approche).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Phase(StrEnum):
    """The phases, in the programme's order; values are the words that sheets use."""

    INVESTIGATION = "investigation"
    CONSTRUCTION = "construction"
    ACCELERATION = "acceleration"
    CONSOLIDATION = "consolidation"
    OPERATED = "opere"
    TRANSFERRED = "transfere"
    STOPPED = "abandon"
    INCONCLUSIVE = "abandon-investigation"

    @property
    def order(self) -> int:
        """Rank in the programme, from 0."""
        return _ORDER[self]

    @property
    def is_active(self) -> bool:
        """Whether the programme still works on a startup in this phase."""
        return self in ACTIVE_PHASES

    @property
    def is_ending(self) -> bool:
        """Whether a startup leaves the programme by entering this phase."""
        return self in ENDING_PHASES


PHASES: tuple[Phase, ...] = tuple(Phase)
_ORDER = {phase: rank for rank, phase in enumerate(PHASES)}
ACTIVE_PHASES = frozenset(PHASES[:5])
ENDING_PHASES = frozenset({Phase.TRANSFERRED, Phase.STOPPED, Phase.INCONCLUSIVE})
#: In acceleration or further, and still worked on.
GROWING_PHASES = frozenset({Phase.ACCELERATION, Phase.CONSOLIDATION, Phase.OPERATED})

#: Names that older sheets use for today's phases.
FORMER_NAMES = {
    "success": Phase.CONSOLIDATION,
    "transfer": Phase.TRANSFERRED,
    "alumni": Phase.STOPPED,
}


@dataclass(frozen=True, slots=True)
class PhaseEntry:
    """A startup enters ``phase`` on ``start``; ``end`` is what the sheet says, often nothing."""

    phase: Phase
    start: date
    end: date | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class PhasePeriod:
    """A stay in a phase, from ``start`` up to ``end`` (exclusive); None while it lasts."""

    phase: Phase
    start: date
    end: date | None
    comment: str = ""


def chronological(entries: Iterable[PhaseEntry]) -> list[PhaseEntry]:
    """Entries by start; on the same day, in the programme's order."""
    return sorted(entries, key=lambda entry: (entry.start, entry.phase.order))


def current_entry(entries: Iterable[PhaseEntry], today: date) -> PhaseEntry | None:
    """The entry with the latest start that is not in the future, or None before the first.

    Two entries on one day: the later in the programme's order is the current one.
    """
    begun = [entry for entry in entries if entry.start <= today]
    return max(begun, key=lambda entry: (entry.start, entry.phase.order), default=None)


def current_phase(entries: Iterable[PhaseEntry], today: date) -> Phase | None:
    """The phase of :func:`current_entry`; None when every entry is in the future."""
    entry = current_entry(entries, today)
    return entry.phase if entry else None


def periods(entries: Sequence[PhaseEntry]) -> list[PhasePeriod]:
    """The stays, in time: each lasts until the next entry begins, or until its written end.

    An entry followed by another of the same day lasted no time and gives no stay.
    """
    ordered = chronological(entries)
    stays = []
    for index, entry in enumerate(ordered):
        following = ordered[index + 1].start if index + 1 < len(ordered) else entry.end
        if following is not None and following <= entry.start and index + 1 < len(ordered):
            continue
        stays.append(PhasePeriod(entry.phase, entry.start, following, entry.comment))
    return stays
