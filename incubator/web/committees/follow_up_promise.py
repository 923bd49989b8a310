"""One condition or objective: what was noted of it, and the form that notes what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.committees.follow import NotedMeanwhileError, note
from incubator.domain.follow_up import Answer, Note, Promise
from incubator.i18n import N_
from incubator.store.accounts.accounts import names_of
from incubator.store.committees.promises import find_promise, notes_of, sessions_of_member
from incubator.store.snapshot import Snapshot
from incubator.web.bringing import long_text
from incubator.web.committees.follow_up_asked import (
    follow_up_url,
    query_of,
    question_of,
    question_of_query,
)
from incubator.web.committees.follow_up_views import known_of, may_note, may_see, shown
from incubator.web.committees.words import ANSWERS
from incubator.web.errors import MissingError
from incubator.web.forms import Form, read_form
from incubator.web.site import snapshot_of
from incubator.web.templating import page_url, render, translate
from incubator.web.visitor import (
    ForbiddenError,
    SignedIn,
    leave_notice,
    now_of,
    signed_in,
    trace_of,
)

_MOST_EVIDENCE, _MOST_URL = 2000, 500
_NOTICES: Mapping[Answer, str] = {
    Answer.MET: N_("Noté comme fait : « %(text)s »."),
    Answer.NOT_MET: N_("Noté comme non fait : « %(text)s »."),
    Answer.WITHDRAWN: N_("La note est reprise : « %(text)s » est de nouveau attendu."),
}


@dataclass(frozen=True, slots=True)
class _At:
    """Somebody at a promise that they may follow; ``may_note`` tells whether they note."""

    person: SignedIn
    snapshot: Snapshot
    promise: Promise
    may_note: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """What the page shows besides: what was typed, what is wrong, whether somebody was faster."""

    values: Mapping[str, str]
    errors: Mapping[str, str]
    query: str
    overtaken: bool = False


async def show(request: Request) -> Response:
    """``GET /comites/suivi/{promise_id}``"""
    at = await _enter(request)
    query = query_of(question_of(request.query_params))
    return await _page(request, at, _Told({}, {}, query))


async def save(request: Request) -> Response:
    """``POST /comites/suivi/{promise_id}``: kept or not, with what shows it."""
    at = await _enter_to_note(request)
    sent = await read_form(request)
    query = query_of(question_of_query(sent.values.get("retour", "")))
    wanted = _read(request, at, sent)
    if wanted is None:
        return await _page(request, at, _Told(sent.values, sent.errors, query), status=422)
    known = _number(sent.values.get("connu", ""))
    try:
        noted = await note(at.promise.id, wanted, known, trace_of(request), now_of(request))
    except NotedMeanwhileError:
        again = await _enter_to_note(request)
        told = _Told(sent.values, {}, query, overtaken=True)
        return await _page(request, again, told, status=409)
    label = translate(request, N_("Annuler"))
    address = page_url(
        request, "follow_up_undo", promise_id=noted.id, note=str(noted.last_note), retour=query
    )
    await leave_notice(request, _NOTICES[wanted.answer], text=_short(noted), undo=(label, address))
    return _back(request, query)


async def undo(request: Request) -> Response:
    """``POST …/reprendre``: takes the last note back; it stays written."""
    at = await _enter_to_note(request)
    sent = await read_form(request)
    params = {**request.query_params, **sent.values}
    query = query_of(question_of_query(params.get("retour", "")))
    wanted = Note(Answer.WITHDRAWN, now_of(request), at.person.account.public_id)
    known = _number(params.get("note", ""))
    try:
        await note(at.promise.id, wanted, known, trace_of(request), now_of(request))
    except NotedMeanwhileError:
        again = await _enter_to_note(request)
        return await _page(request, again, _Told({}, {}, query, overtaken=True), status=409)
    await leave_notice(request, _NOTICES[Answer.WITHDRAWN], text=_short(at.promise))
    return _back(request, query)


async def _enter(request: Request) -> _At:
    """The promise of the address, for somebody who may follow it.

    Raises:
        SignInNeededError: nobody is signed in.
        MissingError: there is no such promise.
        ForbiddenError: they may not.
    """
    person = signed_in(request)
    promise = await find_promise(request.path_params["promise_id"])
    if promise is None:
        raise MissingError
    snapshot = await snapshot_of(request)
    seats = await sessions_of_member(person.account.public_id)
    if not may_see(person.actor, snapshot, promise, seats):
        raise ForbiddenError
    return _At(person, snapshot, promise, may_note(person.actor, snapshot, promise))


async def _enter_to_note(request: Request) -> _At:
    at = await _enter(request)
    if not at.may_note:
        raise ForbiddenError
    return at


def _read(request: Request, at: _At, sent: Form) -> Note | None:
    """The note that a form means; None with its faults where it means none."""
    answer = sent.values.get("reponse", "")
    if answer not in {Answer.MET, Answer.NOT_MET}:
        sent.fault("reponse", N_("Dites si c’est fait ou non."))
    evidence = long_text(sent, "preuve", limit=_MOST_EVIDENCE)
    url = sent.text("lien", limit=_MOST_URL)
    if url and not _is_link(url):
        sent.fault("lien", N_("Donnez une adresse qui commence par https://."))
    if answer == Answer.MET and not evidence and not url:
        sent.fault("preuve", N_("Dites ce qui le montre, ou donnez un lien."))
    if sent.errors:
        return None
    return Note(Answer(answer), now_of(request), at.person.account.public_id, evidence, url)


def _is_link(url: str) -> bool:
    try:
        parts = urlsplit(url)
        has_host = bool(parts.hostname)
    except ValueError:
        return False
    return parts.scheme == "https" and has_host and "@" not in parts.netloc and " " not in url


async def _page(request: Request, at: _At, told: _Told, status: int = 200) -> Response:
    known = await known_of(request, [at.promise], at.snapshot)
    notes = await notes_of(at.promise.id)
    names = await names_of([one.by for one in notes])
    context: dict[str, Any] = {
        "row": shown(request, known, at.promise, at.person.actor),
        "is_noted": at.promise.answered is not None,
        "is_replaced": at.promise.is_replaced,
        "notes": [
            {
                "answer": translate(request, ANSWERS[one.answer]),
                "at": one.at,
                "by": names.get(one.by, ""),
                "evidence": one.evidence,
                "url": one.url,
            }
            for one in reversed(notes)
        ],
        "known": at.promise.last_note,
        "values": told.values,
        "errors": told.errors,
        "overtaken": told.overtaken,
        "query": told.query,
        "back_url": follow_up_url(request, question_of_query(told.query)),
    }
    return render(request, "committees/follow_up_promise.html", context, status=status)


def _back(request: Request, query: str) -> Response:
    return RedirectResponse(follow_up_url(request, question_of_query(query)), 303)


def _number(text: str) -> int:
    """The number of a note; -1 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 10 else -1


def _short(promise: Promise) -> str:
    text = " ".join(promise.text.split())
    return text if len(text) <= 120 else f"{text[:119]}…"


_PATH = "/comites/suivi/{promise_id}"
routes = [
    Route(_PATH, show, name="follow_up_promise"),
    Route(_PATH, save, name="follow_up_note", methods=["POST"]),
    Route(f"{_PATH}/reprendre", undo, name="follow_up_undo", methods=["POST"]),
]
