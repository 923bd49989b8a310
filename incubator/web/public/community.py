"""The directory of the community: search, filters and pages, all in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.directory import Filter, Presence, browse
from incubator.i18n import N_
from incubator.sheets.layout import Collection
from incubator.store.search import matching_numbers, query_words
from incubator.web import labels
from incubator.web.public.cards import person_card
from incubator.web.public.paging import Page, asked_page, asked_text, asked_values
from incubator.web.site import snapshot_of
from incubator.web.templating import page_url, render, translate

PAGE_SIZE = 60
_TITLES = {
    Filter.PRESENCE: N_("Présence"),
    Filter.PROFESSION: N_("Métier"),
    Filter.STATUS: N_("Statut"),
}
_NAMES: Mapping[Filter, Mapping[str, str]] = {
    Filter.PRESENCE: {
        Presence.CURRENT: N_("En mission"),
        Presence.FORMER: N_("Anciens membres"),
    },
    Filter.PROFESSION: {},
    Filter.STATUS: labels.MEMBER_STATUSES,
}


async def community(request: Request) -> Response:
    """``/communaute``"""
    snapshot = await snapshot_of(request)
    text = asked_text(request)
    chosen = {name: asked_values(request, name.value) for name in Filter}
    searched = bool(query_words(text))
    matching = await matching_numbers(text, Collection.MEMBERS) if searched else None
    directory = browse(snapshot.people, chosen, matching)
    query = [("q", text)] if text else []
    query += [(name.value, value) for name, values in chosen.items() for value in values]
    page = Page(
        asked_page(request),
        PAGE_SIZE,
        len(directory.people),
        lambda number: _url(request, query, number),
    )
    shown = directory.people[page.first : page.first + PAGE_SIZE]
    return render(
        request,
        "public/community.html",
        {
            "text": text,
            "count": len(directory.people),
            "people": [person_card(request, person) for person in shown],
            "groups": [
                _group(request, name, directory.counts[name], chosen[name]) for name in Filter
            ],
            "tags": _tags(request, query),
            "clear_url": page_url(request, "community"),
            "page": page,
        },
    )


def _url(request: Request, query: list[tuple[str, str]], page: int = 1) -> str:
    pairs = query + ([("page", str(page))] if page > 1 else [])
    return page_url(request, "community") + (f"?{urlencode(pairs)}" if pairs else "")


def _name(request: Request, name: Filter, value: str) -> str:
    return labels.label(_NAMES[name], value, lambda text: translate(request, text))


def _group(
    request: Request, name: Filter, counts: Mapping[str, int], chosen: list[str]
) -> dict[str, Any]:
    every = {**dict.fromkeys(chosen, 0), **counts}
    values = [
        {
            "value": value,
            "label": _name(request, name, value),
            "count": count,
            "checked": value in chosen,
        }
        for value, count in sorted(every.items(), key=lambda item: (-item[1], item[0]))
    ]
    title = translate(request, _TITLES[name])
    return {"key": name.value, "label": title, "open": True, "values": values}


def _tags(request: Request, query: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [
        {
            "label": translate(request, "« %(text)s »", text=value)
            if key == "q"
            else _name(request, Filter(key), value),
            "remove_url": _url(request, [pair for pair in query if pair != (key, value)]),
        }
        for key, value in query
    ]


routes = [Route("/communaute", community, name="community")]
