"""What readers tell a startup's team: mistakes on its sheet, comments."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.decide_submission import answer, mark_done, remove, reopen
from incubator.actions.submit import SubmissionError
from incubator.domain.access import PlaceKind, may_edit_sheet
from incubator.domain.submissions import REMARKS, Status
from incubator.i18n import N_
from incubator.store.submissions import (
    DECISION,
    Submission,
    Wanted,
    find_submission,
    list_of_place,
    messages_of,
)
from incubator.web.bringing import (
    KINDS,
    answers_of,
    conversation_of,
    long_text,
    say_fault,
    state_badge,
)
from incubator.web.delivery import deliver_soon
from incubator.web.errors import MissingError
from incubator.web.forms import Form, read_form
from incubator.web.public.paging import Page, asked_page
from incubator.web.templating import page_url, render, translate
from incubator.web.visitor import leave_notice, mail_site, now_of, trace_of
from incubator.web.workspace.places import Entered, enter, public_url

_PAGE_SIZE = 20
#: What the address calls each list; the first one is what a team has to deal with.
_LISTS = {
    "": Status.RECEIVED,
    "traitees": Status.ANSWERED,
    "ecartees": Status.REMOVED,
}
_LIST_NAMES = {"": N_("À traiter"), "traitees": N_("Traitées"), "ecartees": N_("Écartées")}


async def show(request: Request) -> Response:
    """``GET /espace/startups/{place_id}/remarques``"""
    return await _list_page(request, await _enter(request))


async def show_one(request: Request) -> Response:
    """``GET /espace/startups/{place_id}/remarques/{submission_id}``"""
    return await _item_page(request, *await _entered_item(request))


async def done(request: Request) -> Response:
    """``POST …/{submission_id}/traiter``: the team has dealt with it."""
    entered, item = await _entered_item(request)
    return await _do(
        request,
        entered,
        item,
        N_("Remarque traitée."),
        lambda: mark_done(item, trace_of(request), now_of(request)),
        undoable=True,
    )


async def answer_it(request: Request) -> Response:
    """``POST …/{submission_id}/repondre``: by mail, once."""
    entered, item = await _entered_item(request)
    sent = await read_form(request)
    text = long_text(sent, "text", required=N_("Écrivez votre réponse."))
    if not sent.errors:
        try:
            await answer(
                mail_site(request),
                item,
                entered.named.name,
                text,
                trace_of(request),
                now_of(request),
            )
        except SubmissionError as error:
            say_fault(sent, error)
        else:
            await leave_notice(request, N_("Réponse envoyée : la remarque est traitée."))
            return _list_url(request, item)
    return await _item_page(request, entered, item, sent, status=422)


async def set_aside(request: Request) -> Response:
    """``POST …/{submission_id}/ecarter``: spam."""
    entered, item = await _entered_item(request)
    return await _do(
        request,
        entered,
        item,
        N_("Remarque écartée."),
        lambda: remove(item, trace_of(request), now_of(request)),
        undoable=True,
    )


async def restore(request: Request) -> Response:
    """``POST …/{submission_id}/retablir``: undo either."""
    entered, item = await _entered_item(request)
    return await _do(
        request,
        entered,
        item,
        N_("C’est rétabli."),
        lambda: reopen(item, trace_of(request), now_of(request)),
    )


async def _enter(request: Request) -> Entered:
    request.path_params["kind"] = "startups"
    return await enter(request, may_edit_sheet)


async def _entered_item(request: Request) -> tuple[Entered, Submission]:
    entered = await _enter(request)
    item = await find_submission(request.path_params["submission_id"])
    here = (PlaceKind.STARTUP, entered.named.place.id)
    if item is None or (item.place_kind, item.place_id) != here:
        raise MissingError
    return entered, item


async def _do(
    request: Request,
    entered: Entered,
    item: Submission,
    say: str,
    act: Callable[[], Awaitable[None]],
    *,
    undoable: bool = False,
) -> Response:
    """Act, say so and offer to undo it; or show the remark with what is wrong."""
    try:
        await act()
    except SubmissionError as error:
        sent = Form(request, {}, {})
        say_fault(sent, error)
        return await _item_page(request, entered, item, sent, status=422)
    undo = None
    if undoable:
        address = page_url(
            request, "restore_remark", place_id=item.place_id, submission_id=item.public_id
        )
        undo = (translate(request, N_("Annuler")), address)
    await leave_notice(request, say, undo=undo)
    return _list_url(request, item)


def _list_url(request: Request, item: Submission) -> Response:
    address = page_url(request, "team_remarks", place_id=item.place_id)
    return RedirectResponse(address, 303, background=BackgroundTask(deliver_soon, request))


async def _list_page(request: Request, entered: Entered) -> Response:
    place_id = entered.named.place.id
    asked = request.query_params.get("etat", "")
    chosen = asked if asked in _LISTS else ""
    number = asked_page(request)
    wanted = Wanted(REMARKS, frozenset({_LISTS[chosen]}))
    first = (number - 1) * _PAGE_SIZE
    total, items = await list_of_place(PlaceKind.STARTUP, place_id, wanted, first, _PAGE_SIZE)

    def url_for(page: int) -> str:
        query = {"etat": chosen} if chosen else {}
        paged = {"page": page} if page > 1 else {}
        return page_url(request, "team_remarks", place_id=place_id, **query, **paged)

    context: dict[str, Any] = {
        **_place(request, entered),
        "tabs": [
            {
                "label": translate(request, label),
                "url": page_url(
                    request, "team_remarks", place_id=place_id, **({"etat": name} if name else {})
                ),
                "is_current": name == chosen,
            }
            for name, label in _LIST_NAMES.items()
        ],
        "is_first": not chosen,
        "items": [
            {
                "id": item.public_id,
                "title": item.title,
                "kind": translate(request, KINDS[item.kind]),
                "sender": item.sender.name or item.sender.email,
                "created_at": item.created_at,
            }
            for item in items
        ],
        "page": Page(number, _PAGE_SIZE, total, url_for),
    }
    return render(request, "workspace/remarks.html", context)


async def _item_page(
    request: Request,
    entered: Entered,
    item: Submission,
    sent: Form | None = None,
    status: int = 200,
) -> Response:
    said = await messages_of(item)
    is_open = item.status is Status.RECEIVED
    has_address = bool(item.sender.editor or item.sender.email)
    context: dict[str, Any] = {
        **_place(request, entered),
        "item": item,
        "kind": translate(request, KINDS[item.kind]),
        "state": state_badge(request, item),
        "answers": answers_of(request, item),
        "messages": await conversation_of(request, item, said, entered.named.name),
        "is_open": is_open,
        "has_address": has_address,
        "may_answer": is_open and has_address and not any(m.kind == DECISION for m in said),
        "values": sent.values if sent else {},
        "errors": sent.errors if sent else {},
    }
    return render(request, "workspace/remark.html", context, status=status)


def _place(request: Request, entered: Entered) -> dict[str, Any]:
    return {
        "name": entered.named.name,
        "place_id": entered.named.place.id,
        "public_url": public_url(request, entered.named),
    }


_BASE = "/espace/startups/{place_id}/remarques"
_ONE = f"{_BASE}/{{submission_id}}"
routes = [
    Route(_BASE, show, name="team_remarks"),
    Route(_ONE, show_one, name="team_remark"),
    Route(f"{_ONE}/traiter", done, name="remark_done", methods=["POST"]),
    Route(f"{_ONE}/repondre", answer_it, name="answer_remark", methods=["POST"]),
    Route(f"{_ONE}/ecarter", set_aside, name="remove_remark", methods=["POST"]),
    Route(f"{_ONE}/retablir", restore, name="restore_remark", methods=["POST"]),
]
