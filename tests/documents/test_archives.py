"""Names in an archive: one step of a path in every system, whatever a file was called before."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.documents.archives import safe_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Bilan financier.pdf", "Bilan-financier.pdf"),
        ("Été à l’œuvre.ods", "Ete-a-l-uvre.ods"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Windows\\a.exe", "C-Windows-a.exe"),
        (".htaccess", "fichier.htaccess"),
        ("", "fichier"),
        ("Makefile", "Makefile"),
        ("表.pdf", "fichier.pdf"),
    ],
)
def test_a_name_keeps_what_is_safe_of_it(name: str, expected: str) -> None:
    assert safe_name(name) == expected


@given(st.text(max_size=300))
def test_no_name_leads_out_of_its_folder(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= 100
    assert safe.isascii()
    assert PurePosixPath(safe).name == PureWindowsPath(safe).name == safe
    assert not safe.startswith((".", "-"))
