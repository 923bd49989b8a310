"""By when committees must see startups, and in which session they will: a few queries for all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from incubator.domain.committee_planning import Due, due_of
from incubator.domain.committee_states import TO_COME, State
from incubator.domain.phases import Phase, PhaseEntry
from incubator.domain.startups import EventKind
from incubator.store import models
from incubator.store.committees.decisions import decided_about
from incubator.store.grouping import rows_by_startup

_OPEN = [*(state.value for state in TO_COME), State.OPEN.value]


@dataclass(frozen=True, slots=True)
class PlannedIn:
    """The session to come in which a startup is seen."""

    committee_id: str
    incubator_id: str
    starts_at: datetime


async def dues(startup_ids: Iterable[str], today: date) -> list[Due]:
    """The startups that a committee must see, the most urgent first; those planned included."""
    ids = sorted(set(startup_ids))
    if not ids:
        return []
    until: Any = await models.Startup.filter(id__in=ids).values_list("id", "funding_until")
    phases = await rows_by_startup(models.PhaseEntry, ids, "phase", "start", "end")
    events = await rows_by_startup(models.StartupEvent, ids, "day", name=EventKind.COMMITTEE.value)
    decisions = await decided_about(ids)
    found = []
    for startup_id, funding_until in until:
        due = due_of(
            startup_id,
            [PhaseEntry(Phase(name), start, end) for name, start, end in phases[startup_id]],
            [day for (day,) in events[startup_id]],
            funding_until,
            decisions.get(startup_id, ()),
            today,
        )
        if due is not None:
            found.append(due)
    return sorted(found, key=lambda due: (due.day, due.startup_id))


async def planned(startup_ids: Collection[str]) -> Mapping[str, PlannedIn]:
    """In which session that is to come, or held now, each startup is seen; the first one."""
    rows = (
        await models.AgendaItem.filter(
            startup_id__in=list(startup_ids) or [""],
            removed_at__isnull=True,
            committee__state__in=_OPEN,
        )
        .prefetch_related("committee")
        .order_by("-committee__starts_at")
    )
    return {
        row.startup_id: PlannedIn(
            row.committee.public_id, row.committee.incubator_id, row.committee.starts_at
        )
        for row in rows
    }
