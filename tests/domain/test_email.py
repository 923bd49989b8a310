"""One person writes their address in many ways; one of them is kept."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.domain.email import MAX_LENGTH, normalise, shorten

ANYTHING = st.text(st.characters())
NEARLY = st.builds("{}@{}.{}".format, ANYTHING, ANYTHING, st.sampled_from(["fr", "gouv.fr", "é"]))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("ana@exemple.gouv.fr", "ana@exemple.gouv.fr"),
        ("  Ana.DUPONT@Exemple.Gouv.FR \n", "ana.dupont@exemple.gouv.fr"),
        ("ana+essai@exemple.fr", "ana+essai@exemple.fr"),
        ("ana@préfecture.fr", "ana@xn--prfecture-c4a.fr"),
        ("ana@xn--prfecture-c4a.fr", "ana@xn--prfecture-c4a.fr"),
        ("ana@exemple。fr", "ana@exemple.fr"),
        (f"{'a' * 64}@exemple.fr", f"{'a' * 64}@exemple.fr"),
        (unicodedata.normalize("NFD", "renée@exemple.fr"), "renée@exemple.fr"),
    ],
)
def test_an_address_is_written_in_one_way(written: str, kept: str) -> None:
    assert normalise(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ana",
        "ana@",
        "@exemple.fr",
        "ana@exemple",
        "ana@@exemple.fr",
        "ana@b@exemple.fr",
        "ana dupont@exemple.fr",
        "ana@exemple..fr",
        "ana@-exemple.fr",
        "ana@exemple.fr.",
        "ana@[127.0.0.1]",
        "Ana <ana@exemple.fr>",
        "ana@exemple.fr, bob@exemple.fr",
        "ana@exemple.fr\nBcc: bob@exemple.fr",
        "ana\x00@exemple.fr",
        "ana\x80@exemple.fr",
        "ana\u200b@exemple.fr",
        "ana\u202e@exemple.fr",
        "ana\udcff@exemple.fr",
        f"{'a' * 65}@exemple.fr",
        f"ana@{'a' * 64}.fr",
        f"ana@{'a.' * 130}fr",
    ],
)
def test_what_can_be_no_address_is_refused(written: str) -> None:
    assert normalise(written) is None


@given(ANYTHING | NEARLY)
def test_normalising_never_raises_and_changes_nothing_the_second_time(text: str) -> None:
    once = normalise(text)
    if once is not None:
        assert normalise(once) == once
        assert once.isprintable()
        assert len(once) <= MAX_LENGTH
        once.encode()


@given(NEARLY)
def test_capitals_and_spaces_make_no_other_person(text: str) -> None:
    once = normalise(text)
    if once is not None and once.isascii():
        assert normalise(f" {once.upper()}\t") == once


def test_a_shortened_address_hides_who_it_is() -> None:
    assert shorten("ana.dupont@exemple.fr") == "a…@exemple.fr"
    assert shorten("") == ""
    assert shorten("nobody") == ""
