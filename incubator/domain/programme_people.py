"""People of the programme over time, from the dates of their missions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from incubator.domain.members import Mission, MissionStatus
from incubator.domain.programme_facts import PersonFacts

#: For a status or a profession that sheets leave out or that the programme does not name.
OTHER = ""
_STATUSES = frozenset(status.value for status in MissionStatus)


@dataclass(frozen=True, slots=True)
class People:
    """How many people were in a mission on a day, by profession and by status."""

    day: date
    by_profession: dict[str, int]
    by_status: dict[str, int]

    @property
    def total(self) -> int:
        """All of them; each counts once."""
        return sum(self.by_status.values())


def people_over_time(people: Iterable[PersonFacts], days: Sequence[date]) -> list[People]:
    """People in a mission on each of some days, which are in order.

    Both ends of a mission count. Somebody with several missions on a day counts once, with the
    status of the one that began last.
    """
    found: list[Counter[tuple[str, str]]] = [Counter() for _ in days]
    for person in people:
        for number, mission in _latest(person.missions, days).items():
            found[number][person.profession, mission.status] += 1
    return [_people(day, counts) for day, counts in zip(days, found, strict=True)]


def _people(day: date, counts: Mapping[tuple[str, str], int]) -> People:
    professions: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    for (profession, status), count in counts.items():
        professions[profession] += count
        statuses[status if status in _STATUSES else OTHER] += count
    return People(day, dict(professions), dict(statuses))


def first_days(people: Iterable[PersonFacts], today: date) -> Iterator[date]:
    """The day on which the first mission of each person began, of those that have begun."""
    for person in people:
        starts = [m.start for m in person.missions if m.start and m.start <= today]
        if starts:
            yield min(starts)


def by_quarter(days: Iterable[date]) -> dict[date, int]:
    """How many days fall in each quarter, named by its first day; between two others, 0."""
    counts = Counter(quarter_of(day) for day in days)
    if not counts:
        return {}
    found, quarter, last = {}, min(counts), max(counts)
    while quarter <= last:
        found[quarter] = counts[quarter]
        quarter = next_quarter(quarter)
    return found


def quarter_of(day: date) -> date:
    """The first day of a day's quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def next_quarter(quarter: date) -> date:
    """The first day of the quarter that follows; the calendar's last one has none but itself."""
    if quarter.month < 10:
        return date(quarter.year, quarter.month + 3, 1)
    return date(quarter.year + 1, 1, 1) if quarter.year < date.max.year else date.max


def _latest(missions: Iterable[Mission], days: Sequence[date]) -> dict[int, Mission]:
    """For each day with a mission (by its place), the one that began last."""
    found: dict[int, Mission] = {}
    begun = [mission for mission in missions if mission.start]
    for mission in sorted(begun, key=lambda one: one.start or date.min):
        first = bisect_left(days, mission.start or date.min)
        beyond = len(days) if mission.end is None else bisect_right(days, mission.end)
        found |= dict.fromkeys(range(first, beyond), mission)
    return found
