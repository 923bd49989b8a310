"""What was found about startups, kept as long as the facts stay the same."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from incubator.domain.delivery import Week
from incubator.domain.delivery_facts import Release
from incubator.domain.measures import Measure, MeasureId
from incubator.domain.openness import OpenAnswer
from incubator.domain.sprint_reports import Sprints
from incubator.store.github_reads import SourceState

_KEPT = 256


@dataclass(frozen=True, slots=True)
class Findings:
    """What is found about a startup.

    ``names`` are the sources on GitHub that the sheet names, ``elsewhere`` its other addresses.
    ``is_known`` says that the facts of one repository at least were read whole: without it there
    are no measures, weeks or checks. ``release`` is the last one published.
    """

    names: tuple[str, ...]
    elsewhere: tuple[str, ...]
    sources: tuple[SourceState, ...]
    is_invented: bool
    is_known: bool
    sprints: Sprints
    measures: tuple[Measure, ...] = ()
    weeks: tuple[Week, ...] = ()
    openness: tuple[OpenAnswer, ...] = ()
    release: Release | None = None

    def measure(self, wanted: MeasureId) -> Measure | None:
        """One of the measures; None while nothing is known."""
        return next((measure for measure in self.measures if measure.id is wanted), None)


class FindingsCache:
    """The latest findings of a worker: what they are made of is part of the key."""

    def __init__(self, size: int = _KEPT) -> None:
        self._size = size
        self._kept: OrderedDict[tuple[object, ...], Findings] = OrderedDict()

    def get(self, key: tuple[object, ...]) -> Findings | None:
        """What was found from the same facts, if it is still there."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def keep(self, key: tuple[object, ...], found: Findings) -> None:
        """Remember findings; the ones longest unused make room."""
        self._kept[key] = found
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
