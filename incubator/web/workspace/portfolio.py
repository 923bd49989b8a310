"""The portfolio: the startups that somebody follows, what their dates ask for, as page and CSV."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.domain.access import Actor, has_portfolio, may_follow
from incubator.domain.portfolio import Column, Question, Row, portfolio, row_of
from incubator.store.portfolio_rows import followed
from incubator.store.saved_views import MOST, views_of
from incubator.store.snapshot import Snapshot
from incubator.web.forms import Form
from incubator.web.measures.freshness import freshness_of
from incubator.web.public.paging import Page, asked_page
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import page_url, render, translate
from incubator.web.visitor import signed_in
from incubator.web.workspace import portfolio_views
from incubator.web.workspace.portfolio_asked import (
    CONCERN,
    PHASE,
    portfolio_url,
    query_of,
    question_of,
)
from incubator.web.workspace.portfolio_csv import portfolio_csv
from incubator.web.workspace.portfolio_filters import (
    heading,
    lifts,
    links,
    names_in,
    selects,
    tags,
)
from incubator.web.workspace.portfolio_words import COLUMNS, CONCERNS, shown

PAGE_SIZE = 100


async def show(request: Request) -> Response:
    """``GET /portefeuille``"""
    return await page(request, question_of(request.query_params))


async def page(
    request: Request, question: Question, *, sent: Form | None = None, failed: str = ""
) -> Response:
    """The page; ``sent`` is a form about a view that came with faults, ``failed`` that view."""
    person = signed_in(request)
    snapshot, today = await snapshot_of(request), site_of(request).today()
    every = await rows_of(request, snapshot, person.actor)
    found = portfolio(every, question)
    pages = Page(
        asked_page(request),
        PAGE_SIZE,
        len(found.rows),
        lambda number: portfolio_url(request, question, number),
    )
    rows = found.rows[pages.first : pages.first + PAGE_SIZE]
    names = names_in(request, snapshot)
    context = {
        "has_role": has_portfolio(person.actor),
        "total": found.total,
        "count": len(found.rows),
        "rows": [shown(request, snapshot, row, today) for row in rows],
        "columns": [heading(request, question, column) for column in COLUMNS],
        "column_names": {column: translate(request, text) for column, text in COLUMNS.items()},
        "today": today,
        "is_usual": question.column is Column.ATTENTION and not question.is_descending,
        "page": pages,
        "phases": links(request, question, found.phases, PHASE, names[PHASE]),
        "concerns": links(
            request, question, {one: found.concerns.get(one, 0) for one in CONCERNS}, CONCERN,
            names[CONCERN],
        ),
        "selects": selects(request, question, found, names),
        "tags": tags(request, question, names),
        "clear_url": portfolio_url(request, Question()),
        "lifts": [] if found.rows else lifts(request, question, every, names),
        "csv_url": _csv_url(request, question),
        "query": query_of(question),
        "views": portfolio_views.shown(request, await views_of(person.account), question),
        "most_views": MOST,
        "values": sent.values if sent else {},
        "errors": sent.errors if sent else {},
        "failed": failed,
    }  # fmt: skip
    status = 422 if sent else 200
    return render(request, "workspace/portfolio.html", context, status=status)


async def download(request: Request) -> Response:
    """``GET /portefeuille.csv``: the rows of the same question, all of them."""
    person = signed_in(request)
    question = question_of(request.query_params)
    rows = await rows_of(request, await snapshot_of(request), person.actor)
    name = f"portefeuille-{site_of(request).today().isoformat()}.csv"
    return Response(
        portfolio_csv(portfolio(rows, question).rows),
        media_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def rows_of(request: Request, snapshot: Snapshot, actor: Actor) -> list[Row]:
    """The startups that the actor follows; nothing of any other is read."""
    cards = [
        card for card in snapshot.index.cards if may_follow(actor, card.incubators, card.sponsors)
    ]
    ids = [card.id for card in cards]
    today, zone = site_of(request).today(), site_of(request).settings.time_zone
    known = await followed(ids, today, zone)
    measured = await freshness_of(request, ids) if ids else {}
    return [
        row_of(
            card,
            known[card.id].facts,
            known[card.id].indicator,
            today,
            has_fresh_measures=one.is_fresh if (one := measured.get(card.id)) else None,
        )
        for card in cards
        if card.id in known
    ]


def _csv_url(request: Request, question: Question) -> str:
    query = query_of(question)
    return page_url(request, "portfolio_csv") + (f"?{query}" if query else "")


routes = [
    Route("/portefeuille", show, name="portfolio"),
    Route("/portefeuille.csv", download, name="portfolio_csv"),
    *portfolio_views.routes_for(page),
]
