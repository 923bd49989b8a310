"""Every figure of the programme for a day and a choice, computed together."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from statistics import median
from typing import Any

from incubator.domain.catalogue import Published
from incubator.domain.committees import COMMITTEE_PHASES
from incubator.domain.phases import PHASES, Phase
from incubator.domain.programme import (
    Committees,
    Count,
    Course,
    Years,
    committees_on,
    counts_over_time,
    first_phases,
    flows,
    launches_by_year,
    lives,
    national_impact_by_year,
    stays_by_phase,
    steps_between,
)
from incubator.domain.programme_facts import (
    KINDS,
    Choice,
    Programme,
    StartupFacts,
    known_on,
    narrowed,
)
from incubator.domain.programme_people import (
    People,
    by_quarter,
    first_days,
    next_quarter,
    people_over_time,
)
from incubator.domain.survival import Stay, Step, lasting, survival

#: A date in a sheet may be wrong by a thousand years: series begin at most so long ago.
MOST_YEARS = 40
_QUARTER = 3
#: Active phases: nobody leaves the others but by mistake, so that how long they last says nothing.
_LASTING = tuple(phase for phase in PHASES if phase.is_active)
#: Startups that have begun, each with its phase on the day.
Placed = Sequence[tuple[StartupFacts, Phase]]


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long something lasts: the estimate, and what the finished alone would have said.

    ``days`` has the length of each, up to now, the shortest first. ``quartiles`` are in days too:
    after them a quarter, a half, three quarters have ended; None where fewer have by now.
    """

    days: tuple[int, ...]
    ended: int
    steps: tuple[Step, ...]
    quartiles: tuple[int | None, int | None, int | None]
    median_of_ended: float | None

    @property
    def stays(self) -> int:
        """How many there are."""
        return len(self.days)

    def watched(self, days: int) -> int:
        """How many were watched for so many days at least: that long, or not over before."""
        return len(self.days) - bisect_left(self.days, days)

    def watched_until(self, count: int) -> int:
        """For how many days so many were watched; 0 where there are fewer."""
        return self.days[-count] if 0 < count <= len(self.days) else 0

    def share(self, days: int) -> float:
        """The estimated share that lasts longer than so many days."""
        return next((step.share for step in reversed(self.steps) if step.days <= days), 1.0)

    @property
    def median(self) -> int | None:
        """In days, those that go on counted."""
        return self.quartiles[1]

    @property
    def watched_at_median(self) -> int:
        """How many were still watched where the estimate reaches the half; 0 where it does not."""
        return next((step.at_risk for step in self.steps if step.days == self.median), 0)

    @property
    def going_on(self) -> int:
        """How many have not ended."""
        return self.stays - self.ended


@dataclass(frozen=True, slots=True)
class PhaseState:
    """What the startups of a phase publish and say of their accessibility, today."""

    startups: int
    published: dict[Published, int]
    accessibility: dict[str, int]


@dataclass(frozen=True, slots=True)
class Report:
    """The programme's figures on a day.

    ``today`` is when they are told: on a day that is over, ``states`` is None, since sheets say
    those things without since when.
    """

    day: date
    today: date
    years: Years
    now: Count
    phases: tuple[Count, ...]
    launches: dict[int, int]
    lengths: dict[Phase, Lengths]
    first: dict[Phase, int]
    flows: dict[tuple[Phase, Phase], int]
    life: Lengths
    committees: dict[Phase, Committees]
    states: dict[Phase, PhaseState] | None
    national_impact: dict[int, int]
    people: tuple[People, ...]
    newcomers: dict[date, int]
    portfolios: dict[str, dict[Phase, int]] = field(default_factory=dict)
    #: For incubators, sponsors and ministries, the startups that each value of it would give.
    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def is_past(self) -> bool:
        """Whether the day is over."""
        return self.day < self.today

    @property
    def startups(self) -> int:
        """How many startups had begun."""
        return sum(self.now.by_phase.values())

    @property
    def active(self) -> int:
        """How many the programme works on."""
        return sum(n for phase, n in self.now.by_phase.items() if phase.is_active)


def report(programme: Programme, choice: Choice, day: date, today: date) -> Report:
    """The figures of the part of the programme that was chosen, as on ``day``.

    A day to come is today. Years bound what is counted by its day (launches, moves, arrivals)
    and the cohorts of what lasts; states on the day itself have none.
    """
    day = min(day, today)
    counts = _counts(programme, choice, day)
    programme = narrowed(programme, choice)
    if day < today:
        programme = known_on(programme, day)
    courses, years = programme.courses, choice.years
    placed = [(one, phase) for one in programme.startups if (phase := one.course.phase(day))]
    people_days = _days([*first_days(programme.people, day)], day, years)
    stays = stays_by_phase(courses, day, years)
    phase_days = [begun[0].start for one in courses if (begun := one.begun(day))]
    return Report(
        day=day,
        today=today,
        years=years,
        now=Count(day, dict(Counter(phase for _, phase in placed))),
        phases=_phases(courses, _days(phase_days, day, years)),
        launches=_within(launches_by_year(courses, day), years, day),
        lengths={phase: lengths(stays.get(phase, [])) for phase in _LASTING},
        first=first_phases(courses, day, years),
        flows=flows(courses, day, years),
        life=lengths(lives(courses, day, years)),
        committees=_committees(placed, day),
        states=_states(placed) if day == today else None,
        national_impact=_within(national_impact_by_year(courses, day), years, day),
        people=tuple(people_over_time(programme.people, people_days)),
        newcomers=_newcomers(programme, day, years),
        portfolios=_portfolios(placed, choice),
        counts=counts,
    )


def lengths(stays: Sequence[Stay]) -> Lengths:
    """The estimate of how long something lasts."""
    steps = survival(stays)
    over = [stay.days for stay in stays if stay.has_ended]
    return Lengths(
        days=tuple(sorted(stay.days for stay in stays if stay.days >= 0)),
        ended=len(over),
        steps=steps,
        quartiles=(lasting(steps, 0.75), lasting(steps, 0.5), lasting(steps, 0.25)),
        median_of_ended=median(over) if over else None,
    )


def _phases(courses: Sequence[Course], days: Sequence[date]) -> tuple[Count, ...]:
    if not days:
        return ()
    return tuple(counts_over_time(courses, days[0], days[-1], _QUARTER))


def _days(known: Sequence[date], day: date, years: Years) -> list[date]:
    """The first day of each quarter of the years asked for, and the last day of all."""
    if not known:
        return []
    first = max(min(known).year, years.first or 0, day.year - MOST_YEARS, date.min.year)
    last = min(day, date(years.last, 12, 31)) if years.last else day
    return steps_between(date(first, 1, 1), last, _QUARTER) if date(first, 1, 1) <= last else []


def _within(counts: dict[int, int], years: Years, day: date) -> dict[int, int]:
    """The years asked for, from the first that has any to the last, those without any as 0."""
    last = min(day.year, years.last or day.year)
    first = max(min(counts, default=day.year + 1), years.first or 0, day.year - MOST_YEARS)
    return {year: counts.get(year, 0) for year in range(first, last + 1)}


def _newcomers(programme: Programme, day: date, years: Years) -> dict[date, int]:
    oldest = day.year - MOST_YEARS
    days = [one for one in first_days(programme.people, day) if one.year >= oldest]
    found = by_quarter(one for one in days if years.has(one))
    last = min(day, date(years.last, 12, 31)) if years.last else day
    while found and (following := next_quarter(max(found))) <= last:
        found[following] = 0
    return found


def _committees(placed: Placed, day: date) -> dict[Phase, Committees]:
    return {
        wanted: committees_on([one.course for one, phase in placed if phase is wanted], day)
        for wanted in PHASES
        if wanted in COMMITTEE_PHASES
    }


def _states(placed: Placed) -> dict[Phase, PhaseState]:
    found = {}
    for wanted in _LASTING:
        own = [one for one, phase in placed if phase is wanted]
        found[wanted] = PhaseState(
            startups=len(own),
            published={what: sum(what in one.published for one in own) for what in Published},
            accessibility=dict(Counter(one.accessibility for one in own)),
        )
    return found


def _portfolios(placed: Placed, choice: Choice) -> dict[str, dict[Phase, int]]:
    found: dict[str, Counter[Phase]] = {}
    for one, phase in placed:
        for incubator in one.incubators:
            if not choice.incubators or incubator in choice.incubators:
                found.setdefault(incubator, Counter())[phase] += 1
    return {incubator: dict(counts) for incubator, counts in found.items()}


def _counts(programme: Programme, choice: Choice, day: date) -> dict[str, dict[str, int]]:
    """Startups that had begun, by value; a kind's own choice is left aside for its counts."""
    begun = [one for one in programme.startups if one.course.phase(day) is not None]
    found = {}
    for kind in KINDS:
        nothing: dict[str, Any] = {kind: frozenset()}
        others = replace(choice, **nothing)
        values = (value for one in begun if others.wants(one) for value in getattr(one, kind))
        found[kind] = dict(Counter(values))
    return found
