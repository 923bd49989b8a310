"""Is a startup ready for its next gate, and does it keep the standards: criteria and answers.

Source: DESIGN, "Phases and committees": each criterion shows its answer, its evidence and that
evidence's age; one without data is unknown, never failed and never passed. The criteria are data
in the sheets of phases and standards; a criterion may name a check, which answers by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from incubator.domain.committees import months_after
from incubator.domain.measures import Measure
from incubator.domain.openness import OpenAnswer
from incubator.domain.startups import Startup

#: After that many months the team is asked whether what it said is still true.
CONFIRMED_FOR_MONTHS = 12


class Answer(StrEnum):
    """Whether a criterion is met."""

    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """Where an answer comes from."""

    SHEET = "sheet"
    GITHUB = "github"
    DECLARED = "declared"


class Validity(StrEnum):
    """Whether what the team said once still counts."""

    CURRENT = "current"
    TO_CONFIRM = "to-confirm"
    OTHER_VERSION = "other-version"


class Check(StrEnum):
    """The checks that answer by themselves; sheets name them in a criterion's ``check``."""

    STATISTICS_PUBLISHED = "statistics-published"
    BUDGET_PUBLISHED = "budget-published"
    BUDGET_OF_THE_YEAR = "budget-of-the-year"
    IMPACT_PUBLISHED = "impact-published"
    IMPACT_FRESH = "impact-fresh"
    IMPACT_OUTGROWS_COST = "impact-outgrows-cost"
    MAIN_MEASURE = "main-measure"
    TARGETS_AHEAD = "targets-ahead"
    SIX_MONTH_TARGET = "six-month-target"
    SPONSOR_NAMED = "sponsor-named"
    INTRAPRENEUR_IN_TEAM = "intrapreneur-in-team"
    INTERNAL_TEAM = "internal-team"
    IN_PRODUCTION = "in-production"
    OWN_DOMAIN = "own-domain"
    ACCESSIBILITY_AUDITED = "accessibility-audited"
    RISKS_ANALYSED = "risks-analysed"
    PUBLIC_SOURCE = "public-source"
    SOURCE_OPEN = "source-open"
    LICENCE = "licence"
    CONTRIBUTING = "contributing"
    DELIVERS_REGULARLY = "delivers-regularly"


@dataclass(frozen=True, slots=True)
class Criterion:
    """A binary, positive sentence of a phase or a standard; ``check`` is "" for none."""

    id: str
    text: str
    check: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; ``figures`` are what its sentence names, ``as_of`` the evidence's day."""

    answer: Answer
    source: Source
    as_of: date | None = None
    figures: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Declared:
    """What the team says of a criterion, with what shows it, on a day.

    ``version`` is the standard's at that time; phases have none.
    """

    answer: Answer
    day: date
    evidence: str = ""
    url: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A criterion with its answer; ``finding`` or ``declared`` is what the answer rests on.

    The other one is told beside: what the team says of what a check has answered, or said of
    another version of the standard.
    """

    criterion: Criterion
    answer: Answer
    source: Source | None = None
    as_of: date | None = None
    finding: Finding | None = None
    declared: Declared | None = None

    @property
    def is_contested(self) -> bool:
        """Whether the team says something else than what a check has found."""
        if self.declared is None or self.source in (None, Source.DECLARED):
            return False
        return self.declared.answer is not self.answer


@dataclass(frozen=True, slots=True)
class Mate:
    """Somebody of the team of today, as far as criteria ask: status of the mission, role."""

    status: str
    role: str


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that checks may look at. ``collected_on`` is the day of GitHub's facts."""

    startup: Startup
    team: tuple[Mate, ...] = ()
    measures: tuple[Measure, ...] = ()
    openness: tuple[OpenAnswer, ...] = ()
    collected_on: date | None = None
    changed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """How many criteria are met, not met and unknown."""

    met: int
    not_met: int
    unknown: int

    @property
    def total(self) -> int:
        """All criteria."""
        return self.met + self.not_met + self.unknown

    @property
    def share(self) -> float | None:
        """The part that is met of all, unknown ones included; None where there is none."""
        return self.met / self.total if self.total else None


def validity(declared: Declared, version: str, today: date) -> Validity:
    """Whether what the team said counts for a version of the sheet, today.

    Said of another version, it does not: the words of the criterion may have changed, so that it
    is unknown until somebody confirms it. Said more than a year ago, it counts, and is to be
    confirmed.
    """
    if declared.version != version:
        return Validity.OTHER_VERSION
    if months_after(declared.day, CONFIRMED_FOR_MONTHS) < today:
        return Validity.TO_CONFIRM
    return Validity.CURRENT


def reply(
    criterion: Criterion, finding: Finding | None, declared: Declared | None, version: str = ""
) -> Reply:
    """A criterion's answer: what a check found, else what the team says, else unknown.

    A check that knows goes before a declaration, since it can be verified by anybody. Where it
    does not know, the team's word on this version stands with its evidence and its day.
    """
    if finding is not None and finding.answer is not Answer.UNKNOWN:
        return Reply(criterion, finding.answer, finding.source, finding.as_of, finding, declared)
    if declared is not None and declared.version == version:
        day = declared.day
        return Reply(criterion, declared.answer, Source.DECLARED, day, finding, declared)
    return Reply(criterion, Answer.UNKNOWN, finding=finding, declared=declared)


def score(replies: Sequence[Reply]) -> Score:
    """Answers counted."""
    answers = [one.answer for one in replies]
    return Score(*(answers.count(one) for one in (Answer.MET, Answer.NOT_MET, Answer.UNKNOWN)))
