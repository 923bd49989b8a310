"""What an address of the follow-up asks for, and how the same question is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request

from incubator.domain.follow_up import Fate, Promise, Sort, fate
from incubator.sheets.fields import ID_LIMIT
from incubator.web.templating import page_url

#: Names used in addresses.
STARTUP, INCUBATOR, SORT, FATE = "startup", "incubateur", "quoi", "etat"
SORT_WORDS: Mapping[Sort, str] = {Sort.CONDITION: "condition", Sort.OBJECTIVE: "objectif"}
FATE_WORDS: Mapping[Fate, str] = {
    Fate.LATE: "en-retard",
    Fate.SOON: "sous-14-jours",
    Fate.DUE: "a-venir",
    Fate.MET: "fait",
    Fate.NOT_MET: "non-fait",
    Fate.DROPPED: "sans-objet",
}
_SORTS = {word: sort for sort, word in SORT_WORDS.items()}
_FATES = {word: one for one, word in FATE_WORDS.items()}
_LONGEST_QUERY, _MOST_PARAMETERS = 1000, 20


@dataclass(frozen=True, slots=True)
class Question:
    """Which promises are wanted; "" and None stand for every one."""

    startup: str = ""
    incubator: str = ""
    sort: Sort | None = None
    fate: Fate | None = None

    def filters(self) -> list[tuple[str, str]]:
        """The filters that are set, as names and values of an address."""
        pairs = (
            (FATE, FATE_WORDS[self.fate] if self.fate else ""),
            (SORT, SORT_WORDS[self.sort] if self.sort else ""),
            (STARTUP, self.startup),
            (INCUBATOR, self.incubator),
        )
        return [(name, value) for name, value in pairs if value]

    def without(self, name: str) -> Question:
        """The same question with one filter lifted."""
        return question_of({key: value for key, value in self.filters() if key != name})

    def with_fate(self, one: Fate | None) -> Question:
        """The same question for another fate."""
        return replace(self, fate=one)


def question_of(params: Mapping[str, str]) -> Question:
    """The question of some parameters; what is not understood is left out."""
    return Question(
        startup=_id(params.get(STARTUP, "")),
        incubator=_id(params.get(INCUBATOR, "")),
        sort=_SORTS.get(params.get(SORT, "")),
        fate=_FATES.get(params.get(FATE, "")),
    )


def question_of_query(query: str) -> Question:
    """The question of an address's query, as a form carries it."""
    try:
        pairs = parse_qsl(query[:_LONGEST_QUERY], max_num_fields=_MOST_PARAMETERS)
    except ValueError:
        return Question()
    return question_of(dict(pairs))


def query_of(question: Question) -> str:
    """A question as an address writes it, always in the same way."""
    return urlencode(question.filters())


def follow_up_url(
    request: Request, question: Question, page: int = 1, name: str = "follow_up"
) -> str:
    """The page that answers a question; its file by the name of the route."""
    pairs = question.filters() + ([("page", str(page))] if page > 1 else [])
    return page_url(request, name) + (f"?{urlencode(pairs)}" if pairs else "")


def matching(promises: Iterable[Promise], question: Question, today: date) -> list[Promise]:
    """The promises that a question asks for."""
    return [
        one
        for one in promises
        if question.startup in {"", one.startup_id}
        and question.incubator in {"", one.incubator_id}
        and question.sort in {None, one.sort}
        and question.fate in {None, fate(one, today)}
    ]


def _id(value: str) -> str:
    value = value.strip()
    return value if len(value) <= ID_LIMIT and value.isprintable() else ""
