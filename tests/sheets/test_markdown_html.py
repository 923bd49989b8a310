"""The converter looks for marks only where they can be, and writes what the library writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

from incubator.sheets import front_matter
from incubator.sheets.layout import find_content, scan
from incubator.sheets.markdown_html import to_html

#: Pieces that Markdown gives a meaning to, alone or beside each other.
PIECES = (
    *("`", "``", "\\", "\\*", "[", "]", "](", ")", "][", "<", ">", "<b>", "</b>", "<!-- c -->"),
    *("<https://a.fr>", "<x@y.fr>", "  \n", "\n", "\n\n", "&", "&amp;", "*", "**", "_", "__"),
    *("- ", "1. ", "# ", "> ", "|", "\n|-|-|\n", "```\n", "    ", "été", "mot", " ", "[a]: /b"),
    *("\x02", "\x03"),
)


def as_the_library_writes_it(text: str) -> str:
    converter = Markdown(
        extensions=[TableExtension(), FencedCodeExtension(), SaneListExtension()],
        output_format="html",
    )
    html: str = converter.convert(text)
    return html


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_mixture_of_marks_gives_what_the_library_gives(text: str) -> None:
    assert to_html(text) == as_the_library_writes_it(text)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Un ![dessin](/a.png) ici", '<p>Un <a href="/a.png">dessin</a> ici</p>'),
        ("*un* _deux_ **trois**", "<p><em>un</em> <em>deux</em> <strong>trois</strong></p>"),
        ("une ligne  \nl’autre", "<p>une ligne<br>\nl’autre</p>"),
        ("`code` et \\*rien\\*", "<p><code>code</code> et *rien*</p>"),
    ],
)
def test_each_kind_of_mark_is_found(text: str, html: str) -> None:
    assert to_html(text) == html


@pytest.mark.real_content
def test_every_real_sheet_reads_as_the_library_writes_it(real_content: Path) -> None:
    content = find_content(real_content)
    files, _ = scan(content)
    compared = 0
    for file in files[::4]:
        text = front_matter.split(file.path, (content / file.path).read_bytes())
        if isinstance(text, front_matter.SheetText) and "![" not in text.body and text.body.strip():
            assert to_html(text.body) == as_the_library_writes_it(text.body), file.path
            compared += 1
    assert compared > 20
