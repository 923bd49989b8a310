"""A session's agenda, arranged: startups added, moved with two buttons, timed, taken off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.committees.agenda import (
    add_startup,
    move_item,
    remove_item,
    restore_item,
    set_minutes,
)
from incubator.actions.committees.plan import PlanError
from incubator.domain.committee_access import Right
from incubator.domain.committee_planning import items_per_session
from incubator.domain.committee_states import StepError
from incubator.i18n import N_
from incubator.store.committees.due_reads import dues, planned
from incubator.store.committees.rules import rules_of
from incubator.web.committees.entering import EnteredCommittee, enter_committee, startup_of
from incubator.web.committees.forms import read_count
from incubator.web.committees.plan_words import office_of, say_fault
from incubator.web.committees.session_page import session_context, times
from incubator.web.committees.session_views import deciding_startups, due_rows
from incubator.web.delivery import deliver_soon
from incubator.web.forms import Form, read_form
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import page_url, render, translate
from incubator.web.visitor import leave_notice, now_of, trace_of

_WAYS = {"monter": -1, "descendre": 1}
_PARTS = ("presentation", "questions", "deliberation")
_MOST_MINUTES = 240


async def show(request: Request) -> Response:
    """``GET /comites/{committee_id}/ordre-du-jour``"""
    return await _page(request, await enter_committee(request, Right.PREPARE))


async def add(request: Request) -> Response:
    """``POST …/ordre-du-jour``: a startup of the incubator, at the end."""
    entered = await enter_committee(request, Right.PREPARE)
    committee, sent = entered.committee, await read_form(request)
    own = deciding_startups(entered.snapshot, [committee.incubator_id])
    startup_id = sent.choice("startup", tuple(own))
    if sent.errors:
        return await _page(request, entered, sent)
    work = add_startup(
        office_of(request), committee.public_id, startup_id, trace_of(request), now_of(request)
    )
    return await _done(request, entered, work, N_("Startup ajoutée à l’ordre du jour."))


async def move(request: Request) -> Response:
    """``POST …/ordre-du-jour/{item_id}/deplacer``: one place up or down."""
    entered = await enter_committee(request, Right.PREPARE)
    sent = await read_form(request)
    way = sent.choice("sens", _WAYS)
    if sent.errors:
        return await _page(request, entered, sent)
    here = (entered.committee.public_id, request.path_params["item_id"])
    work = move_item(*here, _WAYS[way], trace_of(request), now_of(request))
    return await _done(request, entered, work, N_("Ordre modifié."))


async def time(request: Request) -> Response:
    """``POST …/ordre-du-jour/{item_id}/durees``: minutes for each part."""
    entered = await enter_committee(request, Right.PREPARE)
    sent = await read_form(request)
    first, second, third = (read_count(sent, part, 1, _MOST_MINUTES) for part in _PARTS)
    if sent.errors:
        item_id = request.path_params["item_id"]
        return await _page(request, entered, sent, failed=item_id)
    here = (entered.committee.public_id, request.path_params["item_id"])
    work = set_minutes(*here, (first, second, third), trace_of(request), now_of(request))
    return await _done(request, entered, work, N_("Durées modifiées."))


async def remove(request: Request) -> Response:
    """``POST …/ordre-du-jour/{item_id}/retirer``, with an undo."""
    entered = await enter_committee(request, Right.PREPARE)
    committee_id, item_id = entered.committee.public_id, request.path_params["item_id"]
    try:
        item = await remove_item(
            office_of(request), committee_id, item_id, trace_of(request), now_of(request)
        )
    except (PlanError, StepError) as error:
        return await _failed(request, entered, error)
    startup, _ = startup_of(await snapshot_of(request), item.startup_id)
    undo = page_url(request, "committee_item_restore", committee_id=committee_id, item_id=item_id)
    await leave_notice(
        request,
        N_("%(name)s n’est plus à l’ordre du jour."),
        undo=(translate(request, N_("Remettre")), undo),
        name=startup.name,
    )
    return _back(request)


async def restore(request: Request) -> Response:
    """``POST …/ordre-du-jour/{item_id}/remettre``"""
    entered = await enter_committee(request, Right.PREPARE)
    here = (entered.committee.public_id, request.path_params["item_id"])
    work = restore_item(office_of(request), *here, trace_of(request), now_of(request))
    return await _done(request, entered, work, N_("Point remis à l’ordre du jour."))


async def _done(
    request: Request, entered: EnteredCommittee, work: Awaitable[None], message: str
) -> Response:
    try:
        await work
    except (PlanError, StepError) as error:
        return await _failed(request, entered, error)
    await leave_notice(request, message)
    return _back(request)


def _back(request: Request) -> Response:
    here = page_url(request, "committee_agenda", committee_id=request.path_params["committee_id"])
    return RedirectResponse(here, 303, background=BackgroundTask(deliver_soon, request))


async def _failed(
    request: Request, entered: EnteredCommittee, error: PlanError | StepError
) -> Response:
    sent = Form(request, {}, {})
    say_fault(sent, error)
    return await _page(request, entered, sent)


async def _page(
    request: Request, entered: EnteredCommittee, sent: Form | None = None, failed: str = ""
) -> Response:
    committee, today = entered.committee, site_of(request).today()
    ids = deciding_startups(entered.snapshot, [committee.incubator_id])
    found = await planned(ids)
    rows = due_rows(request, entered.snapshot, await dues(ids, today), found, today)
    rules = await rules_of(committee.incubator_id)
    begins = times(committee.starts_at, committee.items)
    context: dict[str, Any] = {
        **session_context(request, entered),
        "agenda": [
            {
                "id": item.public_id,
                "name": startup_of(entered.snapshot, item.startup_id)[0].name,
                "at": at,
                "minutes": sum(item.minutes),
                "values": sent.values
                if sent and failed == item.public_id
                else dict(zip(_PARTS, map(str, item.minutes), strict=True)),
                "errors": sent.errors if sent and failed == item.public_id else {},
            }
            for item, at in zip(committee.items, begins, strict=True)
        ],
        "choices": [row for row in rows if not row["session_at"]],
        "elsewhere": [
            row
            for row in rows
            if row["session_at"] and row["id"] not in {one.startup_id for one in committee.items}
        ],
        "most": items_per_session(sum(rules.minutes)),
        "values": sent.values if sent else {},
        "errors": sent.errors if sent else {},
        "failed": failed,
    }
    return render(request, "committees/agenda.html", context, status=422 if sent else 200)


Handler = Callable[[Request], Awaitable[Response]]
_BASE = "/comites/{committee_id}/ordre-du-jour"
_ONE = f"{_BASE}/{{item_id}}"
_POSTS: tuple[tuple[str, Handler, str], ...] = (
    (_BASE, add, "committee_item_add"),
    (f"{_ONE}/deplacer", move, "committee_item_move"),
    (f"{_ONE}/durees", time, "committee_item_time"),
    (f"{_ONE}/retirer", remove, "committee_item_remove"),
    (f"{_ONE}/remettre", restore, "committee_item_restore"),
)
routes = [
    Route(_BASE, show, name="committee_agenda"),
    *(Route(path, handler, name=name, methods=["POST"]) for path, handler, name in _POSTS),
]
