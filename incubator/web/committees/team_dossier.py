"""The form of the team's part of a dossier: shown, kept while one types, saved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.committees.dossier_steps import EditedMeanwhileError, save_narrative
from incubator.domain.committee_states import StepError
from incubator.domain.narrative_merge import Merged, digests, merge
from incubator.domain.narratives import Narrative, faults, from_plain, to_plain
from incubator.i18n import N_
from incubator.store.drafts import Draft, Shelf, drafts_of, drop_draft, save_draft
from incubator.web import labels
from incubator.web.api.answers import error_answer
from incubator.web.committees.decision_form import OBJECTIVE, rows_of
from incubator.web.committees.team_form import (
    ASKS,
    is_field,
    read_narrative,
    say_faults,
    shown_values,
)
from incubator.web.committees.team_work import (
    Known,
    Session,
    Work,
    begin,
    context_of,
    known_of,
    opened,
    to_dossier,
    to_overview,
)
from incubator.web.forms import Form, read_form
from incubator.web.templating import formats_of, language_of, page_url, render, translate
from incubator.web.visitor import SignInNeededError, leave_notice, now_of, trace_of
from incubator.web.workspace.editor.lost import keep_for_later

#: The fields of the form that are no answers: which version was seen, and what it said.
_OPENED, _SEEN = "ouverte", "vues"
#: Where each button leads once the form is saved.
_ACTIONS = {
    "apercu": "startup_dossier_preview",
    "pieces": "startup_dossier_files",
    "deposer": "startup_dossier_submit",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the form's page shows: what was typed, what is wrong, and the version it was typed on.

    ``theirs`` is what somebody else saved since, in the fields that both changed.
    """

    values: Mapping[str, str]
    opened: str
    seen: str
    errors: Mapping[str, str] = field(default_factory=dict)
    theirs: Mapping[str, Any] = field(default_factory=dict)
    draft: Draft | None = None
    is_proposed: bool = False
    status: int = 200


async def show(request: Request) -> Response:
    """``GET /espace/startups/{place_id}/comite/dossier``: with the draft, where one waits."""
    work = await begin(request)
    session = work.session
    if session is None or not session.is_writable:
        return to_overview(request, work)
    known = await known_of(request, work.startup_id)
    narrative, is_proposed = session.narrative, session.narrative.is_empty
    if is_proposed:
        narrative = known.proposed(session)
    values = shown_values(narrative, language_of(request))
    page = Shown(values, opened_id(session), _told(session.narrative), is_proposed=is_proposed)
    drafts = await drafts_of(work.entered.person.account, Shelf.DOSSIERS, work.startup_id)
    draft = drafts.get(session.item.public_id)
    if draft is not None:
        kept = json.loads(draft.answers)
        typed = {name: text for name, text in kept.items() if is_field(name)}
        if _differ(typed, values):
            page = Shown(typed, draft.opened, str(kept.get(_SEEN, "")), draft=draft)
    return await form_page(request, work, session, known, page)


async def save(request: Request) -> Response:
    """``POST /espace/startups/{place_id}/comite/dossier``"""
    sent = await read_form(request)
    try:
        work = await begin(request)
    except SignInNeededError:
        return keep_for_later(request, dict(sent.lists))
    session = work.session
    if session is None or not session.is_writable:
        return await _too_late(request, work, session, sent)
    await _keep(request, work, session, sent)
    known = await known_of(request, work.startup_id)
    narrative = read_narrative(sent, known.measures)
    page = Shown(
        sent.values, sent.values.get(_OPENED, ""), sent.values.get(_SEEN, ""), errors=sent.errors
    )
    if sent.errors:
        return await form_page(request, work, session, known, replace(page, status=422))
    try:
        session = await opened(request, work, session)
        merged = await _save(request, session, narrative, page)
    except StepError:
        return await _too_late(request, work, session, sent)
    if merged.conflicts:
        session = (await begin(request)).session or session
        return await _conflict(request, work, session, merged)
    await _forget(work, session)
    if merged.narrative == narrative:
        await leave_notice(request, N_("Dossier enregistré. Il n’est pas encore déposé."))
    else:
        await leave_notice(
            request, N_("Dossier enregistré, avec ce qu’une autre personne a changé entre-temps.")
        )
    target = _ACTIONS.get(sent.values.get("action", ""), "startup_dossier")
    return RedirectResponse(page_url(request, target, place_id=work.startup_id), 303)


async def keep(request: Request) -> Response:
    """``POST …/comite/dossier/brouillon``: the page sends what is typed, now and then."""
    sent = await read_form(request)
    try:
        work = await begin(request)
    except SignInNeededError as error:
        return error_answer(401, error)
    if work.session is None:
        return to_overview(request, work)
    draft = await _keep(request, work, work.session, sent)
    moment = formats_of(request).moment(draft.saved_at)
    return JSONResponse(
        {"told": translate(request, N_("Brouillon gardé le %(moment)s."), moment=moment)}
    )


async def give_up(request: Request) -> Response:
    """``POST …/comite/dossier/brouillon/abandonner``: back to what was saved."""
    work = await begin(request)
    if work.session is not None:
        await _forget(work, work.session)
    await leave_notice(request, N_("Brouillon abandonné : voici ce qui était enregistré."))
    return to_dossier(request, work)


async def form_page(
    request: Request, work: Work, session: Session, known: Known, page: Shown
) -> Response:
    """The form."""
    measures = [("", translate(request, N_("Aucune")))]
    measures += [(one.id, one.name) for one in known.measures.known.values()]
    phases = [("", translate(request, N_("Choisissez")))]
    phases += [(one.value, translate(request, labels.PHASE_NAMES[one])) for one in known.following]
    kinds = [
        (kind.value, translate(request, label), translate(request, hint))
        for kind, (label, hint) in ASKS.items()
    ]
    context = {
        **context_of(work),
        "session": session,
        "values": page.values,
        "errors": page.errors,
        "theirs": page.theirs,
        "opened": page.opened,
        "seen": page.seen,
        "draft": page.draft,
        "is_proposed": page.is_proposed,
        "kinds": kinds,
        "phases": phases,
        "present": known.present,
        "measures": measures,
        "objectives": rows_of(OBJECTIVE, page.values),
        "last": known.last,
        "files": session.dossier.files if session.dossier else (),
    }
    return render(request, "committees/team_dossier.html", context, status=page.status)


async def faulty_form(request: Request, work: Work, session: Session) -> Response:
    """The form of what was saved, each thing that it lacks to be submitted beside its field."""
    known = await known_of(request, work.startup_id)
    values = shown_values(session.narrative, language_of(request))
    sent = Form(request, values, {})
    say_faults(sent, faults(session.narrative, known.setting(session)))
    page = Shown(
        values, opened_id(session), _told(session.narrative), errors=sent.errors, status=422
    )
    return await form_page(request, work, session, known, page)


def opened_id(session: Session) -> str:
    """Which version a form shows: its number, and how often it was saved."""
    dossier = session.dossier
    return f"{dossier.version}.{dossier.edits}" if dossier else ""


async def _save(request: Request, session: Session, narrative: Narrative, page: Shown) -> Merged:
    """Save, with what others saved since; nothing is saved where both changed the same field."""
    dossier = session.dossier
    assert dossier is not None  # noqa: S101 - for the type checker: it was opened
    merged = Merged(narrative, ())
    if page.opened != opened_id(session) and not (page.opened == "" and dossier.edits == 0):
        merged = merge(_read_seen(page.seen), narrative, session.narrative)
    while not merged.conflicts:
        try:
            await save_narrative(
                dossier, to_plain(merged.narrative), dossier.edits, trace_of(request),
                now_of(request),
            )  # fmt: skip
            break
        except EditedMeanwhileError as error:
            # Saved between our reading and our writing: what they saved is brought in too.
            dossier = error.current
            merged = merge(_read_seen(page.seen), narrative, from_plain(dossier.narrative))
    return merged


async def _conflict(request: Request, work: Work, session: Session, merged: Merged) -> Response:
    """Both changed the same field: their version beside one's own, which stays in the form."""
    known = await known_of(request, work.startup_id)
    theirs = session.narrative
    page = Shown(
        shown_values(merged.narrative, language_of(request)),
        opened_id(session),
        _told(theirs),
        theirs={name: getattr(theirs, name) for name in merged.conflicts},
        status=409,
    )
    return await form_page(request, work, session, known, page)


async def _too_late(request: Request, work: Work, session: Session | None, sent: Form) -> Response:
    """It was submitted, sent, or the session is over: what was typed is shown, to be copied."""
    if session is not None:
        await _keep(request, work, session, sent)
    answers = [
        (name, text) for name, text in sent.values.items() if is_field(name) and text.strip()
    ]
    context = {**context_of(work), "answers": answers}
    return render(request, "committees/team_too_late.html", context, status=409)


async def _keep(request: Request, work: Work, session: Session, sent: Form) -> Draft:
    """Whatever becomes of the save, what was typed is kept."""
    typed = {name: text for name, text in sent.values.items() if is_field(name) or name == _SEEN}
    now_opened = sent.values.get(_OPENED, "")[:64]
    now_opened = now_opened if now_opened.isprintable() else ""
    answers = json.dumps(typed, ensure_ascii=False)
    draft = Draft(session.item.public_id, now_opened, answers, now_of(request))
    await save_draft(work.entered.person.account, Shelf.DOSSIERS, work.startup_id, draft)
    return draft


async def _forget(work: Work, session: Session) -> None:
    account = work.entered.person.account
    await drop_draft(account, Shelf.DOSSIERS, work.startup_id, session.item.public_id)


def _differ(typed: Mapping[str, str], values: Mapping[str, str]) -> bool:
    """Whether a draft says something else than what is saved."""
    names = {name for name in (*typed, *values) if is_field(name)}
    return any(
        typed.get(name, "").replace("\r\n", "\n").strip() != values.get(name, "").strip()
        for name in names
    )


def _told(narrative: Narrative) -> str:
    """What a form remembers of the narrative that it showed."""
    return ",".join(f"{name}:{digest}" for name, digest in digests(narrative).items())


def _read_seen(text: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in text.split(","))
    return {name: digest for name, _, digest in pairs}


_BASE = "/espace/startups/{place_id}/comite/dossier"
routes = [
    Route(_BASE, show, name="startup_dossier"),
    Route(_BASE, save, name="save_startup_dossier", methods=["POST"]),
    Route(f"{_BASE}/brouillon", keep, name="keep_dossier_draft", methods=["POST"]),
    Route(f"{_BASE}/brouillon/abandonner", give_up, name="give_up_dossier_draft", methods=["POST"]),
]
