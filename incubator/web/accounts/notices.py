"""Which reminders somebody wants: the boxes of their account, and the page of a mail's link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.actions.manage_accounts import change_account
from incubator.domain.email import shorten
from incubator.domain.reminders import Kind
from incubator.i18n import N_
from incubator.store.accounts.accounts import Account
from incubator.store.accounts.notices import account_by_token
from incubator.web.forms import Form, read_form
from incubator.web.templating import render, translate
from incubator.web.visitor import trace_of

#: What each kind is about, in the order of the boxes.
LABELS: Mapping[Kind, str] = {
    Kind.COMMITTEE: N_("un comité en retard, ou à tenir sous 45 jours"),
    Kind.CONDITION: N_("une condition ou un objectif du comité, dû sous 14 jours ou en retard"),
    Kind.FIGURE: N_("un chiffre d’impact qui a plus d’un mois et demi"),
    Kind.SHEET: N_("une fiche que personne n’a changée depuis trois mois"),
    Kind.REMARKS: N_("une remarque de lecteur qui attend ma startup"),
    Kind.BROUGHT: N_("une proposition, un problème ou une candidature qui attend mon incubateur"),
}
_PREFIX = "rappel-"
_SECRET_PAGE = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


def choices(request: Request, muted: str) -> list[dict[str, Any]]:
    """A box for each kind; ``muted`` has those that are off, separated by spaces."""
    off = muted.split()
    return [
        {
            "name": f"{_PREFIX}{kind.value}",
            "label": translate(request, label),
            "is_on": kind.value not in off,
        }
        for kind, label in LABELS.items()
    ]


def muted_by(sent: Form) -> str:
    """The kinds whose box was left empty, as an account keeps them."""
    return " ".join(kind.value for kind in Kind if not sent.flag(f"{_PREFIX}{kind.value}"))


def muted_words(request: Request, muted: str) -> str:
    """The kinds that are off, in words; "" where none is."""
    found = [translate(request, LABELS[kind]) for kind in LABELS if kind.value in muted.split()]
    return " ; ".join(found)


async def show(request: Request) -> Response:
    """``GET /mon-compte/rappels``: the boxes of the account that a mail's link is about."""
    token = request.query_params.get("jeton", "")
    account = await _account(token)
    return _page(request, token, account) if account else _gone(request)


async def choose(request: Request) -> Response:
    """``POST /mon-compte/rappels``: keep what is ticked; nobody need be signed in."""
    sent = await read_form(request)
    token = sent.values.get("jeton", "")
    account = await _account(token)
    if account is None:
        return _gone(request)
    muted = " ".join(Kind) if sent.flag("aucun") else muted_by(sent)
    await change_account(account, {"muted": muted}, trace_of(request))
    return _page(request, token, await _account(token) or account, is_saved=True)


async def _account(token: str) -> Account | None:
    account = await account_by_token(token)
    return account if account is not None and account.may_sign_in else None


def _page(request: Request, token: str, account: Account, *, is_saved: bool = False) -> Response:
    context = {
        "token": token,
        "email": shorten(account.email),
        "reminders": choices(request, account.muted),
        "is_saved": is_saved,
        "is_silent": len(account.muted.split()) == len(Kind),
    }
    return render(request, "accounts/my_reminders.html", context, headers=_SECRET_PAGE)


def _gone(request: Request) -> Response:
    return render(request, "accounts/reminders_gone.html", status=410, headers=_SECRET_PAGE)


routes = [
    Route("/mon-compte/rappels", show, name="reminders"),
    Route("/mon-compte/rappels", choose, name="choose_reminders", methods=["POST"]),
]
