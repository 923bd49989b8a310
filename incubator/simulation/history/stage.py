"""A repository as its history unfolds: what happens when, in the order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from incubator.simulation.accounts import Account
from incubator.simulation.history.plots import Place, Plot
from incubator.simulation.projects import Iteration, Project
from incubator.simulation.repository import Milestone, Repository

Act = Callable[[], object]


@dataclass(frozen=True)
class Sprint:
    """Two weeks, from a Monday; ``index`` counts from the first one that is told."""

    index: int
    start: date
    name: str
    goal: str

    @property
    def end(self) -> date:
        """Its last day, a Sunday."""
        return self.start + timedelta(days=13)


@dataclass
class Stage:
    """Where a history is written before it is played."""

    startup: str
    plot: Plot
    place: Place
    repository: Repository
    team: tuple[Account, ...]
    robot: Account
    sprints: tuple[Sprint, ...]
    milestones: dict[int, Milestone] = field(default_factory=dict)
    project: Project | None = None
    iterations: dict[int, Iteration] = field(default_factory=dict)
    _acts: list[tuple[datetime, int, Act]] = field(default_factory=list)

    def chance(self, what: str, start: date) -> Random:
        """Dice that fall the same way whenever they are thrown for this week of this place."""
        return Random(f"{self.startup}/{self.place.name}/{what}/{start.isoformat()}")  # noqa: S311 -- nothing secret

    def at(self, moment: datetime, act: Act) -> None:
        """Note that something happens; of what happens at one moment, the first noted is first."""
        self._acts.append((moment, len(self._acts), act))

    def play(self, until: datetime) -> None:
        """Let everything happen that happens before an instant."""
        for moment, _, act in sorted(self._acts, key=lambda one: one[:2]):
            if moment >= until:
                return
            if self.place.ends is None or moment.date() < self.place.ends:
                act()

    def somebody(self, chance: Random, but: Account | None = None) -> Account:
        """A developer, by how much each of them does."""
        weights = [
            0.0 if person is but else weight
            for person, weight in zip(self.team, self.plot.weights, strict=True)
        ]
        if not any(weights):
            return self.team[0]
        return chance.choices(self.team, weights)[0]


def how_many(average: float, chance: Random) -> int:
    """A whole number around an average."""
    varied = average * chance.uniform(0.7, 1.3)
    whole = int(varied)
    return whole + (chance.random() < varied - whole)


def weeks(sprint: Sprint) -> Iterator[date]:
    """The Mondays of a sprint."""
    yield from (sprint.start, sprint.start + timedelta(days=7))
