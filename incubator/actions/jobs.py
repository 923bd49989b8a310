"""What is done from time to time: each job takes a lease, so that two processes never run it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from incubator.actions.carriers import carrier_for
from incubator.actions.clean_up import clean_up
from incubator.actions.deliver_mails import deliver_mails
from incubator.actions.mails import Site
from incubator.actions.tell_teams import tell_teams
from incubator.config import Settings
from incubator.i18n import N_
from incubator.store import leases

_LEASE = timedelta(minutes=15)
_log = structlog.get_logger("incubator.jobs")


@dataclass(frozen=True, slots=True)
class Job:
    """A periodic job. ``run`` returns a sentence of figures for administrators."""

    label: str
    every: timedelta
    run: Callable[[Settings, Site, datetime], Awaitable[str]]


async def _deliver(settings: Settings, _site: Site, _now: datetime) -> str:
    return _figures(await deliver_mails(carrier_for(settings)))


async def _tell(settings: Settings, site: Site, now: datetime) -> str:
    return f"told {await tell_teams(site, now.astimezone(settings.time_zone).date(), now)}"


async def _clean(settings: Settings, _site: Site, now: datetime) -> str:
    return _figures(await clean_up(settings, now))


#: By name, in the order in which they run.
JOBS: Mapping[str, Job] = {
    "tell-teams": Job(
        N_("Prévenir les équipes dont la fiche a une erreur"), timedelta(hours=1), _tell
    ),
    "deliver-mails": Job(N_("Envoyer les messages en attente"), timedelta(seconds=30), _deliver),
    "clean-up": Job(N_("Effacer ce qui a dépassé sa durée"), timedelta(days=1), _clean),
}


async def run_jobs(
    settings: Settings, site: Site, names: Iterable[str] = (), now: datetime | None = None
) -> dict[str, str]:
    """Run the jobs that are due, or those named; returns how each ended, by name.

    A job that another process runs, or that ran a short time ago, is left out.
    """
    at = now or datetime.now(UTC)
    wanted = set(names)
    last = {state.name: state.started_at for state in await leases.job_states(at)}
    outcomes = {}
    for name, job in JOBS.items():
        started = last.get(name)
        is_due = started is None or started + job.every <= at
        if name in wanted or (not wanted and is_due):
            outcome = await _run(name, job, settings, site, at)
            if outcome is not None:
                outcomes[name] = outcome
    return outcomes


async def _run(name: str, job: Job, settings: Settings, site: Site, at: datetime) -> str | None:
    holder = await leases.take_lease(name, _LEASE, at)
    if holder is None:
        return None
    try:
        detail = await job.run(settings, site, at)
    except Exception as error:
        # The next job must run all the same, and an administrator must see this one.
        _log.exception("job failed", job=name)
        outcome, detail = leases.FAILED, f"{type(error).__name__}: {error}"[:500]
    else:
        outcome = leases.OK
    await leases.end_lease(name, holder, outcome, detail, datetime.now(UTC))
    return f"{outcome}: {detail}" if detail else outcome


def _figures(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()) if count)
