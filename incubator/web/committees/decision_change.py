"""Changing a decision once its session is closed: an appeal that was heard, a mistake mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.committees.change_decision import (
    Standing,
    Telling,
    change_decision,
    faults_of,
)
from incubator.actions.committees.decide import FaultyError, OvertakenError, is_set_aside
from incubator.actions.committees.sentences import sentence, shown_lines
from incubator.domain.access import PlaceKind
from incubator.domain.committee_states import State, StepError
from incubator.domain.decisions import Decision, Fault
from incubator.domain.follow_up import Sort, fate
from incubator.domain.phases import Phase, PhaseEntry, current_phase
from incubator.i18n import N_
from incubator.store.accounts.accounts import names_of
from incubator.store.committees.decisions import Taken
from incubator.store.committees.promises import promises_of_decisions
from incubator.store.committees.public_reads import chain_of
from incubator.store.criteria_reads import phase_criteria
from incubator.store.startup_reads import find_sheet
from incubator.web import labels
from incubator.web.bringing import long_text
from incubator.web.committees.closing import write_now
from incubator.web.committees.decision_form import (
    CONDITION,
    FAULTS,
    MOST_FIELDS,
    OBJECTIVE,
    STOPS,
    Measures,
    read_decision,
    rows_of,
    say_faults,
    values_of,
)
from incubator.web.committees.decision_page import At, approach, startup_name
from incubator.web.committees.words import KIND_HINTS, KINDS, REFUSALS
from incubator.web.delivery import deliver_soon
from incubator.web.forms import Form, read_form
from incubator.web.site import site_of
from incubator.web.templating import language_of, page_url, render, translate
from incubator.web.visitor import (
    ForbiddenError,
    leave_notice,
    mail_site,
    now_of,
    signed_in,
    trace_of,
)
from incubator.web.workspace.places import place_name

_WHY = N_("Dites pourquoi la décision change : ce motif est obligatoire.")


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the form is about: the decision in force, where the startup stands, its measures."""

    at: At
    standing: Standing
    measures: Measures

    @property
    def former(self) -> Decision:
        """The decision that is changed."""
        return self.at.taken.decision


@dataclass(slots=True)
class _Told:
    """What the page shows besides: what was typed, what is wrong, the decision to read over."""

    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    review: Decision | None = None


async def show(request: Request) -> Response:
    """``GET /comites/decisions/{decision_id}/reviser``"""
    desk = await _begin(request)
    if (refused := await _refusal(request, desk)) is not None:
        return refused
    values = values_of(await _still_asked(request, desk), language_of(request))
    return await _page(request, desk, _Told({**values, "reasons": ""}))


async def record(request: Request) -> Response:
    """``POST …/reviser``: shows the new decision in a sentence, then records it once confirmed."""
    desk = await _begin(request)
    sent = await read_form(request, max_fields=MOST_FIELDS)
    if (refused := await _refusal(request, desk)) is not None:
        return refused
    told, action = _Told(sent.values), sent.values.get("action", "")
    if action == "corriger":
        return await _page(request, desk, told)
    wanted = _read(request, sent, desk)
    if sent.errors or wanted is None:
        told.errors = sent.errors
        return await _page(request, desk, told, status=422)
    if action != "confirmer":
        told.review = wanted
        return await _page(request, desk, told)
    try:
        taken = await change_decision(
            wanted, desk.standing, _telling(request, desk), trace_of(request), now_of(request)
        )
    except OvertakenError as error:
        return _refused(request, desk, error.last)
    except FaultyError as error:
        _say(sent, error.faults)
        told.errors = sent.errors
        return await _page(request, desk, told, status=422)
    except StepError as error:
        return _refused(request, desk, None, REFUSALS[error.refusal])
    await write_now(request, [taken.decision.id])
    done = N_("La décision est révisée. Les personnes concernées l’apprennent par courriel.")
    await leave_notice(request, done)
    address = page_url(request, "decision", decision_id=taken.decision.id)
    return RedirectResponse(address, 303, background=BackgroundTask(deliver_soon, request))


async def _begin(request: Request) -> _Desk:
    """The decision of the address, for a chair of the session that took it or an administrator.

    Raises:
        SignInNeededError: nobody is signed in.
        MissingError: there is no such decision.
        ForbiddenError: they may not change it.
    """
    signed_in(request)
    at = await approach(request)
    if not at.may_change:
        raise ForbiddenError
    sheet = await find_sheet(at.taken.decision.startup_id)
    phases = sheet.phases if sheet else ()
    standing = await _standing(phases, at.taken.decision, site_of(request).today())
    return _Desk(at, standing, Measures.of(sheet.indicators if sheet else ()))


async def _standing(phases: tuple[PhaseEntry, ...], former: Decision, today: date) -> Standing:
    now = current_phase(phases, today)
    is_applied = former.phase is not None and former.phase is now
    earlier = tuple(one for one in phases if one.start < former.decided_on)
    before = current_phase(earlier, former.decided_on) if is_applied else now
    allowed: dict[Phase, None] = {}
    for phase in dict.fromkeys((before, now)):
        if phase is not None:
            allowed |= dict.fromkeys((await phase_criteria(phase)).following)
    if is_applied and before is not None:
        allowed[before] = None
    return Standing(before, now, tuple(one for one in allowed if one not in STOPS))


async def _refusal(request: Request, desk: _Desk) -> Response | None:
    """Why nothing can be changed here and now; None where it can."""
    at = desk.at
    if at.committee.state is not State.CLOSED:
        text = N_("La séance n’est pas close : la décision se change en séance.")
        return _refused(request, desk, None, text)
    newest = (await chain_of(at.taken))[-1]
    if newest.decision.id != desk.former.id:
        return _refused(request, desk, newest)
    item, person = at.committee.item(desk.former.item_id), signed_in(request)
    if item is not None and is_set_aside(at.committee, person.account.public_id, item):
        text = N_("Vous êtes en déport sur ce point : l’autre personne qui préside décide.")
        return _refused(request, desk, None, text)
    return None


async def _still_asked(request: Request, desk: _Desk) -> Decision:
    """The decision in force without what it asked for that is settled, or whose day has passed."""
    today = site_of(request).today()
    promises = await promises_of_decisions([desk.former.id])
    asked = {
        (one.sort, one.text, one.due)
        for one in promises
        if fate(one, today).is_open and one.due >= today
    }
    former = desk.former
    return replace(
        former,
        objectives=tuple(
            one for one in former.objectives if (Sort.OBJECTIVE, one.text, one.due) in asked
        ),
        conditions=tuple(
            one for one in former.conditions if (Sort.CONDITION, one.text, one.due) in asked
        ),
    )


def _read(request: Request, sent: Form, desk: _Desk) -> Decision | None:
    blank = replace(
        desk.former,
        id="",
        decided_on=site_of(request).today(),
        replaces=desk.former.id,
        objectives=(),
        conditions=(),
    )
    wanted = read_decision(sent, blank, desk.standing.before, desk.measures)
    long_text(sent, "reasons", required=_WHY)
    if wanted is not None:
        _say(sent, faults_of(wanted, desk.standing))
    return wanted


def _say(sent: Form, found: tuple[Fault, ...]) -> None:
    """Say beside the fields what is lacking; why it changes is asked for whatever the kind."""
    if Fault.REASONS in found:
        sent.fault(FAULTS[Fault.REASONS][0], _WHY)
    say_faults(sent, found)


def _telling(request: Request, desk: _Desk) -> Telling:
    incubator = place_name(desk.at.snapshot, PlaceKind.INCUBATOR, desk.former.incubator_id)
    return Telling(mail_site(request), incubator, startup_name(desk.at), site_of(request).today())


def _refused(request: Request, desk: _Desk, newest: Taken | None, text: str = "") -> Response:
    """The page that says why; ``newest`` is the decision that took this one's place."""
    context = {
        "id": desk.former.id,
        "name": startup_name(desk.at),
        "newest": newest.decision if newest else None,
        "refusal": translate(request, text) if text else "",
    }
    return render(request, "committees/decision_change_refused.html", context, status=409)


async def _page(request: Request, desk: _Desk, told: _Told, status: int = 200) -> Response:
    language, name = language_of(request), startup_name(desk.at)
    names = await names_of([desk.at.taken.decided_by])
    context: dict[str, Any] = {
        "id": desk.former.id,
        "name": name,
        "former": {
            "sentence": sentence(desk.former, name, language),
            "day": desk.former.decided_on,
            "by": names.get(desk.at.taken.decided_by, ""),
            "lines": list(shown_lines(desk.former, language)),
        },
        "values": told.values,
        "errors": told.errors,
    }
    if told.review is not None:
        context |= {
            "sentence": sentence(told.review, name, language),
            "decision": told.review,
            "lines": list(shown_lines(told.review, language)),
            "back_to": _back_to(request, desk, told.review),
            "carried": [(key, text) for key, text in told.values.items() if key != "action"],
        }
        return render(request, "committees/decision_change_review.html", context, status=status)
    chosen = [
        (one.value, translate(request, labels.PHASE_NAMES[one])) for one in desk.standing.allowed
    ]
    context |= {
        "kinds": [
            (kind.value, translate(request, text), translate(request, KIND_HINTS[kind]))
            for kind, text in KINDS.items()
        ],
        "phases": [("", translate(request, N_("Choisissez"))), *chosen],
        "measures": [("", "—"), *((one.id, one.name) for one in desk.measures.known.values())],
        "objectives": rows_of(OBJECTIVE, told.values),
        "conditions": rows_of(CONDITION, told.values),
    }
    return render(request, "committees/decision_change.html", context, status=status)


def _back_to(request: Request, desk: _Desk, wanted: Decision) -> str:
    """The phase that the sheet goes back to, where the new decision names none; "" for none."""
    before = desk.standing.before
    if wanted.phase is not None or before is None or before is desk.standing.now:
        return ""
    return translate(request, labels.PHASE_NAMES[before])


_PATH = "/comites/decisions/{decision_id}/reviser"
routes = [
    Route(_PATH, show, name="decision_change"),
    Route(_PATH, record, name="decision_change_record", methods=["POST"]),
]
