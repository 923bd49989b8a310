"""What a portfolio is filtered and sorted by: counts to click, lists of choices, tags to lift."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from starlette.requests import Request

from incubator.domain.portfolio import Column, Concern, Portfolio, Question, Row, portfolio
from incubator.i18n import N_
from incubator.store.snapshot import Snapshot
from incubator.web.public.cards import organisation_name
from incubator.web.selects import Names, Offered, selects_of
from incubator.web.templating import translate
from incubator.web.workspace.portfolio_asked import (
    CONCERN,
    INCUBATOR,
    PHASE,
    SORT,
    SPONSOR,
    filters_of,
    portfolio_url,
    question_of,
    sort_of,
    without,
)
from incubator.web.workspace.portfolio_words import (
    COLUMNS,
    CONCERNS,
    incubator_name,
    phase_label,
)

_SOONEST = N_("Ce qui presse")


def names_in(request: Request, snapshot: Snapshot) -> Names:
    """How the values of each filter are called."""
    return {
        CONCERN: lambda value: translate(request, CONCERNS[Concern(value)]),
        PHASE: lambda value: phase_label(request, value),
        INCUBATOR: lambda value: incubator_name(snapshot, value),
        SPONSOR: lambda value: organisation_name(snapshot, value),
    }


def links(
    request: Request,
    question: Question,
    counts: Mapping[Any, int],
    name: str,
    label: Callable[[str], str],
) -> list[dict[str, Any]]:
    """The counts of the whole portfolio, each a link to its rows alone."""
    chosen = dict(filters_of(question))
    found = []
    for value, count in counts.items():
        only = question_of({name: value, SORT: sort_of(question)})
        found.append(
            {
                "value": value,
                "label": label(value),
                "count": count,
                "url": portfolio_url(request, only),
                "is_current": chosen == {name: value},
            }
        )
    return found


def heading(request: Request, question: Question, column: Column) -> dict[str, str]:
    """A heading: a link that sorts by it, the other way where it is sorted by it already."""
    is_current = question.column is column
    turned = replace(
        question, column=column, is_descending=is_current and not question.is_descending
    )
    way = "descending" if question.is_descending else "ascending"
    return {
        "label": translate(request, COLUMNS[column]),
        "url": portfolio_url(request, turned),
        "sort": way if is_current else "",
    }


def selects(
    request: Request, question: Question, found: Portfolio, names: Names
) -> list[dict[str, Any]]:
    """What there is to choose from; nothing to choose from a single incubator."""
    offered = (
        Offered(CONCERN, N_("À surveiller"), N_("Tout"), tuple(CONCERNS)),
        Offered(PHASE, N_("Phase"), N_("Toutes"), found.phases),
        Offered(INCUBATOR, N_("Incubateur"), N_("Tous"), found.incubators, by_name=True),
        Offered(SPONSOR, N_("Administration"), N_("Toutes"), found.sponsors, by_name=True),
    )
    shown = selects_of(request, offered, dict(filters_of(question)), names)
    return [*shown, _order(request, question)]


def _order(request: Request, question: Question) -> dict[str, Any]:
    """The orders, for screens without a table's head; a turned one only while it is in force."""
    choices = [("", translate(request, _SOONEST))]
    choices += [(column.value, translate(request, text)) for column, text in COLUMNS.items()]
    value = sort_of(question)
    if question.is_descending:
        text = COLUMNS.get(question.column, _SOONEST)
        turned = translate(request, N_("%(column)s, à rebours"), column=translate(request, text))
        choices.append((value, turned))
    return {"name": SORT, "label": translate(request, N_("Trier par")), "choices": choices,
            "value": value}  # fmt: skip


def tags(request: Request, question: Question, names: Names) -> list[dict[str, str]]:
    """The filters in force, each with the address of the same rows without it."""
    return [
        {
            "label": names[name](value),
            "remove_url": portfolio_url(request, without(question, name)),
        }
        for name, value in filters_of(question)
    ]


def lifts(
    request: Request, question: Question, rows: Sequence[Row], names: Names
) -> list[dict[str, Any]]:
    """Where nothing matches: which filter to lift, and how many startups that would give."""
    found = []
    for name, value in filters_of(question):
        rest = without(question, name)
        count = len(portfolio(rows, rest).rows)
        if count:
            url = portfolio_url(request, rest)
            found.append({"label": names[name](value), "url": url, "count": count})
    return sorted(found, key=lambda lift: -lift["count"])
