"""What the links of mails open for those without an account: confirming, and the conversation.

Opening a link changes nothing: programs that look into mails open them all.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.submit import (
    SubmissionError,
    TooManyError,
    complete,
    confirm,
    find_followed,
    find_unconfirmed,
)
from incubator.domain.access import PlaceKind
from incubator.domain.submissions import UNCONFIRMED_KEPT, Status
from incubator.i18n import N_
from incubator.store.submissions import Submission, messages_of
from incubator.web.bringing import (
    answers_of,
    long_text,
    refuse_links,
    say_fault,
    state_badge,
    told,
    too_many,
)
from incubator.web.forms import Form, read_form
from incubator.web.site import snapshot_of
from incubator.web.templating import page_url, render, translate
from incubator.web.visitor import browser_of, now_of, trace_of
from incubator.web.workspace.places import place_name

#: The secret stands in the address: no other site may be told it, and nothing may keep it.
_SECRET_PAGE = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
_HOURS = int(UNCONFIRMED_KEPT.total_seconds() // 3600)


async def ask_to_confirm(request: Request) -> Response:
    """``GET /suivi/confirmer``: what would be confirmed, and the button that does it."""
    secret = request.query_params.get("jeton", "")[:100]
    try:
        found = await find_unconfirmed(browser_of(request).network_key, secret, now_of(request))
    except TooManyError:
        return too_many(request)
    if found is None:
        return _invalid(request)
    return await _show(request, "confirm_submission", found, secret)


async def confirm_it(request: Request) -> Response:
    """``POST /suivi/confirmer``"""
    secret = (await read_form(request)).values.get("jeton", "")[:100]
    now = now_of(request)
    try:
        found = await find_unconfirmed(browser_of(request).network_key, secret, now)
    except TooManyError:
        return too_many(request)
    if found is None or not await confirm(found, trace_of(request), now):
        return _invalid(request)
    return RedirectResponse(page_url(request, "submission_confirmed"), 303)


async def confirmed(request: Request) -> Response:
    """``/suivi/confirme``"""
    return render(request, "public/submission_confirmed.html")


async def follow(request: Request) -> Response:
    """``GET /suivi``: the conversation about what one has brought."""
    secret = request.query_params.get("jeton", "")[:100]
    try:
        found = await find_followed(browser_of(request).network_key, secret, now_of(request))
    except TooManyError:
        return too_many(request)
    if found is None:
        return _invalid(request)
    return await _show(request, "followed", found, secret)


async def answer(request: Request) -> Response:
    """``POST /suivi``: answer what the incubator asked."""
    sent = await read_form(request)
    secret = sent.values.get("jeton", "")[:100]
    now = now_of(request)
    text = long_text(sent, "text", required=N_("Écrivez votre réponse."))
    refuse_links(sent, {"text": text})
    try:
        found = await find_followed(browser_of(request).network_key, secret, now)
        if found is None:
            return _invalid(request)
        if not sent.errors:
            try:
                await complete(found, text, trace_of(request), now)
            except SubmissionError as error:
                say_fault(sent, error)
    except TooManyError:
        return too_many(request)
    if sent.errors:
        return await _show(request, "followed", found, secret, sent, status=422)
    address = page_url(request, "follow_submission", jeton=secret, envoye="1")
    return RedirectResponse(address, 303, headers=_SECRET_PAGE)


def _invalid(request: Request) -> Response:
    context = {"hours": _HOURS}
    return render(request, "public/dead_link.html", context, status=410, headers=_SECRET_PAGE)


async def _show(
    request: Request,
    template: str,
    found: Submission,
    secret: str,
    sent: Form | None = None,
    status: int = 200,
) -> Response:
    place = place_name(await snapshot_of(request), PlaceKind.INCUBATOR, found.place_id)
    me = found.sender.name or translate(request, N_("Vous"))
    context = {
        "has_forms": True,
        "item": found,
        "state": state_badge(request, found, own=True),
        "place_name": place,
        "secret": secret,
        "answers": answers_of(request, found),
        "messages": told(await messages_of(found), place, me),
        "may_answer": found.status is Status.ASKED,
        "was_sent": "envoye" in request.query_params,
        "values": sent.values if sent else {},
        "errors": sent.errors if sent else {},
    }
    headers = _SECRET_PAGE
    return render(request, f"public/{template}.html", context, status=status, headers=headers)


routes = [
    Route("/suivi/confirmer", ask_to_confirm, name="ask_to_confirm_submission"),
    Route("/suivi/confirmer", confirm_it, name="confirm_submission", methods=["POST"]),
    Route("/suivi/confirme", confirmed, name="submission_confirmed"),
    Route("/suivi", follow, name="follow_submission"),
    Route("/suivi", answer, name="answer_followed", methods=["POST"]),
]
