"""A dossier: the version that was sent, as it was; before that, what would be sent now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.committees.dossier_steps import Office, freeze, open_dossier
from incubator.domain.committee_access import Right
from incubator.domain.committee_states import Stage, State, StepError
from incubator.domain.dossiers import leaves_on
from incubator.i18n import N_
from incubator.store.committees.dossiers import (
    DossierVersion,
    find_version,
    newest_sent,
    newest_version,
    versions_of,
)
from incubator.web.committees.dossier_document import content_shown, document_of
from incubator.web.committees.dossier_told import told_changes
from incubator.web.committees.entering import EnteredItem, enter_dossier, enter_item
from incubator.web.delivery import deliver_soon
from incubator.web.errors import MissingError
from incubator.web.site import site_of
from incubator.web.templating import formats_of, page_url, render
from incubator.web.visitor import ForbiddenError, leave_notice, mail_site, now_of, trace_of

_PAGE, _PAPER = "committees/dossier.html", "committees/dossier_document.html"
#: What a signed-in reader sees is nobody else's.
_PRIVATE = {"Cache-Control": "private, no-cache"}
_SENT = N_("Le dossier est figé et envoyé aux membres du comité.")
_NOT_NOW = N_(
    "Le dossier n’a pas été envoyé : quelqu’un l’a envoyé entre-temps, ou la séance est terminée."
)


async def dossier(request: Request) -> Response:
    """``GET /comites/{committee_id}/points/{item_id}/dossier``"""
    entered = await enter_dossier(request)
    found = await (newest_version if _reads_drafts(entered) else newest_sent)(entered.item.number)
    return await _page(request, entered, found)


async def dossier_version(request: Request) -> Response:
    """``GET /comites/{committee_id}/points/{item_id}/dossier/{version}``"""
    entered = await enter_dossier(request)
    return await _page(request, entered, await _version(request, entered))


async def dossier_changes(request: Request) -> Response:
    """``GET /comites/{committee_id}/points/{item_id}/dossier/{version}/changements``"""
    entered = await enter_dossier(request)
    new = await _version(request, entered)
    old = await find_version(entered.item.number, new.version - 1)
    if old is None:
        raise MissingError
    now = now_of(request)
    contents = [await content_shown(one, request, now) for one in (old, new)]
    return render(
        request,
        "committees/dossier_changes.html",
        {
            **_place(request, entered),
            "old": old,
            "new": new,
            "sections": told_changes(request, *contents),
        },
        headers=_PRIVATE,
    )


async def dossier_send(request: Request) -> Response:
    """``POST /comites/{committee_id}/points/{item_id}/dossier/envoyer``"""
    entered = await enter_item(request, Right.PREPARE)
    committee, item = entered.in_committee.committee, entered.item
    now, trace = now_of(request), trace_of(request)
    office = Office(site_of(request).settings, mail_site(request))
    by = entered.in_committee.person.account.public_id
    try:
        found = await open_dossier(committee, item, by, trace, now)
        await freeze(office, found, by, trace, now)
    except StepError:
        newest = await newest_version(item.number)
        return await _page(request, entered, newest, refusal=_NOT_NOW, status=409)
    await leave_notice(request, _SENT)
    task = BackgroundTask(deliver_soon, request)
    return RedirectResponse(_url(request, entered, "dossier"), 303, background=task)


async def render_preview(
    request: Request, found: DossierVersion, back: tuple[str, str]
) -> Response:
    """What would be sent now, for the team that writes it; ``back`` is a label and an address."""
    content = await content_shown(found, request, now_of(request))
    return render(
        request,
        "committees/dossier_preview.html",
        {"document": await document_of(request, content), "version": found, "back": back},
        headers=_PRIVATE,
    )


async def document_html(request: Request, entered: EnteredItem, version: int) -> str:
    """A version as a document of its own, to be printed or made a PDF of.

    Raises:
        MissingError: there is no such version.
        ForbiddenError: the reader may not see it.
    """
    found = await _found(entered, version)
    content = await content_shown(found, request, now_of(request))
    context = await _shown(request, found, content)
    return bytes(render(request, _PAPER, context).body).decode()


async def _page(
    request: Request,
    entered: EnteredItem,
    found: DossierVersion | None,
    *,
    refusal: str = "",
    status: int = 200,
) -> Response:
    context: dict[str, Any] = {**_place(request, entered), "refusal": refusal}
    if found is None:
        return render(
            request, "committees/dossier_absent.html", context, status=status, headers=_PRIVATE
        )
    content = await content_shown(found, request, now_of(request))
    context |= await _shown(request, found, content)
    context["versions"] = _readable(entered, await versions_of(entered.item.number))
    return render(request, _PAGE, context, status=status, headers=_PRIVATE)


async def _shown(
    request: Request, found: DossierVersion, content: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "version": found,
        "document": await document_of(request, content),
        "sent": content.get("sent"),
    }


def _place(request: Request, entered: EnteredItem) -> dict[str, Any]:
    """Where the dossier is, and what its reader may do there."""
    committee, rights = entered.in_committee.committee, entered.in_committee.rights
    day = formats_of(request).local_day(committee.starts_at)
    is_over = committee.state in {State.CLOSED, State.CANCELLED}
    return {
        "committee": committee,
        "item": entered.item,
        "startup_name": entered.startup.name,
        "day": day,
        "leaving": leaves_on(day),
        "reads_drafts": _reads_drafts(entered),
        "may_send": Right.PREPARE in rights
        and not is_over
        and entered.item.stage is not Stage.DECIDED,
        # Teams and sponsors without a seat read the dossier, not the session's page.
        "sees_session": Right.SEE in rights,
        "readers": sum(entered.item.public_id not in one.recused for one in committee.members),
    }


def _readable(entered: EnteredItem, versions: Sequence[DossierVersion]) -> list[DossierVersion]:
    reads_drafts = _reads_drafts(entered)
    return [one for one in reversed(versions) if one.is_frozen or reads_drafts]


def _reads_drafts(entered: EnteredItem) -> bool:
    return entered.may_read(is_frozen=False)


async def _version(request: Request, entered: EnteredItem) -> DossierVersion:
    return await _found(entered, request.path_params["version"])


async def _found(entered: EnteredItem, number: int) -> DossierVersion:
    found = await find_version(entered.item.number, number)
    if found is None:
        raise MissingError
    if not entered.may_read(is_frozen=found.is_frozen):
        raise ForbiddenError
    return found


def _url(request: Request, entered: EnteredItem, name: str) -> str:
    return page_url(
        request,
        name,
        committee_id=entered.in_committee.committee.public_id,
        item_id=entered.item.public_id,
    )


_DOSSIER = "/comites/{committee_id}/points/{item_id}/dossier"
routes = [
    Route(_DOSSIER, dossier, name="dossier"),
    Route(f"{_DOSSIER}/envoyer", dossier_send, methods=["POST"], name="dossier_send"),
    Route(f"{_DOSSIER}/{{version:int}}", dossier_version, name="dossier_version"),
    Route(
        f"{_DOSSIER}/{{version:int}}/changements",
        dossier_changes,
        name="dossier_changes",
    ),
]
