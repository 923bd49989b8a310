"""Convening a session and cancelling it: who will be written to and what, before it is done."""

from __future__ import annotations

from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.committees import plan
from incubator.actions.committees.plan import PlanError, convening_fault
from incubator.actions.committees.recipients import Recipients, recipients_of, samples
from incubator.domain.committee_access import Right
from incubator.domain.committee_states import TO_COME, StepError
from incubator.domain.working_days import is_working_day
from incubator.i18n import N_
from incubator.web.bringing import long_text
from incubator.web.committees.entering import EnteredCommittee, enter_committee, startup_of
from incubator.web.committees.plan_words import fault_text, office_of, say_fault
from incubator.web.committees.session_page import member_name, session_context
from incubator.web.committees.session_views import zone_of
from incubator.web.committees.words import SEATS
from incubator.web.delivery import deliver_soon
from incubator.web.forms import Form, read_form
from incubator.web.site import site_of
from incubator.web.templating import language_of, page_url, render, translate
from incubator.web.visitor import leave_notice, now_of, trace_of

_REASON_LIMIT = 1000


async def ask_to_convene(request: Request) -> Response:
    """``GET /comites/{committee_id}/convoquer``"""
    entered = await enter_committee(request, Right.PREPARE)
    if entered.committee.state not in TO_COME:
        return _back(request)
    return await _convene_page(request, entered)


async def convene(request: Request) -> Response:
    """``POST /comites/{committee_id}/convoquer``: the mails leave."""
    entered = await enter_committee(request, Right.PREPARE)
    again = entered.committee.told_revision >= 0
    try:
        await plan.convene(
            office_of(request), entered.committee.public_id, trace_of(request), now_of(request)
        )
    except (PlanError, StepError) as error:
        sent = Form(request, {}, {})
        say_fault(sent, error)
        return await _convene_page(request, entered, sent)
    text = N_("La séance est convoquée. Les messages partent maintenant.")
    await leave_notice(request, N_("Les messages partent maintenant.") if again else text)
    return _back(request)


async def ask_to_cancel(request: Request) -> Response:
    """``GET /comites/{committee_id}/annuler``"""
    entered = await enter_committee(request, Right.PREPARE)
    if entered.committee.state not in TO_COME:
        return _back(request)
    return await _cancel_page(request, entered)


async def cancel(request: Request) -> Response:
    """``POST /comites/{committee_id}/annuler``: with the reason that everybody reads."""
    entered = await enter_committee(request, Right.PREPARE)
    sent = await read_form(request)
    reason = long_text(sent, "motif", limit=_REASON_LIMIT)
    if not sent.errors:
        try:
            was_told = await plan.cancel(
                office_of(request),
                entered.committee.public_id,
                reason,
                trace_of(request),
                now_of(request),
            )
        except (PlanError, StepError) as error:
            say_fault(sent, error)
        else:
            text = N_("La séance est annulée. Les personnes convoquées sont prévenues.")
            await leave_notice(request, text if was_told else N_("La séance est annulée."))
            return _back(request)
    return await _cancel_page(request, entered, sent)


def _back(request: Request) -> Response:
    here = page_url(request, "committee", committee_id=request.path_params["committee_id"])
    return RedirectResponse(here, 303, background=BackgroundTask(deliver_soon, request))


async def _convene_page(
    request: Request, entered: EnteredCommittee, sent: Form | None = None
) -> Response:
    committee = entered.committee
    today = now_of(request).astimezone(zone_of(request)).date()
    member, team = await samples(committee, language_of(request), zone_of(request), today)
    code = convening_fault(committee, now_of(request))
    voices = sum(one.seat.has_voice for one in committee.members)
    context: dict[str, Any] = {
        **session_context(request, entered),
        "recipients": _shown(request, entered, await recipients_of(committee, today)),
        "member_mail": member,
        "team_mail": team,
        "fault": translate(request, fault_text(code)) if code and not sent else "",
        "may_convene": not code,
        "lacks_voices": voices < committee.quorum,
        "voices": voices,
        "again": committee.told_revision >= 0,
        "is_day_off": not is_working_day(committee.starts_at.astimezone(zone_of(request)).date()),
        "errors": sent.errors if sent else {},
    }
    return render(request, "committees/convene.html", context, status=422 if sent else 200)


async def _cancel_page(
    request: Request, entered: EnteredCommittee, sent: Form | None = None
) -> Response:
    committee = entered.committee
    was_told = committee.told_revision >= 0
    found = await recipients_of(committee, site_of(request).today()) if was_told else None
    context: dict[str, Any] = {
        **session_context(request, entered),
        "count": found.count if found else 0,
        "values": sent.values if sent else {},
        "errors": sent.errors if sent else {},
    }
    return render(request, "committees/cancel.html", context, status=422 if sent else 200)


def _shown(request: Request, entered: EnteredCommittee, found: Recipients) -> dict[str, Any]:
    return {
        "count": found.count,
        "members": [
            (member_name(request, one), translate(request, SEATS[one.seat]))
            for one in found.members
        ],
        "unreached": [member_name(request, one) for one in found.unreached],
        "teams": [
            (
                startup_of(entered.snapshot, startup_id)[0].name,
                [account.shown_name for account in team],
            )
            for startup_id, team in found.teams
        ],
    }


_CONVENE, _CANCEL = "/comites/{committee_id}/convoquer", "/comites/{committee_id}/annuler"
routes = [
    Route(_CONVENE, ask_to_convene, name="committee_convene"),
    Route(_CONVENE, convene, name="committee_convene_now", methods=["POST"]),
    Route(_CANCEL, ask_to_cancel, name="committee_cancel"),
    Route(_CANCEL, cancel, name="committee_cancel_now", methods=["POST"]),
]
