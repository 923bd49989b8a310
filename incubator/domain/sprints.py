"""Sprints that a team declares in its sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Sprint:
    """A short period of work with a goal; ``start`` and ``end`` are both worked days."""

    name: str
    start: date
    end: date
    goal: str = ""

    def days_left(self, today: date) -> int:
        """Whole days after today until the end; 0 on the last day and later."""
        return max(0, (self.end - today).days)


def current_sprint(sprints: Iterable[Sprint], today: date) -> Sprint | None:
    """The sprint under way today; of several, the one that began last."""
    running = [sprint for sprint in sprints if sprint.start <= today <= sprint.end]
    return max(running, key=lambda sprint: sprint.start, default=None)
