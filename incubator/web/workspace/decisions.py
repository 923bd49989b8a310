"""What an incubator does with what was brought to it: asks, answers, sets aside, declines."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.decide_submission import (
    Checklist,
    answer,
    ask_for_more,
    decline,
    remove,
    reopen,
)
from incubator.actions.submit import SubmissionError
from incubator.domain.access import may_decide_submissions, may_see_submissions
from incubator.domain.submissions import Status, Verdict, may_move
from incubator.i18n import N_
from incubator.store.calls import Call
from incubator.store.submissions import Submission
from incubator.web.bringing import long_text, say_fault
from incubator.web.delivery import deliver_soon
from incubator.web.forms import Form, read_form
from incubator.web.templating import page_url, render, translate
from incubator.web.visitor import leave_notice, mail_site, now_of, trace_of
from incubator.web.workspace.places import Entered
from incubator.web.workspace.submissions import (
    VERDICTS,
    call_of,
    enter_submission,
    item_page,
    place_context,
)


async def ask(request: Request) -> Response:
    """``POST …/{submission_id}/demander``: a question that the sender gets by mail."""
    entered, item = await enter_submission(request, may_see_submissions)
    sent = await read_form(request)
    text = long_text(sent, "question", required=N_("Écrivez votre question."))
    say, name = N_("Question envoyée."), entered.named.name
    return await _do(
        request, entered, item, sent, say,
        lambda: ask_for_more(
            mail_site(request), item, name, text, trace_of(request), now_of(request)
        ),
    )  # fmt: skip


async def answer_it(request: Request) -> Response:
    """``POST …/{submission_id}/repondre``: an answer by mail, which closes a problem."""
    entered, item = await enter_submission(request, may_decide_submissions)
    sent = await read_form(request)
    text = long_text(sent, "text", required=N_("Écrivez votre réponse."))
    say, name = N_("Réponse envoyée : l’irritant est clos."), entered.named.name
    return await _do(
        request, entered, item, sent, say,
        lambda: answer(mail_site(request), item, name, text, trace_of(request), now_of(request)),
    )  # fmt: skip


async def set_aside(request: Request) -> Response:
    """``POST …/{submission_id}/ecarter``: spam; its sender is not told."""
    entered, item = await enter_submission(request, may_decide_submissions)
    sent = Form(request, {}, {})
    try:
        await remove(item, trace_of(request), now_of(request))
    except SubmissionError as error:
        say_fault(sent, error)
        return await item_page(request, entered, item, sent, status=422)
    undo = page_url(
        request, "restore_submission", place_id=item.place_id, submission_id=item.public_id
    )
    await leave_notice(
        request,
        N_("« %(title)s » est écarté."),
        title=item.title,
        undo=(translate(request, N_("Annuler")), undo),
    )
    return RedirectResponse(page_url(request, "inbox", place_id=item.place_id), 303)


async def restore(request: Request) -> Response:
    """``POST …/{submission_id}/retablir``: undo that."""
    entered, item = await enter_submission(request, may_decide_submissions)
    sent, say = Form(request, {}, {}), N_("C’est rétabli.")
    return await _do(
        request, entered, item, sent, say,
        lambda: reopen(item, trace_of(request), now_of(request)),
    )  # fmt: skip


async def decline_form(request: Request) -> Response:
    """``GET …/{submission_id}/decliner``"""
    entered, item = await enter_submission(request, may_decide_submissions)
    if not may_move(item.kind, item.status, Status.DECLINED):
        return item_url(request, item)
    return await _decline_page(request, entered, item)


async def decline_it(request: Request) -> Response:
    """``POST …/{submission_id}/decliner``: no, with a reason that goes by mail."""
    entered, item = await enter_submission(request, may_decide_submissions)
    sent = await read_form(request)
    reason = long_text(sent, "reason", required=N_("Donnez la raison : l’auteur la lira."))
    checklist = read_verdicts(sent, await call_of(item))
    if not sent.errors:
        try:
            await decline(
                mail_site(request),
                item,
                entered.named.name,
                reason,
                trace_of(request),
                now_of(request),
                checklist,
            )
        except SubmissionError as error:
            say_fault(sent, error)
        else:
            await leave_notice(request, N_("Décision envoyée."))
            return item_url(request, item)
    return await _decline_page(request, entered, item, sent, status=422)


def read_verdicts(sent: Form, call: Call | None) -> Checklist:
    """What the application is against each criterion of its call, as the form says."""
    if call is None:
        return ()
    found = []
    for number, criterion in enumerate(call.said.criteria):
        verdict = sent.choice(f"critere-{number}", VERDICTS)
        found.append((criterion, Verdict(verdict or Verdict.UNKNOWN)))
    return found


def verdict_choices(request: Request) -> list[tuple[str, str]]:
    """What a criterion's select offers, "unknown" first: nothing is judged by default."""
    order = (Verdict.UNKNOWN, Verdict.MET, Verdict.NOT_MET)
    return [(verdict.value, translate(request, VERDICTS[verdict])) for verdict in order]


def item_url(request: Request, item: Submission) -> Response:
    """Back to the page of one thing; mails that were posted leave."""
    address = page_url(request, "submission", place_id=item.place_id, submission_id=item.public_id)
    return RedirectResponse(address, 303, background=BackgroundTask(deliver_soon, request))


async def _do(
    request: Request,
    entered: Entered,
    item: Submission,
    sent: Form,
    say: str,
    act: Callable[[], Awaitable[None]],
) -> Response:
    """Act and say so, or show the page again with what is wrong."""
    if not sent.errors:
        try:
            await act()
        except SubmissionError as error:
            say_fault(sent, error)
        else:
            await leave_notice(request, say)
            return item_url(request, item)
    return await item_page(request, entered, item, sent, status=422)


async def _decline_page(
    request: Request,
    entered: Entered,
    item: Submission,
    sent: Form | None = None,
    status: int = 200,
) -> Response:
    context: dict[str, Any] = {
        **place_context(request, entered),
        "item": item,
        "call": await call_of(item),
        "verdicts": verdict_choices(request),
        "values": sent.values if sent else {},
        "errors": sent.errors if sent else {},
    }
    return render(request, "workspace/decline.html", context, status=status)


_ONE = "/espace/incubateurs/{place_id}/envois/{submission_id}"
routes = [
    Route(f"{_ONE}/demander", ask, name="ask_for_more", methods=["POST"]),
    Route(f"{_ONE}/repondre", answer_it, name="answer_problem", methods=["POST"]),
    Route(f"{_ONE}/ecarter", set_aside, name="remove_submission", methods=["POST"]),
    Route(f"{_ONE}/retablir", restore, name="restore_submission", methods=["POST"]),
    Route(f"{_ONE}/decliner", decline_form, name="decline_form"),
    Route(f"{_ONE}/decliner", decline_it, name="decline_submission", methods=["POST"]),
]
