"""Incubators: the list, and one with its portfolio, teams and people."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.catalogue import Facet
from incubator.domain.phases import ACTIVE_PHASES
from incubator.sheets.layout import Collection
from incubator.sheets.render import plain_text
from incubator.store.committees.public_reads import has_public_decisions
from incubator.store.portfolio_reads import find_incubator, list_incubators
from incubator.web.errors import missing_or_gone
from incubator.web.measures.freshness import freshness_of
from incubator.web.public.cards import by_phase, organisation_name, person_card, startup_card
from incubator.web.public.paging import asked_id
from incubator.web.public.transparency import contact_of
from incubator.web.sharing import json_ld
from incubator.web.site import snapshot_of
from incubator.web.sources import source_of
from incubator.web.templating import page_url, render


async def incubators(request: Request) -> Response:
    """``/incubateurs``"""
    snapshot = await snapshot_of(request)
    every = snapshot.index.values(Facet.INCUBATOR)
    active = snapshot.index.select({Facet.PHASE: sorted(ACTIVE_PHASES)}).counts[Facet.INCUBATOR]
    rows = [
        {
            "url": page_url(request, "incubator", id=incubator_id),
            "title": title,
            "owner": organisation_name(snapshot, owner) if owner else "",
            "text": plain_text(summary),
            "active": active.get(incubator_id, 0),
            "count": every.get(incubator_id, 0),
        }
        for incubator_id, title, owner, summary in await list_incubators()
    ]
    return render(request, "public/incubators.html", {"incubators": rows})


async def incubator(request: Request) -> Response:
    """``/incubateurs/{id}``"""
    incubator_id = asked_id(request)
    snapshot = await snapshot_of(request)
    page = await find_incubator(incubator_id, snapshot.today)
    if page is None:
        raise await missing_or_gone(Collection.INCUBATORS, incubator_id)
    cards = snapshot.index.with_value(Facet.INCUBATOR, incubator_id)
    active = [card.id for card in cards if card.phase in ACTIVE_PHASES]
    highlighted = [card for i in page.highlighted if (card := snapshot.card(i))]
    measured = await freshness_of(request, active)
    return render(
        request,
        "public/incubator.html",
        {
            "incubator": page,
            "json_ld": [json_ld.incubator_organisation(request, snapshot, page)],
            "owner": snapshot.organisations.get(page.owner),
            "contact": contact_of(page.contact),
            "count": len(cards),
            "has_decisions": await has_public_decisions(incubator_id=incubator_id),
            "active": len(active),
            "fresh": [one for one in measured.values() if one.is_fresh],
            "highlighted": [startup_card(request, snapshot, card) for card in highlighted],
            "groups": by_phase(request, snapshot, cards),
            "people": [person_card(request, person) for person in page.people if person.is_active],
            "source": source_of(request, page.source),
        },
    )


routes = [
    Route("/incubateurs", incubators, name="incubators"),
    Route("/incubateurs/{id}", incubator, name="incubator"),
]
