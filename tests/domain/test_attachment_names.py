"""The names of joined files: whatever was sent, what is kept is a plain name of its kind."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incubator.domain.attachments import Kind, disposition, distinct_name, safe_name, shown_name


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\camille\\Bilan.PDF", "Bilan.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe.pdf"),
        ("con.pdf", "_con.pdf"),
        (".pdf", "fichier.pdf"),
        ("", "fichier.pdf"),
        ("a\x00\r\nb:c?.pdf", "a b-c-.pdf"),
        ("photo.jpeg", "photo.pdf"),
        ("Bilan v1.2", "Bilan v1.2.pdf"),
        ("E\u0301tude.pdf", "\u00c9tude.pdf"),
    ],
    ids=[
        "path", "windows", "direction", "device", "bare", "empty", "controls", "kind", "dot",
        "composed",
    ],
)  # fmt: skip
def test_a_name_is_its_last_part_without_what_is_not_seen(sent: str, kept: str) -> None:
    assert safe_name(sent, Kind.PDF) == kept


@settings(max_examples=150)
@given(st.text(max_size=300), st.sampled_from(Kind))
def test_whatever_was_sent_the_name_is_safe_for_every_system(sent: str, kind: Kind) -> None:
    kept = safe_name(sent, kind)
    assert kept.endswith(kind.extension)
    assert len(kept.encode()) <= 160
    assert not {"/", "\\", '"', ":", "\n", "\r", "\x00"} & set(kept)
    assert not any(unicodedata.category(sign)[0] == "C" for sign in kept)
    assert kept[0] not in ". "
    assert safe_name(kept, kind) == kept


@settings(max_examples=150)
@given(st.text(max_size=80), st.sampled_from(Kind))
def test_the_header_has_the_name_and_nothing_else(sent: str, kind: Kind) -> None:
    kept = safe_name(sent, kind)
    header = disposition(kept)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert unquote(header.partition("UTF-8''")[2]) == kept


def test_two_files_of_one_name_are_told_apart_and_long_names_are_cut_in_messages() -> None:
    assert distinct_name("a.pdf", ["A.PDF", "a (2).pdf"]) == "a (3).pdf"
    assert distinct_name("a.pdf", []) == "a.pdf"
    assert shown_name("x" * 500) == "x" * 100 + "…"
    assert shown_name("\u202e") == "fichier"
