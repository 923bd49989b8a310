"""A startup's team as its people see it: who is here, until when, who was."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.access import may_edit_sheet, may_manage_team
from incubator.domain.members import Mission
from incubator.sheets.missions import LISTED, spell_key
from incubator.store.startup_reads import TeamMate, load_team
from incubator.web.labels import MEMBER_STATUSES
from incubator.web.site import site_of
from incubator.web.templating import render, translate
from incubator.web.workspace.editor.sections import SECTIONS
from incubator.web.workspace.places import enter


async def show(request: Request) -> Response:
    """``GET /espace/startups/{place_id}/equipe``"""
    entered = await enter(request, may_edit_sheet)
    place, today = entered.named.place, site_of(request).today()
    team = await load_team(place.id, today)
    context = {
        "name": entered.named.name,
        "startup_id": place.id,
        "sections": SECTIONS,
        "may_manage": may_manage_team(entered.person.actor, place),
        "team": [_mate(request, mate, today) for mate in team if mate.is_active],
        "former": [_mate(request, mate, today) for mate in team if not mate.is_active],
    }
    return render(request, "workspace/team.html", context)


def _mate(request: Request, mate: TeamMate, today: date) -> dict[str, Any]:
    taken: set[str] = set()
    missions = [_mission(request, mission, taken, today) for mission in mate.missions]
    return {
        "id": mate.id,
        "name": mate.full_name,
        "role": mate.role,
        # The next to end comes first.
        "missions": sorted(missions, key=lambda one: (one["is_past"], one["end"] or date.max)),
        "listed_key": LISTED if mate.is_active and not mate.missions else "",
    }


def _mission(request: Request, mission: Mission, taken: set[str], today: date) -> dict[str, Any]:
    status = MEMBER_STATUSES.get(mission.status)
    terms = (translate(request, status) if status else mission.status, mission.employer)
    return {
        "key": spell_key(mission.start, mission.end, taken),
        "start": mission.start,
        "end": mission.end,
        "terms": ", ".join(filter(None, terms)),
        "is_past": not mission.is_active(today),
        "is_upcoming": mission.start is not None and mission.start > today,
    }


routes = [Route("/espace/startups/{place_id}/equipe", show, name="place_team")]
