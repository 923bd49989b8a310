"""What sprints say: what was committed, done, added, carried over; types shared by their rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from incubator.domain.sprints import Sprint


class SprintSource(StrEnum):
    """Where sprints come from, in the order in which sources are tried (DESIGN, section 5)."""

    MILESTONES = "milestones"
    ITERATIONS = "iterations"
    SHEET = "sheet"
    CADENCE = "cadence"


class SourceAbsence(StrEnum):
    """Why a source that comes before the one used was not used.

    ``OUTDATED`` says that it has sprints, and that the last one ended more than 90 days ago.
    """

    NONE_DATED = "none-dated"
    HIDDEN = "hidden"
    NONE = "none"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class BurndownPoint:
    """Issues of the sprint still open at the end of a day."""

    day: date
    remaining: int


@dataclass(frozen=True, slots=True)
class SprintFigures:
    """The issues of a sprint: ``committed + added == done + carried_over + removed`` always.

    While the sprint runs, ``carried_over`` is what is still to do. ``reopened`` counts issues that
    were closed and opened again within it. They are also counted where they ended.
    """

    committed: int
    added: int
    removed: int
    done: int
    carried_over: int
    reopened: int
    burndown: tuple[BurndownPoint, ...]


@dataclass(frozen=True, slots=True)
class SprintReport:
    """A sprint with its figures.

    ``figures`` is None for sources that do not say which issues a sprint holds (sheet, cadence),
    and for iterations that were over before anybody looked at their project:
    ``closed_issues`` and ``merged_pulls`` of the period stand for it. ``late`` counts issues
    carried over that were closed after the end, by ``today``. ``is_observed`` says that entries
    into the box were seen at refreshes, and so are dated later than they were. ``is_frozen``
    that the figures are those kept when it closed. ``is_counted`` says that the issues and pull
    requests of the period are known; where it is false the two counts are 0 and mean nothing.
    Sprints of the cadence have no name: their days name them.
    """

    sprint: Sprint
    key: str
    source: SprintSource
    is_over: bool
    figures: SprintFigures | None
    closed_issues: int
    merged_pulls: int
    late: int = 0
    is_observed: bool = False
    is_frozen: bool = False
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class Sprints:
    """A startup's sprints from the first source that has some.

    ``skipped`` says why each source before it was left. ``past`` has the newest first, ``coming``
    the nearest first.
    """

    source: SprintSource | None
    skipped: tuple[tuple[SprintSource, SourceAbsence], ...]
    current: SprintReport | None
    past: tuple[SprintReport, ...]
    coming: tuple[SprintReport, ...] = ()
