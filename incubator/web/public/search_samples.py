"""One of everything that a list of startups shows: what a static site's script fills in.

The markup stays in the macros of the templates, and the words in the translations.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from incubator.domain.catalogue import UNKNOWN, Card, Sort
from incubator.domain.phases import Phase
from incubator.store.snapshot import Snapshot
from incubator.web import labels
from incubator.web.public.cards import startup_card
from incubator.web.public.paging import Page
from incubator.web.site import site_of
from incubator.web.templating import language_of, page_url, translate

# A page in the middle of many: each part of the pagination is there.
_PAGES, _PAGE = 9, 5


def search_context(request: Request, snapshot: Snapshot) -> dict[str, Any]:
    """What the catalogue's template needs besides on a static site; nothing on another."""
    if not site_of(request).is_static:
        return {}
    # The index has no language in front: its name says it.
    path = request.app.url_path_for
    return {
        "index_url": str(path("search_index", language=language_of(request))),
        "words_url": str(path("search_words")),
        "samples": _samples(request, snapshot),
    }


def _samples(request: Request, snapshot: Snapshot) -> dict[str, Any]:
    url = page_url(request, "startups")
    value = {"value": "", "label": "", "count": 1, "checked": True}
    return {
        "url": url,
        "cards": [_sample_card(request, snapshot, card) for card in snapshot.index.cards[:1]],
        "phases": [
            (value, phase, translate(request, labels.PHASE_STATES[phase]))
            for value, phase in (*((p.value, p.value) for p in Phase), (UNKNOWN, labels.UPCOMING))
        ],
        "sorts": [(sort.value, translate(request, labels.SORTS[sort])) for sort in Sort],
        "tags": [{"label": "", "remove_url": url}, {"label": "", "remove_url": url}],
        "page": Page(_PAGE, 1, _PAGES, lambda _: url),
        "facet": {"key": "", "label": "", "open": False, "values": [value]},
    }


def _sample_card(request: Request, snapshot: Snapshot, card: Card) -> dict[str, Any]:
    """A real card, whose link is a page's: its text, and its marks both ways, come from others."""
    shown = startup_card(request, snapshot, card)
    return {**shown, "mission": "…", "impact": True, "budget": False, "code": False}
