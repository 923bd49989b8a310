"""The board: one column a phase."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.catalogue import UNKNOWN, Card, Facet
from incubator.domain.phases import PHASES
from incubator.store.portfolio_reads import phase_texts
from incubator.web import labels
from incubator.web.site import snapshot_of
from incubator.web.templating import formats_of, page_url, render, translate

_SHOWN = 40


async def phases(request: Request) -> Response:
    """``/phases``"""
    snapshot = await snapshot_of(request)
    texts = await phase_texts()
    columns = []
    upcoming = [UNKNOWN] if snapshot.index.values(Facet.PHASE).get(UNKNOWN) else []
    for phase in [*upcoming, *PHASES]:
        cards = sorted(
            snapshot.index.with_value(Facet.PHASE, phase),
            key=lambda card: (card.since is not None, card.since, card.title),
            reverse=True,
        )
        text = texts.get(phase)
        columns.append(
            {
                "phase": labels.UPCOMING if phase == UNKNOWN else phase,
                "label": translate(request, labels.PHASE_NAMES[phase]),
                "count": len(cards),
                "description": text.summary if text else "",
                "cards": [_card(request, card) for card in cards[:_SHOWN]],
                "more_url": page_url(request, "startups", phase=str(phase))
                if len(cards) > _SHOWN
                else None,
            }
        )
    return render(
        request,
        "public/phases.html",
        {"columns": columns, "texts": [t for t in texts.values() if t.body_html]},
    )


def _card(request: Request, card: Card) -> dict[str, Any]:
    since = ""
    if card.since:
        month = formats_of(request).month(card.since)
        since = translate(request, "depuis %(start)s", start=month)
    return {"id": card.id, "title": card.title, "since_text": since}


routes = [Route("/phases", phases, name="phases")]
