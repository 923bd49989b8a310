"""Who sits in a session: added by address, or among those who have a part in its startups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.committees.plan import PlanError
from incubator.actions.committees.seats import add_member, give_seat, remove_member, restore_member
from incubator.actions.manage_access import Newcomer
from incubator.domain.access import PlaceKind, Role
from incubator.domain.committee_access import Right, Seat
from incubator.domain.committee_states import TO_COME, StepError
from incubator.i18n import N_
from incubator.store.accounts.grants import grants_in
from incubator.web.committees.entering import EnteredCommittee, enter_committee
from incubator.web.committees.plan_words import office_of, say_fault
from incubator.web.committees.session_page import member_name, session_context
from incubator.web.committees.words import SEATS
from incubator.web.delivery import deliver_soon
from incubator.web.forms import Form, read_form
from incubator.web.site import site_of
from incubator.web.templating import language_of, page_url, render, translate
from incubator.web.visitor import leave_notice, now_of, trace_of

#: As what somebody with a role is proposed.
_SEAT_OF: Mapping[Role, Seat] = {
    Role.SPONSOR: Seat.SPONSOR,
    Role.INCUBATOR_MANAGER: Seat.INCUBATOR_HEAD,
    Role.COACH: Seat.PORTFOLIO_MANAGER,
}


async def show(request: Request) -> Response:
    """``GET /comites/{committee_id}/membres``"""
    entered = await enter_committee(request, Right.PREPARE)
    return await _page(request, entered)


async def add(request: Request) -> Response:
    """``POST …/membres``: who has no account gets one."""
    entered = await enter_committee(request, Right.PREPARE)
    sent = await read_form(request)
    email, name = sent.email("email"), sent.text("nom", limit=120)
    seat = sent.choice("siege", tuple(Seat))
    if not sent.errors:
        try:
            who, is_new = await add_member(
                office_of(request),
                entered.committee.public_id,
                email,
                Newcomer(name, language_of(request)),
                Seat(seat),
                trace_of(request),
                now_of(request),
            )
        except (PlanError, StepError) as error:
            say_fault(sent, error)
        else:
            text = N_("%(who)s siège dans la séance. Son compte vient d’être ouvert.")
            await leave_notice(
                request, text if is_new else N_("%(who)s siège dans la séance."), who=who
            )
            return _back(request)
    return await _page(request, entered, sent)


async def give(request: Request) -> Response:
    """``POST …/membres/{member_id}``: another seat."""
    entered = await enter_committee(request, Right.PREPARE)
    sent = await read_form(request)
    seat = sent.choice("siege", tuple(Seat))
    if not sent.errors:
        try:
            await give_seat(
                entered.committee.public_id,
                request.path_params["member_id"],
                Seat(seat),
                trace_of(request),
                now_of(request),
            )
        except (PlanError, StepError) as error:
            say_fault(sent, error)
        else:
            await leave_notice(request, N_("Siège modifié."))
            return _back(request)
    return await _page(request, entered, Form(request, {}, {}, sent.errors))


async def remove(request: Request) -> Response:
    """``POST …/membres/{member_id}/retirer``, with an undo."""
    entered = await enter_committee(request, Right.PREPARE)
    committee_id, member_id = entered.committee.public_id, request.path_params["member_id"]
    try:
        member = await remove_member(
            office_of(request), committee_id, member_id, trace_of(request), now_of(request)
        )
    except (PlanError, StepError) as error:
        return await _failed(request, entered, error)
    undo = page_url(
        request, "committee_member_restore", committee_id=committee_id, member_id=member_id
    )
    await leave_notice(
        request,
        N_("%(who)s ne siège plus dans la séance."),
        undo=(translate(request, N_("Remettre")), undo),
        who=member_name(request, member),
    )
    return _back(request)


async def restore(request: Request) -> Response:
    """``POST …/membres/{member_id}/remettre``"""
    entered = await enter_committee(request, Right.PREPARE)
    try:
        await restore_member(
            office_of(request),
            entered.committee.public_id,
            request.path_params["member_id"],
            trace_of(request),
            now_of(request),
        )
    except (PlanError, StepError) as error:
        return await _failed(request, entered, error)
    await leave_notice(request, N_("Membre remis dans la séance."))
    return _back(request)


def _back(request: Request) -> Response:
    here = page_url(request, "committee_members", committee_id=request.path_params["committee_id"])
    return RedirectResponse(here, 303, background=BackgroundTask(deliver_soon, request))


async def _failed(
    request: Request, entered: EnteredCommittee, error: PlanError | StepError
) -> Response:
    sent = Form(request, {}, {})
    say_fault(sent, error)
    return await _page(request, entered, sent)


async def _page(request: Request, entered: EnteredCommittee, sent: Form | None = None) -> Response:
    committee = entered.committee
    context: dict[str, Any] = {
        **session_context(request, entered),
        "members": [
            {
                "id": one.public_id,
                "name": member_name(request, one),
                "email": one.email if one.name else "",
                "seat": one.seat.value,
                "seat_name": translate(request, SEATS[one.seat]),
            }
            for one in committee.members
        ],
        "voices": sum(one.seat.has_voice for one in committee.members),
        "seats": [(seat.value, translate(request, text)) for seat, text in SEATS.items()],
        "suggested": await _suggested(request, entered) if committee.state in TO_COME else [],
        "values": sent.values if sent and sent.values else {"siege": Seat.GUEST.value},
        "errors": sent.errors if sent else {},
    }
    return render(request, "committees/members.html", context, status=422 if sent else 200)


async def _suggested(request: Request, entered: EnteredCommittee) -> list[dict[str, str]]:
    """Sponsors of the startups on the agenda, managers and coaches of the incubator.

    Those who sit already are left out.
    """
    committee, today = entered.committee, site_of(request).today()
    cards = [entered.snapshot.card(item.startup_id) for item in committee.items]
    sponsors = dict.fromkeys(one for card in cards if card for one in card.sponsors)
    grants = [
        *(await grants_in(PlaceKind.INCUBATOR, committee.incubator_id, today)),
        *[
            grant
            for one in sponsors
            for grant in await grants_in(PlaceKind.ORGANISATION, one, today)
        ],
    ]
    taken = {member.account_id for member in committee.members}
    found = []
    for grant in grants:
        account = grant.account
        if grant.role not in _SEAT_OF or account.public_id in taken or not account.may_sign_in:
            continue
        taken.add(account.public_id)
        seat = _SEAT_OF[grant.role]
        organisation = entered.snapshot.organisations.get(grant.place_id)
        found.append(
            {
                "email": account.email,
                "name": account.shown_name,
                "seat": seat.value,
                "seat_name": translate(request, SEATS[seat]),
                "of": organisation.short_name if organisation else "",
            }
        )
    return found


_BASE = "/comites/{committee_id}/membres"
_ONE = f"{_BASE}/{{member_id}}"
routes = [
    Route(_BASE, show, name="committee_members"),
    Route(_BASE, add, name="committee_member_add", methods=["POST"]),
    Route(_ONE, give, name="committee_member_seat", methods=["POST"]),
    Route(f"{_ONE}/retirer", remove, name="committee_member_remove", methods=["POST"]),
    Route(f"{_ONE}/remettre", restore, name="committee_member_restore", methods=["POST"]),
]
