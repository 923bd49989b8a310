"""The catalogue on a past day: what dates in today's sheets say of it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from incubator.domain.catalogue import Card, CatalogueIndex
from incubator.domain.directory import Person
from incubator.domain.past import entries_of
from incubator.domain.phases import PhaseEntry, current_entry
from incubator.store import models
from incubator.store.phase_reads import entries_by_startup
from incubator.store.snapshot import Move, Snapshot

#: How many days a worker keeps; each shares its texts with the catalogue of today.
MOST_DAYS = 2
_Key = tuple[int, date, date]


class PastSnapshots:
    """The past days that were asked for last, made from the catalogue of today."""

    def __init__(self, most: int = MOST_DAYS) -> None:
        self._most = most
        self._kept: OrderedDict[_Key, Snapshot] = OrderedDict()
        self._lock = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    async def get(self, present: Snapshot, day: date) -> Snapshot:
        """The catalogue of a day before ``present.today``."""
        key = (present.version.number, present.today, day)
        async with self._lock:
            if key not in self._kept:
                made = await snapshot_at(present, day)
                former = [one for one in self._kept if one[:2] != key[:2]]
                for one in former:
                    del self._kept[one]
                self._kept[key] = made
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]


async def snapshot_at(present: Snapshot, day: date) -> Snapshot:
    """The catalogue of a past day; two queries, whatever its size.

    Phases, national impact and who was there are of that day; startups whose first phase had not
    begun are absent, as are members whose first mission had not. All else is of today.
    """
    entries = {one: entries_of(own, day) for one, own in (await entries_by_startup()).items()}
    phases = {one: begun for one, begun in entries.items() if begun}
    cards = [_card(card, phases[card.id], day) for card in present.index.cards if card.id in phases]
    begun = {card.id: card.first_day for card in cards}
    moves = [
        Move(card.id, card.title, entry.phase, entry.start, entry.start == begun[card.id])
        for card in cards
        for entry in phases[card.id]
    ]
    moves.sort(key=lambda move: (move.day, move.phase.order, move.title), reverse=True)
    return replace(
        present,
        today=day,
        index=CatalogueIndex(cards),
        moves=tuple(moves[:200]),
        people=await _people(present, day),
    )


def _card(card: Card, entries: Sequence[PhaseEntry], day: date) -> Card:
    entry = current_entry(entries, day)
    impact = card.national_impact
    return replace(
        card,
        phase=entry.phase if entry else None,
        since=entry.start if entry else None,
        national_impact=impact if impact and impact <= day else None,
    )


async def _people(present: Snapshot, day: date) -> tuple[Person, ...]:
    """Who had come by that day; those without a mission are as they are today."""
    missions: dict[str, list[tuple[date | None, date | None]]] = defaultdict(list)
    rows: Any = await models.Mission.all().values_list("member_id", "start", "end")
    for member_id, start, end in rows:
        missions[member_id].append((start, end))
    found = []
    for person in present.people:
        own = missions.get(person.id)
        if own is None:
            found.append(person)
            continue
        begun = [end for start, end in own if start is None or start <= day]
        if begun:
            is_active = any(end is None or end >= day for end in begun)
            found.append(
                person if is_active == person.is_active else replace(person, is_active=is_active)
            )
    return tuple(found)
