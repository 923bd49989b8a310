"""Somebody joins a team: a member who has a sheet already, or somebody new to the community."""

from __future__ import annotations

import re
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.actions import manage_access
from incubator.actions.manage_access import AccessError, Wanted, give_role
from incubator.actions.manage_team import (
    Newcomer,
    TakenError,
    add_mission,
    add_newcomer,
    member_id_of,
)
from incubator.domain.access import Role, may_manage_team
from incubator.domain.email import normalise
from incubator.domain.text import fold
from incubator.i18n import N_
from incubator.sheets.missions import MissionError, Term
from incubator.store.snapshot import Snapshot
from incubator.web.accounts.faults import FAULTS
from incubator.web.delivery import deliver_soon
from incubator.web.forms import Form, read_form
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import language_of, render, translate
from incubator.web.visitor import leave_notice, mail_site, now_of, trace_of
from incubator.web.workspace.places import Entered, enter
from incubator.web.workspace.save_faults import SAVE_FAULTS, save_fault
from incubator.web.workspace.team_forms import back, read_term, team_of, tell, term_context

_GITHUB = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?")


async def show_known(request: Request) -> Response:
    """``GET /espace/startups/{place_id}/equipe/ajouter``"""
    return await _known_page(request, await enter(request, may_manage_team))


async def add_known(request: Request) -> Response:
    """``POST /espace/startups/{place_id}/equipe/ajouter``: a mission for a member."""
    entered = await enter(request, may_manage_team)
    sent = await read_form(request)
    member_id, name = _member(sent, await snapshot_of(request))
    term = read_term(sent)
    if not sent.errors:
        try:
            saved = await add_mission(team_of(request, entered), member_id, term)
        except MissionError as error:
            sent.fault(error.field, str(error))
        except SAVE_FAULTS as error:
            sent.fault("formulaire", "%(told)s", told=save_fault(request, error))
        else:
            done = N_("%(name)s est dans l’équipe.")
            return await tell(request, entered, member_id, saved, done, name=name)
    return await _known_page(request, entered, sent)


async def show_new(request: Request) -> Response:
    """``GET /espace/startups/{place_id}/equipe/nouvelle-personne``"""
    return _new_page(request, await enter(request, may_manage_team))


async def add_new(request: Request) -> Response:
    """``POST /espace/startups/{place_id}/equipe/nouvelle-personne``: a sheet, and an invitation."""
    entered = await enter(request, may_manage_team)
    sent = await read_form(request)
    newcomer, term, email = _read_newcomer(request, entered, sent)
    if not sent.errors:
        try:
            saved = await add_newcomer(team_of(request, entered), newcomer, term)
        except TakenError as error:
            sent.fault(
                "fullname",
                N_(
                    "Une fiche porte déjà ce nom (%(id)s). Si c’est cette personne, ajoutez-la par"
                    " sa fiche ; si c’est quelqu’un d’autre, cochez la case."
                ),
                id=error.member_id,
            )
        except MissionError as error:
            sent.fault(error.field, str(error))
        except SAVE_FAULTS as error:
            sent.fault("formulaire", "%(told)s", told=save_fault(request, error))
        else:
            done = (
                N_("La fiche de %(name)s est proposée : elle sera publique une fois acceptée.")
                if saved.is_proposed
                else N_("%(name)s est dans l’équipe, avec une fiche de membre.")
            )
            told = translate(request, done, name=newcomer.full_name)
            if email:
                told += " " + await _invite(request, entered, newcomer, term, email)
            await leave_notice(request, "%(told)s", told=told)
            answer = back(request, entered)
            answer.background = BackgroundTask(deliver_soon, request)
            return answer
    return _new_page(request, entered, sent)


async def _invite(
    request: Request, entered: Entered, newcomer: Newcomer, term: Term, email: str
) -> str:
    """Give the access of a team member until the mission's end; says what became of it."""
    wanted = Wanted(
        Role.TEAM_MEMBER,
        entered.named.place.id,
        entered.named.name,
        translate(request, N_("Rejoint l’équipe")),
        term.end,
        entered.person.account.shown_name,
    )
    try:
        await give_role(
            mail_site(request),
            email,
            wanted,
            trace_of(request),
            today=site_of(request).today(),
            newcomer=manage_access.Newcomer(newcomer.full_name, language_of(request)),
            now=now_of(request),
        )
    except AccessError as error:
        reason = translate(request, FAULTS[error.code][1])
        return translate(request, N_("L’invitation n’est pas partie : %(reason)s"), reason=reason)
    return translate(request, N_("Un message est parti à %(email)s."), email=email)


def _read_newcomer(request: Request, entered: Entered, sent: Form) -> tuple[Newcomer, Term, str]:
    name = sent.text("fullname", required=N_("Écrivez le prénom et le nom."), limit=120)
    if name and not member_id_of(name):
        sent.fault("fullname", N_("Écrivez le nom en lettres latines."))
    role = sent.text("role", required=N_("Dites ce que fait cette personne."), limit=120)
    github = sent.text("github").removeprefix("@")
    if github and not _GITHUB.fullmatch(github):
        sent.fault("github", N_("Écrivez le nom du compte, sans l’adresse du site."))
    term, email = read_term(sent), ""
    if sent.values.get("email", "").strip():
        email = sent.email("email")
        if term.end and term.end < site_of(request).today():
            sent.fault("end", N_("Cette mission est finie : laissez l’adresse vide."))
    return Newcomer(name, role, github, sent.flag("is_other")), term, normalise(email) or ""


def _member(sent: Form, snapshot: Snapshot) -> tuple[str, str]:
    """The member whose id or whole name was typed."""
    typed = sent.text("member", required=N_("Écrivez le nom de la personne, puis choisissez."))
    found = {person.id: person.full_name for person in snapshot.people}
    if typed in found:
        return typed, found[typed]
    named = [one for one, name in found.items() if fold(name) == fold(typed)]
    if len(named) == 1:
        return named[0], found[named[0]]
    if named:
        ids = ", ".join(sorted(named))
        told = N_("Plusieurs personnes portent ce nom : écrivez l’identifiant (%(ids)s).")
        sent.fault("member", told, ids=ids)
    sent.fault("member", N_("Personne ne porte ce nom : choisissez parmi les suggestions."))
    return "", ""


async def _known_page(request: Request, entered: Entered, sent: Form | None = None) -> Response:
    snapshot = await snapshot_of(request)
    context = _shared(entered) | term_context(request, sent)
    if sent is None:
        context["values"]["member"] = request.query_params.get("membre", "")
    context["members"] = [(person.id, person.full_name) for person in snapshot.people]
    return render(request, "workspace/team_member.html", context, status=422 if sent else 200)


def _new_page(request: Request, entered: Entered, sent: Form | None = None) -> Response:
    context: dict[str, Any] = _shared(entered) | term_context(request, sent)
    # Offered where the name is taken: most of the time it is the same person.
    taken = member_id_of(sent.values.get("fullname", "")) if sent else ""
    context["may_be_other"] = bool(sent and taken and "fullname" in sent.errors)
    return render(request, "workspace/team_newcomer.html", context, status=422 if sent else 200)


def _shared(entered: Entered) -> dict[str, Any]:
    return {"name": entered.named.name, "startup_id": entered.named.place.id}


_TEAM = "/espace/startups/{place_id}/equipe"
routes = [
    Route(f"{_TEAM}/ajouter", show_known, name="add_member"),
    Route(f"{_TEAM}/ajouter", add_known, name="save_member", methods=["POST"]),
    Route(f"{_TEAM}/nouvelle-personne", show_new, name="add_newcomer"),
    Route(f"{_TEAM}/nouvelle-personne", add_new, name="save_newcomer", methods=["POST"]),
]
