"""Files of a dossier: joined, taken out and put back by the team; downloaded by its readers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.committees.attach_file import attach_file, put_back, remove_file
from incubator.domain.attachments import (
    EXTENSIONS,
    MEGABYTE,
    MOST_BYTES,
    MOST_FILES,
    MOST_TOGETHER,
    disposition,
    shown_name,
)
from incubator.domain.committee_states import StepError
from incubator.i18n import N_
from incubator.sheets.attachments.faults import AttachmentError
from incubator.sheets.workshop import WorkshopError
from incubator.store.committees.attachments import find_attachment
from incubator.store.committees.dossiers import find_dossier
from incubator.store.committees.files import FileLostError, read_file
from incubator.web.committees.entering import enter_dossier
from incubator.web.committees.team_work import (
    Session,
    Work,
    begin,
    context_of,
    opened,
    to_overview,
)
from incubator.web.errors import MissingError
from incubator.web.site import site_of
from incubator.web.templating import page_url, render, translate
from incubator.web.visitor import leave_notice, now_of, trace_of

_FIELD = "pieces"
_MOST_FIELDS = 5
_CHOOSE = N_("Choisissez au moins un fichier.")
_BUSY = N_("le serveur vérifie déjà d’autres fichiers. Réessayez dans un instant.")
_NOT_STORED = N_("le fichier n’a pas pu être gardé. Réessayez, ou prévenez l’incubateur.")
_MOVED = N_("Le dossier n’est plus en préparation : ses pièces ne changent plus.")
_HEADERS = {
    # Nothing runs in it and it loads nothing, were a browser to show it all the same.
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}
_log = structlog.get_logger("incubator.web")


async def show(request: Request) -> Response:
    """``GET /espace/startups/{place_id}/comite/dossier/pieces``"""
    work = await begin(request)
    if work.session is None or not work.session.is_writable:
        return to_overview(request, work)
    return _page(request, work, work.session)


async def add(request: Request) -> Response:
    """``POST …/comite/dossier/pieces``: each file by itself, so that one refusal loses no other."""
    work = await begin(request)
    session = work.session
    if session is None or not session.is_writable:
        return await _moved(request, work)
    async with request.form(max_files=MOST_FILES, max_fields=_MOST_FIELDS) as sent:
        files = [one for one in sent.getlist(_FIELD) if isinstance(one, UploadFile)]
        files = [one for one in files if one.filename]
        if not files:
            return _page(request, work, session, [translate(request, _CHOOSE)])
        try:
            session = await opened(request, work, session)
            refused = [
                told for one in files if (told := await _add(request, session, one)) is not None
            ]
        except StepError:
            return await _moved(request, work)
    if refused:
        work = await begin(request)
        return _page(request, work, work.session or session, refused)
    count = len(files)
    await leave_notice(
        request,
        N_("La pièce est jointe au dossier.") if count == 1 else N_("Les pièces sont jointes."),
    )
    return _back(request, work)


async def remove(request: Request) -> Response:
    """``POST …/comite/dossier/pieces/{attachment_id}/retirer``"""
    work = await begin(request)
    attachment_id = request.path_params["attachment_id"]
    if work.session is None or work.session.dossier is None:
        return await _moved(request, work)
    try:
        found = await remove_file(
            attachment_id, work.session.dossier, trace_of(request), now_of(request)
        )
    except StepError:
        return await _moved(request, work)
    again = page_url(
        request,
        "put_back_dossier_file",
        place_id=work.startup_id,
        attachment_id=attachment_id,
    )
    undo = (translate(request, N_("La remettre")), again)
    await leave_notice(request, N_("« %(name)s » est retirée du dossier."), undo=undo,
                       name=found.name)  # fmt: skip
    return _back(request, work)


async def restore(request: Request) -> Response:
    """``POST …/comite/dossier/pieces/{attachment_id}/remettre``: undo :func:`remove`."""
    work = await begin(request)
    if work.session is None or work.session.dossier is None:
        return await _moved(request, work)
    try:
        found = await put_back(
            request.path_params["attachment_id"],
            work.session.dossier,
            trace_of(request),
            now_of(request),
        )
    except StepError:
        return await _moved(request, work)
    except AttachmentError as error:
        told = translate(request, error.message, **error.values)
        await leave_notice(request, "%(told)s", told=told[:1].upper() + told[1:])
        return _back(request, work)
    await leave_notice(request, N_("« %(name)s » est à nouveau dans le dossier."), name=found.name)
    return _back(request, work)


async def download(request: Request) -> Response:
    """``GET /comites/{committee_id}/points/{item_id}/pieces/{attachment_id}``

    Whoever reads the version of the dossier may have its files.
    """
    found = await find_attachment(request.path_params["attachment_id"])
    dossier = await find_dossier(found.dossier_id) if found else None
    at = await enter_dossier(request, is_frozen=dossier is None or dossier.is_frozen)
    if found is None or dossier is None or dossier.item_id != at.item.public_id:
        raise MissingError
    if found.is_removed:
        raise MissingError
    folder = site_of(request).settings.attachments_folder
    try:
        data = await asyncio.to_thread(read_file, folder, found.sha256)
    except FileLostError:
        # Never a byte of what is not the file that was joined.
        _log.error("attachment lost or changed", attachment=found.public_id, sha256=found.sha256)
        context = {"file": found.name, "startup": at.startup.name}
        return render(request, "committees/attachment_lost.html", context, status=500)
    headers = {**_HEADERS, "Content-Disposition": disposition(found.name)}
    # No charset is added to a text: the bytes are served as they are.
    headers["Content-Type"] = found.media_type
    return Response(data, headers=headers)


async def _add(request: Request, session: Session, file: UploadFile) -> str | None:
    """Join a file; what is told where it can't be, None where it is."""
    dossier = session.dossier
    assert dossier is not None  # noqa: S101 - for the type checker: it was opened
    name = file.filename or ""
    data = await file.read(MOST_BYTES + 1)
    folder = site_of(request).settings.attachments_folder
    try:
        await attach_file(folder, dossier, name, data, trace_of(request), now_of(request))
    except AttachmentError as error:
        told = translate(request, error.message, **error.values)
    except WorkshopError:
        told = translate(request, _BUSY)
    except OSError:
        _log.exception("an attachment can't be stored")
        told = translate(request, _NOT_STORED)
    else:
        return None
    return translate(request, N_("« %(name)s » : %(reason)s"), name=shown_name(name), reason=told)


def _page(request: Request, work: Work, session: Session, refused: Sequence[str] = ()) -> Response:
    files = session.dossier.files if session.dossier else ()
    context = {
        **context_of(work),
        "files": files,
        "refused": refused,
        "together": sum(one.size for one in files) / MEGABYTE,
        "most_each": MOST_BYTES // MEGABYTE,
        "most_together": MOST_TOGETHER // MEGABYTE,
        "most_files": MOST_FILES,
        "accept": ",".join((*EXTENSIONS, ".jpeg")),
    }
    status = 422 if refused else 200
    return render(request, "committees/team_files.html", context, status=status)


def _back(request: Request, work: Work) -> Response:
    url = page_url(request, "startup_dossier_files", place_id=work.startup_id)
    return RedirectResponse(url, 303)


async def _moved(request: Request, work: Work) -> Response:
    await leave_notice(request, _MOVED)
    return to_overview(request, work)


_BASE = "/espace/startups/{place_id}/comite/dossier/pieces"
routes = [
    Route(_BASE, show, name="startup_dossier_files"),
    Route(_BASE, add, name="add_dossier_files", methods=["POST"]),
    Route(
        f"{_BASE}/{{attachment_id}}/retirer", remove, name="remove_dossier_file", methods=["POST"]
    ),
    Route(
        f"{_BASE}/{{attachment_id}}/remettre",
        restore,
        name="put_back_dossier_file",
        methods=["POST"],
    ),
    Route(
        "/comites/{committee_id}/points/{item_id}/pieces/{attachment_id}",
        download,
        name="attachment",
    ),
]
