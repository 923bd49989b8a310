"""What a sync says of itself: outcomes by collection, problems, seconds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from incubator.sheets.layout import Collection
from incubator.sheets.problems import Problem

OUTCOMES = ("created", "changed", "unchanged", "removed", "refused")


@dataclass(slots=True)
class SyncReport:
    """What a sync did: outcomes by collection, every problem in force, and the seconds taken."""

    counts: dict[Collection, Counter[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, collection: Collection, outcome: str) -> None:
        """Add one to a collection's outcome."""
        self.counts.setdefault(collection, Counter())[outcome] += 1

    @property
    def changed(self) -> bool:
        """Whether the catalogue is another than before."""
        return any(counter[o] for counter in self.counts.values() for o in OUTCOMES[:2]) or any(
            counter["removed"] for counter in self.counts.values()
        )
