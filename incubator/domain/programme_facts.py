"""What the figures of the programme are made of, and the part of it that a reader asks for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from incubator.domain.catalogue import Published
from incubator.domain.members import Mission
from incubator.domain.programme import ALWAYS, Course, Years

#: Whose startups are: fields of both :class:`StartupFacts` and :class:`Choice`.
KINDS = ("incubators", "sponsors", "ministries")


@dataclass(frozen=True, slots=True)
class StartupFacts:
    """A startup's course, whose it is, and what its sheet says today without saying since when."""

    course: Course
    incubators: tuple[str, ...] = ()
    sponsors: tuple[str, ...] = ()
    ministries: tuple[str, ...] = ()
    published: frozenset[Published] = frozenset()
    accessibility: str = ""


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Somebody's profession, as the sheet says it today, and missions."""

    profession: str
    missions: tuple[Mission, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """Everything that is counted."""

    startups: tuple[StartupFacts, ...]
    people: tuple[PersonFacts, ...]

    @property
    def courses(self) -> list[Course]:
        """The startups' ways through the programme."""
        return [one.course for one in self.startups]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader asks for: one of the values of each kind that has some, and some years."""

    incubators: frozenset[str] = frozenset()
    sponsors: frozenset[str] = frozenset()
    ministries: frozenset[str] = frozenset()
    years: Years = ALWAYS

    @property
    def is_narrow(self) -> bool:
        """Whether only some startups are asked for."""
        return bool(self.incubators or self.sponsors or self.ministries)

    def wants(self, startup: StartupFacts) -> bool:
        """Whether a startup is among those asked for."""
        return (
            _meet(self.incubators, startup.incubators)
            and _meet(self.sponsors, startup.sponsors)
            and _meet(self.ministries, startup.ministries)
        )


def narrowed(programme: Programme, choice: Choice) -> Programme:
    """The startups asked for, and the missions that name one of them.

    Without a choice of startups every mission counts, also those that name no startup.
    """
    if not choice.is_narrow:
        return programme
    startups = tuple(one for one in programme.startups if choice.wants(one))
    ids = {one.course.id for one in startups}
    people = []
    for person in programme.people:
        missions = tuple(m for m in person.missions if not ids.isdisjoint(m.startups))
        if missions:
            people.append(replace(person, missions=missions))
    return Programme(startups, tuple(people))


def known_on(programme: Programme, day: date) -> Programme:
    """The programme as it could be told on a day that is over.

    What was announced for later, and the end of the money, which sheets say without its history,
    were not known.
    """
    return replace(
        programme,
        startups=tuple(replace(one, course=_known(one.course, day)) for one in programme.startups),
    )


def _known(course: Course, day: date) -> Course:
    events = tuple(event for event in course.events if event.day <= day)
    return Course(course.id, tuple(course.begun(day)), events)


def _meet(wanted: Collection[str], values: Collection[str]) -> bool:
    return not wanted or any(value in wanted for value in values)
