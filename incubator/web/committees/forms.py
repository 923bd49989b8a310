"""Planning a session, and changing when, where and how it is held."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, time
from typing import Any
from urllib.parse import urlsplit

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.committees.plan import PlanError, change, mark, plan
from incubator.domain.committee_access import Right, may_hold_committees
from incubator.domain.committee_states import TO_COME, StepError
from incubator.i18n import N_
from incubator.sheets.render import RenderError
from incubator.sheets.render import render as to_html
from incubator.store.committees.due_reads import dues, planned
from incubator.store.committees.planning import Practical, practical_of
from incubator.store.committees.rules import rules_of
from incubator.web.bringing import long_text
from incubator.web.committees.entering import EnteredCommittee, enter_committee
from incubator.web.committees.plan_words import office_of, say_fault
from incubator.web.committees.session_views import (
    deciding_startups,
    due_rows,
    instant_of,
    title_of,
    zone_of,
)
from incubator.web.delivery import deliver_soon
from incubator.web.forms import Form, read_form
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import page_url, render
from incubator.web.visitor import leave_notice, now_of, trace_of
from incubator.web.workspace.places import Entered
from incubator.web.workspace.submissions import enter_incubator, place_context

MOST_QUORUM = 50
_TEXT_LIMIT = 12_000
_USUAL_TIME = "10:00"
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_TIME = re.compile(r"^([01]?\d|2[0-3])(?:[:hH]([0-5]\d))?$")


async def new(request: Request) -> Response:
    """``GET …/comites/nouveau``: by the rules; the address may propose a day and startups."""
    entered = await enter_incubator(request, may_hold_committees)
    rules = await rules_of(entered.named.place.id)
    values = {
        "date": _day_asked(request),
        "heure": _USUAL_TIME,
        "lieu": rules.place,
        "lien": rules.link,
        "quorum": str(rules.quorum),
        "regles": rules.text,
    }
    chosen = request.query_params.getlist("startup")
    return await _new_page(request, entered, values, chosen)


async def create(request: Request) -> Response:
    """``POST …/comites/nouveau``"""
    entered = await enter_incubator(request, may_hold_committees)
    sent = await read_form(request)
    practical = read_practical(request, sent)
    own = set(deciding_startups(await snapshot_of(request), [entered.named.place.id]))
    chosen = [one for one in sent.several("startup") if one in own]
    if practical is not None:
        try:
            committee_id = await plan(
                entered.named.place.id, practical, chosen, trace_of(request), now_of(request)
            )
        except PlanError as error:
            say_fault(sent, error)
        else:
            await leave_notice(request, N_("Séance préparée. Personne n’est encore prévenu."))
            address = page_url(request, "committee", committee_id=committee_id)
            return RedirectResponse(address, 303)
    return await _new_page(request, entered, sent.values, chosen, sent)


async def edit(request: Request) -> Response:
    """``GET /comites/{committee_id}/modifier``"""
    entered = await enter_committee(request, Right.PREPARE)
    if entered.committee.state not in TO_COME:
        return RedirectResponse(_url(request, entered), 303)
    return _edit_page(request, entered, _values(request, practical_of(entered.committee)))


async def save(request: Request) -> Response:
    """``POST /comites/{committee_id}/modifier``: those invited are told what changed."""
    entered = await enter_committee(request, Right.PREPARE)
    sent = await read_form(request)
    practical = read_practical(request, sent)
    if practical is not None:
        try:
            is_told = await change(
                office_of(request),
                entered.committee.public_id,
                practical,
                sent.values.get("vu", ""),
                trace_of(request),
                now_of(request),
            )
        except (PlanError, StepError) as error:
            say_fault(sent, error)
        else:
            text = N_("Séance modifiée. Les personnes convoquées reçoivent la mise à jour.")
            await leave_notice(request, text if is_told else N_("Séance modifiée."))
            task = BackgroundTask(deliver_soon, request)
            return RedirectResponse(_url(request, entered), 303, background=task)
    return _edit_page(request, entered, sent.values, sent)


def read_practical(request: Request, sent: Form) -> Practical | None:
    """When, where and how, as the form says; None, with faults, where something is missing."""
    title = sent.text("titre", limit=200)
    day = sent.day("date")
    if day is None:
        sent.fault("date", N_("Donnez une date."))
    elif not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        # Neither instants nor calendars can be reckoned with at the ends of the calendar.
        sent.fault("date", N_("Vérifiez l’année."))
    at = _time(sent)
    place, link = sent.text("lieu"), read_link(sent, "lien")
    if not place and not link and "lien" not in sent.errors:
        sent.fault("lieu", N_("Donnez un lieu, ou un lien pour suivre la séance à distance."))
    quorum = read_count(sent, "quorum", 1, MOST_QUORUM)
    rules = read_markdown(sent, "regles")
    if sent.errors or day is None or at is None:
        return None
    starts_at = instant_of(day, at, zone_of(request)).astimezone(UTC)
    return Practical(title, starts_at, place, link, quorum, rules)


def read_link(sent: Form, name: str) -> str:
    """A web address, or ""."""
    link = sent.text(name, limit=500)
    try:
        parts = urlsplit(link)
        is_address = parts.scheme == "https" and bool(parts.hostname)
    except ValueError:
        is_address = False
    if link and not is_address:
        sent.fault(name, N_("Écrivez une adresse complète, qui commence par https://."))
    return link


def read_count(sent: Form, name: str, least: int, most: int) -> int:
    """A whole number within limits; 0, with a fault, where it is none."""
    text = sent.text(name, limit=10)
    number = int(text) if text.isascii() and text.isdecimal() else -1
    if not least <= number <= most:
        sent.fault(name, N_("Écrivez un nombre de %(least)s à %(most)s."), least=least, most=most)
        return 0
    return number


def read_markdown(sent: Form, name: str) -> str:
    """A text in Markdown that can be shown."""
    text = long_text(sent, name, limit=_TEXT_LIMIT)
    try:
        to_html(text)
    except RenderError:
        sent.fault(name, N_("Ce texte ne peut pas être affiché : simplifiez sa mise en forme."))
    return text


def _time(sent: Form) -> time | None:
    found = _TIME.match(sent.text("heure", limit=10).replace(" ", ""))
    if found is None:
        sent.fault("heure", N_("Écrivez une heure, par exemple 14:30."))
        return None
    return time(int(found[1]), int(found[2] or 0))


def _values(request: Request, practical: Practical) -> dict[str, str]:
    local = practical.starts_at.astimezone(zone_of(request))
    return {
        "titre": practical.title,
        "date": local.date().isoformat(),
        "heure": f"{local:%H:%M}",
        "lieu": practical.place,
        "lien": practical.link,
        "quorum": str(practical.quorum),
        "regles": practical.rules,
        "vu": mark(practical),
    }


def _day_asked(request: Request) -> str:
    try:
        return date.fromisoformat(request.query_params.get("date", "")).isoformat()
    except ValueError:
        return ""


def _url(request: Request, entered: EnteredCommittee) -> str:
    return page_url(request, "committee", committee_id=entered.committee.public_id)


async def _new_page(
    request: Request,
    entered: Entered,
    values: Mapping[str, str],
    chosen: list[str],
    sent: Form | None = None,
) -> Response:
    snapshot, today = await snapshot_of(request), site_of(request).today()
    ids = deciding_startups(snapshot, [entered.named.place.id])
    found = await planned(ids)
    rows = due_rows(request, snapshot, await dues(ids, today), found, today)
    context: dict[str, Any] = {
        **place_context(request, entered),
        "committee": None,
        "values": values,
        "errors": sent.errors if sent else {},
        "startups": [row for row in rows if not row["session_at"]],
        "planned_count": len(found),
        "chosen": chosen,
    }
    return render(request, "committees/form.html", context, status=422 if sent else 200)


def _edit_page(
    request: Request,
    entered: EnteredCommittee,
    values: Mapping[str, str],
    sent: Form | None = None,
) -> Response:
    committee = entered.committee
    if sent is not None and "formulaire" in sent.errors:
        # What was typed is kept; what it is compared with is the session as it is now.
        values = {**values, "vu": mark(practical_of(committee))}
    context: dict[str, Any] = {
        "committee": committee,
        "title": title_of(request, entered.snapshot, committee),
        "is_convened": committee.told_revision >= 0,
        "values": values,
        "errors": sent.errors if sent else {},
    }
    return render(request, "committees/form.html", context, status=422 if sent else 200)


_NEW = "/espace/incubateurs/{place_id}/comites/nouveau"
_EDIT = "/comites/{committee_id}/modifier"
routes = [
    Route(_NEW, new, name="committee_new"),
    Route(_NEW, create, name="committee_create", methods=["POST"]),
    Route(_EDIT, edit, name="committee_edit"),
    Route(_EDIT, save, name="committee_save", methods=["POST"]),
]
