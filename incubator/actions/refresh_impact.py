"""Fetch the values of the measures whose sheets declare an address."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import structlog

from incubator.fetching import FetchError, Limits, Reach, fetch, read_series
from incubator.store import impact_sources, leases
from incubator.store.impact_sources import OK, Declared, Source, Written
from incubator.store.startup_reads import startup_titles

LEASE = "impact-refresh"
#: How many addresses are asked at once: a slow one holds none of the others for long.
AT_ONCE = 4
UNCHANGED = "unchanged"
_LEASED = timedelta(minutes=2)
_log = structlog.get_logger("incubator.impact")
Renew = Callable[[], Awaitable[bool]]


class RefreshImpactError(Exception):
    """The refresh can't be done; the message says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an address. ``state`` is ok, unchanged, or the reason of a failure."""

    declared: Declared
    state: str
    detail: str = ""
    written: Written = field(default_factory=Written)

    @property
    def is_well(self) -> bool:
        """Whether the address answered as it should."""
        return self.state in {OK, UNCHANGED}


@dataclass(slots=True)
class ImpactReport:
    """What a refresh did: an outcome for each address, and how many are no longer declared."""

    outcomes: list[Outcome] = field(default_factory=list)
    forgotten: int = 0

    @property
    def failures(self) -> list[Outcome]:
        """The addresses that gave no values."""
        return [one for one in self.outcomes if not one.is_well]


def _now() -> datetime:
    return datetime.now(UTC)


async def refresh_impact(
    today: date,
    *,
    startups: Sequence[str] = (),
    dry_run: bool = False,
    clock: Callable[[], datetime] = _now,
    limits: Limits | None = None,
    reach: Reach | None = None,
) -> ImpactReport:
    """Fetch the values of every published sheet that declares an address, or of some startups.

    An address that fails keeps its values of before, and none of the others from being asked.
    ``dry_run`` fetches and writes nothing. ``limits`` and ``reach`` are for tests.

    Raises:
        RefreshImpactError: a startup is unknown, or another refresh is under way.
    """
    unknown = sorted(set(startups) - set(await startup_titles(startups)))
    if unknown:
        raise RefreshImpactError(f"No published startup is called {unknown[0]}.")
    declared = await impact_sources.declared_sources(startups)
    known = await impact_sources.sources(startups)
    asking = _Asking(today, clock, known, limits or Limits(), reach or Reach(), dry_run=dry_run)
    if dry_run:
        return ImpactReport(await asking.ask_all(declared))
    async with _alone(clock) as renew:
        forgotten = 0 if startups else await impact_sources.forget_undeclared(declared)
        report = ImpactReport(await asking.ask_all(declared, renew), forgotten)
        if forgotten or any(one.written != Written() for one in report.outcomes):
            await impact_sources.announce()
    return report


@asynccontextmanager
async def _alone(clock: Callable[[], datetime]) -> AsyncIterator[Renew]:
    """Keep other refreshes away; what it gives keeps them away for longer."""
    holder = await leases.take_lease(LEASE, _LEASED, clock())
    if holder is None:
        raise RefreshImpactError(
            "Another refresh of impact values is under way: this one leaves the work to it."
        )
    outcome = leases.FAILED
    try:
        yield lambda: leases.renew_lease(LEASE, holder, _LEASED, clock())
        outcome = leases.OK
    finally:
        await leases.end_lease(LEASE, holder, outcome, "", clock())


@dataclass(frozen=True, slots=True)
class _Asking:
    today: date
    clock: Callable[[], datetime]
    known: Mapping[tuple[str, str], Source]
    limits: Limits
    reach: Reach
    dry_run: bool
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def ask_all(
        self, declared: Sequence[Declared], renew: Renew | None = None
    ) -> list[Outcome]:
        """Ask every address, some at once; outcomes are in the order of the sheets."""

        async def one(of: Declared) -> Outcome:
            async with self.room:
                outcome = await self._ask(of)
                if renew is not None:
                    await renew()
                return outcome

        return list(await asyncio.gather(*(one(of) for of in declared)))

    async def _ask(self, of: Declared) -> Outcome:
        """Fetch, and only then write: no transaction waits for the network."""
        held = self.known.get((of.startup_id, of.key))
        etag = held.etag if held and held.url == of.url and held.succeeded_at else ""
        try:
            fetched = await fetch(of.url, etag=etag, limits=self.limits, reach=self.reach)
            values = (
                None
                if fetched.body is None
                else read_series(fetched.body, fetched.media_type, self.today)
            )
        except FetchError as error:
            return await self._failed(of, error.reason.value, error.detail)
        except Exception as error:
            # One odd answer must not end the others; what happened is for whoever runs the site.
            _log.exception("impact address failed", startup=of.startup_id, measure=of.key)
            return await self._failed(of, "fault", type(error).__name__)
        if values is None:
            if not self.dry_run:
                await impact_sources.note_unchanged(of, self.clock())
            return Outcome(of, UNCHANGED)
        if self.dry_run:
            return Outcome(of, OK, written=await impact_sources.would_write(of, values))
        written = await impact_sources.note_values(of, values, fetched.etag, self.clock())
        return Outcome(of, OK, written=written)

    async def _failed(self, of: Declared, state: str, detail: str) -> Outcome:
        if not self.dry_run:
            await impact_sources.note_failure(of, state, detail, self.clock())
        return Outcome(of, state, detail)
