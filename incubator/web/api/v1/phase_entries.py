"""The type ``phase-entries``: a startup entered a phase on a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from incubator.domain.phases import PhaseEntry, current_entry
from incubator.i18n import N_
from incubator.store.phase_reads import entries_by_startup
from incubator.web.api.v1.belonging import (
    IN_TIME,
    INCUBATORS,
    OF_STARTUP,
    SIGN,
    STARTUP,
    days_asked,
    links_of,
    startups_asked,
)
from incubator.web.api.v1.ordering import ordered
from incubator.web.api.v1.phases import PHASE
from incubator.web.api.v1.resources import (
    Attribute,
    Filter,
    Filters,
    Order,
    Relationship,
    Resource,
    ResourceType,
    View,
)
from incubator.web.api.v1.schemas import DAY, DAY_OR_NULL, FLAG, TEXT


@dataclass(frozen=True, slots=True)
class _Entry:
    """``end`` is when the stay ended: the next entry's day, or the one that the sheet says."""

    startup_id: str
    entry: PhaseEntry
    end: date | None
    is_first: bool
    is_current: bool

    @property
    def id(self) -> str:
        return SIGN.join((self.startup_id, self.entry.start.isoformat(), self.entry.phase.value))


_SORTS: Mapping[str, Callable[[_Entry], Any]] = {
    "start": lambda one: one.entry.start,
    "end": lambda one: one.end,
}


async def _known(view: View) -> list[_Entry]:
    """Every entry up to the day that is looked at, the newest first; one query."""
    found = []
    for startup_id, entries in (await entries_by_startup()).items():
        if view.snapshot.card(startup_id) is not None:
            found += _entries(startup_id, entries, view.today)
    found.sort(key=lambda one: one.id)
    return sorted(found, key=lambda one: one.entry.start, reverse=True)


def _entries(startup_id: str, entries: Sequence[PhaseEntry], today: date) -> list[_Entry]:
    # A sheet that says the same entry twice has entered once.
    begun = list({(one.start, one.phase): one for one in entries if one.start <= today}.values())
    current = current_entry(begun, today)
    written = begun[-1].end if begun else None
    ends: list[date | None] = [following.start for _, following in pairwise(begun)]
    ends += [written if written and written <= today else None] if begun else []
    return [
        _Entry(startup_id, entry, end, position == 0, entry is current)
        for position, (entry, end) in enumerate(zip(begun, ends, strict=True))
    ]


async def _select(view: View, filters: Filters, orders: Sequence[Order]) -> Sequence[str]:
    of_startup, in_time = startups_asked(view, filters), days_asked(filters)
    phases, current = filters.get("phase"), filters.get("current")
    found = [
        one
        for one in await _known(view)
        if of_startup(one.startup_id)
        and in_time(one.entry.start)
        and (phases is None or one.entry.phase in phases)
        and (current is None or str(one.is_current).lower() in current)
    ]
    return [one.id for one in ordered(found, orders, _SORTS)]


async def _load(view: View, ids: Sequence[str], fields: frozenset[str]) -> Sequence[Resource]:
    known = {one.id: one for one in await _known(view)}
    return [_resource(view, known[one]) for one in ids if one in known]


def _resource(view: View, one: _Entry) -> Resource:
    return Resource(
        id=one.id,
        attributes={
            "start": one.entry.start.isoformat(),
            "end": one.end.isoformat() if one.end else None,
            "comment": one.entry.comment,
            "first": one.is_first,
            "current": one.is_current,
        },
        related={**links_of(view.snapshot, one.startup_id), "phase": one.entry.phase.value},
        page=f"/startups/{one.startup_id}",
    )


PHASE_ENTRIES = ResourceType(
    name="phase-entries",
    meaning=N_(
        "Les entrées de startups dans une phase : création, passages, arrêts. Les entrées à venir"
        " n’y sont pas."
    ),
    attributes=(
        Attribute("start", DAY, N_("Le jour de l’entrée.")),
        Attribute(
            "end",
            DAY_OR_NULL,
            N_(
                "Le jour de l’entrée suivante, ou la fin écrite dans la fiche. Rien tant qu’elle"
                " dure."
            ),
        ),
        Attribute("comment", TEXT, N_("Ce que la fiche en dit.")),
        Attribute("first", FLAG, N_("Vrai pour la première phase d’une startup.")),
        Attribute("current", FLAG, N_("Vrai pour la phase où la startup se trouve.")),
    ),
    relationships=(
        STARTUP,
        INCUBATORS,
        Relationship("phase", "phases", False, N_("La phase.")),
    ),
    filters=(
        *OF_STARTUP,
        Filter("phase", PHASE, N_("La phase.")),
        Filter("current", FLAG, N_("Les phases en cours, ou les autres.")),
        *IN_TIME,
    ),
    sorts=tuple(_SORTS),
    select=_select,
    load=_load,
)
