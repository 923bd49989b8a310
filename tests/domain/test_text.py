"""How words are compared: without accents, case, or typographic variants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.domain.text import fold, initials, tag_key, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Été", "ete"),
        ("ŒUVRE", "oeuvre"),
        ("Straße", "strasse"),
        ("ASCII", "ascii"),
        ("L’été", "l'ete"),
        ("Łódź", "lodz"),
        ("", ""),
    ],
)
def test_folding_leaves_lower_case_without_accents_or_ligatures(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’été, 2026", ["l", "ete", "2026"]),
        ("main-d’œuvre", ["main", "d", "oeuvre"]),
        ("Paris–Lyon", ["paris", "lyon"]),
        ("aides—sociales", ["aides", "sociales"]),
        ("dix\u00a0000\u202feuros", ["dix", "000", "euros"]),
        ("zéro\u200bespace", ["zeroespace"]),
        ("re\u0301sume\u0301", ["resume"]),
        ("🚀 Привет", []),
        ("", []),
    ],
)
def test_words_are_folded_and_parted_by_anything_else(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text())
def test_words_are_made_of_plain_letters_and_digits(text: str) -> None:
    assert all(word.isascii() and word.isalnum() and word == word.lower() for word in words(text))


@given(st.text())
def test_folding_twice_changes_nothing_more_for_words(text: str) -> None:
    assert words(" ".join(words(text))) == words(text)


def test_variants_of_a_tag_share_a_key() -> None:
    variants = ["Ruby on Rails", "ruby  on rails", " RUBY ON RAILS", "Rùby on Rails"]
    assert {tag_key(variant) for variant in variants} == {"ruby on rails"}


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Lou Martin", "LM"),
        ("Lou", "L"),
        ("Jean-Cas d’Usage", "JD"),
        ("Anne Marie Du Test", "AT"),
        ("élise", "É"),
        ("", ""),
        ("( )", ""),
    ],
)
def test_initials_stand_for_a_person_without_a_picture(name: str, letters: str) -> None:
    assert initials(name) == letters
