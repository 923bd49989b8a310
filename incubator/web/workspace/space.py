"""The first page after signing in: where one works, and with which rights."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.actions.wording import ROLE_NAMES
from incubator.domain.access import Held, Role, is_administrator, may_see_access
from incubator.store.accounts.grants import grants_of
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import render, translate
from incubator.web.visitor import signed_in
from incubator.web.workspace.places import access_url, places_of, public_url


async def space(request: Request) -> Response:
    """``/espace``"""
    person = signed_in(request)
    snapshot = await snapshot_of(request)
    today = site_of(request).today()
    ends = {
        (grant.role, grant.place_id): grant.until
        for grant in await grants_of(person.account)
        if grant.is_active(today)
    }
    groups: dict[str, list[dict[str, Any]]] = {}
    for named, roles in places_of(snapshot, person.actor.roles):
        card = snapshot.card(named.place.id) if named.slug == "startups" else None
        groups.setdefault(named.slug, []).append(
            {
                "name": named.name,
                "phase": card.phase if card else None,
                "is_startup": card is not None,
                "roles": [translate(request, ROLE_NAMES[held.role]) for held in roles],
                "until": _first_end(roles, ends),
                "url": public_url(request, named),
                "access_url": access_url(request, named)
                if may_see_access(person.actor, named.place)
                else "",
            }
        )
    return render(
        request,
        "workspace/space.html",
        {
            "account": person.account,
            "groups": groups,
            "is_administrator": is_administrator(person.actor),
        },
    )


def _first_end(roles: list[Held], ends: Mapping[tuple[Role, str], date | None]) -> date | None:
    days = [day for held in roles if (day := ends.get((held.role, held.place_id)))]
    return min(days, default=None)


routes = [Route("/espace", space, name="space")]
