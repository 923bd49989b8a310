"""Filtering the catalogue, held against an implementation that is slow and plain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incubator.domain.catalogue import (
    ALL_OF,
    UNKNOWN,
    Card,
    CatalogueIndex,
    Facet,
    Published,
    Selection,
    Sort,
)
from incubator.domain.phases import PHASES, Phase
from tests.builders import card

A = card("a", 1, Phase.CONSTRUCTION, incubators=("x",), themes=("santé",))
B = card("b", 2, Phase.CONSTRUCTION, incubators=("y",), published=frozenset({Published.CODE}))
C = card(
    "c",
    3,
    Phase.STOPPED,
    incubators=("x", "y"),
    published=frozenset({Published.CODE, Published.IMPACT}),
)
INDEX = CatalogueIndex([C, A, B])

words = st.sampled_from(["a", "b", "c"])
tags = st.lists(words, max_size=2, unique=True).map(tuple)
days = st.none() | st.dates(date(2020, 1, 1), date(2020, 1, 6))


@st.composite
def catalogues(draw: st.DrawFn) -> list[Card]:
    size = draw(st.integers(0, 18))
    return [
        card(
            f"s{number}",
            number,
            draw(st.none() | st.sampled_from(PHASES)),
            sort_title=draw(words),
            since=draw(days),
            first_day=draw(days),
            incubators=draw(tags),
            themes=draw(tags),
            published=draw(st.frozensets(st.sampled_from(Published))),
            national_impact=draw(days),
            accessibility=draw(st.sampled_from(["", "non conforme"])),
        )
        for number in range(1, size + 1)
    ]


choices = st.dictionaries(
    st.sampled_from(Facet),
    st.lists(
        st.sampled_from([*"abcz", "oui", UNKNOWN, "non conforme", *PHASES, *Published]), max_size=3
    ),
    max_size=3,
)


def passes(found: Card, facet: Facet, chosen: Sequence[str]) -> bool:
    values = set(found.values(facet))
    wanted = set(chosen)
    return wanted <= values if facet in ALL_OF else bool(wanted & values)


def naive(
    cards: Sequence[Card],
    chosen: Mapping[Facet, Sequence[str]],
    matching: Sequence[int] | None,
    aside: Facet | None = None,
) -> list[Card]:
    return [
        found
        for found in cards
        if (matching is None or found.number in matching)
        and all(
            passes(found, facet, values)
            for facet, values in chosen.items()
            if values and facet is not aside
        )
    ]


def ids(cards: Sequence[Card]) -> list[str]:
    return [found.id for found in cards]


def shown(selection: Selection, sort: Sort = Sort.TITLE) -> list[str]:
    return ids(INDEX.page(selection, sort, 0, 10))


def test_without_a_choice_every_card_is_there_by_title() -> None:
    selection = INDEX.select({})
    assert (selection.count, shown(selection)) == (3, ["a", "b", "c"])


def test_within_a_facet_one_of_the_values_is_enough() -> None:
    chosen = {Facet.PHASE: [Phase.CONSTRUCTION, Phase.STOPPED]}
    assert shown(INDEX.select(chosen)) == ["a", "b", "c"]


def test_between_facets_each_must_hold() -> None:
    chosen = {Facet.PHASE: [Phase.CONSTRUCTION], Facet.INCUBATOR: ["y"]}
    assert shown(INDEX.select(chosen)) == ["b"]


def test_of_what_is_published_all_must_hold() -> None:
    assert shown(INDEX.select({Facet.PUBLISHED: ["code", "impact"]})) == ["c"]


def test_counts_leave_their_own_facets_choice_aside() -> None:
    counts = INDEX.select({Facet.PHASE: [Phase.STOPPED]}).counts
    assert counts[Facet.PHASE] == {Phase.CONSTRUCTION: 2, Phase.STOPPED: 1}
    assert counts[Facet.INCUBATOR] == {"x": 1, "y": 1}


def test_counts_of_what_is_published_say_what_adding_one_would_leave() -> None:
    counts = INDEX.select({Facet.PUBLISHED: ["code"]}).counts
    assert counts[Facet.PUBLISHED] == {"code": 2, "impact": 1}


def test_a_value_that_no_card_has_selects_nothing() -> None:
    assert INDEX.select({Facet.THEME: ["nulle part"]}).count == 0


def test_a_card_without_phase_is_found_as_unknown() -> None:
    index = CatalogueIndex([card("futur")])
    assert index.select({Facet.PHASE: [UNKNOWN]}).count == 1


def test_relevance_follows_the_search_and_passes_over_unknown_numbers() -> None:
    matching = [3, 99, 1]
    selection = INDEX.select({}, matching)
    assert ids(INDEX.page(selection, Sort.RELEVANCE, 0, 10, matching)) == ["c", "a"]


@pytest.mark.parametrize(("sort", "field"), [(Sort.NEWEST, "first_day"), (Sort.MOVED, "since")])
def test_cards_without_a_day_come_last_and_ties_go_by_title(sort: Sort, field: str) -> None:
    early, late = date(2020, 1, 1), date(2021, 1, 1)
    index = CatalogueIndex(
        [
            card("d"),
            card("b", 2, **{field: early}),
            card("a", 3, **{field: early}),
            card("c", 4, **{field: late}),
        ]
    )
    assert ids(index.page(index.select({}), sort, 0, 10)) == ["c", "a", "b", "d"]


def test_an_empty_catalogue_answers() -> None:
    index = CatalogueIndex([])
    selection = index.select({Facet.PHASE: ["construction"]}, [1])
    assert (selection.count, index.page(selection, Sort.NEWEST, 0, 5)) == (0, [])


@settings(max_examples=100, deadline=None)
@given(catalogues(), choices, st.none() | st.lists(st.integers(0, 20), unique=True))
def test_selections_and_counts_equal_the_plain_ones(
    cards: list[Card], chosen: dict[Facet, list[str]], matching: list[int] | None
) -> None:
    index = CatalogueIndex(cards)
    selection = index.select(chosen, matching)
    expected = naive(index.cards, chosen, matching)
    assert selection.count == len(expected)
    assert index.page(selection, Sort.TITLE, 0, 99) == expected
    for facet in Facet:
        aside = None if facet in ALL_OF else facet
        rest = naive(index.cards, chosen, matching, aside)
        values = {v for found in cards for v in found.values(facet)}
        assert selection.counts[facet] == {
            v: sum(v in set(found.values(facet)) for found in rest) for v in values
        }


@settings(max_examples=60, deadline=None)
@given(catalogues(), st.sampled_from(Sort), st.integers(1, 5))
def test_pages_put_together_are_the_whole_in_order(
    cards: list[Card], sort: Sort, size: int
) -> None:
    index = CatalogueIndex(cards)
    selection = index.select({})
    whole = index.page(selection, sort, 0, 99)
    pages = [index.page(selection, sort, first, size) for first in range(0, 20, size)]
    assert [found for page in pages for found in page] == whole
    assert sorted(ids(whole)) == sorted(ids(cards))


@settings(max_examples=40, deadline=None)
@given(catalogues(), words)
def test_cards_with_a_value_come_by_title(cards: list[Card], theme: str) -> None:
    index = CatalogueIndex(cards)
    assert index.with_value(Facet.THEME, theme) == [f for f in index.cards if theme in f.themes]
    assert index.values(Facet.THEME).get(theme, 0) == len(index.with_value(Facet.THEME, theme))
