"""Bring what is known of the startups' repositories up to date with GitHub."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import structlog
from tortoise.exceptions import OperationalError

from incubator.actions.freeze_sprints import freeze_sprints
from incubator.actions.refresh_crew import LOST, Crew, Orders
from incubator.actions.refresh_report import RefreshError, RefreshReport, Stop, UnderWayError
from incubator.actions.refresh_scope import Scope, find_scope
from incubator.config import LOOPBACK_HOSTS, Settings
from incubator.domain.days import start_of
from incubator.domain.repositories import is_organisation
from incubator.github.api import ApiSettings
from incubator.github.client import PAUSE_SECONDS
from incubator.store import leases, refresh_runs, tracked_sources

LEASE = "github-refresh"
#: Short, and renewed: a run that was killed keeps the next one waiting for a minute at most.
_LEASED, _RENEWED_EACH = timedelta(seconds=60), timedelta(seconds=20)
#: GitHub tells of nothing older.
_FIRST = datetime(2000, 1, 1, tzinfo=UTC)
_log = structlog.get_logger("incubator.github")


def _now() -> datetime:
    return datetime.now(UTC)


async def refresh_github(
    settings: Settings,
    *,
    startups: Sequence[str] = (),
    since: date | None = None,
    names: Collection[str] | None = None,
    clock: Callable[[], datetime] = _now,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    invented: bool = False,
) -> RefreshReport:
    """Read the repositories of every active startup, or of some, or only the sources ``names``.

    ``since`` is the day to go back to, where the settings' horizon is not far enough. A run that
    was cut short is gone on with when the same is asked again. One source that can't be read
    keeps none of the others from being read. ``invented`` marks what is read as made up.

    Raises:
        UnderWayError: another refresh is under way.
        RefreshError: a startup is unknown or not active, or the App's key can't be read.
    """
    now, zone = clock(), settings.time_zone
    horizon = now - timedelta(days=settings.github_history_days)
    scope = await find_scope(
        settings.github_web_url,
        now.astimezone(zone).date(),
        max(_FIRST, start_of(since, zone)) if since else horizon,
        startups=startups,
        names=names,
        words={"since": since.isoformat() if since else ""},
    )
    orders = Orders(
        api=_api_settings(settings),
        requests=settings.github_requests,
        since=scope.since,
        clock=clock,
        progress=progress,
        invented=invented,
    )
    began = time.monotonic()
    async with _alone(clock) as lease:
        run = await refresh_runs.begin(scope.words, now)
        crew = Crew(run, orders)
        lease.lost = crew.stop
        report = await _read(scope, crew)
        done = {one.name for one in report.results if one.is_ok}
        report.frozen = await _freeze(settings, await _concerned(scope, done), clock())
        report.seconds = time.monotonic() - began
        await _end(report, clock())
    return report


class _Lease:
    """The right to refresh; ``lost`` is called when somebody else took it over."""

    lost: Callable[[Stop], None] = staticmethod(lambda _stop: None)


@asynccontextmanager
async def _alone(clock: Callable[[], datetime]) -> AsyncIterator[_Lease]:
    """Keep other refreshes away while this one is alive."""
    holder = await leases.take_lease(LEASE, _LEASED, clock())
    if holder is None:
        raise UnderWayError(
            "Another refresh is under way, or was cut short less than a minute ago."
        )
    lease = _Lease()

    async def renew() -> None:
        while True:
            await asyncio.sleep(_RENEWED_EACH.total_seconds())
            try:
                is_ours = await leases.renew_lease(LEASE, holder, _LEASED, clock())
            except OperationalError:
                # Another process writes for long: there are two more tries before the lease ends.
                _log.warning("refresh lease not renewed", exc_info=True)
                continue
            if not is_ours:
                lease.lost(Stop(LOST))

    outcome, beat = leases.FAILED, asyncio.create_task(renew())
    try:
        yield lease
        outcome = leases.OK
    finally:
        beat.cancel()
        await asyncio.gather(beat, return_exceptions=True)
        await leases.end_lease(LEASE, holder, outcome, "", clock())


async def _read(scope: Scope, crew: Crew) -> RefreshReport:
    """Organisations first, since they say which repositories there are."""
    await tracked_sources.track(scope.names)
    left: list[str] = []
    for organisations in (True, False):
        sources = await tracked_sources.find(scope.names, with_listed=not organisations)
        left += await crew.read(
            [
                source
                for source in sources
                if is_organisation(source.name) is organisations
                and scope.covers(source.name)
                and source.run != crew.run.number
            ]
        )
    await _drop_wishes(scope)
    return RefreshReport(
        number=crew.run.number,
        is_resumed=crew.run.is_resumed,
        counts=crew.counts,
        results=crew.results,
        remaining=sorted(left),
        stop=crew.stopped,
    )


async def _drop_wishes(scope: Scope) -> None:
    """What GitHub told of something that is no longer followed will not be read."""
    if scope.only is not None:
        found = await tracked_sources.find(scope.names, with_listed=True)
        await tracked_sources.unwant(scope.only - {source.name for source in found})


async def _freeze(settings: Settings, startups: Collection[str], now: datetime) -> int:
    """Keep the figures of the sprints that are over, of startups whose facts are fresh."""
    today = now.astimezone(settings.time_zone).date()
    zone, web_url = settings.time_zone, settings.github_web_url
    return await freeze_sprints(sorted(startups), today, zone, now, web_url)


async def _concerned(scope: Scope, done: Collection[str]) -> Collection[str]:
    """The startups of which a source was read; an organisation's repositories are its own."""
    rows = await tracked_sources.find(done, with_listed=False)
    fresh = {source.name for source in rows} | {source.listed_by for source in rows}
    return [one for one, names in scope.by_startup.items() if names & fresh]


async def _end(report: RefreshReport, now: datetime) -> None:
    report.counts.remaining = len(report.remaining)
    detail = f"{report.stop.reason} {report.stop.detail}".strip() if report.stop else ""
    await refresh_runs.end(report.number, report.outcome, detail, report.counts, now)
    _log.info(
        "github refreshed",
        run=report.number,
        outcome=report.outcome,
        stop=detail,
        **asdict(report.counts),
        seconds=round(report.seconds, 1),
    )


def _api_settings(settings: Settings) -> ApiSettings:
    """How to reach GitHub, by the settings; a server of this machine is not spared."""
    key = ""
    if settings.github_app_key_file is not None:
        try:
            key = settings.github_app_key_file.read_text("utf-8")
        except (OSError, ValueError) as error:
            raise RefreshError(
                f"INCUBATOR_GITHUB_APP_KEY_FILE can't be read: {type(error).__name__}."
            ) from None
    is_here = urlsplit(settings.github_url).hostname in LOOPBACK_HOSTS
    return ApiSettings(
        url=settings.github_url,
        token="" if key else settings.github_token,
        app_id=settings.github_app_id,
        app_installation=settings.github_app_installation,
        app_key=key,
        max_wait_seconds=settings.github_max_wait_seconds,
        pause_seconds=None if is_here else PAUSE_SECONDS,
    )
