"""What is done from time to time: each job takes a lease, so that two processes never run it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from incubator.actions.carriers import carrier_for
from incubator.actions.clean_up import clean_up
from incubator.actions.committees.carry_out import carry_out_orders
from incubator.actions.committees.dossier_steps import Office
from incubator.actions.committees.send_dossiers import send_dossiers
from incubator.actions.deliver_mails import deliver_mails
from incubator.actions.deliver_proposals import deliver_proposals
from incubator.actions.desk import Desk
from incubator.actions.mails import Site
from incubator.actions.refresh_news import refresh_news
from incubator.actions.send_reminders import send_reminders
from incubator.actions.tell_teams import tell_teams
from incubator.config import Settings
from incubator.domain.working_days import is_working_time
from incubator.i18n import N_
from incubator.store import leases

_LEASE = timedelta(minutes=15)
_log = structlog.get_logger("incubator.jobs")


@dataclass(frozen=True, slots=True)
class Job:
    """A periodic job. ``run`` returns what it did, counted by kind (``FIGURES`` words them)."""

    label: str
    every: timedelta
    run: Callable[[Settings, Site, datetime], Awaitable[Mapping[str, int]]]


async def _deliver(settings: Settings, _site: Site, _now: datetime) -> Mapping[str, int]:
    return await deliver_mails(carrier_for(settings))


async def _propose(settings: Settings, site: Site, _now: datetime) -> Mapping[str, int]:
    return await deliver_proposals(settings, site)


async def _tell(settings: Settings, site: Site, now: datetime) -> Mapping[str, int]:
    today = now.astimezone(settings.time_zone).date()
    return {"told": await tell_teams(site, today, now)}


async def _remind(settings: Settings, site: Site, now: datetime) -> Mapping[str, int]:
    if not is_working_time(now.astimezone(settings.time_zone)):
        return {}
    return {"reminded": await send_reminders(site, settings.time_zone, now)}


async def _dossiers(settings: Settings, site: Site, now: datetime) -> Mapping[str, int]:
    return await send_dossiers(Office(settings, site), now)


async def _write(settings: Settings, _site: Site, _now: datetime) -> Mapping[str, int]:
    return await carry_out_orders(Desk.of(settings))


async def _news(settings: Settings, _site: Site, now: datetime) -> Mapping[str, int]:
    return await refresh_news(settings, now)


async def _clean(settings: Settings, _site: Site, now: datetime) -> Mapping[str, int]:
    return await clean_up(settings, now)


#: What jobs count, in words.
FIGURES: Mapping[str, str] = {
    "told": N_("prévenues"),
    "reminded": N_("rappels écrits"),
    "dossiers sent": N_("dossiers envoyés"),
    "dossiers awaited": N_("dossiers rappelés aux équipes"),
    "decisions written": N_("décisions écrites dans les fiches"),
    "decisions not written": N_("décisions à réessayer"),
    "sent": N_("envoyés"),
    "waiting": N_("à réessayer"),
    "refused": N_("refusés"),
    "uncertain": N_("incertains"),
    "expired": N_("expirés"),
    "lost": N_("pris par un autre"),
    "open": N_("demandes de fusion ouvertes"),
    "merged": N_("fusionnées"),
    "closed": N_("fermées sans fusion"),
    "unreadable": N_("illisibles"),
    "brought in": N_("publiées ici"),
    "repositories": N_("dépôts lus"),
    "repositories unread": N_("dépôts illisibles"),
    "accounts": N_("comptes jamais utilisés"),
    "attempts": N_("essais comptés"),
    "journal entries made anonymous": N_("lignes du journal rendues anonymes"),
    "links": N_("liens de connexion"),
    "mails": N_("messages"),
    "drafts": N_("brouillons"),
    "opinions": N_("avis de comités"),
    "proposals": N_("propositions terminées"),
    "submissions": N_("envois"),
    "webhooks": N_("avis de GitHub"),
    "reminders": N_("rappels"),
    "sessions": N_("sessions"),
    "sync runs": N_("synchronisations"),
    "refresh runs": N_("lectures de GitHub"),
    "sources": N_("dépôts que plus aucune fiche ne cite"),
    "contributions made anonymous": N_("contributions rendues anonymes"),
    "tokens": N_("jetons"),
}
#: The one job that a command of its own runs too.
REMINDERS = "send-reminders"
#: By name, in the order in which they run.
JOBS: Mapping[str, Job] = {
    "tell-teams": Job(
        N_("Prévenir les équipes dont la fiche a une erreur"), timedelta(hours=1), _tell
    ),
    REMINDERS: Job(
        N_("Rappeler ce qui attend, une fois par semaine au plus"), timedelta(hours=1), _remind
    ),
    "send-dossiers": Job(
        N_("Envoyer les dossiers une semaine avant leur comité, rappeler ceux qui manquent"),
        timedelta(hours=1),
        _dossiers,
    ),
    "deliver-mails": Job(N_("Envoyer les messages en attente"), timedelta(seconds=30), _deliver),
    "write-decisions": Job(
        N_("Écrire dans les fiches ce que les comités ont décidé"), timedelta(minutes=1), _write
    ),
    "deliver-proposals": Job(
        N_("Échanger avec GitHub les modifications des fiches"), timedelta(minutes=1), _propose
    ),
    "refresh-github-news": Job(
        N_("Lire les dépôts dont GitHub annonce un changement"), timedelta(minutes=1), _news
    ),
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
    detail = told = ""
    try:
        counts = {name: n for name, n in (await job.run(settings, site, at)).items() if n}
    except Exception as error:
        # The next job must run all the same, and an administrator must see this one.
        _log.exception("job failed", job=name)
        outcome, detail = leases.FAILED, f"{type(error).__name__}: {error}"[:500]
        told = detail
    else:
        outcome = leases.OK
        detail = json.dumps(counts, sort_keys=True) if counts else ""
        told = figures(detail)
    await leases.end_lease(name, holder, outcome, detail, datetime.now(UTC))
    return f"{outcome}: {told}" if told else outcome


def figures(detail: str) -> str:
    """What a run that went well counted, on one line for a terminal."""
    return ", ".join(f"{name} {count}" for name, count in counted(detail).items())


def counted(detail: str) -> Mapping[str, int]:
    """The counts that a run which went well noted."""
    counts: dict[str, int] = json.loads(detail) if detail else {}
    return counts
