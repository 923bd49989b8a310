"""Cutting a file into its front matter and its body."""

from __future__ import annotations

import pytest

from incubator.sheets.front_matter import (
    MAX_FRONT_MATTER_CHARS,
    MAX_SHEET_BYTES,
    SheetText,
    split,
)
from incubator.sheets.problems import Problem


def cut(data: bytes) -> SheetText:
    found = split("startups/a.md", data)
    assert isinstance(found, SheetText), found
    return found


def fault(data: bytes) -> Problem:
    found = split("startups/a.md", data)
    assert isinstance(found, Problem), found
    return found


@pytest.mark.parametrize(
    ("data", "front", "body"),
    [
        (b"---\na: 1\n---\nCorps\n", "a: 1\n", "Corps\n"),
        (b"---\r\na: 1\r\n---\r\nCorps\r\n\r\nfin", "a: 1\n", "Corps\n\nfin"),
        (b"\xef\xbb\xbf---\na: 1\n---\nCorps", "a: 1\n", "Corps"),
        (b"---\na: 1\n---\n\n  \n\n    Corps", "a: 1\n", "    Corps"),
        (b"---\na: 1\n---", "a: 1\n", ""),
        (b"---  \na: 1\n---\t\nCorps", "a: 1\n", "Corps"),
        (b"---\na: 1\n---\nUn\n\n---\n\nDeux\n", "a: 1\n", "Un\n\n---\n\nDeux\n"),
        (b"---\na: |\n  ---\n---\nCorps", "a: |\n  ---\n", "Corps"),
        (b"---\n---\nCorps", "", "Corps"),
        (b"---\na: 1\n---\nun\rdeux", "a: 1\n", "un\ndeux"),
        (b"---\na: 1\n---\nnul \x00", "a: 1\n", "nul \ufffd"),
    ],
    ids=[
        "plain",
        "Windows line ends",
        "byte order mark",
        "blank lines before the body are not of it, its indentation is",
        "no body",
        "white space after the marks",
        "rules in the body",
        "an indented mark closes nothing",
        "no field",
        "old line ends",
        "NUL",
    ],
)
def test_a_sheet_is_front_matter_then_body(data: bytes, front: str, body: str) -> None:
    found = cut(data)
    assert (found.front, found.body) == (front, body)


@pytest.mark.parametrize(
    "data",
    [b"", b"Corps", b"---\na: 1\n", b"---\na: 1\n----\n", b"\n---\na: 1\n---\n", b"--- a\n---\n"],
    ids=["empty", "no mark", "not closed", "four dashes", "a line before", "words on the mark"],
)
def test_front_matter_that_is_missing_or_not_closed_is_said(data: bytes) -> None:
    assert (fault(data).rule, fault(data).line) == ("front-matter", 1)


def test_what_is_not_utf8_is_reported_at_its_line() -> None:
    found = fault("---\ntitle: été\n---\n".encode("latin-1"))
    assert (found.rule, found.line, found.params["position"]) == ("encoding", 2, 11)


def test_utf16_is_not_read_as_text() -> None:
    assert fault("---\na: 1\n---\n".encode("utf-16")).rule == "encoding"


def test_a_sheet_has_at_most_its_limit_of_bytes() -> None:
    start = b"---\na: 1\n---\n"
    filled = start + b"x" * (MAX_SHEET_BYTES - len(start))
    assert len(cut(filled).body) == MAX_SHEET_BYTES - len(start)
    assert fault(filled + b"x").rule == "size"


def test_front_matter_has_a_limit_of_its_own() -> None:
    assert fault(b"---\na: " + b"x" * MAX_FRONT_MATTER_CHARS + b"\n---\n").rule == "size"
