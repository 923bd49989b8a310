"""Tokens: what one's own programs show instead of signing in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.manage_tokens import (
    LIVES,
    MOST_TOKENS,
    TokenError,
    WantedToken,
    create_token,
    revoke_token,
)
from incubator.domain.scopes import Scope, scope_is_useful
from incubator.i18n import N_
from incubator.store.accounts.api_tokens import ApiToken, tokens_of
from incubator.web.accounts.my_pages import my_page, span
from incubator.web.forms import Form, read_form
from incubator.web.templating import absolute_url, formats_of, page_url, translate
from incubator.web.visitor import SignedIn, lately_signed_in, leave_notice, now_of, trace_of

_LONGEST_NAME, _USUAL_LIFE = 80, 90
#: Each scope in words: what it is for, and what it shows.
SCOPES: Mapping[str, tuple[str, str]] = {
    Scope.ME_READ: (
        N_("Savoir qui vous êtes"),
        N_("Votre nom, votre adresse et vos accès."),
    ),
    Scope.JOURNAL_READ: (
        N_("Lire le journal"),
        N_("Ce que chacun a fait ici, avec les noms et les adresses qui y sont encore."),
    ),
}
#: By code of ``TokenError``: the field that it is about, and what to say.
_FAULTS: Mapping[str, tuple[str, str]] = {
    "too_many": ("formulaire", N_("Vous avez %(most)s jetons : révoquez-en un d’abord.")),
    "name_taken": ("name", N_("Un de vos jetons a déjà ce nom : donnez-en un autre.")),
    "no_scope": ("scopes", N_("Cochez au moins une réponse.")),
    "scope": ("scopes", N_("Choisissez une des réponses proposées.")),
    "life": ("days", N_("Choisissez une des réponses proposées.")),
}


async def show(request: Request) -> Response:
    """``GET /mon-compte/jetons``"""
    return await _page(request, lately_signed_in(request))


async def create(request: Request) -> Response:
    """``POST /mon-compte/jetons``: the answer itself shows the secret, once; nothing keeps it."""
    person = lately_signed_in(request)
    sent = await read_form(request)
    name = sent.text(
        "name", required=N_("Donnez un nom : il dira à quoi le jeton sert."), limit=_LONGEST_NAME
    )
    days = sent.choice("days", tuple(str(days) for days in LIVES))
    scopes = sent.several("scopes")
    if not scopes:
        _say(sent, "no_scope")
    elif not set(scopes) <= {scope.value for scope in _offered(person)}:
        _say(sent, "scope")
    if not sent.errors:
        wanted = WantedToken(name, frozenset(Scope(scope) for scope in scopes), int(days))
        try:
            secret, token = await create_token(
                person.account, person.actor, wanted, trace_of(request), now_of(request)
            )
        except TokenError as error:
            _say(sent, error.code)
        else:
            return _shown_once(request, secret, token)
    return await _page(request, person, sent)


async def revoke(request: Request) -> Response:
    """``POST /mon-compte/jetons/{token_id}/revoquer``"""
    person = lately_signed_in(request)
    token = await revoke_token(
        person.account, request.path_params["token_id"], trace_of(request), now_of(request)
    )
    if token:
        await leave_notice(request, N_("Jeton « %(name)s » révoqué."), name=token.name)
    else:
        await leave_notice(request, N_("Ce jeton était déjà révoqué."))
    return RedirectResponse(page_url(request, "my_tokens"), 303)


def scope_words(request: Request, scopes: frozenset[str]) -> str:
    """Scopes in words, as one sentence; those that are no more are shown as they were written."""
    known = [translate(request, words) for scope, (words, _) in SCOPES.items() if scope in scopes]
    rest = [text[:1].lower() + text[1:] for text in known[1:]]
    return ", ".join([*known[:1], *rest, *sorted(scopes - SCOPES.keys())])


def _offered(person: SignedIn) -> list[Scope]:
    return [scope for scope in Scope if scope_is_useful(person.actor, scope)]


def _say(sent: Form, code: str) -> None:
    name, message = _FAULTS[code]
    sent.fault(name, message, most=MOST_TOKENS)


def _shown_once(request: Request, secret: str, token: ApiToken) -> Response:
    address = absolute_url(request, str(request.app.url_path_for("api_me")))
    context = {"secret": secret, "name": token.name, "ends": token.expires_at, "address": address}
    answer = my_page(request, "my_tokens", "my_token_created", context, status=201)
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _page(request: Request, person: SignedIn, sent: Form | None = None) -> Response:
    now = now_of(request)
    tokens = await tokens_of(person.account)
    context = {
        "active": [_row(request, token) for token in tokens if token.is_active(now)],
        "ended": [_row(request, token) for token in tokens if not token.is_active(now)],
        "most": MOST_TOKENS,
        "scopes": [
            {"value": scope.value, "label": label, "hint": hint}
            for scope in _offered(person)
            for label, hint in [tuple(translate(request, words) for words in SCOPES[scope])]
        ],
        "chosen": sent.several("scopes") if sent else [],
        "lives": [(str(days), span(request, timedelta(days=days))) for days in LIVES],
        "values": sent.values if sent else {"days": str(_USUAL_LIFE)},
    }
    return my_page(
        request, "my_tokens", "my_tokens", context, sent=sent, status=422 if sent else 200
    )


def _row(request: Request, token: ApiToken) -> dict[str, Any]:
    return {
        "id": token.public_id,
        "name": token.name,
        "scopes": scope_words(request, token.scopes),
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "last_used": formats_of(request).moment(token.last_used_at) if token.last_used_at else "",
        "revoked_at": token.revoked_at,
    }


_BASE = "/mon-compte/jetons"
routes = [
    Route(_BASE, show, name="my_tokens"),
    Route(_BASE, create, name="create_my_token", methods=["POST"]),
    Route(f"{_BASE}/{{token_id}}/revoquer", revoke, name="revoke_my_token", methods=["POST"]),
]
