"""What committees decided, as the public reads it: a list, a feed, a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.actions.committees.sentences import sentence, shown_lines
from incubator.domain.access import PlaceKind
from incubator.i18n import N_
from incubator.store.committees.public_reads import (
    Listed,
    PublicDecision,
    public_contents,
    public_list,
)
from incubator.store.snapshot import Snapshot
from incubator.web.api.open_answers import open_route
from incubator.web.committees.public_asked import (
    Question,
    decisions_url,
    matching,
    question_of,
    selects,
    tags,
)
from incubator.web.committees.public_files import decisions_csv, decisions_feed
from incubator.web.committees.words import KINDS
from incubator.web.csv_files import csv_answer
from incubator.web.public.paging import Page, asked_page
from incubator.web.publishing.answers import feed_answer
from incubator.web.publishing.atom import FEED_SIZE
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import language_of, render, translate
from incubator.web.workspace.places import place_name

PAGE_SIZE = 25


async def show(request: Request) -> Response:
    """``GET /comites/decisions``: the newest first; replaced ones stay, and say so."""
    snapshot, question = await snapshot_of(request), question_of(request.query_params)
    every, rules = await public_list()
    found = matching(every, question)
    page = Page(
        asked_page(request),
        PAGE_SIZE,
        len(found),
        lambda number: decisions_url(request, question, number),
    )
    rows = await public_contents(found[page.first : page.first + PAGE_SIZE], rules)
    by_id = {one.id: one for one in every}
    context = {
        "rows": [decision_row(request, one, snapshot, by_id) for one in rows],
        "total": len(every),
        "count": len(found),
        "page": page,
        "selects": selects(request, every, question, snapshot),
        "tags": tags(request, question, snapshot),
        "clear_url": decisions_url(request, Question()),
        "csv_url": decisions_url(request, question, name="decisions_csv"),
        "atom_url": decisions_url(request, question, name="decisions_atom"),
    }
    return render(request, "committees/decisions.html", context)


async def download(request: Request) -> Response:
    """``GET /comites/decisions.csv``: every decision of the same question."""
    decisions, snapshot = await _asked(request)
    name = f"decisions-des-comites-{site_of(request).today().isoformat()}.csv"
    return csv_answer(decisions_csv(request, decisions, snapshot), name)


async def feed(request: Request) -> Response:
    """``GET /comites/decisions.atom``: the newest decisions of the same question."""
    decisions, snapshot = await _asked(request, FEED_SIZE)
    question = question_of(request.query_params)
    made = decisions_feed(
        request,
        question.filters(),
        translate(request, N_("Décisions des comités")),
        decisions,
        snapshot,
        address=decisions_url(request, question, name="decisions_atom"),
        page=decisions_url(request, question),
    )
    return await feed_answer(request, made)


async def _asked(
    request: Request, most: int | None = None
) -> tuple[Sequence[PublicDecision], Snapshot]:
    snapshot = await snapshot_of(request)
    every, rules = await public_list()
    found = matching(every, question_of(request.query_params))[:most]
    return await public_contents(found, rules), snapshot


def decision_row(
    request: Request, one: PublicDecision, snapshot: Snapshot, known: Mapping[str, Listed]
) -> dict[str, Any]:
    """A decision as lists show it; ``known`` are those that a link may lead to."""
    listed, language = one.listed, language_of(request)
    name = place_name(snapshot, PlaceKind.STARTUP, listed.startup_id)
    after, before = known.get(listed.replaced_by), known.get(listed.replaces)
    incubator = snapshot.incubators.get(listed.incubator_id)
    has_page = snapshot.public_incubator(listed.incubator_id) is not None
    return {
        "id": listed.id,
        "name": name,
        "startup_id": listed.startup_id if snapshot.card(listed.startup_id) else "",
        "incubator": incubator.title if incubator else listed.incubator_id,
        "incubator_id": listed.incubator_id if has_page else "",
        "kind": translate(request, KINDS[listed.kind]),
        "day": listed.decided_on,
        "sentence": sentence(one.decision, name, language),
        "lines": list(shown_lines(one.decision, language)),
        "after": {"id": after.id, "day": after.decided_on} if after else None,
        "before": {"id": before.id, "day": before.decided_on} if before else None,
    }


routes = [
    Route("/comites/decisions", show, name="decisions"),
    Route("/comites/decisions.csv", download, name="decisions_csv"),
    open_route("/comites/decisions.atom", feed, "decisions_atom"),
]
