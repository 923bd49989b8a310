"""What committees asked for, and what becomes of it: a list for each who may read it, and a CSV."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.access import PlaceKind
from incubator.domain.follow_up import Fate, Promise, Sort, counts, in_order
from incubator.i18n import N_
from incubator.store.snapshot import Snapshot
from incubator.web.committees.entering import startup_of
from incubator.web.committees.follow_up_asked import (
    FATE,
    FATE_WORDS,
    INCUBATOR,
    SORT,
    SORT_WORDS,
    STARTUP,
    Question,
    follow_up_url,
    matching,
    query_of,
    question_of,
)
from incubator.web.committees.follow_up_csv import follow_up_csv
from incubator.web.committees.follow_up_views import known_of, shown, visible
from incubator.web.committees.words import FATES, SORTS
from incubator.web.csv_files import csv_answer
from incubator.web.public.paging import Page, asked_page
from incubator.web.selects import Names, Offered, selects_of
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import render, translate
from incubator.web.visitor import signed_in
from incubator.web.workspace.places import place_name

PAGE_SIZE = 50


async def show(request: Request) -> Response:
    """``GET /comites/suivi``: late first, then by day; what is settled comes last."""
    person = signed_in(request)
    snapshot, today = await snapshot_of(request), site_of(request).today()
    question = question_of(request.query_params)
    every = await visible(person, snapshot)
    found = in_order(matching(every, question, today), today)
    page = Page(
        asked_page(request),
        PAGE_SIZE,
        len(found),
        lambda number: follow_up_url(request, question, number),
    )
    rows = found[page.first : page.first + PAGE_SIZE]
    known = await known_of(request, rows, snapshot)
    names = _names(request, snapshot)
    context = {
        "total": len(every),
        "count": len(found),
        "today": today,
        "rows": [shown(request, known, one, person.actor) for one in rows],
        "tiles": _tiles(request, every, question, today),
        "selects": selects_of(request, _offered(every), dict(question.filters()), names),
        "tags": _tags(request, question, names),
        "clear_url": follow_up_url(request, Question()),
        "csv_url": follow_up_url(request, question, name="follow_up_csv"),
        "query": query_of(question),
        "page": page,
    }
    return render(request, "committees/follow_up.html", context)


async def download(request: Request) -> Response:
    """``GET /comites/suivi.csv``: the rows of the same question, all of them."""
    person = signed_in(request)
    snapshot, today = await snapshot_of(request), site_of(request).today()
    question = question_of(request.query_params)
    found = in_order(matching(await visible(person, snapshot), question, today), today)
    known = await known_of(request, found, snapshot)
    name = f"suivi-des-comites-{today.isoformat()}.csv"
    return csv_answer(follow_up_csv(found, known), name, is_private=True)


def _tiles(
    request: Request, every: Sequence[Promise], question: Question, today: date
) -> list[dict[str, Any]]:
    """How many stand where, each a link to them; the other filters stay."""
    found = counts(matching(every, question.with_fate(None), today), today)
    return [
        {
            "label": translate(request, text),
            "count": found.get(one, 0),
            "kind": kind,
            "url": follow_up_url(request, question.with_fate(one)),
            "is_current": question.fate is one,
        }
        for one, (text, kind) in FATES.items()
        if one is not Fate.DROPPED or found.get(one)
    ]


def _names(request: Request, snapshot: Snapshot) -> Names:
    """How the values of each filter are called."""
    fates = {word: FATES[one][0] for one, word in FATE_WORDS.items()}
    sorts = {word: SORTS[one] for one, word in SORT_WORDS.items()}
    return {
        FATE: lambda value: translate(request, fates[value]),
        SORT: lambda value: translate(request, sorts[value]),
        STARTUP: lambda value: startup_of(snapshot, value)[0].name,
        INCUBATOR: lambda value: place_name(snapshot, PlaceKind.INCUBATOR, value),
    }


def _offered(every: Sequence[Promise]) -> tuple[Offered, ...]:
    """What the list can be filtered by."""
    startups = [one.startup_id for one in every]
    incubators = [one.incubator_id for one in every]
    sorts = [SORT_WORDS[one] for one in Sort]
    fates = [FATE_WORDS[one] for one in FATES]
    return (
        Offered(STARTUP, N_("Startup"), N_("Toutes"), startups, by_name=True),
        Offered(INCUBATOR, N_("Incubateur"), N_("Tous"), incubators, by_name=True),
        Offered(SORT, N_("Quoi"), N_("Conditions et objectifs"), sorts),
        Offered(FATE, N_("État"), N_("Tous"), fates),
    )


def _tags(request: Request, question: Question, names: Names) -> list[dict[str, str]]:
    """The filters in force, each with the address of the same rows without it."""
    return [
        {"label": names[name](value), "remove_url": follow_up_url(request, question.without(name))}
        for name, value in question.filters()
    ]


routes = [
    Route("/comites/suivi", show, name="follow_up"),
    Route("/comites/suivi.csv", download, name="follow_up_csv"),
]
