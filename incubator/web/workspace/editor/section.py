"""A section of a sheet: shown as a form, checked, previewed, saved."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.desk import BODY, ConflictError, Opened, RefusedError, reopen
from incubator.actions.edit_sheet import Saved, edit_sheet
from incubator.i18n import N_
from incubator.sheets.parse import parse
from incubator.sheets.problems import Problem
from incubator.sheets.render import RenderError
from incubator.sheets.workshop import WorkshopError
from incubator.sheets.write import WriteError
from incubator.store.drafts import Draft, drafts_of, drop_draft, save_draft
from incubator.web.publication import deliver_changes_soon
from incubator.web.site import site_of
from incubator.web.templating import language_of, page_url, render, translate
from incubator.web.visitor import SignInNeededError, leave_notice, now_of, trace_of
from incubator.web.workspace.editor import answers as kept
from incubator.web.workspace.editor.answers import Answers, Reading
from incubator.web.workspace.editor.conflict import conflict_page, settled
from incubator.web.workspace.editor.desk import (
    STARTUPS,
    Work,
    begin,
    read_answers,
    reading_of,
    section_asked,
)
from incubator.web.workspace.editor.lost import keep_for_later
from incubator.web.workspace.editor.sections import SECTIONS, Section, section_of
from incubator.web.workspace.editor.state import (
    Read,
    Remarks,
    drawn,
    read_section,
    remark,
    shown_answers,
)
from incubator.web.workspace.preview import preview_html
from incubator.web.workspace.save_faults import SAVE_FAULTS, save_fault

#: The fields of the form that are no answers.
_OPENED, _DECIDED, _ACTION = "ouverte", "tranchee", "action"

_REREAD = N_(
    "La fiche a changé depuis que vous l’avez ouverte, et la version que vous aviez n’est plus"
    " connue. Relisez cette page, puis enregistrez."
)
#: Changing these gives other people power over the startup.
_BELONGING = {"incubator", "incubators"}


@dataclass(frozen=True, slots=True)
class Page:
    """What a section's page shows beside the sheet."""

    answers: Answers
    remarks: Remarks
    opened: str
    draft: Draft | None = None
    preview: str = ""
    message: str = ""
    status: int = 200


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sent: answers, the version that they saw, and the one they decided against."""

    answers: Answers
    opened: Opened
    opened_id: str
    decided_id: str


async def show(request: Request) -> Response:
    """``GET /espace/startups/{place_id}/modifier/{section}``: with the draft, where one waits."""
    work, section = await begin(request), section_asked(request)
    try:
        shown = shown_answers(section, work.content, language_of(request))
    except WriteError as error:
        return _broken(request, work, error)
    drafts = await drafts_of(work.person.account, STARTUPS, work.startup_id)
    draft = drafts.get(section.slug)
    answers = kept.load(draft.answers) if draft else shown
    if draft and all(answers.get(name) == texts for name, texts in shown.items()):
        draft = None
    found = parse(work.opened.file, work.opened.data).problems
    rows = read_section(section, work.content, await reading_of(request, shown)).rows
    remarks = _remarks(request, section, found, rows)
    opened = draft.opened if draft else work.opened.git_id
    return await _page(request, work, section, Page(answers, remarks, opened, draft))


async def save(request: Request) -> Response:
    """``POST /espace/startups/{place_id}/modifier/{section}``: save, or preview the text."""
    answers = await read_answers(request)
    try:
        work, section = await begin(request), section_asked(request)
    except SignInNeededError:
        return keep_for_later(request, answers)
    now_opened = work.opened
    opened_id = (answers.pop(_OPENED, None) or [""])[-1]
    decided_id = (answers.pop(_DECIDED, None) or [""])[-1]
    action = (answers.pop(_ACTION, None) or [""])[-1]
    opened = await reopen(now_opened, opened_id)
    if opened is None:
        opened_id = now_opened.git_id
    await _keep_draft(request, work, section, answers, opened_id)
    if action == "apercu":
        return await _preview(request, work, section, answers, opened_id)
    if opened is None:
        # What they saw can't be told from what others changed since: they read it once more.
        page = Page(answers, Remarks(), opened_id, message=translate(request, _REREAD), status=409)
        return await _page(request, work, section, page)
    return await _change(request, work, section, Sent(answers, opened, opened_id, decided_id))


async def _change(request: Request, work: Work, section: Section, sent: Sent) -> Response:
    """Save what was sent, or show the form again with what keeps it from being saved."""
    reading = await reading_of(request, sent.answers)
    now_opened, seen = work.opened, replace(work, opened=sent.opened)
    page = Page(sent.answers, Remarks(), sent.opened_id, status=422)
    try:
        read = read_section(section, sent.opened.read(), reading)
    except WriteError as error:
        return _broken(request, work, error)
    _see_where_it_belongs(work, read, reading)
    if reading.faults:
        errors = {
            name: translate(request, message, **values)
            for name, (message, values) in reading.faults.items()
        }
        return await _page(request, seen, section, replace(page, remarks=Remarks(errors)))
    try:
        base, changes = await settled(
            now_opened, sent.opened, read.changes, sent.decided_id, sent.answers
        )
        await _see_that_it_converts(changes.body)
        saved = await edit_sheet(work.desk, base, changes, work.author, trace_of(request))
    except ConflictError as conflict:
        return await conflict_page(request, work, section, sent.answers, sent.opened_id, conflict)
    except RefusedError as error:
        page = replace(page, remarks=_remarks(request, section, error.problems, read.rows))
    except SAVE_FAULTS as error:
        page = replace(page, message=save_fault(request, error), status=503)
    except RenderError as error:
        page = replace(page, remarks=Remarks({BODY: _too_complex(request, error)}))
    else:
        return await _saved(request, work, section, saved)
    return await _page(request, seen, section, page)


async def _keep_draft(
    request: Request, work: Work, section: Section, answers: Answers, opened_id: str
) -> None:
    """Whatever becomes of the save, what was typed is kept."""
    draft = Draft(section.slug, opened_id, kept.dump(answers), now_of(request))
    await save_draft(work.person.account, STARTUPS, work.startup_id, draft)


async def _saved(request: Request, work: Work, section: Section, saved: Saved) -> Response:
    await drop_draft(work.person.account, STARTUPS, work.startup_id, section.slug)
    if not saved.keys:
        await leave_notice(request, N_("Rien n’a changé : la fiche le dit déjà."))
    elif saved.is_proposed:
        await leave_notice(
            request, N_("Changement proposé : il sera public quand sa demande sera acceptée.")
        )
    else:
        told = N_("Fiche enregistrée et publiée.")
        if not saved.is_published:
            told = N_("Fiche enregistrée. Le catalogue la montrera à la prochaine synchronisation.")
        elif saved.was_merged:
            told = N_("Fiche enregistrée et publiée, avec ce que d’autres ont changé entre-temps.")
        undo = page_url(
            request, "undo_edit", place_id=work.startup_id, before=saved.before, commit=saved.commit
        )
        await leave_notice(request, told, undo=(translate(request, N_("Annuler")), undo))
    url = page_url(request, "edit_section", place_id=work.startup_id, section=section.slug)
    task = BackgroundTask(deliver_changes_soon, request)
    return RedirectResponse(url, 303, background=task)


async def _preview(
    request: Request, work: Work, section: Section, answers: Answers, opened_id: str
) -> Response:
    page = Page(answers, Remarks(), opened_id)
    try:
        html = await preview_html((answers.get(BODY) or [""])[-1])
        page = replace(page, preview=html)
    except RenderError as error:
        page = replace(page, remarks=Remarks({BODY: _too_complex(request, error)}), status=422)
    except WorkshopError:
        message = translate(request, N_("L’aperçu est très demandé : réessayez dans un instant."))
        page = replace(page, message=message, status=503)
    return await _page(request, work, section, page)


def _see_where_it_belongs(work: Work, read: Read, reading: Reading) -> None:
    """Who may not move a startup to another incubator is told so beside the field."""
    for key in _BELONGING & read.changes.fields.keys():
        if not work.may_move:
            reading.fault(key, N_("Seuls les responsables de l’incubateur peuvent le changer."))


async def _see_that_it_converts(body: str | None) -> None:
    """Refuse in a process apart a text that would keep the server busy."""
    if body is not None:
        # Where that process is busy, the reader's own limits are enough.
        with contextlib.suppress(WorkshopError):
            await preview_html(body)


def _too_complex(request: Request, error: RenderError) -> str:
    return translate(
        request,
        N_("Ce texte ne peut pas être affiché : %(reason)s. Simplifiez sa mise en forme."),
        reason=translate(request, str(error)),
    )


def _remarks(
    request: Request,
    section: Section,
    found: Iterable[Problem],
    rows: Mapping[str, Mapping[int, int]],
) -> Remarks:
    return remark(section, found, rows, lambda text: translate(request, text))


async def _page(request: Request, work: Work, section: Section, page: Page) -> Response:
    today = site_of(request).today()
    fields = drawn(section, work.content, page.answers, language_of(request), today)
    elsewhere = [{"text": text, "section": section_of(key)} for key, text in page.remarks.elsewhere]
    context = {
        "name": work.name,
        "startup_id": work.startup_id,
        "section": section,
        "sections": SECTIONS,
        "fields": fields,
        "locked": set() if work.may_move else _BELONGING,
        "errors": page.remarks.errors,
        "warnings": page.remarks.warnings,
        "elsewhere": elsewhere,
        "opened": page.opened,
        "draft": page.draft,
        "preview": page.preview,
        "message": page.message,
        "previous_month": today.replace(day=1),
    }
    return render(request, "workspace/editor/section.html", context, status=page.status)


def _broken(request: Request, work: Work, error: WriteError) -> Response:
    context = {"name": work.name, "startup_id": work.startup_id, "reason": str(error)}
    return render(request, "workspace/editor/broken.html", context, status=409)


_BASE = "/espace/startups/{place_id}/modifier/{section}"
routes = [
    Route(_BASE, show, name="edit_section"),
    Route(_BASE, save, name="save_section", methods=["POST"]),
]
