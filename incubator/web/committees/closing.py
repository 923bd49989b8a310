"""Closing a session: what it will do, then doing it, and what sheets have yet to be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.committees.carry_out import carry_out_orders, retry
from incubator.actions.committees.close_session import (
    Closing,
    close_session,
    decisions_in_force,
)
from incubator.actions.committees.closing_mails import teams_of
from incubator.actions.committees.minutes import Names
from incubator.actions.committees.sentences import sentence
from incubator.actions.committees.sheet_changes import sheet_changes
from incubator.actions.desk import Desk, EditError, open_sheet
from incubator.domain import committee_states
from incubator.domain.committee_access import Right
from incubator.domain.committee_states import Refusal, StepError
from incubator.domain.decisions import Decision
from incubator.domain.publicity import Publicity
from incubator.i18n import N_
from incubator.sheets.layout import Collection, ContentError
from incubator.sheets.write import WriteError
from incubator.store.committees import orders
from incubator.store.committees.orders import Order
from incubator.store.committees.rules import rules_of
from incubator.store.committees.sessions import Committee, Item
from incubator.web import labels
from incubator.web.bringing import long_text
from incubator.web.committees.entering import EnteredCommittee, enter_committee, startup_of
from incubator.web.committees.order_words import order_state
from incubator.web.committees.words import REFUSALS
from incubator.web.delivery import deliver_soon
from incubator.web.errors import MissingError
from incubator.web.forms import Form, read_form
from incubator.web.site import site_of
from incubator.web.templating import formats_of, language_of, page_url, render, translate
from incubator.web.visitor import leave_notice, mail_site, now_of, trace_of

_log = structlog.get_logger("incubator.web")


@dataclass(frozen=True, slots=True)
class Line:
    """An item as closing finds it; ``sentence`` is "" while it is undecided.

    ``writes`` is what its sheet is going to say, a line each.
    """

    item: Item
    name: str
    sentence: str
    writes: Sequence[str]


async def show(request: Request) -> Response:
    """``GET /comites/{committee_id}/seance/clore``: what closing will do."""
    return await _page(request, await enter_committee(request, Right.PRESIDE))


async def close(request: Request) -> Response:
    """``POST …/seance/clore``: the session ends, and everybody is told."""
    entered = await enter_committee(request, Right.PRESIDE)
    committee, sent = entered.committee, await read_form(request)
    override = long_text(sent, "override", limit=1000)
    if sent.errors:
        return await _page(request, entered, sent, status=422)
    zone = site_of(request).settings.time_zone
    how = Closing(mail_site(request), names_in(entered), zone, override)
    try:
        await close_session(committee.public_id, how, trace_of(request), now_of(request))
    except StepError as error:
        if error.refusal is not Refusal.QUORUM:
            again = await enter_committee(request, Right.PRESIDE)
            return await _page(request, again, sent, refusal=error.refusal, status=409)
        sent.fault("override", REFUSALS[Refusal.QUORUM])
        return await _page(request, entered, sent, status=422)
    decisions = await decisions_in_force(committee)
    await write_now(request, [one.id for one in decisions.values()])
    await leave_notice(request, N_("La séance est close. Le relevé part par courriel."))
    return _to_minutes(request, committee)


async def try_again(request: Request) -> Response:
    """``POST /comites/{committee_id}/ordres/{order_id}/reessayer``: write to a sheet once more."""
    entered = await enter_committee(request, Right.RUN)
    order = await orders.find_order(request.path_params["order_id"])
    decided = await decisions_in_force(entered.committee)
    if order is None or order.decision_id not in {one.id for one in decided.values()}:
        raise MissingError
    await retry(order, trace_of(request), now_of(request))
    await write_now(request, [order.decision_id])
    after = await orders.find_order(order.public_id)
    is_done = after is not None and after.status == orders.DONE
    text = N_("La fiche dit la décision.") if is_done else N_("La fiche ne dit pas la décision.")
    await leave_notice(request, text)
    return _to_minutes(request, entered.committee)


def names_in(entered: EnteredCommittee) -> Names:
    """What the incubator of a session and the startups of its agenda are called."""
    committee, snapshot = entered.committee, entered.snapshot
    incubator = snapshot.incubators.get(committee.incubator_id)
    startups = {
        item.startup_id: startup_of(snapshot, item.startup_id)[0].name for item in committee.items
    }
    return Names(incubator.title if incubator else committee.incubator_id, startups)


async def orders_shown(request: Request, committee: Committee, names: Names) -> list[Any]:
    """What each decision of a session has become in its startup's sheet."""
    decided = await decisions_in_force(committee)
    known = await orders.orders_of([one.id for one in decided.values()])
    return [
        _order_shown(request, committee, known[decision.id], names)
        for item in committee.items
        if (decision := decided.get(item.public_id)) and decision.id in known
    ]


def _order_shown(
    request: Request, committee: Committee, order: Order, names: Names
) -> Mapping[str, Any]:
    is_proposed = Desk.of(site_of(request).settings).by_proposal
    state = order_state(request, order, is_proposed=is_proposed)
    can_retry = order.status in {orders.REFUSED, orders.WAITING}
    return {
        "name": names.startup(order.startup_id),
        "startup_id": order.startup_id,
        "state": state,
        "retry": page_url(
            request, "order_retry", committee_id=committee.public_id, order_id=order.public_id
        )
        if can_retry
        else "",
    }


async def write_now(request: Request, decisions: Sequence[str]) -> None:
    """Try at once; whatever goes wrong, the orders stay and the periodic job has them."""
    try:
        site = site_of(request)
        desk = Desk.of(site.settings)
        request_id = trace_of(request).request_id
        await carry_out_orders(
            desk, decisions=decisions, request_id=request_id, clock=lambda: now_of(request)
        )
    except Exception:
        # The session is closed already: a fault here is for the log, not for who closed it.
        _log.exception("writing decisions failed")


def _to_minutes(request: Request, committee: Committee) -> Response:
    address = page_url(request, "minutes", committee_id=committee.public_id)
    return RedirectResponse(address, 303, background=BackgroundTask(deliver_soon, request))


async def _page(
    request: Request,
    entered: EnteredCommittee,
    sent: Form | None = None,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> Response:
    committee, names = entered.committee, names_in(entered)
    found = refusal or _refusal(committee)
    today = site_of(request).today()
    teams = await teams_of(committee, today)
    context = {
        "committee": committee,
        "incubator": names.incubator,
        "lines": await _lines(request, committee, names),
        "refusal": translate(request, REFUSALS[found]) if found else "",
        "undecided": found is Refusal.UNDECIDED,
        "present": committee.present_count,
        "lacks_quorum": committee.present_count < committee.quorum,
        "members": [one for one in committee.members if one.email],
        "teams": [
            (account.shown_name, ", ".join(names.startup(item.startup_id) for item in items))
            for account, items in teams
        ],
        "by_proposal": Desk.of(site_of(request).settings).by_proposal,
        "values": sent.values if sent else {},
        "errors": sent.errors if sent else {},
    }
    return render(request, "committees/close.html", context, status=status)


def _refusal(committee: Committee) -> Refusal | None:
    """Why the session can't be closed as it stands, its quorum left out: a reason mends that."""
    try:
        committee_states.close_session(
            committee.state,
            [item.stage for item in committee.items],
            present=committee.quorum,
            quorum=committee.quorum,
        )
    except StepError as error:
        return error.refusal
    return None


async def _lines(request: Request, committee: Committee, names: Names) -> list[Line]:
    decided = await decisions_in_force(committee)
    publicity = (await rules_of(committee.incubator_id)).publicity
    desk = Desk.of(site_of(request).settings)
    lines = []
    for item in committee.items:
        name, decision = names.startup(item.startup_id), decided.get(item.public_id)
        said = sentence(decision, name, language_of(request)) if decision else ""
        writes = await _writes(request, desk, decision, publicity) if decision else []
        lines.append(Line(item, name, said, writes))
    return lines


async def _writes(
    request: Request, desk: Desk, decision: Decision, publicity: Publicity
) -> list[str]:
    """What a sheet is going to say, a line each; why it can't, where it can't be read."""
    try:
        opened = await open_sheet(desk, Collection.STARTUPS, decision.startup_id)
        fields = sheet_changes(opened.read().fields, decision, publicity).fields
    except (EditError, ContentError, WriteError):
        text = N_("La fiche ne peut pas être lue : la décision attendra qu’elle le soit.")
        return [translate(request, text)]
    return _told(request, decision, fields)


def _told(request: Request, decision: Decision, fields: Mapping[str, Any]) -> list[str]:
    formats = formats_of(request)
    day = formats.day(decision.decided_on)
    said = []
    if "phases" in fields and decision.phase is not None:
        phase = translate(request, labels.PHASE_NAMES[decision.phase])
        text = N_("La phase « %(phase)s » à compter du %(day)s.")
        said.append(translate(request, text, phase=phase, day=day))
    if "events" in fields:
        comment = _comment(fields["events"], decision)
        text = N_("Un comité le %(day)s : « %(comment)s »")
        if not comment:
            text = N_("Un comité le %(day)s.")
        said.append(translate(request, text, day=day, comment=comment))
    if "funding_until" in fields and decision.period_until is not None:
        until = formats.day(decision.period_until)
        said.append(translate(request, N_("Un financement jusqu’au %(day)s."), day=until))
    return said or [translate(request, N_("Rien : la fiche le dit déjà."))]


def _comment(events: Sequence[Any], decision: Decision) -> str:
    """What the event of a decision says of it."""
    days = (one for one in events if isinstance(one, dict) and one.get("comment"))
    return next((one["comment"] for one in days if one.get("date") == decision.decided_on), "")


_PATH = "/comites/{committee_id}/seance/clore"
routes = [
    Route(_PATH, show, name="session_close"),
    Route(_PATH, close, name="session_end", methods=["POST"]),
    Route(
        "/comites/{committee_id}/ordres/{order_id}/reessayer",
        try_again,
        name="order_retry",
        methods=["POST"],
    ),
]
