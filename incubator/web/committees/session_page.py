"""A session's page: its agenda with times, who sits in it, where it stands, and what to do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.actions.committees.plan import convening_fault
from incubator.domain.committee_access import Right
from incubator.domain.committee_states import TO_COME, DossierState, State
from incubator.domain.decisions import Decision, in_force
from incubator.i18n import N_
from incubator.sheets.render import render as to_html
from incubator.store.committees.decisions import decisions_of_committee
from incubator.store.committees.opinions import opinion_counts
from incubator.store.committees.sessions import Item, Member
from incubator.web.committees.entering import EnteredCommittee, enter_committee, startup_of
from incubator.web.committees.live_view import is_its_day
from incubator.web.committees.session_views import state_view, title_of
from incubator.web.committees.words import DOSSIERS, KINDS, SEATS
from incubator.web.templating import page_url, render, translate
from incubator.web.visitor import now_of
from incubator.web.workspace.places import public_url

_NO_DOSSIER = N_("pas commencé")


async def show(request: Request) -> Response:
    """``GET /comites/{committee_id}``"""
    entered = await enter_committee(request, Right.SEE)
    committee = entered.committee
    rules = await asyncio.to_thread(to_html, committee.rules)
    decisions = {
        taken.item_id: taken
        for taken in in_force(
            taken.decision for taken in await decisions_of_committee(committee.public_id)
        )
    }
    written = await opinion_counts(committee) if Right.OPINE in entered.rights else {}
    context: dict[str, Any] = {
        **session_context(request, entered),
        "agenda": list(_agenda(request, entered, decisions, written)),
        "ends_at": committee.starts_at + timedelta(minutes=committee.minutes),
        "members": [_member_view(request, one) for one in committee.members],
        "voices": sum(one.seat.has_voice for one in committee.members),
        "rules_html": rules,
        "steps": _steps(request, entered) if committee.state is State.PLANNED else [],
        "is_untold": is_untold(entered),
    }
    return render(request, "committees/session.html", context)


def session_context(request: Request, entered: EnteredCommittee) -> dict[str, Any]:
    """How templates name the session, and what the reader may do with it."""
    committee = entered.committee
    incubator = entered.snapshot.incubators.get(committee.incubator_id)
    return {
        "committee": committee,
        "committee_id": committee.public_id,
        "title": title_of(request, entered.snapshot, committee),
        "incubator_name": incubator.title if incubator else committee.incubator_id,
        "state": state_view(request, committee.state),
        "is_planned": committee.state is State.PLANNED,
        "is_convened": committee.state is State.CONVENED,
        "can_open": committee.state is State.CONVENED and is_its_day(request, committee),
        "is_open": committee.state is State.OPEN,
        "is_closed": committee.state is State.CLOSED,
        "is_cancelled": committee.state is State.CANCELLED,
        "may_prepare": Right.PREPARE in entered.rights,
        "may_change": Right.PREPARE in entered.rights and committee.state in TO_COME,
        "may_seat": Right.PREPARE in entered.rights and committee.state in TO_COME | {State.OPEN},
        "may_run": Right.RUN in entered.rights,
        "seat": translate(request, SEATS[entered.member.seat]) if entered.member else "",
    }


def is_untold(entered: EnteredCommittee) -> bool:
    """Whether the agenda has changed since those invited were last told."""
    committee = entered.committee
    return committee.state is State.CONVENED and committee.told_revision < committee.revision


def member_name(request: Request, member: Member) -> str:
    """How a member is named; an erased account has neither name nor address."""
    return member.shown_name or translate(request, N_("compte effacé"))


def times(starts_at: datetime, items: tuple[Item, ...]) -> Iterator[datetime]:
    """When each item begins, if every one before it takes its time."""
    for item in items:
        yield starts_at
        starts_at += timedelta(minutes=sum(item.minutes))


def _agenda(
    request: Request,
    entered: EnteredCommittee,
    decisions: Mapping[str, Decision],
    written: Mapping[str, set[str]],
) -> Iterator[dict[str, Any]]:
    committee, me = entered.committee, entered.member
    is_open, is_convened = committee.state is State.OPEN, committee.state is State.CONVENED
    begins = times(committee.starts_at, committee.items)
    for item, at in zip(committee.items, begins, strict=True):
        startup, _ = startup_of(entered.snapshot, item.startup_id)
        card = entered.snapshot.card(item.startup_id)
        here = {"committee_id": committee.public_id, "item_id": item.public_id}
        decision = decisions.get(item.public_id)
        may_opine = (
            me is not None
            and me.has_voice_on(item.public_id)
            and (is_open or (is_convened and item.sent is not None))
            and decision is None
        )
        has_written = me is not None and me.public_id in written.get(item.public_id, set())
        yield {
            "at": at,
            "minutes": sum(item.minutes),
            "name": startup.name,
            "url": public_url(request, startup) if card else "",
            "phase": card.phase.value if card and card.phase else "",
            "dossier": translate(request, DOSSIERS[item.dossier] if item.dossier else _NO_DOSSIER),
            "dossier_url": page_url(request, "dossier", **here) if _may_read(entered, item) else "",
            "is_submitted": item.dossier is DossierState.SUBMITTED,
            "is_recused": me is not None and item.public_id in me.recused,
            "opinion_url": page_url(request, "opinion", **here) if may_opine else "",
            "has_written": has_written,
            "decision": translate(request, KINDS[decision.kind]) if decision else "",
            "decision_url": page_url(request, "decision", decision_id=decision.id)
            if decision
            else "",
        }


def _may_read(entered: EnteredCommittee, item: Item) -> bool:
    """Whether there is a dossier that the reader may open."""
    if item.sent is not None:
        return True
    return item.dossier is not None and Right.PREPARE in entered.rights


def _member_view(request: Request, member: Member) -> dict[str, Any]:
    return {
        "name": member_name(request, member),
        "seat": translate(request, SEATS[member.seat]),
        "is_present": member.is_present,
        "has_voice": member.seat.has_voice,
    }


def _steps(request: Request, entered: EnteredCommittee) -> list[dict[str, Any]]:
    """What is left to do before a session is convened, in order."""
    committee = entered.committee
    here = {"committee_id": committee.public_id}
    voices = sum(one.seat.has_voice for one in committee.members)
    fault = convening_fault(committee, now_of(request))
    return [
        {
            "is_done": bool(committee.items),
            "text": translate(request, N_("Composer l’ordre du jour")),
            "url": page_url(request, "committee_agenda", **here),
        },
        {
            "is_done": fault != "no_chair" and voices >= committee.quorum,
            "text": translate(
                request,
                N_("Réunir les membres : une présidence, et au moins %(quorum)s voix"),
                quorum=committee.quorum,
            ),
            "url": page_url(request, "committee_members", **here),
        },
        {
            "is_done": False,
            "text": translate(request, N_("Convoquer les membres et les équipes")),
            "url": page_url(request, "committee_convene", **here) if not fault else "",
        },
    ]


#: The last of all addresses under /comites: any word there could be a session's id.
routes = [Route("/comites/{committee_id}", show, name="committee")]
