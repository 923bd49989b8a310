"""Proposing a startup, and following what one has brought."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.submit import SubmissionError, TooManyError, complete, submit, withdraw
from incubator.domain.access import PlaceKind
from incubator.domain.submissions import CLOSED_KEPT, SET_ASIDE_KEPT, Kind, Status, may_move
from incubator.i18n import N_
from incubator.store.snapshot import Snapshot
from incubator.store.submissions import (
    Submission,
    Written,
    find_submission,
    list_of_editor,
    messages_of,
)
from incubator.web.bringing import (
    KINDS,
    answers_of,
    long_text,
    origin_of,
    read_sender,
    say_fault,
    state_badge,
    told,
    too_many,
)
from incubator.web.errors import MissingError
from incubator.web.forms import Form, read_form
from incubator.web.ideas import read_idea, sponsor_names
from incubator.web.site import snapshot_of
from incubator.web.templating import page_url, render, translate
from incubator.web.visitor import SignedIn, leave_notice, now_of, signed_in, trace_of
from incubator.web.workspace.places import place_name

#: Kinds whose whole form can be written anew while the incubator asks for more.
_REWRITTEN = frozenset({Kind.STARTUP, Kind.APPLICATION})


async def form(request: Request) -> Response:
    """``GET /espace/proposer``"""
    signed_in(request)
    values = {"incubator": request.query_params.get("incubateur", "")[:200]}
    return await _form_page(request, values=values)


async def propose(request: Request) -> Response:
    """``POST /espace/proposer``"""
    signed_in(request)
    snapshot = await snapshot_of(request)
    sent = await read_form(request)
    incubator = sent.choice("incubator", dict(_incubators(snapshot)))
    title, answers = read_idea(sent)
    if sent.errors:
        return await _form_page(request, sent, status=422)
    written = Written(Kind.STARTUP, incubator, title, answers)
    sender = read_sender(request, sent, required=True)
    name = place_name(snapshot, PlaceKind.INCUBATOR, incubator)
    try:
        submission = await submit(origin_of(request), written, sender, name, now_of(request))
    except TooManyError:
        return too_many(request)
    if submission is None:
        return too_many(request)
    await leave_notice(request, N_("Proposition envoyée à %(place)s."), place=name)
    return _own_page(request, submission)


async def mine(request: Request) -> Response:
    """``/espace/propositions``: everything that one has brought."""
    person = signed_in(request)
    snapshot = await snapshot_of(request)
    items = [
        {
            "url": page_url(request, "my_submission", submission_id=item.public_id),
            "title": item.title,
            "kind": translate(request, KINDS[item.kind]),
            "place": place_name(snapshot, item.place_kind, item.place_id),
            "state": state_badge(request, item, own=True),
            "created_at": item.created_at,
        }
        for item in await list_of_editor(person.account.public_id)
    ]
    return render(request, "workspace/my_submissions.html", {"items": items})


async def show(request: Request) -> Response:
    """``GET /espace/propositions/{submission_id}``"""
    person, item = await _own(request)
    return await _show(request, person, item)


async def answer(request: Request) -> Response:
    """``POST /espace/propositions/{submission_id}``: answer what the incubator asked."""
    person, item = await _own(request)
    sent = await read_form(request)
    text = long_text(sent, "text", required=N_("Écrivez votre réponse."))
    if not sent.errors:
        try:
            await complete(item, text, trace_of(request), now_of(request))
        except TooManyError:
            return too_many(request)
        except SubmissionError as error:
            say_fault(sent, error)
        else:
            await leave_notice(request, N_("Réponse envoyée."))
            return _own_page(request, item)
    return await _show(request, person, item, sent, status=422)


async def edit(request: Request) -> Response:
    """``GET /espace/propositions/{submission_id}/modifier``"""
    _, item = await _own(request)
    if not _may_rewrite(item):
        return _own_page(request, item)
    return await _form_page(request, values={"title": item.title, **item.answers}, item=item)


async def send_again(request: Request) -> Response:
    """``POST /espace/propositions/{submission_id}/modifier``"""
    _, item = await _own(request)
    if not _may_rewrite(item):
        return _own_page(request, item)
    sent = await read_form(request)
    rewritten = read_idea(sent, with_organisation="organisation" in item.answers)
    text = long_text(sent, "text")
    if not sent.errors:
        try:
            await complete(item, text, trace_of(request), now_of(request), rewritten=rewritten)
        except TooManyError:
            return too_many(request)
        except SubmissionError as error:
            say_fault(sent, error)
        else:
            await leave_notice(request, N_("Proposition renvoyée."))
            return _own_page(request, item)
    return await _form_page(request, sent, item=item, status=422)


async def ask_to_withdraw(request: Request) -> Response:
    """``GET /espace/propositions/{submission_id}/retirer``"""
    _, item = await _own(request)
    if not may_move(item.kind, item.status, Status.WITHDRAWN):
        return _own_page(request, item)
    place = place_name(await snapshot_of(request), item.place_kind, item.place_id)
    context = {"item": item, "place_name": place, "days_kept": SET_ASIDE_KEPT.days}
    return render(request, "workspace/withdraw.html", context)


async def withdraw_it(request: Request) -> Response:
    """``POST /espace/propositions/{submission_id}/retirer``"""
    _, item = await _own(request)
    try:
        await withdraw(item, trace_of(request), now_of(request))
    except SubmissionError:
        await leave_notice(request, N_("Une décision est déjà prise : rien n’a changé."))
    else:
        await leave_notice(request, N_("« %(title)s » est retiré."), title=item.title)
    return _own_page(request, item)


async def _own(request: Request) -> tuple[SignedIn, Submission]:
    """Something that the person who is signed in has brought.

    Raises:
        SignInNeededError: nobody is signed in.
        MissingError: they have brought no such thing.
    """
    person = signed_in(request)
    item = await find_submission(request.path_params["submission_id"])
    if item is None or item.sender.editor != person.account.public_id:
        raise MissingError
    return person, item


def _may_rewrite(item: Submission) -> bool:
    return item.kind in _REWRITTEN and item.status is Status.ASKED


def _own_page(request: Request, item: Submission) -> Response:
    address = page_url(request, "my_submission", submission_id=item.public_id)
    return RedirectResponse(address, 303)


def _incubators(snapshot: Snapshot) -> list[tuple[str, str]]:
    shown = [(one.id, one.title) for one in snapshot.public_incubators]
    return sorted(shown, key=lambda pair: pair[1].casefold())


async def _show(
    request: Request,
    person: SignedIn,
    item: Submission,
    sent: Form | None = None,
    status: int = 200,
) -> Response:
    place = place_name(await snapshot_of(request), item.place_kind, item.place_id)
    context: dict[str, Any] = {
        "item": item,
        "kind": translate(request, KINDS[item.kind]),
        "state": state_badge(request, item, own=True),
        "place_name": place,
        "answers": answers_of(request, item),
        "messages": told(await messages_of(item), place, person.account.shown_name),
        "may_answer": item.status is Status.ASKED,
        "may_rewrite": _may_rewrite(item),
        "may_withdraw": may_move(item.kind, item.status, Status.WITHDRAWN),
        "is_accepted": item.status is Status.ACCEPTED,
        "values": sent.values if sent else {},
        "errors": sent.errors if sent else {},
    }
    return render(request, "workspace/my_submission.html", context, status=status)


async def _form_page(
    request: Request,
    sent: Form | None = None,
    *,
    values: Mapping[str, str] | None = None,
    item: Submission | None = None,
    status: int = 200,
) -> Response:
    snapshot = await snapshot_of(request)
    context: dict[str, Any] = {
        "item": item,
        "incubators": [("", translate(request, N_("Choisissez"))), *_incubators(snapshot)],
        "sponsors": sponsor_names(snapshot),
        "days_kept": CLOSED_KEPT.days,
        "values": sent.values if sent else (values or {}),
        "errors": sent.errors if sent else {},
    }
    return render(request, "workspace/propose_startup.html", context, status=status)


_ONE = "/espace/propositions/{submission_id}"
routes = [
    Route("/espace/proposer", form, name="propose_startup"),
    Route("/espace/proposer", propose, name="send_proposal", methods=["POST"]),
    Route("/espace/propositions", mine, name="my_submissions"),
    Route(_ONE, show, name="my_submission"),
    Route(_ONE, answer, name="answer_submission", methods=["POST"]),
    Route(f"{_ONE}/modifier", edit, name="edit_submission"),
    Route(f"{_ONE}/modifier", send_again, name="send_submission_again", methods=["POST"]),
    Route(f"{_ONE}/retirer", ask_to_withdraw, name="ask_to_withdraw_submission"),
    Route(f"{_ONE}/retirer", withdraw_it, name="withdraw_submission", methods=["POST"]),
]
