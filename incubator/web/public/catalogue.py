"""The catalogue: search, facets, sort and pages, all in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.catalogue import Facet, Selection, Sort
from incubator.domain.text import fold, tag_key
from incubator.sheets.layout import Collection
from incubator.store.search import matching_numbers, query_words
from incubator.store.snapshot import Snapshot
from incubator.web import labels
from incubator.web.public.cards import organisation_name, startup_card
from incubator.web.public.paging import Page, asked_page, asked_text, asked_values
from incubator.web.public.search_samples import search_context
from incubator.web.site import snapshot_of
from incubator.web.templating import page_url, render, translate

PAGE_SIZE = 24
_OPEN = {Facet.PHASE, Facet.PUBLISHED, Facet.SPONSOR}
#: Facets whose values have an order of their own; those of others follow their counts.
ORDERED_FACETS = {Facet.PHASE: list(labels.PHASE_NAMES), Facet.PUBLISHED: list(labels.PUBLISHED)}
#: Facets whose values are tags, which may be written in any of their spellings.
TAG_KINDS = {Facet.USER_TYPE: "usertype", Facet.THEME: "theme", Facet.TECHNOLOGY: "technology"}


async def startups(request: Request) -> Response:
    """``/startups``"""
    snapshot = await snapshot_of(request)
    text = asked_text(request)
    chosen = {facet: _asked(request, facet) for facet in Facet}
    searched = bool(query_words(text))
    matching = await matching_numbers(text, Collection.STARTUPS) if searched else None
    selection = snapshot.index.select(chosen, matching)
    sort = _asked_sort(request, searched)
    query = _query(text, chosen, request.query_params.get("tri", ""))
    page = Page(
        asked_page(request),
        PAGE_SIZE,
        selection.count,
        lambda number: _url(request, query, page=number),
    )
    cards = snapshot.index.page(selection, sort, page.first, PAGE_SIZE, matching)
    tags = _tags(request, snapshot, query, text, chosen)
    return render(
        request,
        "public/startups.html",
        {
            "text": text,
            "sort": sort.value,
            "sorts": _sorts(request, searched),
            "count": selection.count,
            "total": len(snapshot.index),
            "cards": [startup_card(request, snapshot, card) for card in cards],
            "groups": [_group(request, snapshot, facet, chosen, selection) for facet in Facet],
            "tags": tags,
            "lifts": _lifts(snapshot, chosen, matching, tags) if not selection.count else [],
            "clear_url": page_url(request, "startups"),
            "page": page,
            **search_context(request, snapshot),
        },
    )


def _asked(request: Request, facet: Facet) -> list[str]:
    """The values of a facet; tags may be written in any of their spellings."""
    values = asked_values(request, facet.value)
    return list(dict.fromkeys(map(tag_key, values))) if facet in TAG_KINDS else values


def _asked_sort(request: Request, searched: bool) -> Sort:
    default = Sort.RELEVANCE if searched else Sort.NEWEST
    try:
        sort = Sort(request.query_params.get("tri", default))
    except ValueError:
        return default
    return sort if searched or sort is not Sort.RELEVANCE else default


def _sorts(request: Request, searched: bool) -> list[tuple[str, str]]:
    return [
        (sort.value, translate(request, name))
        for sort, name in labels.SORTS.items()
        if searched or sort is not Sort.RELEVANCE
    ]


def _query(text: str, chosen: Mapping[Facet, list[str]], sort: str) -> list[tuple[str, str]]:
    pairs = [("q", text)] if text else []
    pairs += [(facet.value, value) for facet, values in chosen.items() for value in values]
    return pairs + ([("tri", sort)] if sort in set(Sort) else [])


def _url(request: Request, query: list[tuple[str, str]], page: int = 1) -> str:
    pairs = query + ([("page", str(page))] if page > 1 else [])
    return page_url(request, "startups") + (f"?{urlencode(pairs)}" if pairs else "")


def _group(
    request: Request,
    snapshot: Snapshot,
    facet: Facet,
    chosen: Mapping[Facet, list[str]],
    selection: Selection,
) -> dict[str, Any]:
    name = facet_namer(request, snapshot, facet)
    ticked = chosen[facet]
    values: list[dict[str, Any]] = [
        {"value": value, "label": name(value), "count": count, "checked": value in ticked}
        for value, count in selection.counts[facet].items()
        if count or value in ticked
    ]
    known = {value["value"] for value in values}
    values += [
        {"value": value, "label": name(value), "count": 0, "checked": True}
        for value in ticked
        if value not in known
    ]
    if facet in ORDERED_FACETS:
        order = {value: rank for rank, value in enumerate(ORDERED_FACETS[facet])}
        values.sort(key=lambda value: order.get(value["value"], len(order)))
    else:
        values.sort(key=lambda value: (-value["count"], fold(value["label"])))
    return {
        "key": facet.value,
        "label": translate(request, labels.FACETS[facet]),
        "open": facet in _OPEN or bool(ticked),
        "values": values,
    }


def facet_namer(request: Request, snapshot: Snapshot, facet: Facet) -> Callable[[str], str]:
    """What names a facet's values in the reader's language."""
    names: Mapping[str, str] = {
        Facet.PHASE: labels.PHASE_NAMES,
        Facet.PUBLISHED: labels.PUBLISHED,
        Facet.MINISTRY: labels.MINISTRIES,
        Facet.USER_TYPE: labels.USER_TYPES,
        Facet.ACCESSIBILITY: labels.ACCESSIBILITY,
    }.get(facet, {})

    def name(value: str) -> str:
        match facet:
            case Facet.SPONSOR:
                return organisation_name(snapshot, value)
            case Facet.INCUBATOR:
                known = snapshot.incubators.get(value)
                return known.title if known else value
            case Facet.NATIONAL_IMPACT:
                return translate(request, "Impact national reconnu")
        if value not in names and facet in TAG_KINDS:
            return snapshot.tag_labels.get((TAG_KINDS[facet], value), value)
        return labels.label(names, value, lambda text: translate(request, text))

    return name


def _tags(
    request: Request,
    snapshot: Snapshot,
    query: list[tuple[str, str]],
    text: str,
    chosen: Mapping[Facet, list[str]],
) -> list[dict[str, Any]]:
    """The choices in force, each with the address of the same list without it."""
    tags: list[dict[str, Any]] = []
    if text:
        url = _url(request, [pair for pair in query if pair[0] != "q"])
        tags.append(
            {"label": _quoted(request, text), "remove_url": url, "facet": None, "value": text}
        )
    for facet, values in chosen.items():
        name = facet_namer(request, snapshot, facet)
        for value in values:
            url = _url(request, [pair for pair in query if pair != (facet.value, value)])
            label = name(value)
            if facet is Facet.PUBLISHED and value in labels.PUBLISHED_CHOICES:
                label = translate(request, labels.PUBLISHED_CHOICES[value])
            tags.append({"label": label, "remove_url": url, "facet": facet, "value": value})
    return tags


def _quoted(request: Request, text: str) -> str:
    return translate(request, "« %(text)s »", text=text)


def _lifts(
    snapshot: Snapshot,
    chosen: Mapping[Facet, list[str]],
    matching: list[int] | None,
    tags: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """When nothing is found: which choice to lift, and how many startups that would give."""
    lifts = []
    for tag in tags:
        facet = tag["facet"]
        if facet is None:
            count = snapshot.index.select(chosen).count
        else:
            rest = {**chosen, facet: [v for v in chosen[facet] if v != tag["value"]]}
            count = snapshot.index.select(rest, matching).count
        if count:
            lifts.append({**tag, "count": count})
    return sorted(lifts, key=lambda lift: -lift["count"])


routes = [Route("/startups", startups, name="startups")]
