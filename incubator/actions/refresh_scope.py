"""Which repositories and organisations a refresh reads: those of active startups' sheets."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from incubator.actions.refresh_report import RefreshError
from incubator.domain.phases import current_phase
from incubator.domain.repositories import source_name
from incubator.store import tracked_sources
from incubator.store.tracked_sources import SheetSources


@dataclass(frozen=True, slots=True)
class Scope:
    """What a refresh is asked for: sources by startup, and the words that name the same again.

    ``only`` are the sources to keep to, None for all.
    """

    by_startup: Mapping[str, frozenset[str]]
    since: datetime
    only: frozenset[str] | None
    words: Mapping[str, Any]

    @property
    def names(self) -> frozenset[str]:
        """Every source that the sheets name."""
        return frozenset().union(*self.by_startup.values())

    def covers(self, name: str) -> bool:
        """Whether a source that was found is to be read."""
        return self.only is None or name in self.only


async def find_scope(
    web_url: str,
    today: date,
    since: datetime,
    *,
    startups: Sequence[str] = (),
    names: Collection[str] | None = None,
    words: Mapping[str, Any],
) -> Scope:
    """The sources of every active startup, or of some.

    Raises:
        RefreshError: a startup is unknown, or is no longer active.
    """
    sheets = await tracked_sources.sheet_sources()
    active = {sheet.startup_id: sheet for sheet in sheets if is_active(sheet, today)}
    known = {sheet.startup_id for sheet in sheets}
    for startup_id in startups:
        if startup_id not in known:
            raise RefreshError(f"No startup is called {startup_id}.")
        if startup_id not in active:
            raise RefreshError(f"The startup {startup_id} is not active: it is no longer followed.")
    wanted = startups or active
    return Scope(
        by_startup={one: names_of(active[one], web_url) for one in wanted},
        since=since,
        only=None if names is None else frozenset(names),
        words={"startups": sorted(startups), "names": sorted(names or ()), **words},
    )


def is_active(sheet: SheetSources, today: date) -> bool:
    """Whether the programme still works on a startup."""
    phase = current_phase(sheet.phases, today)
    return phase is not None and phase.is_active


def names_of(sheet: SheetSources, web_url: str) -> frozenset[str]:
    """The sources that a sheet names."""
    found = (source_name(url, web_url) for url in sheet.urls)
    return frozenset(name for name in found if name)
