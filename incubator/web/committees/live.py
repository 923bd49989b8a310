"""The page of a session while it is held, and the stream that keeps it up to date."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import anyio
from sse_starlette import EventSourceResponse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.committees import live as actions
from incubator.domain.committee_access import Right, rights
from incubator.domain.committee_states import Stage, StepError
from incubator.i18n import N_
from incubator.store.accounts.accounts import find_by_public_id
from incubator.store.accounts.grants import load_actor
from incubator.store.accounts.sessions import sessions_of
from incubator.store.committees.live import notes_version
from incubator.store.committees.sessions import Committee, find_committee
from incubator.web.bringing import long_text
from incubator.web.committees.entering import EnteredCommittee, enter_committee, startup_of
from incubator.web.committees.live_view import (
    SPOKEN,
    committee_title,
    incubator_name,
    is_followed,
    is_its_day,
    live_view,
    minutes_and_seconds,
)
from incubator.web.committees.words import REFUSALS, SEATS, STATES
from incubator.web.forms import Form, read_form
from incubator.web.site import site_of
from incubator.web.templating import page_url, render, translate
from incubator.web.visitor import leave_notice, lifetime_of, now_of, signed_in, trace_of

#: Whether somebody may still listen is asked at each change, and at least so often, in seconds.
_ASK_AGAIN = 15.0
#: A comment keeps the connection from being taken for a dead one, each so many seconds.
_KEEP_ALIVE = 15
#: A stream ends by itself when the server stops; one that does not is cut after so many seconds.
_GRACE = 3
#: How long a browser waits before it asks again, in milliseconds.
_RETRY = 3000


@dataclass(frozen=True, slots=True)
class _Told:
    """What the page says besides the session: why a step was refused, notes as they were typed."""

    refusal: str = ""
    errors: Mapping[str, str] | None = None
    typed_notes: str | None = None
    typed_item: str = ""
    status: int = 200


async def show(request: Request) -> Response:
    """``GET /comites/{committee_id}/seance``"""
    return await _page(request, await enter_committee(request, Right.SEE))


async def begin(request: Request) -> Response:
    """``POST …/seance/ouvrir``: the session begins."""
    entered = await enter_committee(request, Right.RUN)
    try:
        await actions.begin_session(
            entered.committee.public_id,
            trace_of(request),
            now_of(request),
            is_its_day=is_its_day(request, entered.committee),
        )
    except StepError as error:
        return await _refused(request, error)
    await leave_notice(request, N_("La séance est ouverte."))
    return _back(request, entered)


async def choose(request: Request) -> Response:
    """``POST …/seance/point``: the item that is spoken of from now on."""
    entered, sent = await enter_committee(request, Right.RUN), await read_form(request)
    item_id, shown = sent.values.get("point", ""), sent.values.get("vu", "")
    committee_id, trace, now = entered.committee.public_id, trace_of(request), now_of(request)
    try:
        await actions.choose_item(committee_id, item_id, shown, trace, now)
    except StepError as error:
        return await _refused(request, error)
    return _back(request, entered)


async def move(request: Request) -> Response:
    """``POST …/seance/etape``: from presenting to questions, and so on."""
    entered, sent = await enter_committee(request, Right.RUN), await read_form(request)
    stages = tuple(stage.value for stage in SPOKEN)
    shown, to = sent.choice("vu", stages), sent.choice("etape", stages)
    if sent.errors:
        return await _page(request, entered, _Told(errors=sent.errors, status=422))
    item_id, committee_id = sent.values.get("point", ""), entered.committee.public_id
    trace, now = trace_of(request), now_of(request)
    try:
        change = (Stage(shown), Stage(to))
        await actions.go_to_stage(committee_id, item_id, change, trace, now)
    except StepError as error:
        return await _refused(request, error)
    return _back(request, entered)


async def note(request: Request) -> Response:
    """``POST …/seance/notes``: what is said of an item."""
    entered, sent = await enter_committee(request, Right.RUN), await read_form(request)
    notes = long_text(sent, "notes", limit=actions.NOTES_LIMIT)
    item_id = sent.values.get("point", "")
    if sent.errors:
        return await _page(request, entered, _typed(sent, notes, item_id, 422))
    change = (sent.values.get("vu", ""), notes)
    committee_id, trace, now = entered.committee.public_id, trace_of(request), now_of(request)
    try:
        is_new = await actions.save_notes(committee_id, item_id, change, trace, now)
    except actions.NotesMovedError:
        sent.fault(
            "notes",
            N_(
                "Quelqu’un d’autre a noté entre-temps. Rien n’est perdu : votre texte est ici, le"
                " sien est au-dessous. Réunissez-les, puis enregistrez."
            ),
        )
        return await _page(request, entered, _typed(sent, notes, item_id, 409))
    except StepError as error:
        told = _typed(sent, notes, item_id, 409, REFUSALS[error.refusal])
        return await _page(request, entered, told)
    if is_new:
        await leave_notice(request, N_("Les notes sont enregistrées."))
    return _back(request, entered)


async def presence(request: Request) -> Response:
    """``POST …/seance/presences``: who is there."""
    entered, sent = await enter_committee(request, Right.RUN), await read_form(request)
    there = sent.several("present")
    ticked = set(sent.several("vu-present"))
    shown = {one: one in ticked for one in sent.several("membre")}
    committee_id, trace, now = entered.committee.public_id, trace_of(request), now_of(request)
    try:
        is_new = await actions.note_presence(committee_id, shown, there, trace, now)
    except StepError as error:
        return await _refused(request, error)
    if is_new:
        await leave_notice(request, N_("Les présences sont notées."))
    return _back(request, entered)


async def follow(request: Request) -> Response:
    """``GET …/seance/flux``: ``changed`` each time the page would show something else.

    ``vu`` is the version that the page shows; browsers that come back name the last one that they
    were told. 204 tells them not to come back: there is nothing to follow, or no more.
    """
    entered = await enter_committee(request, Right.SEE)
    if not is_followed(request, entered.committee):
        return Response(status_code=204)
    if not site_of(request).feeds.has_room(entered.person.account.public_id):
        raise HTTPException(429)
    last = request.headers.get("last-event-id") or request.query_params.get("vu", "")
    seen = int(last) if last.isascii() and last.isdecimal() and len(last) < 10 else 0
    stopping = anyio.Event()
    return EventSourceResponse(
        _events(request, entered, seen, stopping),
        ping=_KEEP_ALIVE,
        shutdown_event=stopping,
        shutdown_grace_period=_GRACE,
    )


async def _events(
    request: Request, entered: EnteredCommittee, seen: int, stopping: anyio.Event
) -> AsyncIterator[Mapping[str, Any]]:
    committee_id = entered.committee.public_id
    account_id = entered.person.account.public_id
    async with site_of(request).feeds.listen(committee_id, account_id) as feed:
        yield {"comment": "open", "retry": _RETRY}
        while not (feed.has_ended or stopping.is_set()):
            committee = await _still_followed(request, committee_id)
            if committee is None:
                yield {"event": "ended", "data": ""}
                return
            if committee.live != seen:
                seen = committee.live
                yield {"event": "changed", "data": str(seen), "id": str(seen)}
            if not is_followed(request, committee):
                yield {"event": "ended", "data": ""}
                return
            await feed.wait(seen, _ASK_AGAIN, stopping)


async def _still_followed(request: Request, committee_id: str) -> Committee | None:
    """The session as it is now, for somebody whose browser is signed in and who may still see it.

    An open page is no use of the session: it reads, so that a forgotten one ends like any other.
    """
    person, site = signed_in(request), site_of(request)
    account = await find_by_public_id(person.account.public_id)
    if account is None or not account.may_sign_in:
        return None
    lasting = await sessions_of(account, lifetime_of(site), now_of(request))
    if person.session.public_id not in {one.public_id for one in lasting}:
        return None
    committee = await find_committee(committee_id)
    if committee is None:
        return None
    member = committee.member_of(account.public_id)
    actor = await load_actor(account, site.today())
    held = rights(actor, committee.incubator_id, member.seat if member else None)
    return committee if Right.SEE in held else None


def _typed(sent: Form, notes: str, item_id: str, status: int, refusal: str = "") -> _Told:
    return _Told(refusal, sent.errors, notes, item_id, status)


def _back(request: Request, entered: EnteredCommittee) -> Response:
    committee_id = entered.committee.public_id
    return RedirectResponse(page_url(request, "session", committee_id=committee_id), 303)


async def _refused(request: Request, error: StepError) -> Response:
    """The page as somebody else left it, and why this step was not made."""
    entered = await enter_committee(request, Right.SEE)
    return await _page(request, entered, _Told(REFUSALS[error.refusal], status=409))


async def _page(request: Request, entered: EnteredCommittee, told: _Told | None = None) -> Response:
    told = told or _Told()
    if told.status == 409:
        entered = await enter_committee(request, Right.SEE)
    committee = entered.committee
    view = await live_view(request, entered)
    typed = None if told.typed_notes is None else committee.item(told.typed_item)
    is_recused = entered.member is not None and told.typed_item in entered.member.recused
    context = {
        "committee": committee,
        "title": committee_title(request, committee, incubator_name(entered)),
        "view": view,
        "clock": minutes_and_seconds,
        "state": translate(request, STATES[committee.state]),
        "seats": {seat: translate(request, word) for seat, word in SEATS.items()},
        "refusal": told.refusal,
        "errors": told.errors or {},
        "typed": told.typed_notes,
        "typed_item": told.typed_item,
        "typed_version": notes_version(typed.notes) if typed else "",
        "typed_startup": startup_of(entered.snapshot, typed.startup_id)[0].name if typed else "",
        "their_notes": typed.notes if typed and not is_recused else "",
    }
    return render(request, "committees/live.html", context, status=told.status)


_PATH = "/comites/{committee_id}/seance"
routes = [
    Route(_PATH, show, name="session"),
    Route(f"{_PATH}/flux", follow, name="session_events"),
    Route(f"{_PATH}/ouvrir", begin, name="session_open", methods=["POST"]),
    Route(f"{_PATH}/point", choose, name="session_item", methods=["POST"]),
    Route(f"{_PATH}/etape", move, name="session_stage", methods=["POST"]),
    Route(f"{_PATH}/notes", note, name="session_notes", methods=["POST"]),
    Route(f"{_PATH}/presences", presence, name="session_presence", methods=["POST"]),
]
