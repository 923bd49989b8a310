"""The catalogue as data, for the search of a static site: its cards, and the words of its sheets.

Both answer in static mode only. Cards are in the order of the titles, and everything else names
them by their position; ``static/js/static-index.js`` reads both documents.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from incubator.domain.catalogue import ALL_OF, Facet, Sort
from incubator.domain.text import fold
from incubator.domain.word_index import pack_words
from incubator.i18n import LANGUAGES
from incubator.sheets.layout import Collection
from incubator.store.search_words import collection_words
from incubator.store.snapshot import Snapshot
from incubator.web import labels
from incubator.web.api.documents import JSON
from incubator.web.api.open_answers import document_answer, edition_of, open_route
from incubator.web.errors import MissingError
from incubator.web.public.catalogue import ORDERED_FACETS, TAG_KINDS, facet_namer
from incubator.web.site import Site, site_of, snapshot_of
from incubator.web.templating import translate


async def search_index(request: Request) -> Response:
    """``/index/startups.fr.json``: cards, facets with their names, orders."""
    language = request.path_params["language"]
    if language not in LANGUAGES:
        raise MissingError
    # The address names the language, since a file has no reader.
    request.scope["language"] = language

    async def write() -> Callable[[], str]:
        snapshot = await snapshot_of(request)
        return lambda: _compact(_cards(request, snapshot))

    return await _answer(request, f"search-index-{language}", write)


async def search_words(request: Request) -> Response:
    """``/index/startups-mots.json``: which words are in which sheet, whatever the language."""

    async def write() -> Callable[[], str]:
        snapshot = await snapshot_of(request)
        known = await collection_words(Collection.STARTUPS)
        return lambda: _compact(_words(snapshot, known))

    return await _answer(request, "search-words", write)


async def _answer(request: Request, key: str, write: Any) -> Response:
    documents = site_of(request).documents
    return document_answer(
        request, await documents.get(key, await edition_of(request), JSON, write)
    )


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _state(snapshot: Snapshot) -> str:
    """What says that both documents are about the same sheets: a host may hold one of each."""
    ids = "\n".join(f"{card.id} {card.title}" for card in snapshot.index.cards)
    return hashlib.sha256(ids.encode()).hexdigest()[:12]


def _cards(request: Request, snapshot: Snapshot) -> dict[str, Any]:
    cards = snapshot.index.cards
    everything = snapshot.index.select({})
    positions = {card.id: position for position, card in enumerate(cards)}
    return {
        "state": _state(snapshot),
        "ids": [card.id for card in cards],
        "titles": [card.title for card in cards],
        "missions": [card.mission for card in cards],
        "facets": [_facet(request, snapshot, facet) for facet in Facet],
        "orders": {
            sort.value: [
                positions[card.id] for card in snapshot.index.page(everything, sort, 0, len(cards))
            ]
            for sort in (Sort.NEWEST, Sort.MOVED)
        },
    }


def _facet(request: Request, snapshot: Snapshot, facet: Facet) -> dict[str, Any]:
    """A facet: its values in the order of lists, their names, and those of each card."""
    name = facet_namer(request, snapshot, facet)
    values = list(snapshot.index.values(facet))
    if facet in ORDERED_FACETS:
        order = {value: rank for rank, value in enumerate(ORDERED_FACETS[facet])}
        values.sort(key=lambda value: order.get(value, len(order)))
    else:
        values.sort(key=lambda value: fold(name(value)))
    ranks = {value: rank for rank, value in enumerate(values)}
    described: dict[str, Any] = {
        "key": facet.value,
        "values": values,
        "labels": [name(value) for value in values],
        "isOrdered": facet in ORDERED_FACETS,
        "isAllOf": facet in ALL_OF,
        "isTag": facet in TAG_KINDS,
        "of": [[ranks[v] for v in _own(card.values(facet))] for card in snapshot.index.cards],
    }
    if facet is Facet.PUBLISHED:
        described["chosen"] = [
            translate(request, labels.PUBLISHED_CHOICES.get(value, value)) for value in values
        ]
    return described


def _own(values: Any) -> list[str]:
    # A set has no order of its own: the file must be the same at each export.
    return sorted(values) if isinstance(values, frozenset) else list(values)


def _words(snapshot: Snapshot, known: Any) -> dict[str, Any]:
    cards = snapshot.index.cards
    sheets = [known.sheets.get(card.number) for card in cards]
    packed = pack_words(
        [f"{card.title} {card.mission}" for card in cards],
        [sheet.body if sheet else {} for sheet in sheets],
    )
    return {
        "state": _state(snapshot),
        "words": packed.words,
        "postings": packed.postings,
        "lengths": [sheet.length if sheet else 0 for sheet in sheets],
        "meanLength": round(known.mean_length, 2),
    }


def routes_for(site: Site) -> list[BaseRoute]:
    """The addresses of the index; a site with a server searches by itself."""
    if not site.is_static:
        return []
    return [
        open_route("/index/startups-mots.json", search_words, "search_words"),
        open_route("/index/startups.{language}.json", search_index, "search_index"),
    ]
