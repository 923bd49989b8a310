"""Periodic jobs: when each last ran, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.actions.jobs import FIGURES, JOBS, counted
from incubator.domain.text import fold
from incubator.i18n import N_, translations
from incubator.store import leases
from incubator.store.leases import JobState
from incubator.web.admin import words
from incubator.web.admin.overview import is_late
from incubator.web.admin.screens import ask, listing, screen, select
from incubator.web.templating import language_of, translate
from incubator.web.visitor import administrator, now_of

STATES: Mapping[str, str] = {
    "running": N_("En cours"),
    "failed": N_("Échec"),
    "late": N_("En retard"),
    "never": N_("Jamais lancée"),
    "ok": N_("Réussie"),
}


async def index(request: Request) -> Response:
    """``/admin/taches``"""
    administrator(request)
    now = now_of(request)
    asked = ask(request, "admin_jobs", {"etat": STATES})
    states = {state.name: state for state in await leases.job_states(now)}
    wanted, state = fold(asked.text).split(), asked.filters["etat"]
    shown = [_shown(request, name, states.get(name), now) for name in {**JOBS, **states}]
    found = [
        job
        for job in shown
        if (not state or job["status"] == state) and all(word in job["haystack"] for word in wanted)
    ]
    filters = [select(request, asked, "etat", N_("État"), N_("Tous les états"), STATES)]
    context = {**listing(asked, len(found), filters), "jobs": found}
    return screen(request, "admin_jobs", "jobs.html", context)


def _shown(request: Request, name: str, state: JobState | None, now: datetime) -> dict[str, Any]:
    job = JOBS.get(name)
    label = translate(request, job.label) if job else name
    status = _status(name, state, now)
    detail = _detail(request, state)
    took = state.ended_at - state.started_at if _has_ended(state) else None  # type: ignore[union-attr, operator]
    return {
        "name": name,
        "label": label,
        "every": _every(request, job.every) if job else "",
        "status": status,
        "state": words.badge(request, STATES, status),
        "started_at": state.started_at if state else None,
        "seconds": took.total_seconds() if took else None,
        "detail": detail,
        "haystack": fold(f"{name} {label} {detail}"),
    }


def _detail(request: Request, state: JobState | None) -> str:
    """What the last run counted, in words; or why it failed, as it was said."""
    if state is None or state.outcome != leases.OK:
        return state.detail if state else ""
    counts = counted(state.detail).items()
    parts = [f"{words.say(request, FIGURES, name)} {count}" for name, count in counts]
    return ", ".join(parts)


def _status(name: str, state: JobState | None, now: datetime) -> str:
    if state is None:
        return "never"
    if state.running:
        return "running"
    if state.outcome == leases.FAILED:
        return "failed"
    return "late" if name in JOBS and is_late(JOBS[name], state, now) else "ok"


def _has_ended(state: JobState | None) -> bool:
    if state is None or state.running or state.started_at is None or state.ended_at is None:
        return False
    return state.ended_at >= state.started_at


def _every(request: Request, length: timedelta) -> str:
    """How often a job runs, in the largest unit that fits."""
    ngettext = translations(language_of(request)).ngettext
    seconds = int(length.total_seconds())
    if seconds % 86_400 == 0:
        days = seconds // 86_400
        return ngettext("chaque jour", "tous les %(num)s jours", days) % {"num": days}
    if seconds % 3_600 == 0:
        hours = seconds // 3_600
        return ngettext("chaque heure", "toutes les %(num)s heures", hours) % {"num": hours}
    if seconds % 60 == 0:
        minutes = seconds // 60
        return ngettext("chaque minute", "toutes les %(num)s minutes", minutes) % {"num": minutes}
    return ngettext("chaque seconde", "toutes les %(num)s secondes", seconds) % {"num": seconds}


routes = [Route("/admin/taches", index, name="admin_jobs")]
