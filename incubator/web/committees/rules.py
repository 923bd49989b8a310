"""How an incubator holds its committees, and what it publishes of what they decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from incubator.actions.committees.plan import set_rules
from incubator.domain.committee_access import may_hold_committees
from incubator.domain.publicity import Publicity
from incubator.i18n import N_
from incubator.store.committees.rules import Rules, rules_of
from incubator.web.committees.forms import MOST_QUORUM, read_count, read_link, read_markdown
from incubator.web.forms import Form, read_form
from incubator.web.templating import page_url, render
from incubator.web.visitor import leave_notice, now_of, trace_of
from incubator.web.workspace.places import Entered
from incubator.web.workspace.submissions import enter_incubator, place_context

_MINUTES = ("presentation", "questions", "deliberation")
_MOST_MINUTES = 240
_PUBLIC = ("decisions", "montants", "objectifs", "conditions")


async def show(request: Request) -> Response:
    """``GET …/comites/regles``"""
    entered = await enter_incubator(request, may_hold_committees)
    rules = await rules_of(entered.named.place.id)
    return _page(request, entered, _values(rules))


async def save(request: Request) -> Response:
    """``POST …/comites/regles``"""
    entered = await enter_incubator(request, may_hold_committees)
    sent = await read_form(request)
    rules = _read(sent, entered.named.place.id)
    if rules is None:
        return _page(request, entered, sent.values, sent)
    await set_rules(rules, trace_of(request), now_of(request))
    await leave_notice(request, N_("Règles enregistrées. Elles comptent pour la suite."))
    place_id = entered.named.place.id
    return RedirectResponse(page_url(request, "incubator_committees", place_id=place_id), 303)


def _read(sent: Form, incubator_id: str) -> Rules | None:
    quorum = read_count(sent, "quorum", 1, MOST_QUORUM)
    presentation, questions, deliberation = (
        read_count(sent, name, 1, _MOST_MINUTES) for name in _MINUTES
    )
    place, link = sent.text("lieu"), read_link(sent, "lien")
    text = read_markdown(sent, "regles")
    if sent.errors:
        return None
    shown = (sent.flag(name) for name in _PUBLIC)
    minutes = (presentation, questions, deliberation)
    return Rules(incubator_id, quorum, minutes, place, link, text, Publicity(*shown))


def _values(rules: Rules) -> dict[str, str]:
    shown = rules.publicity
    flags = (shown.decisions, shown.amounts, shown.objectives, shown.conditions)
    return {
        "quorum": str(rules.quorum),
        **{name: str(count) for name, count in zip(_MINUTES, rules.minutes, strict=True)},
        "lieu": rules.place,
        "lien": rules.link,
        "regles": rules.text,
        **{name: "1" for name, flag in zip(_PUBLIC, flags, strict=True) if flag},
    }


def _page(
    request: Request, entered: Entered, values: Mapping[str, str], sent: Form | None = None
) -> Response:
    context: dict[str, Any] = {
        **place_context(request, entered),
        "values": values,
        "errors": sent.errors if sent else {},
    }
    return render(request, "committees/rules.html", context, status=422 if sent else 200)


_PATH = "/espace/incubateurs/{place_id}/comites/regles"
routes = [
    Route(_PATH, show, name="committee_rules"),
    Route(_PATH, save, name="committee_rules_save", methods=["POST"]),
]
