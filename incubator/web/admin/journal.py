"""The journal, searched: who did what, when, and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from incubator.actions.wording import ROLE_NAMES
from incubator.domain.email import normalise
from incubator.i18n import N_
from incubator.store.accounts.accounts import (
    Account,
    find_by_email,
    find_by_public_id,
    names_of,
)
from incubator.store.journal import Entry, find_entries, journal_actions
from incubator.web.admin import words
from incubator.web.admin.roles import account_url
from incubator.web.admin.screens import PAGE_SIZE, Asked, ask, listing, screen, select
from incubator.web.templating import formats_of, translate
from incubator.web.visitor import administrator

_ROLES = {role.value: name for role, name in ROLE_NAMES.items()}
_ACCOUNT = "account"
#: What only helps to find other traces of the same thing: said apart, and smaller.
_MARKS = frozenset({"grant", "session", "token", "network", "request"})


async def index(request: Request) -> Response:
    """``/admin/journal``"""
    administrator(request)
    actions = await journal_actions()
    asked_account = request.query_params.get("compte", "").strip()[:254]
    asked = ask(request, "admin_journal", {"action": actions, "compte": [asked_account]})
    account = await _account(asked_account)
    total, found = 0, []
    if account is not None or not asked_account:
        total, entries = await find_entries(
            text=asked.text,
            action=asked.filters["action"],
            about=account.public_id if account else "",
            first=asked.first,
            limit=PAGE_SIZE,
        )
        names = await names_of(_people(entries))
        found = [_shown(request, entry, names) for entry in entries]
    known = {action: words.ACTIONS.get(action, action) for action in actions}
    shown = (account.email or account.public_id) if account else asked_account
    context = {
        **listing(asked, total, [_actions(request, asked, known), _person(request, shown)]),
        "entries": found,
        "account_text": shown,
        "is_unknown": bool(asked_account) and account is None,
    }
    return screen(request, "admin_journal", "journal.html", context)


async def _account(text: str) -> Account | None:
    """The account that somebody means by an address or a public id; or None."""
    email = normalise(text)
    if email:
        return await find_by_email(email)
    return await find_by_public_id(text) if text else None


def _actions(request: Request, asked: Asked, known: Mapping[str, str]) -> dict[str, Any]:
    found = select(request, asked, "action", N_("Action"), N_("Toutes les actions"), known)
    return {**found, "choices": sorted(found["choices"], key=lambda c: (c[0] != "", c[1]))}


def _person(request: Request, shown: str) -> dict[str, Any]:
    label = translate(request, N_("Adresse du compte"))
    return {"name": "compte", "label": label, "choices": (), "value": shown}


def _people(entries: Any) -> list[str]:
    """The public ids of those who acted and of the accounts that it was about."""
    found = [entry.actor for entry in entries]
    return found + [_account_id(entry.subject) for entry in entries if _account_id(entry.subject)]


def _account_id(subject: str) -> str:
    kind, _, public_id = subject.partition(":")
    return public_id if kind == _ACCOUNT else ""


def _shown(request: Request, entry: Entry, names: Mapping[str, str]) -> dict[str, Any]:
    about = _account_id(entry.subject)
    parts = {**entry.detail, **(entry.personal or {}), "request": entry.request_id}
    told = {key: value for key, value in parts.items() if value is not None and value != ""}
    return {
        "number": entry.number,
        "at": entry.at,
        "actor": words.actor_name(request, entry.actor, names),
        "actor_url": account_url(request, entry.actor) if entry.actor in names else "",
        "action": words.say(request, words.ACTIONS, entry.action),
        "subject": words.actor_name(request, about, names) if about else entry.subject,
        "subject_url": account_url(request, about) if about in names else "",
        "is_self": about == entry.actor,
        "facts": [_fact(request, key, told[key]) for key in told if key not in _MARKS],
        "marks": [_fact(request, key, told[key]) for key in told if key in _MARKS],
        "has_expired": entry.has_expired,
    }


def _fact(request: Request, key: str, value: Any) -> dict[str, str]:
    """A line of what an entry tells: a value, or what was before and after."""
    name = words.say(request, words.FIELDS, key)
    if isinstance(value, Mapping) and set(value) == {"before", "after"}:
        before, after = (_value(request, key, value[side]) for side in ("before", "after"))
        return {"name": name, "before": before, "value": after}
    return {"name": name, "before": "", "value": _value(request, key, value)}


def _value(request: Request, key: str, value: Any) -> str:
    """A value of the journal in the reader's words."""
    formats = formats_of(request)
    if value is None or value == "":
        return translate(request, N_("rien"))
    if isinstance(value, bool):
        return translate(request, N_("oui")) if value else translate(request, N_("non"))
    if isinstance(value, list):
        return ", ".join(_value(request, key, one) for one in value)
    if moment := words.parse_moment(value):
        return formats.moment(moment)
    if day := words.parse_day(value):
        return formats.day(day)
    names = {
        "role": _ROLES,
        "method": words.METHODS,
        "language": words.LANGUAGE_NAMES,
    }.get(key)
    return words.say(request, names, str(value)) if names else str(value)


routes = [Route("/admin/journal", index, name="admin_journal")]
