"""Search over everything that has a page."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.i18n import N_
from incubator.sheets.layout import Collection
from incubator.store.search import query_words, search_everything
from incubator.web.public.paging import asked_text
from incubator.web.site import snapshot_of
from incubator.web.templating import page_url, render, translate

_SHOWN = 8
#: For each collection: its title, the page of one, and the list that can be searched alone.
SECTIONS = {
    Collection.STARTUPS: (N_("Startups"), "startup", "startups"),
    Collection.ORGANISATIONS: (N_("Administrations"), "organisation", "organisations"),
    Collection.INCUBATORS: (N_("Incubateurs"), "incubator", None),
    Collection.MEMBERS: (N_("Membres"), "member", "community"),
    Collection.TEAMS: (N_("Équipes"), "team", None),
}


async def search(request: Request) -> Response:
    """``/recherche``"""
    await snapshot_of(request)
    text = asked_text(request)
    searched = bool(query_words(text))
    found = await search_everything(text, _SHOWN)
    counts = found.counts
    sections = [
        {
            "title": translate(request, title),
            "count": counts.get(collection, 0),
            "hits": [
                {
                    "url": page_url(request, page, id=hit.sheet_id),
                    "title": hit.title,
                    "summary": hit.summary,
                }
                for hit in found.hits[collection]
            ],
            "all_url": page_url(request, whole, q=text)
            if whole and counts.get(collection, 0) > _SHOWN
            else None,
        }
        for collection, (title, page, whole) in SECTIONS.items()
        if collection in found.hits
    ]
    return render(
        request,
        "public/search.html",
        {
            "text": text,
            "searched": searched,
            "count": sum(counts.values()),
            "sections": sections,
        },
    )


routes = [Route("/recherche", search, name="search")]
