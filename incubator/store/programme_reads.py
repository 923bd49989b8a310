"""What the programme's figures are made of: read once a version, computed once a question."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, defaultdict
from datetime import date

from incubator.domain.members import Mission
from incubator.domain.phases import Phase, PhaseEntry
from incubator.domain.programme import Course
from incubator.domain.programme_facts import Choice, PersonFacts, Programme, StartupFacts
from incubator.domain.programme_report import Report, report
from incubator.domain.startups import Event
from incubator.store import models
from incubator.store.snapshot import Snapshot

_KEPT = 32


class ProgrammeCache:
    """The facts of the current version, and the latest reports asked of it.

    A version that changes while a report is being made keeps nothing of the old one.
    """

    def __init__(self, size: int = _KEPT) -> None:
        self._size = size
        self._facts: tuple[int, Programme] | None = None
        self._reports: OrderedDict[tuple[int, date, date, Choice], Report] = OrderedDict()
        self._lock = asyncio.Lock()

    async def report(self, snapshot: Snapshot, choice: Choice, day: date) -> Report:
        """The figures of the snapshot's version and day, as on ``day``; computed in a thread."""
        number = snapshot.version.number
        key = (number, snapshot.today, day, choice)
        found = self._reports.get(key)
        if found is not None:
            self._reports.move_to_end(key)
            return found
        programme = await self._programme(snapshot)
        found = await asyncio.to_thread(report, programme, choice, day, snapshot.today)
        if self._facts is not None and self._facts[0] == number:
            self._reports[key] = found
        while len(self._reports) > self._size:
            self._reports.popitem(last=False)
        return found

    async def _programme(self, snapshot: Snapshot) -> Programme:
        number = snapshot.version.number
        async with self._lock:
            if self._facts is None or self._facts[0] != number:
                self._facts = (number, await load_programme(snapshot))
                self._reports.clear()
            return self._facts[1]


async def load_programme(snapshot: Snapshot) -> Programme:
    """Everything that is counted; six queries, whatever the catalogue's size."""
    phases: dict[str, list[PhaseEntry]] = defaultdict(list)
    for startup_id, name, start, end in await models.PhaseEntry.all().values_list(
        "startup_id", "phase", "start", "end"
    ):
        phases[startup_id].append(PhaseEntry(Phase(name), start, end))
    events: dict[str, list[Event]] = defaultdict(list)
    for startup_id, name, day in await models.StartupEvent.all().values_list(
        "startup_id", "name", "day"
    ):
        events[startup_id].append(Event(name, day))
    money = dict(await models.Startup.all().values_list("id", "funding_until"))
    startups = tuple(
        StartupFacts(
            course=Course(
                card.id, tuple(phases[card.id]), tuple(events[card.id]), money.get(card.id)
            ),
            incubators=card.incubators,
            sponsors=card.sponsors,
            ministries=card.ministries,
            published=card.published,
            accessibility=card.accessibility,
        )
        for card in snapshot.index.cards
    )
    return Programme(startups, await _people())


async def _people() -> tuple[PersonFacts, ...]:
    professions = dict(await models.Member.all().values_list("id", "domain"))
    named: dict[tuple[str, int], list[str]] = defaultdict(list)
    for member_id, position, startup_id in await models.Membership.filter(
        position__gte=0
    ).values_list("member_id", "position", "startup_id"):
        named[member_id, position].append(startup_id)
    missions: dict[str, list[Mission]] = defaultdict(list)
    for member_id, position, start, end, status in await models.Mission.all().values_list(
        "member_id", "position", "start", "end", "status"
    ):
        own = tuple(named.get((member_id, position), ()))
        missions[member_id].append(Mission(start, end, status, startups=own))
    return tuple(
        PersonFacts(professions.get(member_id, ""), tuple(own))
        for member_id, own in sorted(missions.items())
    )
