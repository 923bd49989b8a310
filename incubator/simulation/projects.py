"""Projects of GitHub, of which only iterations and what is in them matter here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from incubator.simulation.threads import Thread


@dataclass(eq=False)
class Iteration:
    """A period of a project."""

    id: str
    title: str
    start: date
    days: int

    @property
    def end(self) -> date:
        """Its last day."""
        return self.start + timedelta(days=self.days - 1)


@dataclass(eq=False)
class Item:
    """An issue or a pull request in a project, and the iteration that it is in."""

    id: int
    content: Thread
    iteration: Iteration | None
    updated_at: datetime


@dataclass(eq=False)
class Project:
    """A project with one field of iterations."""

    id: int
    number: int
    title: str
    created_at: datetime
    field_name: str = "Itération"
    is_closed: bool = False
    iterations: list[Iteration] = field(default_factory=list)
    items: dict[int, Item] = field(default_factory=dict)

    def add_iteration(self, title: str, start: date, days: int = 14) -> Iteration:
        """Plan a period."""
        made = Iteration(f"{self.id:x}{len(self.iterations):04x}"[-8:], title, start, days)
        self.iterations.append(made)
        return made

    def put(self, thread: Thread, iteration: Iteration | None, at: datetime) -> Item:
        """Add something to the project, or move it to another iteration."""
        known = self.items.get(thread.id)
        if known is None:
            known = Item(thread.repository.next_id(), thread, iteration, at)
            self.items[thread.id] = known
        known.iteration, known.updated_at = iteration, at
        return known
