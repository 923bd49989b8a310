"""What a page is about, in the words of schema.org, for search engines and other programs.

Only what the sheets say is said. Nothing is told of people.
"""

from __future__ import annotations

from textwrap import shorten
from typing import Any

from starlette.requests import Request

from incubator.domain.startups import Startup
from incubator.store.portfolio_reads import IncubatorPage, OrganisationPage
from incubator.store.snapshot import Snapshot
from incubator.web import labels
from incubator.web.links import page_address
from incubator.web.templating import site_names, translate

Data = dict[str, Any]
_CONTEXT = "https://schema.org"
#: A description is a sentence or two, in characters.
_LONGEST = 500
#: A sponsor of any other kind may be no part of the State.
_OF_THE_STATE = {
    "administration-centrale",
    "collectivite-territoriale",
    "operateur",
    "securite-sociale",
    "service-deconcentre",
}


def government_service(request: Request, snapshot: Snapshot, sheet: Startup) -> Data:
    """A startup: sponsors provide the service, incubators operate it."""
    page = page_address(request, "startup", id=sheet.id)
    picture = page_address(request, "startup_drawing", id=sheet.id)
    sponsors = [_organisation(request, snapshot, one) for one in sheet.sponsors]
    incubators = [_incubator(request, snapshot, one) for one in sheet.incubators]
    audiences = [
        {
            "@type": "Audience",
            "audienceType": labels.label(
                labels.USER_TYPES, one, lambda text: translate(request, text)
            ),
        }
        for one in sheet.user_types
    ]
    return _filled(
        {
            "@context": _CONTEXT,
            "@type": "GovernmentService",
            "@id": f"{page}#service",
            "name": sheet.title,
            "description": shorten(sheet.mission, _LONGEST, placeholder="…"),
            "url": sheet.link or page,
            "mainEntityOfPage": page,
            "image": picture,
            "areaServed": {"@type": "Country", "name": "France"},
            "audience": audiences,
            "category": list(sheet.themes),
            "provider": sponsors or incubators,
            "serviceOperator": incubators if sponsors else [],
            "subjectOf": [
                {"@type": "SoftwareSourceCode", "codeRepository": one} for one in sheet.repositories
            ],
        }
    )


def incubator_organisation(request: Request, snapshot: Snapshot, page: IncubatorPage) -> Data:
    """An incubator, which belongs to an administration where its sheet names one."""
    told = _incubator(request, snapshot, page.id)
    owner = [_organisation(request, snapshot, page.owner)] if page.owner else []
    own = {
        "@context": _CONTEXT,
        "mainEntityOfPage": told["@id"].partition("#")[0],
        "sameAs": [one for one in (page.website, page.github) if one],
        "address": page.address,
        "parentOrganization": owner,
    }
    return _filled({**told, "name": page.title, **own})


def sponsor_organisation(request: Request, page: OrganisationPage) -> Data:
    """An administration that sponsors startups."""
    address = page_address(request, "organisation", id=page.id)
    return _filled(
        {
            "@context": _CONTEXT,
            "@type": _kind(page.kind),
            "@id": f"{address}#organisation",
            "name": page.name,
            "alternateName": page.acronym if page.acronym != page.name else "",
            "mainEntityOfPage": address,
            "sameAs": [page.directory_url] if page.directory_url else [],
        }
    )


def website(request: Request) -> Data:
    """The site, and how it is searched."""
    title, tagline = site_names(request)
    home = page_address(request, "home")
    found = page_address(request, "startups") + "?q={search_term_string}"
    return {
        "@context": _CONTEXT,
        "@type": "WebSite",
        "@id": f"{home}#site",
        "name": title,
        "description": tagline,
        "url": home,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": found},
            "query-input": "required name=search_term_string",
        },
    }


def _organisation(request: Request, snapshot: Snapshot, organisation_id: str) -> Data:
    known = snapshot.organisations.get(organisation_id)
    if known is None:
        return {"@type": "Organization", "name": organisation_id}
    address = page_address(request, "organisation", id=known.id)
    told = {"@type": _kind(known.kind), "@id": f"{address}#organisation", "name": known.name}
    return {**told, "url": address}


def _incubator(request: Request, snapshot: Snapshot, incubator_id: str) -> Data:
    known = snapshot.public_incubator(incubator_id)
    if known is None:
        hidden = snapshot.incubators.get(incubator_id)
        return {"@type": "Organization", "name": hidden.title if hidden else incubator_id}
    address = page_address(request, "incubator", id=known.id)
    told = {"@type": "Organization", "@id": f"{address}#incubateur", "name": known.title}
    return {**told, "url": address}


def _kind(kind: str) -> str:
    return "GovernmentOrganization" if kind in _OF_THE_STATE else "Organization"


def _filled(told: Data) -> Data:
    """The same without what is empty; one of several is told as one."""
    kept = {name: value for name, value in told.items() if value}
    return {
        name: value[0] if isinstance(value, list) and len(value) == 1 else value
        for name, value in kept.items()
    }
