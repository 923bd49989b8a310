"""One mission in a team: ended, extended, and that undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.actions.desk import ConflictError
from incubator.actions.manage_team import change_end, spells_of, undo
from incubator.domain.access import may_manage_team
from incubator.i18n import N_
from incubator.sheets.missions import MissionError, Spell
from incubator.store.startup_reads import startup_titles
from incubator.web.errors import MissingError
from incubator.web.forms import Form, read_form
from incubator.web.labels import MEMBER_STATUSES
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import formats_of, render, translate
from incubator.web.visitor import leave_notice
from incubator.web.workspace.places import Entered, enter
from incubator.web.workspace.save_faults import SAVE_FAULTS, save_fault
from incubator.web.workspace.team_forms import back, desk_of, team_of, tell


@dataclass(frozen=True, slots=True)
class _Asked:
    """A mission that the address names, in a startup that the visitor may change."""

    entered: Entered
    member_id: str
    member_name: str
    spell: Spell


async def show(request: Request) -> Response:
    """``GET /espace/startups/{place_id}/equipe/{member_id}/{mission}``"""
    return await _page(request, await _asked(request))


async def extend(request: Request) -> Response:
    """``POST …/{mission}/prolonger``: another last day, or none."""
    asked, sent = await _asked(request), await read_form(request)
    end = sent.day("end")
    done = N_("La mission de %(name)s dure jusqu’au %(day)s.")
    if end is None:
        done = N_("La mission de %(name)s n’a plus de fin prévue.")
    return await _save(request, asked, sent, end, done)


async def end(request: Request) -> Response:
    """``POST …/{mission}/terminer``"""
    asked, sent = await _asked(request), await read_form(request)
    day = sent.day("last_day")
    if day is None:
        sent.fault("last_day", N_("Indiquez le dernier jour de la mission."))
    return await _save(request, asked, sent, day, N_("La mission de %(name)s finit le %(day)s."))


async def take_back(request: Request) -> Response:
    """``POST …/equipe/{member_id}/annuler/{commit}/{before}``: only while nothing came after."""
    entered, params = await enter(request, may_manage_team), request.path_params
    try:
        await undo(
            team_of(request, entered), params["member_id"], params["commit"], params["before"]
        )
        told = translate(request, N_("Changement annulé : la fiche est comme avant."))
    except ConflictError:
        told = translate(request, N_("La fiche a changé depuis : ce changement reste en place."))
    except SAVE_FAULTS as error:
        told = save_fault(request, error)
    await leave_notice(request, "%(told)s", told=told)
    return back(request, entered)


async def _asked(request: Request) -> _Asked:
    entered, member_id = await enter(request, may_manage_team), request.path_params["member_id"]
    try:
        spells = await spells_of(desk_of(request), entered.named.place.id, member_id)
    except SAVE_FAULTS as error:
        raise MissingError from error
    spell = next((one for one in spells if one.key == request.path_params["mission"]), None)
    if spell is None:
        raise MissingError
    names = {person.id: person.full_name for person in (await snapshot_of(request)).people}
    return _Asked(entered, member_id, names.get(member_id, member_id), spell)


async def _save(
    request: Request, asked: _Asked, sent: Form, day: date | None, done: str
) -> Response:
    if not sent.errors:
        try:
            saved = await change_end(
                team_of(request, asked.entered),
                asked.member_id,
                asked.spell.key,
                day,
                today=site_of(request).today(),
            )
        except MissionError as error:
            field = "last_day" if "last_day" in sent.values else error.field
            sent.fault(field, str(error))
        except SAVE_FAULTS as error:
            sent.fault("formulaire", "%(told)s", told=save_fault(request, error))
        else:
            told = {"name": asked.member_name} | (
                {"day": formats_of(request).day(day)} if day else {}
            )
            return await tell(request, asked.entered, asked.member_id, saved, done, **told)
    return await _page(request, asked, sent)


async def _page(request: Request, asked: _Asked, sent: Form | None = None) -> Response:
    today, term = site_of(request).today(), asked.spell.term
    titles = await startup_titles(asked.spell.others)
    status = MEMBER_STATUSES.get(term.status)
    values = {
        "end": term.end.isoformat() if term.end else "",
        "last_day": max(today, term.start or today).isoformat(),
    }
    context: dict[str, Any] = {
        "name": asked.entered.named.name,
        "startup_id": asked.entered.named.place.id,
        "member": {"id": asked.member_id, "name": asked.member_name},
        "mission": asked.spell.key,
        "term": term,
        "status": translate(request, status) if status else term.status,
        "others": [titles.get(one, one) for one in asked.spell.others],
        "is_listed": asked.spell.is_listed,
        "is_past": term.end is not None and term.end < today,
        "values": values | dict(sent.values) if sent else values,
        "errors": sent.errors if sent else {},
    }
    return render(request, "workspace/mission.html", context, status=422 if sent else 200)


_TEAM = "/espace/startups/{place_id}/equipe/{member_id}"
routes = [
    Route(f"{_TEAM}/annuler/{{commit}}/{{before}}", take_back, name="undo_team_change",
          methods=["POST"]),
    Route(f"{_TEAM}/{{mission}}", show, name="team_mission"),
    Route(f"{_TEAM}/{{mission}}/prolonger", extend, name="extend_mission", methods=["POST"]),
    Route(f"{_TEAM}/{{mission}}/terminer", end, name="end_mission", methods=["POST"]),
]  # fmt: skip
