"""The directory of the community: people filtered by presence, profession and status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Presence(StrEnum):
    """Whether somebody is here now; values are the names used in addresses."""

    CURRENT = "actuels"
    FORMER = "anciens"


class Filter(StrEnum):
    """What the directory is filtered by; values are the names used in addresses."""

    PRESENCE = "presence"
    PROFESSION = "metier"
    STATUS = "statut"


@dataclass(frozen=True, slots=True)
class Person:
    """A member as lists show them on a day; ``number`` is that of the search index."""

    id: str
    number: int
    full_name: str
    role: str
    profession: str
    status: str
    is_active: bool

    def value(self, name: Filter) -> str:
        """The person's value for a filter."""
        match name:
            case Filter.PRESENCE:
                return Presence.CURRENT if self.is_active else Presence.FORMER
            case Filter.PROFESSION:
                return self.profession
            case Filter.STATUS:
                return self.status


@dataclass(frozen=True, slots=True)
class Directory:
    """The people who were asked for, in order, and how many each filter's value would give."""

    people: Sequence[Person]
    counts: Mapping[Filter, Mapping[str, int]]


def browse(
    people: Iterable[Person],
    chosen: Mapping[Filter, Collection[str]],
    matching: Sequence[int] | None = None,
) -> Directory:
    """People with one of the chosen values of every filter, among those ``matching`` a search.

    The order is that of ``people``, or that of the search. A filter's counts leave its own choice
    aside.
    """
    everyone = list(people)
    if matching is not None:
        rank = {number: place for place, number in enumerate(matching)}
        everyone = [person for person in everyone if person.number in rank]
        everyone.sort(key=lambda person: rank[person.number])
    wanted = {name: values for name, values in chosen.items() if values}
    counts: dict[Filter, Counter[str]] = {name: Counter() for name in Filter}
    found = []
    for person in everyone:
        failed = [name for name, values in wanted.items() if person.value(name) not in values]
        if not failed:
            found.append(person)
        for name in Filter:
            if not failed or failed == [name]:
                counts[name][person.value(name)] += 1
    for counter in counts.values():
        counter.pop("", None)
    return Directory(found, counts)
