"""The home page: what this is, a search field, figures that lead to lists, and what moves."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.catalogue import Facet, Published, Selection, Sort
from incubator.domain.phases import ACTIVE_PHASES, GROWING_PHASES, PHASES, Phase
from incubator.web import labels
from incubator.web.public.cards import startup_card
from incubator.web.sharing import json_ld
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import page_url, render, translate

_NEWEST, _MOVES = 6, 8
#: The last two steps of the flow gather the phases by which a startup ends.
_STEPS: tuple[tuple[tuple[Phase, ...], str], ...] = (
    *(((phase,), "") for phase in PHASES[:4]),
    ((Phase.OPERATED, Phase.TRANSFERRED), "opérées ou transférées"),
    ((Phase.STOPPED, Phase.INCONCLUSIVE), "arrêtées"),
)


async def home(request: Request) -> Response:
    """``/``"""
    snapshot = await snapshot_of(request)
    index = snapshot.index
    active = index.select({Facet.PHASE: sorted(ACTIVE_PHASES)})
    newest = index.page(active, Sort.NEWEST, 0, _NEWEST)
    return render(
        request,
        "public/home.html",
        {
            "total": len(index),
            "json_ld": [json_ld.website(request)],
            "steps": _steps(request, index.values(Facet.PHASE)),
            "figures": _figures(request, active, index.values(Facet.PHASE)),
            "members": sum(person.is_active for person in snapshot.people),
            "moves": [
                {
                    "id": move.startup_id,
                    "title": move.title,
                    "verb": translate(request, labels.PHASE_MOVES[move.phase]),
                    "day": move.day,
                }
                for move in snapshot.moves[:_MOVES]
            ],
            "newest": [startup_card(request, snapshot, card) for card in newest],
        },
    )


def _steps(request: Request, counts: Any) -> list[dict[str, Any]]:
    names = {
        "opérées ou transférées": translate(request, "Opérées ou transférées"),
        "arrêtées": translate(request, "Arrêtées, avec leurs leçons"),
    }
    return [
        {
            "phase": phases[0],
            "label": names.get(name) or translate(request, labels.PHASE_STATES[phases[0]]),
            "count": sum(counts.get(phase, 0) for phase in phases),
            "url": page_url(request, "startups", phase=[str(phase) for phase in phases]),
        }
        for phases, name in _STEPS
    ]


def _figures(request: Request, active: Selection, counts: Any) -> dict[str, Any]:
    publishing = active.counts[Facet.PUBLISHED].get(Published.IMPACT, 0)
    phases = sorted(ACTIVE_PHASES)
    return {
        "active": active.count,
        "active_url": page_url(request, "startups", phase=phases),
        "growing": sum(counts.get(phase, 0) for phase in GROWING_PHASES),
        "growing_url": page_url(request, "startups", phase=sorted(GROWING_PHASES)),
        "publishing": publishing,
        "publishing_url": page_url(
            request, "startups", phase=phases, publie=Published.IMPACT.value
        ),
        "share": publishing / active.count if active.count else 0.0,
        "members_url": page_url(request, "community")
        if site_of(request).is_static
        else page_url(request, "community", presence="actuels"),
    }


routes = [Route("/", home, name="home")]
