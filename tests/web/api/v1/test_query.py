"""What the query of a request may say, and what is told of what can't be read."""

from __future__ import annotations

import string
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.web.api.answers import ApiError
from incubator.web.api.v1.asked import MOST_PARAMETERS, MOST_QUERY, Allowed, Asked, read_query
from incubator.web.api.v1.resources import Order
from incubator.web.api.v1.startups import STARTUPS
from incubator.web.api.v1.types import BY_NAME
from tests.conftest import TODAY

ALLOWED = Allowed(STARTUPS, BY_NAME, TODAY)
NAMES = [
    *(f"filter[{one.name}]" for one in STARTUPS.filters),
    *(f"fields[{name}]" for name in BY_NAME),
    *("page[number]", "page[size]", "sort", "include", "au", "filter", "page[offset]", "x[y]"),
]
WORDS = [*STARTUPS.fields, *STARTUPS.sorts, "construction", "2024-02-29", "2026-13-01", "true"]


def read(query: str) -> Asked:
    return read_query(query.encode(), ALLOWED)


def faults(query: str) -> list[tuple[Any, str]]:
    """The parameters at fault, with what is said of each."""
    with pytest.raises(ApiError) as raised:
        read(query)
    assert raised.value.status_code == 400
    return [((one.source or {}).get("parameter"), one.detail) for one in raised.value.all]


def read_or_refused(query: str) -> Asked | None:
    """What is asked; None where it is refused as it should be."""
    try:
        return read(query)
    except ApiError as raised:
        error = raised
    for one in error.all:
        assert (one.status_code, bool(one.detail)) == (400, True)
        assert one.source is None or len(one.source["parameter"]) <= 120
    return None


def test_every_kind_of_parameter_is_read() -> None:
    asked = read(
        "filter[phase]=construction,acceleration&filter[q]=eau, gaz&sort=-phase_since,title"
        "&fields[startups]=title,phase&fields[members]=&include=sponsors,incubators.owner"
        "&page[number]=2&page[size]=10&au=2024-02-29"
    )
    assert asked.filters == {"phase": ("construction", "acceleration"), "q": ("eau, gaz",)}
    assert asked.orders == (Order("phase_since", descending=True), Order("title"))
    assert asked.fields == {"startups": frozenset({"title", "phase"}), "members": frozenset()}
    assert asked.paths == {"sponsors": set(), "incubators": {"owner"}}
    assert (asked.number, asked.size) == (2, 10)
    assert asked.au is not None
    assert asked.au.isoformat() == "2024-02-29"


def test_two_spellings_of_one_question_are_the_same() -> None:
    one = read("sort=title&filter[phase]=construction&page[number]=1&fields[startups]=phase,title")
    other = read(
        "fields%5Bstartups%5D=title,phase,&page%5Bsize%5D=25&filter%5Bphase%5D=,construction&sort=title"
    )
    assert one.query() == other.query()
    assert one.query(3) == f"{one.query()}".replace("&sort", "&page%5Bnumber%5D=3&sort")


@pytest.mark.parametrize(
    ("query", "parameter", "said"),
    [
        ("filter[phases]=construction", "filter[phases]", "Known filters: id, q, phase,"),
        ("filter=construction", "filter", "filter[phase]"),
        ("filter[phase]=naissance", "filter[phase]", "investigation, construction"),
        ("filter[phase]=", "filter[phase]", "1 to 100 values"),
        ("filter[national_impact]=oui", "filter[national_impact]", "true or false"),
        ("filter[started_since]=2024-1-1", "filter[started_since]", "2026-01-31"),
        ("filter[q]=", "filter[q]", "1 to 200 characters"),
        ("sort=mission", "sort", "Sort by: title, phase"),
        ("sort=", "sort", "Sort by: title, phase"),
        ("page[size]=101", "page[size]", "from 1 to 100"),
        ("page[size]=0", "page[size]", "from 1 to 100"),
        ("page[number]=-1", "page[number]", "from 1 to"),
        ("page[number]=%C2%B2", "page[number]", "from 1 to"),
        ("page[offset]=1", "page[offset]", "page[number] and page[size]"),
        ("fields[startup]=title", "fields[startup]", "Known types: startups, members"),
        ("fields[startups]=name", "fields[startups]", "Its fields: accessibility_status,"),
        ("include=sponsor", "include", "Known: incubators, sponsors"),
        ("include=sponsors.startups.sponsors", "include", "at most 2"),
        ("include=sponsors.members", "include", "no relationship of organisations"),
        ("au=2026-11-22", "au", "2026-11-21"),
        ("au=hier", "au", "2026-11-21"),
        ("sort=title&sort=phase", "sort", "given twice"),
        ("limit=3", "limit", "page[size]"),
        ("filter[[phase]]=construction", "filter[[phase]]", "There is no such parameter"),
    ],
)
def test_a_fault_names_its_parameter_and_says_what_to_write(
    query: str, parameter: str, said: str
) -> None:
    ((found, detail),) = faults(query)
    assert found == parameter
    assert said in detail


def test_every_fault_is_told_at_once() -> None:
    found = [parameter for parameter, _ in faults("sort=x&page[size]=x&filter[x]=x&au=x&y=x")]
    assert found == ["sort", "page[size]", "filter[x]", "au", "y"]


@pytest.mark.parametrize(
    "query", ["filter[q]=%FF", "é", "&".join(["a=b"] * (MOST_PARAMETERS + 1)), "a" * MOST_QUERY * 2]
)
def test_a_query_that_is_no_query_is_refused_whole(query: str) -> None:
    assert [parameter for parameter, _ in faults(query)] == [None]


TEXTS = st.one_of(
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(WORDS), max_size=4).map(",".join),
    st.text(max_size=30),
    st.text(alphabet=string.digits + "-.,", max_size=12),
)


@given(st.lists(st.tuples(st.one_of(st.sampled_from(NAMES), st.text(max_size=20)), TEXTS)))
def test_whatever_is_asked_is_read_alike_twice_or_refused_by_name(
    pairs: list[tuple[str, str]],
) -> None:
    query = urlencode([(name.encode("utf-8", "replace"), value) for name, value in pairs])
    asked = read_or_refused(query)
    if asked is None:
        return
    again = read(asked.query().removeprefix("?"))
    assert again.query() == asked.query()
    assert (again.filters, again.orders, again.au) == (asked.filters, asked.orders, asked.au)
    assert (again.include, again.number, again.size) == (asked.include, asked.number, asked.size)
