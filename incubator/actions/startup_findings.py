"""What the facts of a startup's repositories say, and what criteria are answered from."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from incubator.domain.delivery import Week, measures_of, weeks_of
from incubator.domain.delivery_facts import History, Release
from incubator.domain.measures import Measure, MeasureId
from incubator.domain.openness import OpenAnswer, openness_of
from incubator.domain.readiness import Known, Mate
from incubator.domain.repositories import source_name
from incubator.domain.sprint_choice import Frozen, sprints_of
from incubator.domain.sprint_reports import Sprints
from incubator.domain.sprints import Sprint
from incubator.domain.startups import Startup
from incubator.store.frozen_sprints import frozen_for
from incubator.store.github_reads import Collected, SourceState, collected_for
from incubator.store.startup_reads import SheetSource, TeamMate


@dataclass(frozen=True, slots=True)
class Findings:
    """What is found about a startup.

    ``names`` are the sources on GitHub that the sheet names, ``elsewhere`` its other addresses.
    ``is_known`` says that the facts of one repository at least were read whole: without it there
    are no measures, weeks or checks. ``release`` is the last one published.
    """

    names: tuple[str, ...]
    elsewhere: tuple[str, ...]
    sources: tuple[SourceState, ...]
    is_invented: bool
    is_known: bool
    sprints: Sprints
    measures: tuple[Measure, ...] = ()
    weeks: tuple[Week, ...] = ()
    openness: tuple[OpenAnswer, ...] = ()
    release: Release | None = None

    def measure(self, wanted: MeasureId) -> Measure | None:
        """One of the measures; None while nothing is known."""
        return next((measure for measure in self.measures if measure.id is wanted), None)

    @property
    def read_at(self) -> datetime | None:
        """When the repository read longest ago was read; None where none was."""
        read = [one.succeeded_at for one in self.sources if one.repository and one.succeeded_at]
        return min(read, default=None)


async def find_out(
    sheet: Startup, web_url: str, today: date, zone: tzinfo, *, with_private: bool
) -> Findings:
    """What is found about a startup today; two queries, and a computation in a thread.

    ``web_url`` is where GitHub's pages are.
    """
    names, elsewhere = sources_of(sheet.repositories, web_url)
    collected = await collected_for(names, with_private=with_private) if names else Collected()
    frozen = await frozen_for(sheet.id) if names else {}
    return await asyncio.to_thread(
        _find, names, elsewhere, collected, sheet.sprints, today, zone, frozen
    )


def sources_of(addresses: Sequence[str], web_url: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sources that a sheet's addresses name, and the addresses that name none."""
    named = {address: source_name(address, web_url) for address in addresses}
    names = tuple(dict.fromkeys(name for name in named.values() if name))
    return names, tuple(address for address, name in named.items() if name is None)


def known_of(
    sheet: Startup,
    team: Iterable[TeamMate],
    source: SheetSource,
    findings: Findings,
    today: date,
    zone: tzinfo,
) -> Known:
    """Everything that criteria are answered from. Facts are as old as the oldest reading."""
    read_at = findings.read_at
    return Known(
        startup=sheet,
        team=tuple(_mate(mate, today) for mate in team if mate.is_active),
        measures=findings.measures,
        openness=findings.openness,
        collected_on=read_at.astimezone(zone).date() if read_at else None,
        changed_on=source.changed_at.astimezone(zone).date(),
    )


def _mate(mate: TeamMate, today: date) -> Mate:
    status = next((one.status for one in reversed(mate.missions) if one.is_active(today)), "")
    return Mate(status, mate.role)


def _find(
    names: tuple[str, ...],
    elsewhere: tuple[str, ...],
    collected: Collected,
    declared: Sequence[Sprint],
    today: date,
    zone: tzinfo,
    frozen: Frozen,
) -> Findings:
    histories = collected.histories
    is_known = bool(histories)
    return Findings(
        names=names,
        elsewhere=elsewhere,
        sources=collected.sources,
        is_invented=collected.is_invented,
        is_known=is_known,
        sprints=sprints_of(histories, declared, today, zone, frozen),
        measures=measures_of(histories, today, zone) if is_known else (),
        weeks=weeks_of(histories, today, zone) if is_known else (),
        openness=openness_of([history.repository for history in histories]) if is_known else (),
        release=_last_release(histories),
    )


def _last_release(histories: Sequence[History]) -> Release | None:
    published = [
        release
        for history in histories
        for release in history.releases
        if release.published_at is not None and not release.is_prerelease
    ]
    return max(published, key=lambda release: str(release.published_at), default=None)
