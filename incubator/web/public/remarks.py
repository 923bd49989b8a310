"""Telling a startup's team that its sheet is wrong, or anything else; only the team reads it."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.submit import TooManyError, submit
from incubator.domain.submissions import REMARKS_KEPT, Kind
from incubator.i18n import N_
from incubator.sheets.layout import Collection
from incubator.store.submissions import Sender, Written
from incubator.web.bringing import (
    is_robot,
    long_text,
    origin_of,
    read_sender,
    refuse_links,
    too_many,
)
from incubator.web.errors import missing_or_gone
from incubator.web.forms import Form, read_form
from incubator.web.public.paging import asked_id
from incubator.web.site import snapshot_of
from incubator.web.templating import page_url, render, translate
from incubator.web.visitor import now_of

_TITLE = 80
#: The parts of a sheet, as readers see them.
PARTS = {
    "mission": N_("Le nom ou la phrase de présentation"),
    "texte": N_("Le problème et la solution"),
    "phase": N_("La phase ou une date"),
    "impact": N_("Un chiffre d’impact"),
    "budget": N_("Le budget"),
    "equipe": N_("L’équipe ou le sponsor"),
    "liens": N_("Un lien ou l’adresse de contact"),
    "autre": N_("Autre chose"),
}


async def form(request: Request) -> Response:
    """``GET /startups/{id}/signaler``"""
    return _page(request, *await _asked_startup(request))


async def send(request: Request) -> Response:
    """``POST /startups/{id}/signaler``"""
    startup_id, title = await _asked_startup(request)
    sent = await read_form(request)
    written, sender = _read(request, sent, startup_id)
    if sent.errors:
        return _page(request, startup_id, title, sent, status=422)
    if not is_robot(sent):
        try:
            await submit(origin_of(request), written, sender, title, now_of(request))
        except TooManyError:
            return too_many(request)
    return RedirectResponse(page_url(request, "remark_sent", id=startup_id), 303)


async def thanks(request: Request) -> Response:
    """``/startups/{id}/signaler/merci``"""
    startup_id, title = await _asked_startup(request)
    return render(request, "public/remark_sent.html", {"id": startup_id, "title": title})


async def _asked_startup(request: Request) -> tuple[str, str]:
    startup_id = asked_id(request)
    card = (await snapshot_of(request)).card(startup_id)
    if card is None:
        raise await missing_or_gone(Collection.STARTUPS, startup_id)
    return startup_id, card.title


def _read(request: Request, sent: Form, startup_id: str) -> tuple[Written, Sender]:
    sender = read_sender(request, sent, required=False)
    if sent.choice("kind", (Kind.MISTAKE.value, Kind.COMMENT.value)) == Kind.COMMENT:
        text = long_text(sent, "comment", required=N_("Écrivez votre commentaire."))
        refuse_links(sent, {"comment": text})
        return Written(Kind.COMMENT, startup_id, _short(text), {"comment": text}), sender
    part = sent.choice("part", PARTS)
    wrong = long_text(sent, "wrong", required=N_("Dites ce qui est faux."))
    right = long_text(sent, "right")
    source = sent.text("source", limit=500)
    refuse_links(sent, {"wrong": wrong, "right": right, "source": source})
    answers = {
        "part": translate(request, PARTS[part]) if part else "",
        "wrong": wrong,
        "right": right,
        "source": source,
    }
    return Written(Kind.MISTAKE, startup_id, _short(wrong), answers), sender


def _is_comment(request: Request, sent: Form | None) -> bool:
    """Which of the two forms is shown: the one that was sent, else the one asked for."""
    if sent is not None:
        return sent.values.get("kind") == Kind.COMMENT
    return request.query_params.get("pour") == "commentaire"


def _short(text: str) -> str:
    """The first words, as a list shows them."""
    line = " ".join(text.split())
    return line if len(line) <= _TITLE else line[: _TITLE - 1].rsplit(" ", 1)[0] + "…"


def _page(
    request: Request, startup_id: str, title: str, sent: Form | None = None, status: int = 200
) -> Response:
    context: dict[str, Any] = {
        "has_forms": True,
        "id": startup_id,
        "title": title,
        "is_comment": _is_comment(request, sent),
        "parts": [
            ("", translate(request, N_("Choisissez"))),
            *((value, translate(request, label)) for value, label in PARTS.items()),
        ],
        "months_kept": REMARKS_KEPT.days // 30,
        "values": sent.values if sent else {},
        "errors": sent.errors if sent else {},
    }
    return render(request, "public/report.html", context, status=status)


routes = [
    Route("/startups/{id}/signaler", form, name="report"),
    Route("/startups/{id}/signaler", send, name="send_report", methods=["POST"]),
    Route("/startups/{id}/signaler/merci", thanks, name="remark_sent"),
]
