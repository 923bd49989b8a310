"""What an address of the portfolio asks for, and how the same question is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request

from incubator.domain.catalogue import UNKNOWN
from incubator.domain.phases import PHASES
from incubator.domain.portfolio import Column, Concern, Question
from incubator.sheets.fields import ID_LIMIT
from incubator.store.saved_views import QUERY_LENGTH
from incubator.web.templating import page_url

#: Names used in addresses.
PHASE, INCUBATOR, SPONSOR, CONCERN, SORT = (
    "phase",
    "incubateur",
    "administration",
    "attention",
    "tri",
)
_DOWN = "-"
_KNOWN_PHASES = {UNKNOWN, *(phase.value for phase in PHASES)}
_MOST_PARAMETERS = 50


def question_of(params: Mapping[str, str]) -> Question:
    """The question of some parameters; what is not understood is left out."""
    phase, concern = params.get(PHASE, ""), params.get(CONCERN, "")
    sort = params.get(SORT, "")
    column = sort.removeprefix(_DOWN)
    is_known = column in set(Column)
    return Question(
        phase=phase if phase in _KNOWN_PHASES else "",
        incubator=_id(params.get(INCUBATOR, "")),
        sponsor=_id(params.get(SPONSOR, "")),
        concern=Concern(concern) if concern in set(Concern) else None,
        column=Column(column) if is_known else Column.ATTENTION,
        is_descending=is_known and sort.startswith(_DOWN),
    )


def query_of(question: Question) -> str:
    """A question as an address writes it, always in the same way."""
    pairs = filters_of(question)
    sort = sort_of(question)
    return urlencode([*pairs, (SORT, sort)] if sort else pairs)


def filters_of(question: Question) -> Sequence[tuple[str, str]]:
    """The filters that are set, as names and values of an address."""
    pairs = (
        (CONCERN, question.concern or ""),
        (PHASE, question.phase),
        (INCUBATOR, question.incubator),
        (SPONSOR, question.sponsor),
    )
    return [(name, value) for name, value in pairs if value]


def sort_of(question: Question) -> str:
    """The order as an address writes it; "" for the usual one."""
    sort = f"{_DOWN if question.is_descending else ''}{question.column}"
    return "" if sort == Column.ATTENTION else sort


def canonical(query: str) -> str:
    """A query with what is known of it and nothing else; "" where it would be too long to keep."""
    try:
        pairs = parse_qsl(query[: 4 * QUERY_LENGTH], max_num_fields=_MOST_PARAMETERS)
    except ValueError:
        return ""
    written = query_of(question_of(dict(pairs)))
    return written if len(written) <= QUERY_LENGTH else ""


def without(question: Question, name: str) -> Question:
    """The same question with one filter lifted."""
    return Question(
        phase="" if name == PHASE else question.phase,
        incubator="" if name == INCUBATOR else question.incubator,
        sponsor="" if name == SPONSOR else question.sponsor,
        concern=None if name == CONCERN else question.concern,
        column=question.column,
        is_descending=question.is_descending,
    )


def portfolio_url(request: Request, question: Question, page: int = 1) -> str:
    """The page that answers a question."""
    query = query_of(question)
    if page > 1:
        query = f"{query}&page={page}" if query else f"page={page}"
    return page_url(request, "portfolio") + (f"?{query}" if query else "")


def _id(value: str) -> str:
    value = value.strip()
    return value if len(value) <= ID_LIMIT and value.isprintable() else ""
