"""The words of a sheet's HTML by paragraphs, in the few signs of Markdown that others accept."""

from __future__ import annotations

import re
from html import unescape

#: What says nothing without its layout.
_LEFT_OUT = re.compile(r"<(table|pre|svg)\b.*?</\1>", re.DOTALL)
_TITLE = re.compile(r"<h[1-6]\b[^>]*>(.*?)</h[1-6]>")
_ITEM = re.compile(r"<li\b[^>]*>")
_BLOCK = re.compile(
    r"</?(?:p|div|section|article|ul|ol|dl|dt|dd|blockquote|figure|hr|details)\b[^>]*>"
)
_TAG = re.compile(r"<[^>]*>")


def paragraphs(html: str) -> str:
    """Sanitised HTML as paragraphs: titles in bold, items after a hyphen, tables left out."""
    text = _LEFT_OUT.sub(" ", html).replace("\n", " ")
    text = _TITLE.sub(lambda found: f"\n**{_words(found[1])}**\n", text)
    # What follows an item's start is in its line, whatever blocks it begins with.
    pieces = _ITEM.split(text)
    found = _lines(pieces[0])
    for piece in pieces[1:]:
        first, *others = _lines(piece) or [""]
        found += [f"- {first}" if first else "", *others]
    written, before = "", ""
    for line in filter(None, found):
        is_next_item = before.startswith("- ") and line.startswith("- ")
        written += ("\n" if is_next_item else "\n\n" if before else "") + line
        before = line
    return written


def _lines(html: str) -> list[str]:
    lines = (_words(line) for line in _BLOCK.sub("\n", html).split("\n"))
    return [line for line in lines if line not in {"", "****"}]


def _words(html: str) -> str:
    """The words of a line with single spaces, without signs that can't be seen."""
    text = unescape(_TAG.sub(" ", html))
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
