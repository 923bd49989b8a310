"""The programme as a whole, computed from the histories of its startups at any day.

Every figure takes the day for which it is wanted: what sheets say of later days is not known yet.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from incubator.domain.committees import COMMITTEE_PHASES, months_after, next_committee
from incubator.domain.phases import Phase, PhaseEntry, chronological, current_entry, periods
from incubator.domain.startups import Event, EventKind
from incubator.domain.survival import Stay


@dataclass(frozen=True, slots=True)
class Years:
    """Years from the first to the last, both included; None where there is no bound."""

    first: int | None = None
    last: int | None = None

    def has(self, day: date) -> bool:
        """Whether a day is in these years."""
        return (self.first or day.year) <= day.year <= (self.last or day.year)


ALWAYS = Years()
#: Phases that a startup leaves the programme by without its service living on.
STOPS = frozenset({Phase.STOPPED, Phase.INCONCLUSIVE})
#: Where a service has found its home.
ARRIVALS = frozenset({Phase.OPERATED, Phase.TRANSFERRED})


@dataclass(frozen=True, slots=True)
class Course:
    """A startup's way through the programme, and whose it is."""

    id: str
    entries: tuple[PhaseEntry, ...]
    events: tuple[Event, ...] = ()
    funding_until: date | None = None

    def begun(self, day: date) -> list[PhaseEntry]:
        """The entries that are not later than a day, in time."""
        return chronological(entry for entry in self.entries if entry.start <= day)

    def phase(self, day: date) -> Phase | None:
        """The phase on a day; None before the first one."""
        entry = current_entry(self.entries, day)
        return entry.phase if entry else None


@dataclass(frozen=True, slots=True)
class Count:
    """How many startups were in each phase at the end of a day; absent phases have none."""

    day: date
    by_phase: dict[Phase, int]


def counts_over_time(
    courses: Sequence[Course], first: date, last: date, months: int
) -> list[Count]:
    """Startups by phase, every so many months from ``first`` on, and on ``last`` itself."""
    days = steps_between(first, last, months)
    counts: list[Counter[Phase]] = [Counter() for _ in days]
    for one in courses:
        entries = chronological(one.entries)
        starts = [entry.start for entry in entries]
        for day, count in zip(days, counts, strict=True):
            begun = bisect_right(starts, day)
            if begun:
                count[entries[begun - 1].phase] += 1
    return [Count(day, dict(count)) for day, count in zip(days, counts, strict=True)]


def steps_between(first: date, last: date, months: int) -> list[date]:
    """``first`` and the days that follow it by so many months, while before ``last``; ``last``."""
    days, number = [], 0
    while (day := months_after(first, number * months)) < last:
        days.append(day)
        number += 1
    return [*days, last]


def count_on(courses: Iterable[Course], day: date) -> Count:
    """Startups by phase on a day."""
    return Count(day, dict(Counter(phase for one in courses if (phase := one.phase(day)))))


def launches_by_year(courses: Iterable[Course], today: date) -> dict[int, int]:
    """Startups by the year of their first phase; years without any between two others have 0."""
    return by_year(begun[0].start for one in courses if (begun := one.begun(today)))


def national_impact_by_year(courses: Iterable[Course], today: date) -> dict[int, int]:
    """Startups by the year in which national impact was first recognised."""
    firsts = (
        min(
            (e.day for e in one.events if e.name == EventKind.NATIONAL_IMPACT and e.day <= today),
            default=None,
        )
        for one in courses
    )
    return by_year(day for day in firsts if day)


def stays_in(
    courses: Iterable[Course], phase: Phase, today: date, years: Years = ALWAYS
) -> list[Stay]:
    """How long each stay in a phase has lasted: see :func:`stays_by_phase`."""
    return stays_by_phase(courses, today, years).get(phase, [])


def stays_by_phase(
    courses: Iterable[Course], today: date, years: Years = ALWAYS
) -> dict[Phase, list[Stay]]:
    """How long each stay in each phase has lasted; those that go on today have not ended.

    Those that began in some ``years`` are a cohort: it is watched until today, whatever the years.
    """
    stays: dict[Phase, list[Stay]] = {}
    for one in courses:
        for period in periods(one.begun(today)):
            if years.has(period.start):
                has_ended = period.end is not None and period.end <= today
                end = period.end if period.end is not None and has_ended else today
                stay = Stay((end - period.start).days, has_ended)
                stays.setdefault(period.phase, []).append(stay)
    return stays


def lives(courses: Iterable[Course], today: date, years: Years = ALWAYS) -> list[Stay]:
    """From the first phase of each startup launched in some years to its being stopped.

    What is still active is watched until today; what found a home, until that day: it did not
    stop. A startup that was stopped and taken up again goes on.
    """
    stays = []
    for one in courses:
        begun = one.begun(today)
        if begun and years.has(begun[0].start):
            last = begun[-1]
            is_over = last.phase in STOPS | ARRIVALS
            end = last.start if is_over else today
            stays.append(Stay((end - begun[0].start).days, last.phase in STOPS))
    return stays


def flows(
    courses: Iterable[Course], today: date, years: Years = ALWAYS
) -> dict[tuple[Phase, Phase], int]:
    """How many times startups went from a phase to another, in some years."""
    moves: Counter[tuple[Phase, Phase]] = Counter()
    for one in courses:
        for before, after in pairwise(one.begun(today)):
            if before.phase is not after.phase and years.has(after.start):
                moves[before.phase, after.phase] += 1
    return dict(moves)


def first_phases(courses: Iterable[Course], today: date, years: Years = ALWAYS) -> dict[Phase, int]:
    """In which phase startups began, of those launched in some years."""
    firsts = (begun[0] for one in courses if (begun := one.begun(today)))
    return dict(Counter(entry.phase for entry in firsts if years.has(entry.start)))


@dataclass(frozen=True, slots=True)
class Committees:
    """Startups in which committees decide: how many are in time, late, or never had one."""

    in_time: int
    overdue: int
    never: int

    @property
    def total(self) -> int:
        """All startups whose phase asks for committees."""
        return self.in_time + self.overdue + self.never


def committees_on(courses: Iterable[Course], today: date) -> Committees:
    """Whether the startups' next committees are due in the future or should have met.

    Those of which no committee is known are counted apart: sheets often leave it out.
    """
    in_time = overdue = never = 0
    for one in courses:
        if one.phase(today) not in COMMITTEE_PHASES:
            continue
        days = [e.day for e in one.events if e.name == EventKind.COMMITTEE]
        due = next_committee(one.entries, days, one.funding_until, today)
        if not days:
            never += 1
        elif due is not None and due.is_overdue(today):
            overdue += 1
        else:
            in_time += 1
    return Committees(in_time, overdue, never)


def by_year(days: Iterable[date]) -> dict[int, int]:
    """How many days fall in each year; years without any between two others have 0."""
    counts = Counter(day.year for day in days)
    return {year: counts[year] for year in range(min(counts), max(counts) + 1)} if counts else {}
