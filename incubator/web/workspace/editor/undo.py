"""Undo a save at once: the version before it, as a new change."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.desk import ConflictError, RefusedError, reopen
from incubator.actions.edit_sheet import put_version
from incubator.i18n import N_
from incubator.sheets import repository
from incubator.web.templating import page_url, translate
from incubator.web.visitor import leave_notice, trace_of
from incubator.web.workspace.belonging import may_put
from incubator.web.workspace.editor.desk import begin
from incubator.web.workspace.save_faults import SAVE_FAULTS, save_fault


async def undo(request: Request) -> Response:
    """``POST …/annuler/{commit}/{before}``: only while nobody changed the sheet after it."""
    work = await begin(request)
    opened, commit = work.opened, request.path_params["commit"]
    before = await reopen(opened, request.path_params["before"])
    blob = repository.blob_at(opened.content, commit, opened.file.path)
    actor, place = work.person.actor, work.named.place
    is_last = before is not None and blob == opened.git_id
    if before is None or not is_last or not await may_put(actor, place, opened.file, before.data):
        told = translate(
            request,
            N_("La fiche a changé depuis : l’historique permet de revenir à une version."),
        )
    else:
        try:
            await put_version(
                work.desk, opened, before.data, work.author, trace_of(request), note="annulation"
            )
            told = translate(request, N_("Changement annulé : la fiche est comme avant."))
        except (ConflictError, RefusedError):
            told = translate(
                request,
                N_("La fiche a changé depuis : l’historique permet de revenir à une version."),
            )
        except SAVE_FAULTS as error:
            told = save_fault(request, error)
    await leave_notice(request, "%(told)s", told=told)
    return RedirectResponse(page_url(request, "edit_sheet", place_id=work.startup_id), 303)


routes = [
    Route(
        "/espace/startups/{place_id}/modifier/annuler/{commit}/{before}",
        undo,
        name="undo_edit",
        methods=["POST"],
    )
]
