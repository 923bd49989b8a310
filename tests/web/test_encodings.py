"""Which compression an answer takes, from what a reader says."""

from __future__ import annotations

import pytest

from incubator.web.encodings import ENCODINGS, chosen


@pytest.mark.parametrize(
    ("accepted", "offered", "expected"),
    [
        ("", ENCODINGS, ""),
        ("identity", ENCODINGS, ""),
        ("gzip, deflate, br", ENCODINGS, "br"),
        ("GZIP", ENCODINGS, "gzip"),
        ("br;q=0, gzip;q=0.5", ENCODINGS, "gzip"),
        ("*", ENCODINGS, "br"),
        ("*;q=0", ENCODINGS, ""),
        ("br", ("gzip",), ""),
        ("gzip;q=0", ("gzip",), ""),
        (" gzip ; q=0 , br ; q=0.1 ", ENCODINGS, "br"),
        # Read by trying where the spaces part, this would take a minute.
        (f"gzip{' ' * 100_000}x", ENCODINGS, ""),
    ],
)
def test_the_first_that_the_reader_takes(
    accepted: str, offered: tuple[str, ...], expected: str
) -> None:
    assert chosen(accepted, offered) == expected
