"""The first page of administration: what needs a hand today, and where everything is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.actions.jobs import JOBS, Job
from incubator.i18n import translations
from incubator.store import leases, outbox
from incubator.store.attention import Attention, read_attention
from incubator.store.committees.decisions import find_decision
from incubator.store.leases import JobState
from incubator.web.admin.screens import screen
from incubator.web.site import site_of
from incubator.web.templating import language_of, page_url
from incubator.web.visitor import administrator, now_of

#: A job that is late by less has only met a restart.
_PATIENCE = timedelta(hours=1)


async def overview(request: Request) -> Response:
    """``/admin``"""
    administrator(request)
    now = now_of(request)
    attention = await read_attention(now, site_of(request).today())
    states = {state.name: state for state in await leases.job_states(now)}
    context = {
        "things": [
            *_of_attention(request, attention, await _unwritten(request, attention)),
            *_of_jobs(request, states.values(), now),
        ],
    }
    return screen(request, "admin", "overview.html", context)


async def _unwritten(request: Request, found: Attention) -> str:
    """The minutes of the session whose decision has waited longest for its sheet, or ""."""
    taken = await find_decision(found.refused_decisions[0]) if found.refused_decisions else None
    if taken is None:
        return ""
    return page_url(request, "minutes", committee_id=taken.decision.committee_id)


def is_late(job: Job, state: JobState, now: datetime) -> bool:
    """Whether a job should have run again by now."""
    patience = max(2 * job.every, _PATIENCE)
    return state.started_at is not None and state.started_at + patience < now


def _of_attention(request: Request, found: Attention, unwritten: str) -> Iterator[tuple[str, str]]:
    """Sentences with the list that each is about; ``unwritten`` has the decisions'."""
    ngettext = translations(language_of(request)).ngettext
    lines = (
        (
            found.refused_sheets,
            ngettext(
                "%(num)s fiche est refusée", "%(num)s fiches sont refusées", found.refused_sheets
            ),
            page_url(request, "admin_problems", niveau="error"),
        ),
        (
            found.refused_mails,
            ngettext(
                "%(num)s message a été refusé depuis sept jours",
                "%(num)s messages ont été refusés depuis sept jours",
                found.refused_mails,
            ),
            page_url(request, "admin_mails", etat=outbox.REFUSED),
        ),
        (
            found.uncertain_mails,
            ngettext(
                "%(num)s message est peut-être parti, sans certitude",
                "%(num)s messages sont peut-être partis, sans certitude",
                found.uncertain_mails,
            ),
            page_url(request, "admin_mails", etat=outbox.UNCERTAIN),
        ),
        (
            found.waiting_mails,
            ngettext(
                "%(num)s message attend depuis plus d’une heure",
                "%(num)s messages attendent depuis plus d’une heure",
                found.waiting_mails,
            ),
            page_url(request, "admin_mails", etat=outbox.WAITING),
        ),
        (
            found.refused_changes,
            ngettext(
                "%(num)s modification de fiche n’est pas partie vers GitHub",
                "%(num)s modifications de fiches ne sont pas parties vers GitHub",
                found.refused_changes,
            ),
            page_url(request, "admin_changes"),
        ),
        (
            found.waiting_changes,
            ngettext(
                "%(num)s modification de fiche attend GitHub depuis plus d’une heure",
                "%(num)s modifications de fiches attendent GitHub depuis plus d’une heure",
                found.waiting_changes,
            ),
            page_url(request, "admin_changes"),
        ),
        (
            len(found.refused_decisions),
            ngettext(
                "%(num)s décision de comité n’est pas écrite dans sa fiche",
                "%(num)s décisions de comités ne sont pas écrites dans leurs fiches",
                len(found.refused_decisions),
            ),
            unwritten,
        ),
        (
            found.ending_grants,
            ngettext(
                "%(num)s accès finit dans les quatorze jours",
                "%(num)s accès finissent dans les quatorze jours",
                found.ending_grants,
            ),
            page_url(request, "admin_grants", etat="ending"),
        ),
        (
            found.expired_invitations,
            ngettext(
                "%(num)s invitation a expiré sans réponse",
                "%(num)s invitations ont expiré sans réponse",
                found.expired_invitations,
            ),
            page_url(request, "admin_invitations", etat="expired"),
        ),
    )
    return ((text % {"num": count}, url) for count, text, url in lines if count)


def _of_jobs(
    request: Request, states: Iterable[JobState], now: datetime
) -> Iterator[tuple[str, str]]:
    ngettext = translations(language_of(request)).ngettext
    known = {state.name: state for state in states if state.name in JOBS}
    never = len(JOBS) - len(known)
    failed = sum(state.outcome == leases.FAILED for state in known.values())
    late = sum(is_late(JOBS[name], state, now) for name, state in known.items())
    lines = (
        (failed, ngettext("%(num)s tâche a échoué", "%(num)s tâches ont échoué", failed)),
        (
            never,
            ngettext(
                "%(num)s tâche n’a jamais tourné", "%(num)s tâches n’ont jamais tourné", never
            ),
        ),
        (
            late,
            ngettext(
                "%(num)s tâche n’a pas tourné depuis longtemps",
                "%(num)s tâches n’ont pas tourné depuis longtemps",
                late,
            ),
        ),
    )
    url = page_url(request, "admin_jobs")
    return ((text % {"num": count}, url) for count, text in lines if count)


routes = [Route("/admin", overview, name="admin")]
