"""An incubator's inbox: what was brought to it, and one thing with its conversation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.actions.decide_submission import read_checklist
from incubator.domain.access import PlaceKind, may_decide_submissions, may_see_submissions
from incubator.domain.submissions import IDEAS, OPEN, Kind, Status, Verdict, may_move
from incubator.i18n import N_
from incubator.store.accounts.accounts import names_of
from incubator.store.calls import Call, calls_of
from incubator.store.submissions import (
    NOTE,
    Said,
    Submission,
    Wanted,
    counts_of_place,
    find_submission,
    list_of_place,
    messages_of,
)
from incubator.web.bringing import KINDS, STATUSES, answers_of, conversation_of, state_badge
from incubator.web.errors import MissingError
from incubator.web.forms import Form
from incubator.web.public.paging import Page, asked_page
from incubator.web.templating import page_url, render, translate
from incubator.web.workspace.places import Entered, Permission, enter, public_url

_PAGE_SIZE = 30
#: What the address calls each kind and each state; without a state, what is still open.
_KINDS: Mapping[str, Kind] = {
    "irritants": Kind.PROBLEM,
    "propositions": Kind.STARTUP,
    "candidatures": Kind.APPLICATION,
}
_STATES: Mapping[str, frozenset[Status]] = {
    "": OPEN,
    "a-traiter": frozenset({Status.RECEIVED}),
    "en-attente": frozenset({Status.ASKED}),
    "acceptes": frozenset({Status.ACCEPTED}),
    "declines": frozenset({Status.DECLINED}),
    "traites": frozenset({Status.ANSWERED}),
    "retires": frozenset({Status.WITHDRAWN}),
    "ecartes": frozenset({Status.REMOVED}),
}
VERDICTS: Mapping[str, str] = {
    Verdict.MET: N_("Rempli"),
    Verdict.NOT_MET: N_("Non rempli"),
    Verdict.UNKNOWN: N_("On ne sait pas"),
}


async def inbox(request: Request) -> Response:
    """``GET /espace/incubateurs/{place_id}/envois``"""
    entered = await enter_incubator(request, may_see_submissions)
    place_id = entered.named.place.id
    calls = {call.public_id: call for call in await calls_of(place_id)}
    query = _asked(request, calls)
    kinds = frozenset({_KINDS[query["genre"]]}) if query["genre"] else IDEAS
    call = calls[query["appel"]].number if query["appel"] else None
    counts = await counts_of_place(PlaceKind.INCUBATOR, place_id)
    number = asked_page(request)
    first = (number - 1) * _PAGE_SIZE
    wanted = Wanted(kinds, _STATES[query["etat"]], call)
    total, items = await list_of_place(PlaceKind.INCUBATOR, place_id, wanted, first, _PAGE_SIZE)
    chosen = {name: value for name, value in query.items() if value}

    def url_for(page: int) -> str:
        paged = {"page": page} if page > 1 else {}
        return page_url(request, "inbox", place_id=place_id, **chosen, **paged)

    titles = {call.number: call.said.title for call in calls.values()}
    context: dict[str, Any] = {
        **place_context(request, entered),
        "items": [_row(request, item, titles) for item in items],
        "filters": _filters(request, query, counts, kinds, calls.values()),
        "is_filtered": bool(chosen),
        "waiting": sum(counts.get((kind, Status.RECEIVED), 0) for kind in IDEAS),
        "asked": sum(counts.get((kind, Status.ASKED), 0) for kind in IDEAS),
        "is_empty": not any(kind in IDEAS for kind, _ in counts),
        "page": Page(number, _PAGE_SIZE, total, url_for),
        "may_decide": may_decide_submissions(entered.person.actor, entered.named.place),
    }
    return render(request, "workspace/inbox.html", context)


async def show(request: Request) -> Response:
    """``GET /espace/incubateurs/{place_id}/envois/{submission_id}``"""
    entered, item = await enter_submission(request, may_see_submissions)
    return await item_page(request, entered, item)


async def item_page(
    request: Request,
    entered: Entered,
    item: Submission,
    sent: Form | None = None,
    status: int = 200,
) -> Response:
    """What was brought, what was said about it, and what may be done now."""
    said = await messages_of(item)
    call = await call_of(item)
    may_decide = may_decide_submissions(entered.person.actor, entered.named.place)
    can_be_read = bool(item.sender.editor or item.sender.email)
    names = await names_of([item.decided_by] if item.decided_by else [])
    context: dict[str, Any] = {
        **place_context(request, entered),
        "item": item,
        "kind": translate(request, KINDS[item.kind]),
        "state": state_badge(request, item),
        "answers": answers_of(request, item),
        "messages": await conversation_of(request, item, said, entered.named.name),
        "checklist": _checklist(request, said),
        "call": call,
        "decided_by": names.get(item.decided_by, ""),
        "may_ask": can_be_read and may_move(item.kind, item.status, Status.ASKED),
        "may_answer": may_decide and may_move(item.kind, item.status, Status.ANSWERED),
        "may_close": may_decide and may_move(item.kind, item.status, Status.ACCEPTED),
        "may_restore": may_decide and item.status is Status.REMOVED,
        "is_problem": item.kind is Kind.PROBLEM,
        "is_accepted": item.status is Status.ACCEPTED,
        "values": sent.values if sent else {},
        "errors": sent.errors if sent else {},
    }
    return render(request, "workspace/submission.html", context, status=status)


async def enter_incubator(request: Request, permission: Permission) -> Entered:
    """The incubator that the address names, for somebody who has the permission there.

    Raises: as ``places.enter`` does.
    """
    request.path_params["kind"] = "incubateurs"
    return await enter(request, permission)


async def enter_submission(request: Request, permission: Permission) -> tuple[Entered, Submission]:
    """Something that was brought to an incubator, for somebody who has the permission there.

    Raises: as ``places.enter`` does; MissingError where the incubator has no such thing.
    """
    entered = await enter_incubator(request, permission)
    item = await find_submission(request.path_params["submission_id"])
    if (
        item is None
        or (item.place_kind, item.place_id) != (PlaceKind.INCUBATOR, entered.named.place.id)
        or item.status is Status.UNCONFIRMED
    ):
        raise MissingError
    return entered, item


def place_context(request: Request, entered: Entered) -> dict[str, Any]:
    """How templates name the place."""
    return {
        "name": entered.named.name,
        "place_id": entered.named.place.id,
        "public_url": public_url(request, entered.named),
    }


async def call_of(item: Submission) -> Call | None:
    """The call that an application answers."""
    if item.call is None:
        return None
    return next((c for c in await calls_of(item.place_id) if c.number == item.call), None)


def _asked(request: Request, calls: Iterable[str]) -> dict[str, str]:
    """What the address asks for; what is not known is empty."""
    known: Mapping[str, Iterable[str]] = {"genre": _KINDS, "etat": _STATES, "appel": calls}
    query = {}
    for name, values in known.items():
        value = request.query_params.get(name, "")
        query[name] = value if value in set(values) else ""
    return query


def _row(request: Request, item: Submission, titles: Mapping[int, str]) -> dict[str, Any]:
    return {
        "url": page_url(
            request, "submission", place_id=item.place_id, submission_id=item.public_id
        ),
        "title": item.title,
        "kind": translate(request, KINDS[item.kind]),
        "call": titles.get(item.call, "") if item.call is not None else "",
        "sender": item.sender.name or item.sender.email,
        "state": state_badge(request, item),
        "created_at": item.created_at,
    }


def _filters(
    request: Request,
    query: Mapping[str, str],
    counts: Mapping[tuple[Kind, Status], int],
    kinds: frozenset[Kind],
    calls: Iterable[Call],
) -> list[dict[str, Any]]:
    """The selects above the list, each choice with how many it shows."""

    def count(of: Iterable[Kind], states: Iterable[Status]) -> int:
        wanted = set(states)
        return sum(counts.get((kind, state), 0) for kind in of for state in wanted)

    def counted(label: str, number: int) -> str:
        return f"{translate(request, label)} ({number})"

    state_names = {name: STATUSES[next(iter(s))] for name, s in _STATES.items() if name}
    state_names = {"": N_("En cours"), **state_names}
    now = _STATES[query["etat"]]
    found = [
        {
            "name": "genre",
            "label": translate(request, N_("Genre")),
            "choices": [
                ("", counted(N_("Tout"), count(IDEAS, now))),
                *((n, counted(KINDS[kind], count([kind], now))) for n, kind in _KINDS.items()),
            ],
        },
        {
            "name": "etat",
            "label": translate(request, N_("État")),
            "choices": [
                (name, counted(label, count(kinds, _STATES[name])))
                for name, label in state_names.items()
            ],
        },
    ]
    titles = [(call.public_id, call.said.title) for call in calls]
    if titles:
        every = ("", translate(request, N_("Tous les appels")))
        label = translate(request, N_("Appel à projets"))
        found.append({"name": "appel", "label": label, "choices": [every, *titles]})
    return [{**one, "value": query[str(one["name"])]} for one in found]


def _checklist(request: Request, said: Iterable[Said]) -> list[tuple[str, str]]:
    """Each criterion with what was found when the decision was taken."""
    notes = [message.text for message in said if message.kind == NOTE]
    kept = read_checklist(notes[-1]) if notes else []
    return [(criterion, translate(request, VERDICTS[verdict])) for criterion, verdict in kept]


_BASE = "/espace/incubateurs/{place_id}/envois"
routes = [
    Route(_BASE, inbox, name="inbox"),
    Route(f"{_BASE}/{{submission_id}}", show, name="submission"),
]
