"""A startup's picture: the screenshot of its public page, shown, replaced, taken out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.desk import Desk
from incubator.actions.edit_picture import (
    OpenedPicture,
    PictureChangedError,
    change_picture,
    open_picture,
    undo_picture,
)
from incubator.domain.access import may_edit_sheet
from incubator.i18n import N_
from incubator.sheets.layout import Collection
from incubator.sheets.pictures import SCREENSHOT, CleanImage, ImageError
from incubator.sheets.workshop import WorkshopError, clean_image
from incubator.web.site import site_of
from incubator.web.sources import image_url
from incubator.web.templating import page_url, render, translate
from incubator.web.visitor import leave_notice, now_of, trace_of
from incubator.web.workspace.editor.desk import author_of
from incubator.web.workspace.editor.sections import SECTIONS
from incubator.web.workspace.places import Entered, enter, public_url
from incubator.web.workspace.save_faults import SAVE_FAULTS, save_fault

_STARTUPS = Collection.STARTUPS
_MAX_FIELDS = 5


async def show(request: Request) -> Response:
    """``GET /espace/startups/{place_id}/image``"""
    return _page(request, await enter(request, may_edit_sheet))


async def put(request: Request) -> Response:
    """``POST /espace/startups/{place_id}/image``: the picture that was chosen, cleaned."""
    entered = await enter(request, may_edit_sheet)
    data, seen_id = await _read(request)
    limit = site_of(request).settings.max_image_bytes
    if not data:
        return _page(request, entered, N_("Choisissez d’abord une image sur votre appareil."))
    if len(data) > limit:
        megabytes = max(1, limit // (1024 * 1024))
        told = N_("Cette image est trop lourde : au plus %(size)s Mo.")
        return _page(request, entered, told, size=megabytes)
    seen = _opened(request, entered)
    bounds = SCREENSHOT
    if _desk(request).by_proposal and seen.file is not None:
        # A pull request replaces a file by one of the same name.
        bounds = replace(bounds, extension=seen.file.suffix)
    try:
        image = await clean_image(data, bounds)
    except ImageError as error:
        return _page(request, entered, error.message, **error.values)
    except WorkshopError:
        told = N_("Le site vérifie déjà d’autres images : réessayez dans un instant.")
        return _page(request, entered, told, status=503)
    return await _save(request, entered, replace(seen, id=seen_id), image)


async def remove(request: Request) -> Response:
    """``POST /espace/startups/{place_id}/image/retirer``"""
    entered = await enter(request, may_edit_sheet)
    _, seen_id = await _read(request)
    seen = _opened(request, entered)
    return await _save(request, entered, replace(seen, id=seen_id), None)


async def undo(request: Request) -> Response:
    """``POST /espace/startups/{place_id}/image/{commit}/annuler``: the picture before a change."""
    entered = await enter(request, may_edit_sheet)
    startup_id, commit = entered.named.place.id, request.path_params["commit"]
    try:
        await undo_picture(
            _desk(request), _STARTUPS, startup_id, commit, author_of(entered.person),
            trace_of(request),
        )  # fmt: skip
        told = translate(request, N_("Changement annulé : l’image est comme avant."))
    except PictureChangedError:
        told = translate(request, N_("L’image a changé depuis : ce changement reste en place."))
    except SAVE_FAULTS as error:
        told = save_fault(request, error)
    await leave_notice(request, "%(told)s", told=told)
    return _back(request, entered)


async def _save(
    request: Request, entered: Entered, seen: OpenedPicture, image: CleanImage | None
) -> Response:
    try:
        saved = await change_picture(
            _desk(request), seen, image, author_of(entered.person), trace_of(request),
            now=now_of(request),
        )  # fmt: skip
    except PictureChangedError:
        told = N_("L’image a changé entre-temps : voici celle d’aujourd’hui.")
        return _page(request, entered, told, status=409)
    except SAVE_FAULTS as error:
        reason = save_fault(request, error)
        return _page(request, entered, "%(reason)s", status=503, reason=reason)
    if saved.is_proposed:
        told = N_("Image proposée : elle sera publique quand la demande sera acceptée.")
        await leave_notice(request, told)
    elif saved.commit:
        done = N_("Image enregistrée : elle est sur la page publique.")
        gone = N_("Image retirée de la page publique.")
        url = page_url(
            request, "undo_picture", place_id=entered.named.place.id, commit=saved.commit
        )
        undo_button = (translate(request, N_("Annuler")), url)
        await leave_notice(request, done if image else gone, undo=undo_button)
    else:
        await leave_notice(request, N_("C’est déjà cette image qui est publiée."))
    return _back(request, entered)


async def _read(request: Request) -> tuple[bytes, str]:
    """The file of the form, one byte more than may be, and the id of the picture seen."""
    limit = site_of(request).settings.max_image_bytes
    async with request.form(max_files=1, max_fields=_MAX_FIELDS) as sent:
        file, seen = sent.get("image"), sent.get("vue", "")
        data = await file.read(limit + 1) if isinstance(file, UploadFile) else b""
    return data, seen if isinstance(seen, str) else ""


def _desk(request: Request) -> Desk:
    return Desk.of(site_of(request).settings)


def _opened(request: Request, entered: Entered) -> OpenedPicture:
    return open_picture(_desk(request), _STARTUPS, entered.named.place.id)


def _back(request: Request, entered: Entered) -> Response:
    url = page_url(request, "place_picture", place_id=entered.named.place.id)
    return RedirectResponse(url, 303)


def _page(
    request: Request, entered: Entered, fault: str = "", *, status: int = 422, **values: Any
) -> Response:
    settings, startup_id = site_of(request).settings, entered.named.place.id
    told = translate(request, fault, **values) if fault else ""
    context = {
        "name": entered.named.name,
        "startup_id": startup_id,
        "public_url": public_url(request, entered.named),
        "picture": image_url(settings, _STARTUPS, startup_id),
        "sections": SECTIONS,
        "seen": _opened(request, entered).id,
        "may_remove": not _desk(request).by_proposal,
        "megabytes": max(1, settings.max_image_bytes // (1024 * 1024)),
        "least": SCREENSHOT,
        "errors": {"image": told} if told else {},
    }
    return render(request, "workspace/picture.html", context, status=status if fault else 200)


_BASE = "/espace/startups/{place_id}/image"
routes = [
    Route(_BASE, show, name="place_picture"),
    Route(_BASE, put, name="put_picture", methods=["POST"]),
    Route(f"{_BASE}/retirer", remove, name="remove_picture", methods=["POST"]),
    Route(f"{_BASE}/{{commit}}/annuler", undo, name="undo_picture", methods=["POST"]),
]
