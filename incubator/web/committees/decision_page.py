"""One decision: its public part for everybody, the whole of it for those who see its session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.actions.committees.sentences import sentence, shown_lines
from incubator.domain.access import PlaceKind, is_administrator, may_edit_sheet
from incubator.domain.committee_access import Right, Seat, rights
from incubator.domain.committee_states import State
from incubator.domain.follow_up import Promise
from incubator.domain.publicity import public_part
from incubator.store.accounts.accounts import names_of
from incubator.store.committees.decisions import Taken, find_decision
from incubator.store.committees.promises import promises_of_decisions
from incubator.store.committees.public_reads import chain_of, made_known
from incubator.store.committees.rules import rules_of
from incubator.store.committees.sessions import Committee, find_committee
from incubator.store.snapshot import Snapshot
from incubator.web.committees.entering import startup_of
from incubator.web.committees.follow_up_views import known_of, shown
from incubator.web.committees.words import KINDS
from incubator.web.errors import MissingError
from incubator.web.site import snapshot_of
from incubator.web.templating import language_of, render, translate
from incubator.web.visitor import visitor_of
from incubator.web.workspace.places import place_name


@dataclass(frozen=True, slots=True)
class At:
    """A decision and what its reader may do with it."""

    taken: Taken
    committee: Committee
    snapshot: Snapshot
    sees_all: bool
    sees_session: bool
    may_change: bool


async def show(request: Request) -> Response:
    """``GET /comites/decisions/{decision_id}``"""
    at = await approach(request)
    decision = at.taken.decision
    publicity = (await rules_of(decision.incubator_id)).publicity
    is_public = at.committee.state is State.CLOSED and publicity.decisions
    chain = await chain_of(at.taken)
    if not at.sees_session:
        chain = made_known(chain, at.committee.closed_at)
    part = decision if at.sees_all else public_part(decision, publicity) if is_public else None
    if part is None or at.taken not in chain:
        raise MissingError
    language, name = language_of(request), startup_name(at)
    incubator = at.snapshot.incubators.get(decision.incubator_id)
    has_page = at.snapshot.public_incubator(decision.incubator_id) is not None
    follow_up = await _follow_up(request, at) if at.sees_all else []
    names = await names_of([one.decided_by for one in chain]) if at.sees_all else {}
    context: dict[str, Any] = {
        "id": decision.id,
        "name": name,
        "startup_id": decision.startup_id if at.snapshot.card(decision.startup_id) else "",
        "incubator": incubator.title if incubator else decision.incubator_id,
        "incubator_id": decision.incubator_id if has_page else "",
        "kind": translate(request, KINDS[decision.kind]),
        "day": decision.decided_on,
        "sentence": sentence(part, name, language),
        "lines": [] if follow_up else list(shown_lines(part, language)),
        "reasons": part.reasons,
        "next_on": part.next_on if at.sees_all else None,
        "follow_up": follow_up,
        "chain": [
            {
                "id": one.decision.id,
                "day": one.decision.decided_on,
                "kind": translate(request, KINDS[one.decision.kind]),
                "by": names.get(one.decided_by, ""),
                "is_this": one.decision.id == decision.id,
            }
            for one in chain
        ],
        "is_replaced": chain[-1].decision.id != decision.id,
        "newest": chain[-1].decision,
        "sees_all": at.sees_all,
        "is_public": is_public,
        "committee_id": at.committee.public_id if at.sees_session else "",
        "may_change": at.may_change and at.committee.state is State.CLOSED,
        "position": at.taken.position,
        "hash": at.taken.hash,
    }
    return render(request, "committees/decision_page.html", context)


async def approach(request: Request) -> At:
    """The decision that the address names, and what its reader may do; anybody may be one.

    Raises:
        MissingError: there is no such decision.
    """
    taken = await find_decision(request.path_params["decision_id"])
    committee = await find_committee(taken.decision.committee_id) if taken else None
    if taken is None or committee is None:
        raise MissingError
    snapshot, visitor = await snapshot_of(request), visitor_of(request)
    member = committee.member_of(visitor.account.public_id) if visitor.account else None
    seat = member.seat if member else None
    held = rights(visitor.actor, committee.incubator_id, seat)
    startup, _ = startup_of(snapshot, taken.decision.startup_id)
    # A team reads what was decided of its startup once the session is over, as it is mailed to it.
    is_team = committee.state is State.CLOSED and may_edit_sheet(visitor.actor, startup.place)
    return At(
        taken,
        committee,
        snapshot,
        sees_all=Right.SEE in held or is_team,
        sees_session=Right.SEE in held,
        may_change=seat is Seat.CHAIR or is_administrator(visitor.actor),
    )


def startup_name(at: At) -> str:
    """What the startup is called; its id once its sheet is no more."""
    return place_name(at.snapshot, PlaceKind.STARTUP, at.taken.decision.startup_id)


async def _follow_up(request: Request, at: At) -> list[dict[str, Any]]:
    """What was asked in return, each with its fate."""
    promises: list[Promise] = await promises_of_decisions([at.taken.decision.id])
    known = await known_of(request, promises, at.snapshot)
    actor = visitor_of(request).actor
    return [shown(request, known, one, actor) for one in promises]


routes = [Route("/comites/decisions/{decision_id}", show, name="decision")]
