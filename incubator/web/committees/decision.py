"""The decision of an item, recorded on the spot by whoever presides: read over, then final."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.committees.decide import (
    Course,
    FaultyError,
    OvertakenError,
    decide,
    is_set_aside,
    last_decision,
)
from incubator.actions.committees.sentences import sentence, shown_lines
from incubator.domain import committee_states
from incubator.domain.committee_access import Right
from incubator.domain.committee_states import Refusal, StepError
from incubator.domain.decisions import Decision, Kind, faults
from incubator.domain.narratives import Narrative, from_plain
from incubator.i18n import N_
from incubator.store.accounts.accounts import names_of
from incubator.store.committees.decisions import Taken
from incubator.store.committees.dossiers import newest_sent, newest_version
from incubator.store.criteria_reads import phase_criteria
from incubator.store.startup_reads import find_sheet
from incubator.web import labels
from incubator.web.committees.decision_form import (
    CONDITION,
    MOST_FIELDS,
    OBJECTIVE,
    STOPS,
    TO_A_PHASE,
    Measures,
    read_decision,
    rows_of,
    say_faults,
    values_of,
)
from incubator.web.committees.entering import EnteredItem, enter_item
from incubator.web.committees.words import KIND_HINTS, KINDS, REFUSALS
from incubator.web.forms import Form, read_form
from incubator.web.site import site_of
from incubator.web.templating import language_of, page_url, render, translate
from incubator.web.visitor import leave_notice, now_of, trace_of


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the form is about: where the startup stands, its measures, what was decided before."""

    at: EnteredItem
    course: Course
    measures: Measures
    last: Taken | None

    @property
    def must_confirm(self) -> bool:
        """Whether the only chair declared an interest, and writes down what others decided."""
        entered = self.at.in_committee
        member = entered.member
        return member is not None and self.at.item.public_id in member.recused


@dataclass(slots=True)
class _Told:
    """What the page shows besides: what was typed, what is wrong, the decision to read over."""

    values: Mapping[str, str]
    known: str
    errors: Mapping[str, str] = field(default_factory=dict)
    review: Decision | None = None
    overtaken: bool = False
    source: str = ""


async def show(request: Request) -> Response:
    """``GET /comites/{committee_id}/points/{item_id}/decision``"""
    desk = await _begin(request)
    if refusal := _refusal(desk):
        return _refused(request, desk, refusal)
    language = language_of(request)
    if desk.last is not None:
        values, source = values_of(desk.last.decision, language), "decision"
    else:
        asked = await _asked(desk)
        values, source = values_of(asked, language), "dossier" if asked else ""
    return await _page(request, desk, _Told(values, _known(desk), source=source))


async def record(request: Request) -> Response:
    """``POST …/decision``: shows the decision in a sentence, then records it once confirmed."""
    desk = await _begin(request)
    sent = await read_form(request, max_fields=MOST_FIELDS)
    if refusal := _refusal(desk):
        return _refused(request, desk, refusal)
    action, known = sent.values.get("action", ""), sent.values.get("known", "")
    told = _Told(sent.values, known)
    if action == "corriger":
        return await _page(request, desk, told)
    wanted = _read(request, sent, desk)
    if sent.errors or wanted is None:
        told.errors = sent.errors
        return await _page(request, desk, told, status=422)
    if known != _known(desk):
        return await _overtaken(request, desk, told)
    if action != "confirmer":
        told.review = wanted
        return await _page(request, desk, told)
    return await _save(request, desk, sent, wanted, told)


async def _save(
    request: Request, desk: _Desk, sent: Form, wanted: Decision, told: _Told
) -> Response:
    try:
        await decide(wanted, desk.course, told.known, trace_of(request), now_of(request))
    except OvertakenError:
        return await _overtaken(request, await _begin(request), told)
    except FaultyError as error:
        say_faults(sent, error.faults)
        told.errors = sent.errors
        return await _page(request, desk, told, status=422)
    except StepError as error:
        return _refused(request, desk, REFUSALS[error.refusal])
    await leave_notice(request, N_("La décision est enregistrée."))
    committee_id = desk.at.in_committee.committee.public_id
    return RedirectResponse(page_url(request, "session", committee_id=committee_id), 303)


async def _begin(request: Request) -> _Desk:
    at = await enter_item(request, Right.PRESIDE)
    startup_id = at.item.startup_id
    card = at.in_committee.snapshot.card(startup_id)
    present = card.phase if card else None
    following = (await phase_criteria(present)).following if present else ()
    course = Course(present, tuple(phase for phase in following if phase not in STOPS))
    sheet = await find_sheet(startup_id)
    measures = Measures.of(sheet.indicators if sheet else ())
    last = await last_decision(at.in_committee.committee, at.item.public_id)
    return _Desk(at, course, measures, last)


def _known(desk: _Desk) -> str:
    return desk.last.decision.id if desk.last else ""


def _refusal(desk: _Desk) -> str:
    """Why nothing can be decided here and now; "" where it can."""
    entered = desk.at.in_committee
    if is_set_aside(entered.committee, entered.person.account.public_id, desk.at.item):
        return N_("Vous êtes en déport sur ce point : l’autre personne qui préside décide.")
    try:
        committee_states.decide(entered.committee.state)
    except StepError:
        if entered.committee.state in committee_states.TO_COME:
            return N_("La séance n’est pas encore ouverte : une décision se prend en séance.")
        return REFUSALS[Refusal.STATE]
    return ""


async def _asked(desk: _Desk) -> Narrative | None:
    """What the dossier asks for: as it was sent, else as the team has it now."""
    number = desk.at.item.number
    dossier = await newest_sent(number) or await newest_version(number)
    if dossier is None:
        return None
    try:
        found = from_plain(dossier.narrative)
    except ValueError:
        return None
    return None if found.is_empty else found


def _read(request: Request, sent: Form, desk: _Desk) -> Decision | None:
    at, committee = desk.at, desk.at.in_committee.committee
    blank = Decision(
        id="",
        startup_id=at.item.startup_id,
        incubator_id=committee.incubator_id,
        committee_id=committee.public_id,
        item_id=at.item.public_id,
        kind=Kind.CONTINUE,
        decided_on=site_of(request).today(),
    )
    wanted = read_decision(sent, blank, desk.course.present, desk.measures)
    if wanted is not None:
        say_faults(sent, faults(wanted, desk.course.present, desk.course.allowed))
    if desk.must_confirm and not sent.flag("transcribed"):
        text = N_("Cochez cette case : vous êtes en déport sur ce point.")
        sent.fault("transcribed", text)
    return wanted


async def _overtaken(request: Request, desk: _Desk, told: _Told) -> Response:
    """Somebody else decided meanwhile: their decision is shown, and what was typed is kept."""
    told.overtaken, told.known = True, _known(desk)
    return await _page(request, desk, told, status=409)


def _refused(request: Request, desk: _Desk, refusal: str) -> Response:
    context = {**_head(desk), "refusal": translate(request, refusal)}
    return render(request, "committees/decision_refused.html", context, status=409)


def _head(desk: _Desk) -> dict[str, Any]:
    committee = desk.at.in_committee.committee
    return {"committee": committee, "item": desk.at.item, "startup": desk.at.startup}


async def _page(request: Request, desk: _Desk, told: _Told, status: int = 200) -> Response:
    language, name = language_of(request), desk.at.startup.name
    context: dict[str, Any] = {
        **_head(desk),
        "values": told.values,
        "errors": told.errors,
        "known": told.known,
        "source": told.source,
        "overtaken": told.overtaken,
        "must_confirm": desk.must_confirm,
        "last": None,
    }
    if desk.last is not None:
        names = await names_of([desk.last.decided_by])
        context["last"] = {
            "sentence": sentence(desk.last.decision, name, language),
            "at": desk.last.decided_at,
            "by": names.get(desk.last.decided_by, ""),
        }
    if told.review is not None:
        context |= {
            "sentence": sentence(told.review, name, language),
            "decision": told.review,
            "lines": list(shown_lines(told.review, language)),
            "carried": _carried(told.values),
        }
        return render(request, "committees/decision_review.html", context, status=status)
    context |= {
        "kinds": _kinds(request, desk.course),
        "phases": _phases(request, desk.course),
        "measures": [("", "—"), *((one.id, one.name) for one in desk.measures.known.values())],
        "objectives": rows_of(OBJECTIVE, told.values),
        "conditions": rows_of(CONDITION, told.values),
    }
    return render(request, "committees/decision.html", context, status=status)


def _kinds(request: Request, course: Course) -> list[tuple[str, str, str]]:
    """What can be decided: a value, a label, what it means."""
    return [
        (kind.value, translate(request, text), translate(request, KIND_HINTS[kind]))
        for kind, text in KINDS.items()
        if course.allowed or kind not in TO_A_PHASE
    ]


def _phases(request: Request, course: Course) -> list[tuple[str, str]]:
    chosen = [(one.value, translate(request, labels.PHASE_NAMES[one])) for one in course.allowed]
    return [("", translate(request, N_("Choisissez"))), *chosen]


def _carried(values: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name, text) for name, text in values.items() if name != "action"]


_PATH = "/comites/{committee_id}/points/{item_id}/decision"
routes = [
    Route(_PATH, show, name="decision_new"),
    Route(_PATH, record, name="decision_record", methods=["POST"]),
]
