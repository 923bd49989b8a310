"""Texts in a CSV: none is a formula, however a spreadsheet parts the cells."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from incubator.web.csv_files import harmless


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Bail en main", "Bail en main"),
        ("=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),
        # Set to French, a spreadsheet parts the cells of any CSV at semicolons.
        ("oui;=1+1;non", "oui;'=1+1;non"),
        ("oui ; =1+1", "oui ; '=1+1"),
        ('oui;"=1+1', "oui;\"'=1+1"),
        ("oui\n=1+1;", "oui\n'=1+1;"),
        ("oui;-1+1", "oui;'-1+1"),
        ("À faire :\n- ceci\n- cela ; - rien", "À faire :\n- ceci\n- cela ; - rien"),
        ("a = b + c; d", "a = b + c; d"),
    ],
)
def test_a_quote_stands_before_what_may_begin_a_formula(text: str, written: str) -> None:
    assert harmless(text) == written


@given(st.text("=+-@;\n\" 'a1", max_size=12))
@example(";;=")
def test_no_cell_that_a_semicolon_begins_is_a_formula(text: str) -> None:
    cells = re.split(r"[;\n]", harmless(text))
    assert not any(cell.lstrip('" ').startswith(("=", "+", "@")) for cell in cells[1:])
    assert not cells[0].startswith(("=", "+", "-", "@"))
