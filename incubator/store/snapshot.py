"""The catalogue in memory: loaded once per version and day, shared by every request of a worker.

Lists, boards, portfolios and facets read it; a page asks the database only for the version's
number, the words looked for, and what is particular to the page.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from incubator.domain.catalogue import Card, CatalogueIndex, Published
from incubator.domain.directory import Person
from incubator.domain.phases import Phase, PhaseEntry, current_entry
from incubator.domain.startups import (
    Event,
    EventKind,
    publishes_budget,
    publishes_impact,
    statistics_url,
)
from incubator.sheets.layout import Collection
from incubator.store import models
from incubator.store.impact_sources import startups_with_values
from incubator.store.people_reads import load_people
from incubator.store.search import search_numbers
from incubator.store.sheet_states import Version, read_version


@dataclass(frozen=True, slots=True)
class IncubatorName:
    """An incubator as lists name it."""

    id: str
    title: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class OrganisationName:
    """An organisation as lists name it."""

    id: str
    name: str
    acronym: str
    ministry_domain: str
    kind: str

    @property
    def short_name(self) -> str:
        """The acronym where there is one."""
        return self.acronym or self.name


@dataclass(frozen=True, slots=True)
class Move:
    """A startup entered a phase on a day."""

    startup_id: str
    title: str
    phase: Phase
    day: date
    is_first: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The catalogue on a day: cards with facets, names, people, and the latest moves."""

    version: Version
    today: date
    index: CatalogueIndex
    incubators: Mapping[str, IncubatorName]
    organisations: Mapping[str, OrganisationName]
    tag_labels: Mapping[tuple[str, str], str]
    phase_titles: Mapping[str, str]
    event_labels: Mapping[str, str]
    moves: tuple[Move, ...]
    people: tuple[Person, ...]

    @property
    def synced_at(self) -> datetime | None:
        """When the last sync ended, in UTC."""
        return self.version.synced_at

    def is_of(self, version: Version, today: date) -> bool:
        """Whether this is the catalogue of a version and a day."""
        return self.version.number == version.number and self.today == today

    def card(self, startup_id: str) -> Card | None:
        """The card of a startup, or None when the catalogue has none."""
        return self.index.by_id.get(startup_id)

    def public_incubator(self, incubator_id: str) -> IncubatorName | None:
        """The incubator, or None when it has no page: there is none, or it is hidden."""
        incubator = self.incubators.get(incubator_id)
        return None if incubator is None or incubator.hidden else incubator

    @property
    def public_incubators(self) -> list[IncubatorName]:
        """The incubators that have a page."""
        return [one for one in self.incubators.values() if not one.hidden]


class SnapshotCache:
    """The current snapshot of a worker; a new version or a new day replaces it."""

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None
        self._lock = asyncio.Lock()

    async def get(self, today: date) -> Snapshot:
        """The catalogue as it is now: one query while nothing has changed."""
        version = await read_version()
        held = self._snapshot
        if held is None or not held.is_of(version, today):
            async with self._lock:
                held = self._snapshot
                if held is None or not held.is_of(version, today):
                    self._snapshot = held = await load_snapshot(version, today)
        # A sync that found nothing new still moves the time of the last sync.
        if held.version != version:
            held = replace(held, version=version)
        self._snapshot = held
        return held


async def load_snapshot(version: Version, today: date) -> Snapshot:
    """Read the catalogue of a day; a dozen queries, whatever its size."""
    organisations = {
        row[0]: OrganisationName(*row)
        for row in await _rows(
            models.Organisation, "id", "name", "acronym", "ministry_domain", "kind"
        )
    }
    incubators = {
        row[0]: IncubatorName(*row)
        for row in await _rows(models.Incubator, "id", "title", "hidden")
    }
    phases: dict[str, list[PhaseEntry]] = defaultdict(list)
    for row in await _rows(models.PhaseEntry, "startup_id", "phase", "start", "end"):
        phases[row[0]].append(PhaseEntry(Phase(row[1]), row[2], row[3]))
    cards, moves = await _cards(phases, organisations, today)
    references: Any = await models.ReferenceSheet.filter(
        collection__in=[Collection.PHASES.value, Collection.EVENTS.value]
    ).values_list("collection", "sheet_id", "title")
    return Snapshot(
        version=version,
        today=today,
        index=CatalogueIndex(cards),
        incubators=incubators,
        organisations=organisations,
        tag_labels=await _tag_labels(),
        phase_titles={r[1]: r[2] for r in references if r[0] == Collection.PHASES.value},
        event_labels={r[1]: r[2] for r in references if r[0] == Collection.EVENTS.value},
        moves=moves,
        people=await load_people(today),
    )


async def _cards(
    phases: Mapping[str, list[PhaseEntry]],
    organisations: Mapping[str, OrganisationName],
    today: date,
) -> tuple[list[Card], tuple[Move, ...]]:
    numbers = await search_numbers(Collection.STARTUPS)
    incubators = _grouped(
        await _rows(models.StartupIncubator, "startup_id", "incubator_id", order=True)
    )
    sponsors = _grouped(
        await _rows(models.StartupSponsor, "startup_id", "organisation_id", order=True)
    )
    repositories = _grouped(await _rows(models.StartupRepository, "startup_id", "url"))
    tags: dict[str, dict[str, tuple[str, ...]]] = {}
    for kind in ("usertype", "theme", "technology"):
        rows: Any = await models.StartupTag.filter(kind=kind).values_list("startup_id", "key")
        tags[kind] = _grouped(rows)
    national = await _national_impacts(today)
    fetched = await startups_with_values()
    cards, moves = [], []
    for row in await models.Startup.all().values():
        startup_id = row["id"]
        entries = phases.get(startup_id, [])
        entry = current_entry(entries, today)
        own_sponsors = sponsors.get(startup_id, ())
        known = [organisations[s] for s in own_sponsors if s in organisations]
        cards.append(
            Card(
                id=startup_id,
                number=numbers.get(startup_id, 0),
                title=row["title"],
                sort_title=row["sort_title"],
                mission=row["mission"],
                phase=entry.phase if entry else None,
                since=entry.start if entry else None,
                first_day=min((e.start for e in entries), default=None),
                incubators=incubators.get(startup_id, ()),
                sponsors=own_sponsors,
                ministries=_unique(o.ministry_domain for o in known if o.ministry_domain),
                user_types=tags["usertype"].get(startup_id, ()),
                themes=tags["theme"].get(startup_id, ()),
                technologies=tags["technology"].get(startup_id, ()),
                published=_published(row, startup_id in repositories, startup_id in fetched),
                national_impact=national.get(startup_id),
                accessibility=row["accessibility_status"],
            )
        )
        first = min((e.start for e in entries), default=None)
        moves += [
            Move(startup_id, row["title"], e.phase, e.start, e.start == first)
            for e in entries
            if e.start <= today
        ]
    moves.sort(key=lambda move: (move.day, move.phase.order, move.title), reverse=True)
    return cards, tuple(moves[:200])


async def _national_impacts(today: date) -> dict[str, date]:
    rows: Any = await models.StartupEvent.filter(
        name=EventKind.NATIONAL_IMPACT.value, day__lte=today
    ).values_list("startup_id", "day")
    found: dict[str, date] = {}
    for startup_id, day in rows:
        event = Event(EventKind.NATIONAL_IMPACT, day)
        found[startup_id] = min(found.get(startup_id, event.day), event.day)
    return found


def _published(
    row: Mapping[str, Any], has_repository: bool, has_fetched_values: bool
) -> frozenset[Published]:
    has_values = row["has_impact_values"] or has_fetched_values
    answers = {
        Published.CODE: has_repository,
        Published.STATISTICS: bool(statistics_url(row["stats"], row["stats_url"], row["link"])),
        Published.BUDGET: publishes_budget(row["budget_url"], row["has_budgets"]),
        Published.IMPACT: publishes_impact(row["impact_url"], has_values),
    }
    return frozenset(name for name, holds in answers.items() if holds)


async def _tag_labels() -> dict[tuple[str, str], str]:
    """For each tag, the spelling that most sheets use."""
    spellings: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for kind, key, label in await _rows(models.StartupTag, "kind", "key", "label"):
        spellings[kind, key][label] += 1
    return {
        tag: min(counter, key=lambda label: (-counter[label], label))
        for tag, counter in spellings.items()
    }


async def _rows(model: Any, *columns: str, order: bool = False) -> list[tuple[Any, ...]]:
    query = model.all()
    if order:
        query = query.order_by("position")
    rows: list[tuple[Any, ...]] = await query.values_list(*columns)
    return rows


def _grouped(rows: Iterable[tuple[Any, ...]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for key, value in rows:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
