"""A badge for the README of a startup's code: "phase", and which.

Its widths are fixed without the font at hand: each letter is counted at its width in Verdana, and
the browser is told to fit the text into the sum.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

_HEIGHT, _SIZE, _SIDE = 20, 11, 6
_LEFT = "#3b4252"
#: Widths of letters, in thousandths of the size; accents take no room of their own.
_WIDTHS = {
    **dict.fromkeys("ijl.,:;'’| ", 320),
    **dict.fromkeys("ft-rI()", 420),
    **dict.fromkeys("abcdeghknopqsuvxyz", 605),
    **dict.fromkeys("0123456789", 636),
    **dict.fromkeys("mwMW%œŒ…—", 960),
}
_OTHER = 740


@dataclass(frozen=True, slots=True)
class Badge:
    """What a badge says: two words, the colour of the second, and the whole as a sentence."""

    label: str
    value: str
    colour: str
    sentence: str


def badge_svg(badge: Badge) -> str:
    """The badge as an SVG document."""
    left, right = text_width(badge.label) + 2 * _SIDE, text_width(badge.value) + 2 * _SIDE
    whole = left + right
    sentence = _plain(badge.sentence)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="{_HEIGHT}"'
        f' viewBox="0 0 {whole} {_HEIGHT}" role="img" aria-label={quoteattr(sentence)}>'
        f"<title>{escape(sentence)}</title>"
        f'<clipPath id="r"><rect width="{whole}" height="{_HEIGHT}" rx="3"/></clipPath>'
        f'<g clip-path="url(#r)"><path fill="{_LEFT}" d="M0 0h{left}v{_HEIGHT}H0z"/>'
        f'<path fill="{badge.colour}" d="M{left} 0h{right}v{_HEIGHT}H{left}z"/></g>'
        '<g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif"'
        f' font-size="{_SIZE}">{_text(badge.label, _SIDE)}{_text(badge.value, left + _SIDE)}</g>'
        "</svg>\n"
    )


def text_width(text: str) -> int:
    """How wide a text is written, in pixels."""
    letters = unicodedata.normalize("NFD", _plain(text))
    shown = (letter for letter in letters if not unicodedata.combining(letter))
    return round(sum(_WIDTHS.get(letter, _OTHER) for letter in shown) * _SIZE / 1000)


def _text(text: str, left: int) -> str:
    return f'<text x="{left}" y="14" textLength="{text_width(text)}">{escape(_plain(text))}</text>'


def _plain(text: str) -> str:
    """The text without what XML cannot hold, and what turns its direction around."""
    kept = (one if one.isprintable() else " " for one in text)
    return " ".join("".join(kept).split(" "))
