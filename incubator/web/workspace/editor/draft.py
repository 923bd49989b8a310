"""Drafts: kept as one types, given up, taken up again."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from incubator.i18n import N_
from incubator.store.drafts import Draft, rename_draft, save_draft
from incubator.web.api.answers import error_answer
from incubator.web.templating import formats_of, page_url, translate
from incubator.web.visitor import SignInNeededError, leave_notice, now_of
from incubator.web.workspace.editor import answers as kept
from incubator.web.workspace.editor.desk import STARTUPS, begin, read_answers, section_asked

#: Under this name a draft that was given up waits a while for a change of mind.
_SET_ASIDE = "~"


async def keep(request: Request) -> Response:
    """``POST …/modifier/{section}/brouillon``: the page sends what is typed, now and then."""
    answers = await read_answers(request)
    try:
        work, section = await begin(request), section_asked(request)
    except SignInNeededError as error:
        # A program asks: it says so on its page, and keeps what is typed there.
        return error_answer(401, error)
    opened = (answers.pop("ouverte", None) or [""])[-1][:64]
    draft = Draft(section.slug, opened, kept.dump(answers), now_of(request))
    await save_draft(work.person.account, STARTUPS, work.startup_id, draft)
    moment = formats_of(request).moment(draft.saved_at)
    return JSONResponse(
        {"told": translate(request, N_("Brouillon gardé le %(moment)s."), moment=moment)}
    )


async def give_up(request: Request) -> Response:
    """``POST …/modifier/{section}/brouillon/abandonner``"""
    work, section = await begin(request), section_asked(request)
    slug = section.slug
    await rename_draft(work.person.account, STARTUPS, work.startup_id, slug, _SET_ASIDE + slug)
    again = page_url(request, "restore_draft", place_id=work.startup_id, section=slug)
    undo = (translate(request, N_("Le reprendre")), again)
    await leave_notice(request, N_("Brouillon abandonné."), undo=undo)
    return _back(request)


async def restore(request: Request) -> Response:
    """``POST …/modifier/{section}/brouillon/reprendre``: undo what :func:`give_up` did."""
    work, section = await begin(request), section_asked(request)
    slug = section.slug
    await rename_draft(work.person.account, STARTUPS, work.startup_id, _SET_ASIDE + slug, slug)
    return _back(request)


def _back(request: Request) -> Response:
    return RedirectResponse(page_url(request, "edit_section", **request.path_params), 303)


_BASE = "/espace/startups/{place_id}/modifier/{section}/brouillon"
routes = [
    Route(_BASE, keep, name="keep_draft", methods=["POST"]),
    Route(f"{_BASE}/abandonner", give_up, name="give_up_draft", methods=["POST"]),
    Route(f"{_BASE}/reprendre", restore, name="restore_draft", methods=["POST"]),
]
