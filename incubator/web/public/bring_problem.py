"""Bringing a problem to an incubator, without an account."""

from __future__ import annotations

from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.submit import TooManyError, submit
from incubator.domain.submissions import CLOSED_KEPT, Kind
from incubator.i18n import N_
from incubator.sheets.layout import Collection
from incubator.sheets.render import plain_text
from incubator.store.portfolio_reads import list_incubators
from incubator.store.snapshot import IncubatorName
from incubator.store.submissions import Sender, Written
from incubator.web.bringing import (
    is_robot,
    long_text,
    origin_of,
    read_sender,
    refuse_links,
    too_many,
)
from incubator.web.delivery import deliver_soon, prints_mails
from incubator.web.errors import missing_or_gone
from incubator.web.forms import Form, read_form
from incubator.web.public.cards import organisation_name
from incubator.web.public.paging import asked_id
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import page_url, render
from incubator.web.visitor import leave_notice, now_of, visitor_of


async def choose(request: Request) -> Response:
    """``/irritant``: which incubator to bring a problem to."""
    snapshot = await snapshot_of(request)
    found = [
        {
            "url": page_url(request, "bring_problem", id=incubator_id),
            "title": title,
            "owner": organisation_name(snapshot, owner) if owner else "",
            "text": plain_text(summary),
        }
        for incubator_id, title, owner, summary in await list_incubators()
    ]
    return render(request, "public/choose_incubator.html", {"incubators": found})


async def form(request: Request) -> Response:
    """``GET /incubateurs/{id}/irritant``"""
    return _page(request, await asked_incubator(request))


async def send(request: Request) -> Response:
    """``POST /incubateurs/{id}/irritant``: the answer is the same whatever the address."""
    incubator = await asked_incubator(request)
    sent = await read_form(request)
    written, sender = _read(request, sent, incubator.id)
    if sent.errors:
        return _page(request, incubator, sent, status=422)
    if not is_robot(sent):
        try:
            await submit(origin_of(request), written, sender, incubator.title, now_of(request))
        except TooManyError:
            return too_many(request)
    return await after_sending(request)


async def after_sending(request: Request) -> Response:
    """To one's own list, or to the page that says to look at one's mails."""
    if visitor_of(request).account is not None:
        await leave_notice(request, N_("C’est envoyé. Vous verrez ici la réponse."))
        return RedirectResponse(page_url(request, "my_submissions"), 303)
    task = BackgroundTask(deliver_soon, request)
    return RedirectResponse(page_url(request, "submission_sent"), 303, background=task)


async def sent(request: Request) -> Response:
    """``/envoi-recu``"""
    printed = prints_mails(site_of(request).settings)
    return render(request, "public/submission_sent.html", {"printed": printed})


async def asked_incubator(request: Request) -> IncubatorName:
    """The incubator that the address names, unless it is hidden.

    Raises:
        MissingError, GoneError: there is none.
    """
    incubator_id = asked_id(request)
    incubator = (await snapshot_of(request)).public_incubator(incubator_id)
    if incubator is None:
        raise await missing_or_gone(Collection.INCUBATORS, incubator_id)
    return incubator


def _read(request: Request, sent: Form, incubator_id: str) -> tuple[Written, Sender]:
    title = sent.text("title", required=N_("Dites le problème en une ligne."), limit=200)
    who = long_text(
        sent, "who", required=N_("Dites qui en souffre et à quelle fréquence, même à peu près.")
    )
    today = long_text(sent, "today", required=N_("Dites ce que ces personnes font aujourd’hui."))
    organisation = sent.text("organisation", limit=200)
    sender = read_sender(request, sent, required=True)
    refuse_links(sent, {"title": title, "who": who, "today": today, "organisation": organisation})
    answers = {"who": who, "today": today, "organisation": organisation}
    return Written(Kind.PROBLEM, incubator_id, title, answers), sender


def _page(
    request: Request, incubator: IncubatorName, sent: Form | None = None, status: int = 200
) -> Response:
    context: dict[str, Any] = {
        "has_forms": True,
        "incubator": incubator,
        "days_kept": CLOSED_KEPT.days,
        "values": sent.values if sent else {},
        "errors": sent.errors if sent else {},
    }
    return render(request, "public/bring_problem.html", context, status=status)


routes = [
    Route("/irritant", choose, name="choose_incubator"),
    Route("/incubateurs/{id}/irritant", form, name="bring_problem"),
    Route("/incubateurs/{id}/irritant", send, name="send_problem", methods=["POST"]),
    Route("/envoi-recu", sent, name="submission_sent"),
]
