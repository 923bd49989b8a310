"""What a sync says of itself: outcomes by collection, problems, seconds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from incubator.sheets.layout import Collection
from incubator.sheets.problems import Problem
from incubator.store import sync_runs

_ERRORS_KEPT = 200
OUTCOMES = ("created", "changed", "unchanged", "removed", "refused")


@dataclass(slots=True)
class SyncReport:
    """What a sync did: outcomes by collection, every problem in force, and the seconds taken."""

    counts: dict[Collection, Counter[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    seconds: float = 0.0
    #: Whether a page or a list of problems may read differently than before.
    is_news: bool = False

    def count(self, collection: Collection, outcome: str) -> None:
        """Add one to a collection's outcome."""
        self.counts.setdefault(collection, Counter())[outcome] += 1

    @property
    def changed(self) -> bool:
        """Whether the catalogue is another than before."""
        return any(counter[o] for counter in self.counts.values() for o in OUTCOMES[:2]) or any(
            counter["removed"] for counter in self.counts.values()
        )


async def note_run(started_at: datetime, report: SyncReport) -> None:
    """Keep what a sync did, with the errors in force at its end (the first ones, if many)."""
    refused = [problem for problem in report.problems if problem.is_error]
    listed = [problem.as_json(str) for problem in refused[:_ERRORS_KEPT]]
    await sync_runs.add_run(
        sync_runs.NewRun(
            started_at=started_at,
            milliseconds=round(1000 * report.seconds),
            counts={collection.value: dict(c) for collection, c in report.counts.items()},
            errors=len(refused),
            warnings=len(report.problems) - len(refused),
            problems=listed,
        )
    )
