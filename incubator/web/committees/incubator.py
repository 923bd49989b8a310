"""An incubator's committees: what is due, on which days it could be seen, and every session."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.committee_access import may_hold_committees
from incubator.domain.committee_planning import Due, items_per_session, propose
from incubator.domain.committee_states import TO_COME, State
from incubator.store.committees.due_reads import dues, planned
from incubator.store.committees.rules import Rules, rules_of
from incubator.store.committees.sessions import Committee, committees_of_incubator
from incubator.store.snapshot import Snapshot
from incubator.web.committees.entering import startup_of
from incubator.web.committees.session_views import (
    deciding_startups,
    due_rows,
    later_count,
    session_row,
    soon,
    zone_of,
)
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import page_url, render
from incubator.web.workspace.submissions import enter_incubator, place_context

_COMING = TO_COME | {State.OPEN}


async def show(request: Request) -> Response:
    """``GET /espace/incubateurs/{place_id}/comites``"""
    entered = await enter_incubator(request, may_hold_committees)
    place_id = entered.named.place.id
    snapshot, today = await snapshot_of(request), site_of(request).today()
    ids = deciding_startups(snapshot, [place_id])
    found, on_agendas = await dues(ids, today), await planned(ids)
    urgent = soon(found, on_agendas, today)
    sessions = await committees_of_incubator(place_id)
    coming = [one for one in reversed(sessions) if one.state in _COMING]
    rules = await rules_of(place_id)
    context: dict[str, Any] = {
        **place_context(request, entered),
        "due": due_rows(request, snapshot, urgent, {}, today),
        "planned": due_rows(
            request, snapshot, [d for d in found if d.startup_id in on_agendas], on_agendas, today
        ),
        "later": later_count(found, on_agendas, today),
        "proposals": _proposals(request, snapshot, place_id, urgent, rules, coming),
        "most": items_per_session(sum(rules.minutes)),
        "minutes_each": sum(rules.minutes),
        "coming": [session_row(request, snapshot, one) for one in coming],
        "past": [
            session_row(request, snapshot, one) for one in sessions if one.state not in _COMING
        ],
    }
    return render(request, "committees/incubator.html", context)


def _proposals(
    request: Request,
    snapshot: Snapshot,
    place_id: str,
    urgent: list[Due],
    rules: Rules,
    coming: list[Committee],
) -> list[dict[str, Any]]:
    """Days that would hold what is due, each with the address of its filled form."""
    zone, today = zone_of(request), site_of(request).today()
    taken = {one.starts_at.astimezone(zone).date() for one in coming}
    last_days = {due.startup_id: due.day for due in urgent}
    each = sum(rules.minutes)
    shown = []
    for proposal in propose(urgent, today, most=items_per_session(each), taken=taken):
        address = page_url(
            request,
            "committee_new",
            place_id=place_id,
            date=proposal.day.isoformat(),
            startup=proposal.startups,
        )
        shown.append(
            {
                "day": proposal.day,
                "startups": [startup_of(snapshot, one)[0].name for one in proposal.startups],
                "late": sum(last_days[one] < proposal.day for one in proposal.startups),
                "minutes": each * len(proposal.startups),
                "url": address,
            }
        )
    return shown


_PATH = "/espace/incubateurs/{place_id}/comites"
routes = [Route(_PATH, show, name="incubator_committees")]
