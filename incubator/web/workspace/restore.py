"""Bring a former version of a startup's sheet back, as a new change."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.desk import ConflictError, Desk, EditError, Opened, RefusedError, open_sheet
from incubator.actions.edit_sheet import Saved, put_version
from incubator.domain.access import PlaceKind
from incubator.i18n import N_
from incubator.sheets.commits import Author
from incubator.sheets.layout import Collection, ContentError, SheetFile, find_content
from incubator.sheets.parse import parse
from incubator.sheets.problems import Problem
from incubator.store.sheet_changes import changes_of
from incubator.web.errors import MissingError, missing_or_gone
from incubator.web.forms import read_form
from incubator.web.public.comparisons import compare
from incubator.web.public.history import SHORT
from incubator.web.public.versions import Version, may_restore, version_asked
from incubator.web.publication import deliver_changes_soon
from incubator.web.site import site_of, snapshot_of
from incubator.web.templating import formats_of, page_url, render, translate
from incubator.web.visitor import (
    ForbiddenError,
    SignedIn,
    leave_notice,
    signed_in,
    trace_of,
)
from incubator.web.workspace.belonging import may_put
from incubator.web.workspace.places import find_place
from incubator.web.workspace.save_faults import SAVE_FAULTS, save_fault

_STARTUPS = Collection.STARTUPS
_OVERTAKEN = N_(
    "Rien n’a changé : la fiche a été modifiée entre-temps. Relisez ce qui changerait par rapport"
    " à aujourd’hui, puis confirmez de nouveau."
)
_ELSEWHERE = N_(
    "Rien n’a changé : cette version place la startup dans un autre incubateur. Demandez à une"
    " personne responsable de son incubateur d’y revenir, ou reprenez le reste à la main."
)


@dataclass(frozen=True, slots=True)
class Work:
    """Somebody who brings a version back: the version, and the sheet as it is now."""

    person: SignedIn
    name: str
    version: Version
    desk: Desk
    opened: Opened


async def confirm(request: Request) -> Response:
    """``GET /espace/startups/{place_id}/versions/{commit}``: what would change."""
    return await _page(request, await _begin(request))


async def restore(request: Request) -> Response:
    """``POST /espace/startups/{place_id}/versions/{commit}``

    ``vu`` is the Git id of the content that the visitor saw beside this version.
    """
    work = await _begin(request)
    sent = await read_form(request)
    seen = sent.values.get("vu") or request.query_params.get("vu", "")
    if seen != work.opened.git_id:
        return await _page(request, work, fault=translate(request, _OVERTAKEN), status=409)
    if await _moves(request, work):
        return await _page(request, work, fault=translate(request, _ELSEWHERE), status=403)
    before = await _present_commit(work)
    try:
        saved = await restore_version(request, work)
    except ConflictError:
        again = await _begin(request)
        return await _page(request, again, fault=translate(request, _OVERTAKEN), status=409)
    except RefusedError as error:
        return await _page(request, work, problems=error.problems, status=422)
    except SAVE_FAULTS as error:
        return await _page(request, work, fault=save_fault(request, error), status=503)
    await _say(request, work, saved, before)
    url = page_url(request, "startup_history", id=work.version.startup_id)
    task = BackgroundTask(deliver_changes_soon, request)
    return RedirectResponse(url, 303, background=task)


async def restore_version(request: Request, work: Work) -> Saved:
    """Save the version as the sheet's new content, in the name of whoever asks.

    Raises: as ``put_version`` does.
    """
    assert work.version.data is not None  # noqa: S101 - for the type checker: _begin saw to it
    account = work.person.account
    return await put_version(
        work.desk,
        work.opened,
        work.version.data,
        Author(account.shown_name, account.email),
        trace_of(request),
        note=f"retour à la version {work.version.change.commit[:SHORT]}",
    )


async def _begin(request: Request) -> Work:
    """The version that the address names, for somebody who may bring it back.

    Raises:
        SignInNeededError, ForbiddenError: they may not.
        MissingError, GoneError: there is no such startup or version, or Git has lost it.
    """
    person = signed_in(request)
    startup_id = request.path_params["place_id"]
    snapshot = await snapshot_of(request)
    card = snapshot.card(startup_id)
    if not may_restore(person.actor, snapshot, startup_id):
        raise ForbiddenError if card else await missing_or_gone(_STARTUPS, startup_id)
    version = await version_asked(request, startup_id)
    if version.data is None:
        raise MissingError
    desk = Desk.of(site_of(request).settings)
    opened = await _opened(desk, startup_id)
    return Work(person, card.title if card else startup_id, version, desk, opened)


async def _moves(request: Request, work: Work) -> bool:
    """Whether the version names other incubators, and that is not for whoever asks to say."""
    named = find_place(await snapshot_of(request), PlaceKind.STARTUP, work.version.startup_id)
    # Without a page, only administrators come here.
    if named is None:
        return False
    data = work.version.data or b""
    return not await may_put(work.person.actor, named.place, work.opened.file, data)


async def _opened(desk: Desk, startup_id: str) -> Opened:
    """The sheet as it is now; one that was deleted has no content."""
    try:
        content = find_content(desk.folder)
    except ContentError as error:
        raise MissingError from error
    try:
        return await open_sheet(desk, _STARTUPS, startup_id)
    except EditError:
        (last,) = await changes_of(_STARTUPS, startup_id, 0, 1)
        return Opened(content, SheetFile(last.path, _STARTUPS, startup_id, 0, 0), b"")


async def _present_commit(work: Work) -> str:
    """The commit of what the sheet says now; "" where the history does not know it (yet)."""
    last = await changes_of(_STARTUPS, work.version.startup_id, 0, 1)
    is_known = last and last[0].blob == work.opened.git_id
    return last[0].commit[:SHORT] if is_known else ""


async def _say(request: Request, work: Work, saved: Saved, before: str) -> None:
    """What became of it, and the way back where there is one."""
    if saved.is_proposed:
        await leave_notice(
            request,
            N_("Votre retour en arrière part en relecture : la page suivra quand il sera accepté."),
        )
    elif not saved.commit:
        await leave_notice(request, N_("La fiche dit déjà cela : rien n’a changé."))
    else:
        day = formats_of(request).moment(work.version.change.at)
        text = (
            N_("La fiche dit de nouveau ce qu’elle disait le %(day)s.")
            if saved.is_published
            else N_(
                "La version du %(day)s est enregistrée. La page publique suivra à la prochaine"
                " synchronisation."
            )
        )
        await leave_notice(request, text, day=day, undo=await _undo(request, work, before))


async def _undo(request: Request, work: Work, before: str) -> tuple[str, str] | None:
    """The restoring of what was there before, unless somebody changes the sheet meanwhile."""
    if not before:
        return None
    now = await _opened(work.desk, work.version.startup_id)
    url = page_url(
        request,
        "restore_version",
        place_id=work.version.startup_id,
        commit=before,
        vu=now.git_id,
    )
    return translate(request, N_("Annuler")), url


async def _page(
    request: Request,
    work: Work,
    *,
    fault: str = "",
    problems: Iterable[Problem] | None = None,
    status: int = 200,
) -> Response:
    version, opened = work.version, work.opened
    data = version.data or b""
    if problems is None:
        # It may have been fine in its time: what is asked of a sheet changes.
        parsed = await asyncio.to_thread(parse, opened.file, data)
        problems = parsed.problems if parsed.sheet is None else ()
    errors = [problem for problem in problems if problem.is_error]

    def say(text: str) -> str:
        return translate(request, text)

    return render(
        request,
        "workspace/restore.html",
        {
            "startup_id": version.startup_id,
            "name": work.name,
            "change": version.change,
            "short": version.change.commit[:SHORT],
            "comparison": await asyncio.to_thread(compare, request, opened.data, data),
            "is_deleted": not opened.data,
            "is_same": opened.data == data,
            "seen": opened.git_id,
            "fault": fault,
            "errors": [
                {"line": one.line, "message": one.message(say), "advice": one.advice(say)}
                for one in errors
            ],
        },
        status=status,
    )


_PATH = "/espace/startups/{place_id}/versions/{commit}"
routes = [
    Route(_PATH, confirm, name="confirm_restore"),
    Route(_PATH, restore, name="restore_version", methods=["POST"]),
]
