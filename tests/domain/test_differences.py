"""Differences say everything that came and went, in few words."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from incubator.domain.differences import (
    Fields,
    Mark,
    Piece,
    Replaced,
    Row,
    Rows,
    Words,
    difference,
    in_context,
    is_same,
)

SAME, ADDED, REMOVED = Mark.SAME, Mark.ADDED, Mark.REMOVED
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(["un", "deux", "\n", " ", ", ", "trois", "é"]), max_size=40).map(
        "".join
    ),
)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.dates(), TEXTS)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(st.sampled_from(["name", "id", "start", "values"]), inner, max_size=3),
    ),
    max_leaves=15,
)


def side(words: Words, mark: Mark) -> str:
    return "".join(piece.text for piece in words.pieces if piece.mark in (SAME, mark))


def leaves(value: Any) -> list[str]:
    """Every word of a value, and every other leaf as its text."""
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [] if value is None else str(value).split()


def told(found: Any, mark: Mark) -> list[str]:
    """The words that a difference shows for one of the two versions."""
    match found:
        case Words():
            return side(found, mark).split()
        case Replaced(before, after):
            return leaves(before if mark is REMOVED else after)
        case Fields(fields):
            return [word for _, inside in fields for word in told(inside, mark)]
        case Rows(rows):
            return [word for row in rows for word in _told_of_row(row, mark)]
    raise AssertionError(found)


def _told_of_row(row: Row, mark: Mark) -> list[str]:
    if row.inside is not None:
        return told(row.inside, mark)
    return leaves(row.value) if row.mark in (mark, Mark.MOVED) else []


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_their_difference(before: str, after: str) -> None:
    found = difference(before, after)
    assert isinstance(found, Words)
    assert (side(found, REMOVED), side(found, ADDED)) == (before, after)


@settings(max_examples=300)
@given(VALUES, VALUES)
def test_whatever_came_or_went_is_told(before: Any, after: Any) -> None:
    found = difference(before, after)
    old, new = Counter(leaves(before)), Counter(leaves(after))
    assert old - new <= Counter(told(found, REMOVED))
    assert new - old <= Counter(told(found, ADDED))


@given(VALUES, VALUES)
def test_two_values_that_are_the_same_do_not_differ(before: Any, after: Any) -> None:
    assert is_same(before, before)
    if is_same(before, after):
        assert not leaves(before) or before == after


@given(TEXTS.map(lambda text: text * 20), TEXTS.map(lambda text: text * 20))
def test_the_context_keeps_every_change(before: str, after: str) -> None:
    found = difference(before, after)
    assert isinstance(found, Words)
    short = in_context(found)
    changes = [piece for piece in found.pieces if piece.mark is not SAME]
    assert [piece for piece in short.pieces if piece.mark in (ADDED, REMOVED)] == changes


def test_words_are_told_not_letters() -> None:
    found = difference(
        "Déclarer un mouillage en dix minutes, sans dossier.",
        "Déclarer un mouillage ou une terrasse en cinq minutes, sans dossier.",
    )
    assert found == Words(
        (
            Piece(SAME, "Déclarer un mouillage "),
            Piece(ADDED, "ou une terrasse "),
            Piece(SAME, "en "),
            Piece(REMOVED, "dix"),
            Piece(ADDED, "cinq"),
            Piece(SAME, " minutes, sans dossier."),
        )
    )


def test_two_texts_without_likeness_are_told_whole() -> None:
    assert difference("Le chat dort ici.", "Une tout autre phrase, vraiment.") == Words(
        (
            Piece(REMOVED, "Le chat dort ici."),
            Piece(ADDED, "Une tout autre phrase, vraiment."),
        )
    )


def test_what_stayed_the_same_in_a_long_text_is_cut_at_words() -> None:
    start, end = "mot " * 100, " fin" * 100
    found = difference(f"{start}avant{end}", f"{start}après{end}")
    assert isinstance(found, Words)
    pieces = in_context(found).pieces
    assert [piece.mark for piece in pieces] == [Mark.GAP, SAME, REMOVED, ADDED, SAME, Mark.GAP]
    assert pieces[1].text.split() == ["mot"] * (80 // 4 - 1)
    assert len(pieces[4].text) <= 81


def test_elements_of_lists_come_go_and_move() -> None:
    assert difference(["a", "b", "c"], ["c", "a", "d"]) == Rows(
        (Row(Mark.MOVED, "c"), Row(REMOVED, "b"), Row(ADDED, "d"))
    )
    assert difference(["a"], None) == Rows((Row(REMOVED, "a"),))
    assert difference("a", ["a", "b"]) == Rows((Row(ADDED, "b"),))


def test_a_phase_that_ended_and_the_one_that_followed() -> None:
    before = [{"name": "construction", "start": date(2024, 1, 1)}]
    ended = {**before[0], "end": date(2025, 1, 1)}
    new = {"name": "acceleration", "start": date(2025, 1, 2)}
    inside = Fields((("end", Replaced(None, date(2025, 1, 1))),))
    assert difference(before, [ended, new]) == Rows(
        (Row(Mark.CHANGED, ended, inside), Row(ADDED, new))
    )


def test_a_new_value_of_one_measure_among_others() -> None:
    one = {"id": "a", "name": "A", "values": [{"date": date(2026, 1, 1), "value": 1}]}
    value = {"date": date(2026, 2, 1), "value": 2}
    now = {**one, "values": [*one["values"], value]}
    assert difference([{"id": "b"}, one], [{"id": "b"}, now]) == Rows(
        (Row(Mark.CHANGED, now, Fields((("values", Rows((Row(ADDED, value),))),))),)
    )


def test_values_of_other_kinds_replace_each_other() -> None:
    assert difference(True, False) == Replaced(True, False)
    assert difference(date(2026, 1, 1), "2026-01-01") == Replaced(date(2026, 1, 1), "2026-01-01")
    assert difference(None, 3) == Replaced(None, 3)
    assert not is_same(1, True)
    assert not is_same("1", 1)


def test_the_most_hostile_texts_and_lists_are_compared_in_fair_time() -> None:
    started = time.process_time()
    for one, other in (
        ("a " * 60_000, "b a " * 30_000),
        ("a\n" * 60_000, "a\nb\n" * 30_000),
        ("x" * 100_000, "y" * 100_000),
        ("é." * 900 + "fin", "." * 1900),
    ):
        difference(one, other)
    many = [{"name": str(number % 7)} for number in range(3000)]
    difference(many, list(reversed(many)))
    # Far beyond what it takes, and far below what trying every pair would.
    assert time.process_time() - started < 20
