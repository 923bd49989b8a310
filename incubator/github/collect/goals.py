"""The goal of a sprint: the first paragraph of its milestone's description, as plain text.

Marks of Markdown are taken off rather than read: a reader of Markdown takes seconds over a few
thousand brackets, and anybody may write those. Every pattern here is bounded.
"""

from __future__ import annotations

import html
import re

from incubator.github.collect.shapes import plain

GOAL_CHARS = 500
#: A first paragraph is found within that many characters, or not at all.
_READ_CHARS = 4000
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_COMMENT = re.compile(r"<!--.{0,4000}?(?:-->|\Z)", re.DOTALL)
#: Blocks that are no paragraph: titles, rules, tables, fences, definitions of links.
_NO_PARAGRAPH = re.compile(
    r" {0,3}(?:#{1,6}(?:\s|$)|[-*_=]{3,}\s*$|\||```|~~~|\[[^\]\n]{1,200}\]:)"
)
_TITLE_LINE = re.compile(r" {0,3}#{1,6}\s[^\n]*\n?")
_QUOTE_OR_ITEM = re.compile(r"^ {0,3}(?:>|[-*+]|\d{1,3}[.)])[ \t]+", re.MULTILINE)
_MARKS = (
    (re.compile(r"!\[[^\[\]]{0,200}\]\([^()\n]{0,400}\)"), ""),
    (re.compile(r"\[([^\[\]]{1,300})\]\([^()\n]{0,400}\)"), r"\1"),
    (re.compile(r"<(https?://[^<>\s]{1,300})>"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>]{0,300}>"), ""),
    (re.compile(r"(?<!\\)(?:\*{1,3}|~~|`{1,3})"), ""),
    (re.compile(r"(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)"), ""),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), r"\1"),
)


def first_paragraph(description: str) -> str:
    """The first paragraph of a text in Markdown on one line, "" where there is none."""
    text = description[:_READ_CHARS].replace("\r\n", "\n").replace("\r", "\n")
    for block in _BLANK_LINES.split(_COMMENT.sub("", text).strip("\n")):
        # A title may stand right above its paragraph.
        rest = _TITLE_LINE.sub("", block, count=1) if _TITLE_LINE.match(block) else block
        shown = "" if _NO_PARAGRAPH.match(rest) else _without_marks(rest)
        if shown:
            return shown
    return ""


def _without_marks(block: str) -> str:
    block = _QUOTE_OR_ITEM.sub("", block)
    for pattern, replacement in _MARKS:
        block = pattern.sub(replacement, block)
    return plain(html.unescape(block), GOAL_CHARS)
