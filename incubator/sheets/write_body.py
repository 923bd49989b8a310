"""Change the text below the front matter: lines that stay the same keep their bytes."""

from __future__ import annotations

import re

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_LEADING_BLANKS = re.compile(r"(?:[ \t]*\n)+")


def normal(text: str) -> str:
    """A text as a sheet gives it back: one kind of line end, no empty line before it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    blank = _LEADING_BLANKS.match(text)
    return text[blank.end() :] if blank else text


def change_body(rest: str, body: str, near: str) -> str:
    """What follows the front matter, with ``body`` as its text.

    ``rest`` is what follows now, the empty lines before its text included: they are kept. New
    lines end as their neighbours do, or as ``near`` where there are none.
    """
    old = _lines(rest)
    # What is empty before the text, and the text's lines as they are read.
    first = next((index for index, line in enumerate(old) if line.strip(" \t\r\n")), len(old))
    blanks, old = old[:first], old[first:]
    new = _lines(normal(body))
    if not blanks and not old and new:
        blanks = [near]
    ahead = 0
    while ahead < min(len(old), len(new)) and _read(old[ahead]) == new[ahead]:
        ahead += 1
    behind = 0
    limit = min(len(old), len(new)) - ahead
    while behind < limit and _read(old[-1 - behind]) == new[-1 - behind]:
        behind += 1
    kept = old[:ahead]
    neighbours = [*reversed(blanks + kept), *old[ahead:], near]
    line_end = next(end for end in map(_end, neighbours) if end)
    changed = [line.replace("\n", line_end) for line in new[ahead : len(new) - behind]]
    return "".join([*blanks, *kept, *changed, *old[len(old) - behind :]])


def _lines(text: str) -> list[str]:
    return [line for line in _LINES.findall(text) if line]


def _read(line: str) -> str:
    return line.removesuffix(_end(line)) + ("\n" if _end(line) else "")


def _end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]
