"""A member's opinion on an item, the conflicts of interest, and what the chair opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.committees.opinions import (
    At,
    WaitingError,
    declare_interest,
    give_opinion,
    open_opinions,
    take_interest_back,
)
from incubator.domain.committee_access import Right
from incubator.domain.committee_states import Stage, State, StepError
from incubator.domain.decisions import Kind
from incubator.domain.opinions import MARKS, WITH_PHASE, Fault, Opinion, faults
from incubator.domain.phases import Phase
from incubator.i18n import N_
from incubator.store.criteria_reads import PhaseCriteria
from incubator.web import labels
from incubator.web.bringing import long_text
from incubator.web.committees.entering import EnteredItem, enter_item
from incubator.web.committees.opinion_view import (
    MARKS as MARK_WORDS,
)
from incubator.web.committees.opinion_view import (
    OpinionView,
    criteria_of,
    opinion_view,
)
from incubator.web.committees.words import KINDS, REFUSALS
from incubator.web.forms import Form, read_form
from incubator.web.templating import page_url, render, translate
from incubator.web.visitor import ForbiddenError, leave_notice, now_of, trace_of

_COMMENT_LIMIT = 4000
_REASON_LIMIT = 300
_NO_MARK = "0"
_FAULTS: Mapping[Fault, tuple[str, str]] = {
    Fault.MARK: ("formulaire", N_("Les critères de cette phase ont changé : répondez de nouveau.")),
    Fault.RECOMMENDATION: ("recommandation", N_("Choisissez ce que vous recommandez.")),
    Fault.PHASE_MISSING: ("phase", N_("Choisissez la phase que vous recommandez.")),
    Fault.PHASE_NOT_ALLOWED: ("phase", N_("Cette phase ne suit pas la phase actuelle.")),
}


@dataclass(frozen=True, slots=True)
class _Told:
    """What a page shows besides the item: a form as it was sent, why a step was refused."""

    sent: Form | None = None
    is_opinion: bool = False
    refusal: str = ""
    #: The members whom the chair is asked not to wait for, by name.
    waiting: tuple[str, ...] = ()
    status: int = 200


async def show(request: Request) -> Response:
    """``GET /comites/{committee_id}/points/{item_id}/avis``"""
    return await _page(request, await enter_item(request, Right.SEE))


async def answer(request: Request) -> Response:
    """``POST …/avis``: what a member thinks."""
    at, sent = await enter_item(request, Right.OPINE), await read_form(request)
    asked = await criteria_of(at)
    opinion = _read_opinion(sent, asked)
    if sent.errors:
        return await _page(request, at, _Told(sent, is_opinion=True, status=422))
    try:
        await give_opinion(_at(at), opinion, trace_of(request), now_of(request))
    except StepError as error:
        refusal = REFUSALS[error.refusal]
        return await _page(request, at, _Told(sent, is_opinion=True, refusal=refusal, status=409))
    if at.in_committee.committee.state is State.OPEN:
        told = N_("Votre avis est enregistré. Vous pouvez le modifier jusqu’à la décision.")
    else:
        told = N_(
            "Votre avis est enregistré. Vous pouvez le modifier avant et pendant la séance, jusqu’à"
            " la décision."
        )
    await leave_notice(request, told)
    return RedirectResponse(_own_url(request, at), 303)


async def declare(request: Request) -> Response:
    """``POST …/deport``: somebody has an interest in the item, or has none after all.

    One's own, by any member; another member's, by those who prepare the session.
    """
    at, sent = await enter_item(request, Right.SEE), await read_form(request)
    entered = at.in_committee
    gesture = sent.choice("geste", ("declarer", "reprendre"))
    own = entered.member.public_id if entered.member else ""
    member_id = sent.values.get("membre", "") or own
    if member_id != own and Right.PREPARE not in entered.rights:
        raise ForbiddenError
    if member_id not in {one.public_id for one in entered.committee.members}:
        sent.fault("membre", N_("Choisissez un membre de la séance."))
    reason = sent.text("motif", limit=_REASON_LIMIT)
    if sent.errors:
        return await _page(request, at, _Told(sent, status=422))
    trace, now = trace_of(request), now_of(request)
    try:
        if gesture == "declarer":
            await declare_interest(_at(at), member_id, reason, trace, now)
            told = N_("Le déport est noté : aucun avis n’est demandé sur ce point.")
        else:
            await take_interest_back(_at(at), member_id, trace, now)
            told = N_("Le déport est retiré.")
    except StepError as error:
        return await _page(request, at, _Told(sent, refusal=REFUSALS[error.refusal], status=409))
    await leave_notice(request, told)
    return RedirectResponse(_own_url(request, at), 303)


async def open_all(request: Request) -> Response:
    """``POST …/avis/ouvrir``: the chair lets the members read each other."""
    at, sent = await enter_item(request, Right.PRESIDE), await read_form(request)
    try:
        without = sent.several("sans")
        await open_opinions(_at(at), without, trace_of(request), now_of(request))
    except WaitingError as error:
        return await _page(request, at, _Told(sent, waiting=error.members, status=422))
    except StepError as error:
        return await _page(request, at, _Told(sent, refusal=REFUSALS[error.refusal], status=409))
    await leave_notice(request, N_("Les avis sont ouverts : chaque membre lit ceux des autres."))
    committee = at.in_committee.committee
    return RedirectResponse(page_url(request, "session", committee_id=committee.public_id), 303)


def _read_opinion(sent: Form, asked: PhaseCriteria) -> Opinion:
    choices = (_NO_MARK, *map(str, MARKS))
    marks = {}
    for one in asked.criteria:
        if chosen := sent.choice(f"note-{one.id}", choices):
            marks[one.id] = int(chosen)
    named = sent.values.get("recommandation", "")
    kind = Kind(named) if named in set(Kind) else None
    phase = sent.values.get("phase", "") if kind in WITH_PHASE else ""
    opinion = Opinion(
        marks={key: mark for key, mark in marks.items() if mark},
        recommendation=kind,
        phase=Phase(phase) if phase in set(Phase) else None,
        comment=long_text(sent, "commentaire", limit=_COMMENT_LIMIT),
    )
    for fault in faults(opinion, [one.id for one in asked.criteria], _phases(asked)):
        sent.fault(*_FAULTS[fault])
    return opinion


def _phases(asked: PhaseCriteria) -> list[Phase]:
    """The phases that somebody may recommend: to stop is a recommendation of its own."""
    return [one for one in asked.following if one not in {Phase.STOPPED, Phase.INCONCLUSIVE}]


def _at(at: EnteredItem) -> At:
    return At(at.in_committee.committee.public_id, at.item.public_id)


def _own_url(request: Request, at: EnteredItem) -> str:
    committee = at.in_committee.committee
    return page_url(request, "opinion", committee_id=committee.public_id, item_id=at.item.public_id)


def _values(view: OpinionView, typed: Form | None) -> Mapping[str, str]:
    if typed is not None:
        return typed.values
    if view.own is None:
        return {f"note-{one.id}": _NO_MARK for one in view.asked.criteria}
    said = view.own.opinion
    return {
        **{f"note-{one.id}": str(said.marks.get(one.id, _NO_MARK)) for one in view.asked.criteria},
        "recommandation": said.recommendation.value if said.recommendation else "",
        "phase": said.phase.value if said.phase else "",
        "commentaire": said.comment,
    }


async def _page(request: Request, at: EnteredItem, told: _Told | None = None) -> Response:
    told = told or _Told()
    if told.status == 409:
        # Somebody else has acted: the page shows what they left.
        at = await enter_item(request, Right.SEE)
    entered, view = at.in_committee, await opinion_view(request, at)
    names = {one.public_id: one.shown_name for one in entered.committee.members}
    context: dict[str, Any] = {
        "at": at,
        "committee": entered.committee,
        "item": at.item,
        "startup": at.startup,
        "view": view,
        "me": entered.member,
        "values": _values(view, told.sent if told.is_opinion else None),
        "errors": told.sent.errors if told.sent else {},
        "refusal": told.refusal,
        "waiting": [(one, names.get(one, "")) for one in told.waiting],
        "marks": [
            *((str(mark), f"{mark} — {translate(request, MARK_WORDS[mark])}") for mark in MARKS),
            (_NO_MARK, translate(request, N_("sans avis"))),
        ],
        "kinds": [(kind.value, translate(request, text)) for kind, text in KINDS.items()],
        "phases": [
            (one.value, translate(request, labels.PHASE_NAMES[one])) for one in _phases(view.asked)
        ],
        "may_note": Right.PREPARE in entered.rights,
        "may_take_back": at.item.stage is Stage.WAITING,
        "may_declare": at.item.stage is not Stage.DECIDED
        and entered.committee.state not in {State.CLOSED, State.CANCELLED},
        "is_running": entered.committee.state is State.OPEN,
    }
    return render(request, "committees/opinion.html", context, status=told.status)


_PATH = "/comites/{committee_id}/points/{item_id}"
routes = [
    Route(f"{_PATH}/avis", show, name="opinion"),
    Route(f"{_PATH}/avis", answer, name="opinion_give", methods=["POST"]),
    Route(f"{_PATH}/avis/ouvrir", open_all, name="opinions_open", methods=["POST"]),
    Route(f"{_PATH}/deport", declare, name="recusal", methods=["POST"]),
]
