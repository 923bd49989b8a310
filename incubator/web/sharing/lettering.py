"""Letters of a drawing: which font, what it can write, and where lines break.

The font comes as a package, since a server may have none.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_PACKAGE = "font_source_sans_pro"
#: Characters that the font lacks, and what stands for them.
_INSTEAD = str.maketrans({"\u2011": "-", "\u2010": "-", "\u2009": "\u202f", "\ufe0f": ""})
#: A text longer than any drawing can hold is not worth measuring.
_MOST_CHARACTERS = 600


@cache
def font(size: int, *, bold: bool = False) -> FreeTypeFont:
    """The font at a size, in pixels.

    Raises:
        FileNotFoundError: the package of the font is not installed.
    """
    from PIL import ImageFont

    # The package itself is not imported: it opens every one of its files.
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"The package {_PACKAGE} is not installed.")
    name = "SourceSansPro-Semibold.ttf" if bold else "SourceSansPro-Regular.ttf"
    path = Path(spec.submodule_search_locations[0]) / "files" / name
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def writable(text: str) -> str:
    """The text on one line, without what the font cannot write: emoji, other scripts."""
    composed = unicodedata.normalize("NFC", text[:_MOST_CHARACTERS]).translate(_INSTEAD)
    kept = "".join(_shown(character) for character in composed)
    return " ".join(kept.split(" ")).strip()


def lines_of(text: str, written: FreeTypeFont, width: int, most: int) -> list[str]:
    """The text in at most ``most`` lines of ``width`` pixels; an ellipsis says it goes on."""
    lines: list[str] = []
    rest = [word for word in text.split(" ") if word]
    while rest and len(lines) < most:
        line, rest = _line(rest, written, width)
        lines.append(line)
    if rest:
        lines[-1] = _cut(lines[-1], written, width)
    return lines


def _line(words: list[str], written: FreeTypeFont, width: int) -> tuple[str, list[str]]:
    line = words[0]
    if written.getlength(line) > width:
        sizes = range(1, len(line))
        fits = max(
            1, bisect_right(sizes, width, key=lambda size: int(written.getlength(line[:size])))
        )
        return line[:fits], [line[fits:], *words[1:]]
    for count, word in enumerate(words[1:], start=1):
        if written.getlength(f"{line} {word}") > width:
            return line, words[count:]
        line = f"{line} {word}"
    return line, []


def _cut(line: str, written: FreeTypeFont, width: int) -> str:
    while line and written.getlength(f"{line}…") > width:
        shorter, _, _ = line.rpartition(" ")
        line = shorter or line[:-1]
    return line.rstrip(" ,;:.—–-\u00a0\u202f") + "…"


@cache
def _shown(character: str) -> str:
    if character in " \u00a0\u202f" or character.isascii():
        return character if character.isprintable() else " "
    if not character.isprintable():
        return " " if character.isspace() else ""
    usual = font(32)
    absent = usual.getmask("\U0010ffff")
    drawn = usual.getmask(character)
    return "" if drawn.size == absent.size and bytes(drawn) == bytes(absent) else character
