"""Administrations: the list by ministry, and one with the startups that it sponsors."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.catalogue import Facet
from incubator.domain.phases import ACTIVE_PHASES
from incubator.domain.text import fold, words
from incubator.sheets.layout import Collection
from incubator.store.portfolio_reads import find_organisation
from incubator.store.snapshot import OrganisationName
from incubator.web import labels
from incubator.web.errors import missing_or_gone
from incubator.web.public.cards import by_phase
from incubator.web.public.paging import asked_id, asked_text
from incubator.web.sharing import json_ld
from incubator.web.site import snapshot_of
from incubator.web.sources import source_of
from incubator.web.templating import page_url, render, translate


async def organisations(request: Request) -> Response:
    """``/organisations``"""
    snapshot = await snapshot_of(request)
    text = asked_text(request)
    wanted = words(text)
    every = snapshot.index.values(Facet.SPONSOR)
    active = snapshot.index.select({Facet.PHASE: sorted(ACTIVE_PHASES)}).counts[Facet.SPONSOR]
    groups: dict[str, list[dict[str, Any]]] = {}
    found = [o for o in snapshot.organisations.values() if _matches(o, wanted)]
    for organisation in sorted(found, key=lambda o: fold(o.name)):
        groups.setdefault(organisation.ministry_domain, []).append(
            {
                "url": page_url(request, "organisation", id=organisation.id),
                "name": organisation.name,
                "acronym": organisation.acronym
                if organisation.acronym != organisation.name
                else "",
                "active": active.get(organisation.id, 0),
                "count": every.get(organisation.id, 0),
            }
        )
    named = [
        {"label": _ministry(request, domain), "organisations": members}
        for domain, members in groups.items()
    ]
    return render(
        request,
        "public/organisations.html",
        {
            "text": text,
            "count": len(found),
            "total": len(snapshot.organisations),
            "groups": sorted(named, key=lambda group: fold(str(group["label"]))),
        },
    )


def _matches(organisation: OrganisationName, wanted: list[str]) -> bool:
    known = words(f"{organisation.name} {organisation.acronym}")
    return all(any(word.startswith(start) for word in known) for start in wanted)


def _ministry(request: Request, domain: str) -> str:
    if not domain:
        return translate(request, "Domaine non renseigné")
    return labels.label(labels.MINISTRIES, domain, lambda text: translate(request, text))


async def organisation(request: Request) -> Response:
    """``/organisations/{id}``"""
    organisation_id = asked_id(request)
    snapshot = await snapshot_of(request)
    page = await find_organisation(organisation_id)
    if page is None:
        raise await missing_or_gone(Collection.ORGANISATIONS, organisation_id)
    cards = snapshot.index.with_value(Facet.SPONSOR, organisation_id)
    kind = labels.label(labels.ORGANISATION_KINDS, page.kind, lambda text: translate(request, text))
    return render(
        request,
        "public/organisation.html",
        {
            "organisation": page,
            "json_ld": [json_ld.sponsor_organisation(request, page)],
            "kind": kind,
            "ministry": _ministry(request, page.ministry_domain),
            "incubators": [
                {"id": i, "title": snapshot.incubators[i].title}
                for i in page.incubators
                if i in snapshot.incubators
            ],
            "count": len(cards),
            "active": sum(card.phase in ACTIVE_PHASES for card in cards),
            "active_url": page_url(
                request, "startups", administration=organisation_id, phase=sorted(ACTIVE_PHASES)
            ),
            "national": sum(card.national_impact is not None for card in cards),
            "groups": by_phase(request, snapshot, cards),
            "source": source_of(request, page.source),
        },
    )


routes = [
    Route("/organisations", organisations, name="organisations"),
    Route("/organisations/{id}", organisation, name="organisation"),
]
