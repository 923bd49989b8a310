"""What upkeep knows of a startup's sheet, and what it may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, StrEnum, auto

from incubator.domain.committees import months_after
from incubator.domain.phases import Phase, PhaseEntry, current_phase


class Section(StrEnum):
    """Where a point is settled: a section of the sheet's form, or a screen beside it."""

    SHEET = ""
    ESSENTIALS = "essentiel"
    TEXT = "texte"
    PHASES = "phases"
    LINKS = "liens"
    IMPACT = "impact"
    BUDGET = "budget"
    TEAM = "equipe"
    PICTURE = "image"
    FOLLOW_UP = "suivi"


class Code(StrEnum):
    """What may be asked for."""

    REFUSED = "refused"
    COMMITTEE_OVERDUE = "committee-overdue"
    COMMITTEE_DUE = "committee-due"
    PROMISE_LATE = "promise-late"
    PROMISE_DUE = "promise-due"
    FIGURE_OLD = "figure-old"
    NO_FIGURE = "no-figure"
    NO_MEASURE = "no-measure"
    NO_MAIN_MEASURE = "no-main-measure"
    NO_TARGET = "no-target"
    FUNDING_ENDED = "funding-ended"
    FUNDING_ENDING = "funding-ending"
    TARGET_PASSED = "target-passed"
    UNTOUCHED = "untouched"
    MISSION = "mission"
    TEXT = "text"
    SPONSOR = "sponsor"
    INCUBATOR = "incubator"
    CONTACT = "contact"
    TEAM = "team"
    LINK = "link"
    BUDGET = "budget"
    BUDGET_OLD = "budget-old"
    STATISTICS = "statistics"
    CODE = "code"
    ACCESSIBILITY = "accessibility"
    FUNDING_UNKNOWN = "funding-unknown"
    SECURITY = "security"
    OPEN_ENDED = "open-ended"
    AUDIENCE = "audience"
    PICTURE = "picture"
    WARNINGS = "warnings"


#: A day has passed, or the sheet is kept out: these do not wait.
OVERDUE = frozenset(
    {
        Code.REFUSED,
        Code.COMMITTEE_OVERDUE,
        Code.PROMISE_LATE,
        Code.FIGURE_OLD,
        Code.FUNDING_ENDED,
        Code.TARGET_PASSED,
    }
)
#: Those, and what has a day to come that is near.
PRESSING = OVERDUE | {Code.COMMITTEE_DUE, Code.PROMISE_DUE, Code.FUNDING_ENDING}


@dataclass(frozen=True, slots=True)
class Point:
    """Something to do in a section of the sheet; ``day`` is the one that it is about."""

    code: Code
    section: Section
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """What upkeep needs to know of an indicator: its last figure's day, its targets' days."""

    name: str
    is_main: bool
    last_figure: date | None = None
    targets: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a sheet says, as far as upkeep asks.

    ``committees`` are the days of those that the sheet or a decision knows of; ``promised`` is the
    day by which a provisional decision wants the next one. ``owed`` is the first day on which
    something is owed to a committee. ``said`` has the codes of what is there (the mission, the
    link, ...). ``team`` counts the people at work, ``open_ended`` those whose
    contract has no last day, ``warnings`` the remarks of the last sync. ``is_refused``: the file
    has an error, so that an older version stays published.
    """

    phases: tuple[PhaseEntry, ...]
    said: frozenset[Code] = frozenset()
    committees: tuple[date, ...] = ()
    promised: date | None = None
    owed: date | None = None
    measures: tuple[Measure, ...] = ()
    funding_until: date | None = None
    last_budget_year: int | None = None
    team: int = 0
    open_ended: int = 0
    changed_on: date | None = None
    is_refused: bool = False
    warnings: int = 0

    def phase(self, today: date) -> Phase | None:
        """The current phase; None before the first one."""
        return current_phase(self.phases, today)

    def is_over(self, today: date) -> bool:
        """Whether the startup has left the programme."""
        phase = self.phase(today)
        return phase is not None and phase.is_ending

    @property
    def main_measure(self) -> Measure | None:
        """The one measure that the team steers by."""
        return next((measure for measure in self.measures if measure.is_main), None)


class Answer(Enum):
    """What a rule answers when there is nothing to do."""

    MET = auto()
    NOT_ASKED = auto()


def figure_end(day: date) -> date:
    """The last day that a figure speaks of: one on the first of a month is that whole month's."""
    return months_after(day, 1) - timedelta(days=1) if day.day == 1 else day
