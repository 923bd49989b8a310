"""The committee as a startup's team sees it: the next session, its dossier, what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.actions.committees.sentences import said_of, sentence
from incubator.domain.committees import next_committee
from incubator.domain.decisions import Condition, Objective
from incubator.domain.follow_up import Promise, Sort, asked_by, fate
from incubator.domain.narratives import faults
from incubator.store.committees.decisions import settled_about
from incubator.store.committees.dossiers import newest_sent
from incubator.store.committees.promises import promises_of_startups
from incubator.store.committees.sessions import committees_of_startup
from incubator.store.drafts import Shelf, drafts_of
from incubator.store.upkeep_reads import upkeep_of
from incubator.web.committees.session_views import title_of
from incubator.web.committees.team_form import fault_texts
from incubator.web.committees.team_work import Session, Work, begin, context_of, known_of
from incubator.web.committees.words import FATES
from incubator.web.forms import Form
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import formats_of, language_of, render, translate
from incubator.web.workspace.todo import COMMITTEES, OVERDUE_COMMITTEE


async def overview(request: Request) -> Response:
    """``GET /espace/startups/{place_id}/comite``"""
    work = await begin(request)
    session = work.session
    context: dict[str, Any] = {
        **context_of(work),
        "title": "",
        "today": site_of(request).today(),
        "due": await _due(request, work.startup_id),
        "decided": await _decided(request, work),
        "lacks": [],
        "has_draft": False,
        "sent": None,
    }
    if session is not None:
        account = work.entered.person.account
        drafts = await drafts_of(account, Shelf.DOSSIERS, work.startup_id)
        context |= {
            "title": title_of(request, await snapshot_of(request), session.committee),
            "lacks": await _lacks(request, work, session) if session.is_writable else [],
            "has_draft": session.is_writable and session.item.public_id in drafts,
            "sent": await newest_sent(session.item.number),
        }
    return render(request, "committees/team.html", context)


async def _lacks(request: Request, work: Work, session: Session) -> list[str]:
    """What the dossier lacks to be submitted; nothing before it was begun."""
    if session.narrative.is_empty:
        return []
    known = await known_of(request, work.startup_id)
    found = faults(session.narrative, known.setting(session))
    return fault_texts(Form(request, {}, {}), found)


async def _due(request: Request, startup_id: str) -> str:
    """By when the next committee must meet, and why; "" where none is due."""
    site = site_of(request)
    today = site.today()
    kept = (await upkeep_of([startup_id], today, site.settings.time_zone)).get(startup_id)
    if kept is None:
        return ""
    facts = kept.facts
    due = next_committee(facts.phases, facts.committees, facts.funding_until, today, facts.promised)
    if due is None:
        return ""
    text = OVERDUE_COMMITTEE if due.is_overdue(today) else COMMITTEES[due.reason]
    return translate(request, text, day=formats_of(request).day(due.day))


async def _decided(request: Request, work: Work) -> list[dict[str, Any]]:
    """Past decisions, the newest first, each with what was asked and what became of it."""
    startup_id, language = work.startup_id, language_of(request)
    taken = await settled_about(startup_id)
    sent = {
        item.public_id
        for session in await committees_of_startup(startup_id)
        for item in session.items
        if item.sent is not None
    }
    replaced = {one.decision.replaces for one in taken}
    asked = await promises_of_startups([startup_id]) if taken else []
    return [
        {
            "id": one.decision.id,
            "committee_id": one.decision.committee_id,
            "item_id": one.decision.item_id if one.decision.item_id in sent else "",
            "day": one.decision.decided_on,
            "sentence": sentence(one.decision, work.name, language),
            "reasons": one.decision.reasons,
            "is_replaced": one.decision.id in replaced,
            "conditions": _promises(request, asked_by(asked, one.decision.id, Sort.CONDITION)),
            "objectives": _promises(request, asked_by(asked, one.decision.id, Sort.OBJECTIVE)),
        }
        for one in reversed(taken)
    ]


def _promises(request: Request, promises: Iterable[Promise]) -> list[dict[str, Any]]:
    today = site_of(request).today()
    shown = []
    for one in promises:
        word, kind = FATES[fate(one, today)]
        shown.append(
            {
                "text": _line(request, one),
                "fate": translate(request, word),
                "kind": kind,
                "evidence": one.answered.evidence if one.answered else "",
                "url": one.answered.url if one.answered else "",
            }
        )
    return shown


def _line(request: Request, one: Promise) -> str:
    """A promise on one line: what, who or how much, by when."""
    language = language_of(request)
    if one.owner:
        return said_of(Condition(one.text, one.owner, one.due), language)
    return said_of(Objective(one.text, one.due, one.value, one.unit, one.indicator), language)


routes = [Route("/espace/startups/{place_id}/comite", overview, name="startup_committee")]
