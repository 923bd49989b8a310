"""Views that people keep of their portfolio: saved, renamed, removed, and brought back."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Any, Protocol
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.domain.portfolio import Question
from incubator.i18n import N_
from incubator.store.saved_views import (
    MOST,
    NAME_LENGTH,
    SavedView,
    add_view,
    remove_view,
    rename_view,
    views_of,
)
from incubator.web.errors import MissingError
from incubator.web.forms import Form, read_form
from incubator.web.templating import page_url, translate
from incubator.web.visitor import SignedIn, leave_notice, now_of, signed_in
from incubator.web.workspace.portfolio_asked import (
    canonical,
    portfolio_url,
    query_of,
    question_of,
)

_TAKEN = N_("Une de vos vues porte déjà ce nom : choisissez-en un autre.")


class ShowPage(Protocol):
    """The portfolio's page, with a form that came with faults."""

    def __call__(
        self, request: Request, question: Question, *, sent: Form | None, failed: str
    ) -> Awaitable[Response]:
        """The page, and 422."""


def shown(request: Request, views: Sequence[SavedView], question: Question) -> list[dict[str, Any]]:
    """Views as links; the one that is on the screen is marked."""
    now = query_of(question)
    return [
        {
            "id": view.public_id,
            "name": view.name,
            "url": portfolio_url(request, asked_by(view.query)),
            "is_current": view.query == now,
        }
        for view in views
    ]


def asked_by(query: str) -> Question:
    """The question of a query that was kept."""
    return question_of(dict(parse_qsl(query)))


def routes_for(page: ShowPage) -> list[Route]:
    """The routes; a faulty form comes back on ``page``."""

    async def save(request: Request) -> Response:
        """``POST /portefeuille/vues``"""
        person, sent = signed_in(request), await read_form(request)
        query = canonical(sent.values.get("vue", ""))
        name = _name(sent)
        if not sent.errors:
            await _keep(request, person, sent, name, query)
        if sent.errors:
            return await page(request, asked_by(query), sent=sent, failed="")
        await leave_notice(request, N_("Vue « %(name)s » enregistrée."), name=name)
        return _back(request, query)

    async def rename(request: Request) -> Response:
        """``POST /portefeuille/vues/{view_id}``"""
        person, view = await _own(request)
        sent = await read_form(request)
        name = _name(sent, "autre-nom")
        if not sent.errors and not await rename_view(person.account, view, name):
            sent.fault("autre-nom", _TAKEN)
        if sent.errors:
            return await page(request, asked_by(view.query), sent=sent, failed=view.public_id)
        await leave_notice(request, N_("La vue s’appelle « %(name)s »."), name=name)
        return _back(request, view.query)

    return [
        Route("/portefeuille/vues", save, name="save_view", methods=["POST"]),
        Route("/portefeuille/vues/retablir", restore, name="restore_view", methods=["POST"]),
        Route("/portefeuille/vues/{view_id}", rename, name="rename_view", methods=["POST"]),
        Route(
            "/portefeuille/vues/{view_id}/supprimer", remove, name="remove_view", methods=["POST"]
        ),
    ]


async def remove(request: Request) -> Response:
    """``POST /portefeuille/vues/{view_id}/supprimer``: what it was comes with the undo."""
    person, view = await _own(request)
    await remove_view(person.account, view)
    url = page_url(request, "restore_view", nom=view.name, vue=view.query)
    undo = (translate(request, N_("Annuler")), url)
    await leave_notice(request, N_("Vue « %(name)s » supprimée."), name=view.name, undo=undo)
    return _back(request, "")


async def restore(request: Request) -> Response:
    """``POST /portefeuille/vues/retablir``: keep again what was removed, if its name is free."""
    person = signed_in(request)
    params = request.query_params
    sent = Form(request, {"nom": params.get("nom", "")}, {})
    query = canonical(params.get("vue", ""))
    name = _name(sent)
    if not sent.errors:
        await _keep(request, person, sent, name, query)
    text = next(iter(sent.errors.values()), "")
    if text:
        await leave_notice(request, text)
    else:
        await leave_notice(request, N_("Vue « %(name)s » rétablie."), name=name)
    return _back(request, query)


async def _keep(request: Request, person: SignedIn, sent: Form, name: str, query: str) -> None:
    if len(await views_of(person.account)) >= MOST:
        sent.fault("nom", N_("Vous avez déjà %(most)s vues : supprimez-en une d’abord."), most=MOST)
    elif not await add_view(person.account, name, query, now_of(request)):
        sent.fault("nom", _TAKEN)


def _name(sent: Form, field: str = "nom") -> str:
    return sent.text(field, required=N_("Donnez un nom à cette vue."), limit=NAME_LENGTH)


async def _own(request: Request) -> tuple[SignedIn, SavedView]:
    """The view of the address, if it is theirs.

    Raises:
        SignInNeededError: nobody is signed in.
        MissingError: they have no such view.
    """
    person = signed_in(request)
    for view in await views_of(person.account):
        if view.public_id == request.path_params["view_id"]:
            return person, view
    raise MissingError


def _back(request: Request, query: str) -> Response:
    return RedirectResponse(portfolio_url(request, asked_by(query)), 303)
