"""What an address of the public decisions asks for, and how the same question is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request

from incubator.domain.access import PlaceKind
from incubator.domain.decisions import Kind
from incubator.i18n import N_
from incubator.sheets.fields import ID_LIMIT
from incubator.store.committees.public_reads import Listed
from incubator.store.snapshot import Snapshot
from incubator.web.committees.words import KINDS
from incubator.web.selects import Names, Offered, selects_of
from incubator.web.templating import page_url, translate
from incubator.web.workspace.places import place_name

#: Names used in addresses.
INCUBATOR, STARTUP, KIND, YEAR = "incubateur", "startup", "decision", "annee"
KIND_WORDS: Mapping[Kind, str] = {
    Kind.CONTINUE: "poursuivre",
    Kind.CHANGE_PHASE: "changer-de-phase",
    Kind.PROVISIONAL: "provisoire",
    Kind.REINFORCE: "renforcer",
    Kind.PERMANENT: "perenniser",
    Kind.STOP: "arreter",
}
_KINDS = {word: kind for kind, word in KIND_WORDS.items()}
_YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Question:
    """Which decisions are wanted; "" and None stand for every one."""

    incubator: str = ""
    startup: str = ""
    kind: Kind | None = None
    year: str = ""

    def filters(self) -> list[tuple[str, str]]:
        """The filters that are set, as names and values of an address."""
        pairs = (
            (INCUBATOR, self.incubator),
            (STARTUP, self.startup),
            (KIND, KIND_WORDS[self.kind] if self.kind else ""),
            (YEAR, self.year),
        )
        return [(name, value) for name, value in pairs if value]

    def without(self, name: str) -> Question:
        """The same question with one filter lifted."""
        return question_of({key: value for key, value in self.filters() if key != name})


def question_of(params: Mapping[str, str]) -> Question:
    """The question of some parameters; what is not understood is left out."""
    year = params.get(YEAR, "")
    is_year = len(year) == _YEAR_DIGITS and year.isascii() and year.isdecimal()
    return Question(
        incubator=_id(params.get(INCUBATOR, "")),
        startup=_id(params.get(STARTUP, "")),
        kind=_KINDS.get(params.get(KIND, "")),
        year=year if is_year else "",
    )


def decisions_url(
    request: Request, question: Question, page: int = 1, name: str = "decisions"
) -> str:
    """The page that answers a question; its files by the name of their route."""
    pairs = question.filters() + ([("page", str(page))] if page > 1 else [])
    return page_url(request, name) + (f"?{urlencode(pairs)}" if pairs else "")


def matching(listed: Iterable[Listed], question: Question) -> list[Listed]:
    """The decisions that a question asks for."""
    return [
        one
        for one in listed
        if question.incubator in {"", one.incubator_id}
        and question.startup in {"", one.startup_id}
        and question.kind in {None, one.kind}
        and question.year in {"", f"{one.decided_on.year:04}"}
    ]


def names_in(request: Request, snapshot: Snapshot) -> Names:
    """How the values of each filter are called."""
    kinds = {word: KINDS[kind] for kind, word in KIND_WORDS.items()}
    return {
        INCUBATOR: lambda value: place_name(snapshot, PlaceKind.INCUBATOR, value),
        STARTUP: lambda value: place_name(snapshot, PlaceKind.STARTUP, value),
        KIND: lambda value: translate(request, kinds[value]),
        YEAR: lambda value: value,
    }


def selects(
    request: Request, every: Sequence[Listed], question: Question, snapshot: Snapshot
) -> list[dict[str, Any]]:
    """What there is to choose from."""
    kinds = {one.kind for one in every}
    told = [KIND_WORDS[kind] for kind in Kind if kind in kinds]
    years = sorted({f"{one.decided_on.year:04}" for one in every}, reverse=True)
    incubators = [one.incubator_id for one in every]
    startups = [one.startup_id for one in every]
    offered = (
        Offered(INCUBATOR, N_("Incubateur"), N_("Tous"), incubators, by_name=True),
        Offered(STARTUP, N_("Startup"), N_("Toutes"), startups, by_name=True),
        Offered(KIND, N_("Décision"), N_("Toutes"), told),
        Offered(YEAR, N_("Année"), N_("Toutes"), years),
    )
    return selects_of(request, offered, dict(question.filters()), names_in(request, snapshot))


def tags(request: Request, question: Question, snapshot: Snapshot) -> list[dict[str, str]]:
    """The filters in force, each with the address of the same list without it."""
    names = names_in(request, snapshot)
    return [
        {"label": names[name](value), "remove_url": decisions_url(request, question.without(name))}
        for name, value in question.filters()
    ]


def _id(value: str) -> str:
    value = value.strip()
    return value if len(value) <= ID_LIMIT and value.isprintable() else ""
