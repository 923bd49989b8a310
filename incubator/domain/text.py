"""How words are compared: without accents, case, or typographic variants."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "’": "'", "‘": "'"}
    | {"\u200b": "", "\u00ad": ""}
)
_ACCENTS = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """``text`` in lower case, without accents or ligatures: "Œuvre Été" -> "oeuvre ete"."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def words(text: str) -> list[str]:
    """The folded words of ``text``, in order: "L’été, 2026" -> ["l", "ete", "2026"]."""
    if not text.isascii():
        # Faster than fold() and enough here: what has no Latin form parts words and makes none.
        folded = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
        text = _ACCENTS.sub("", folded)
    return _WORD.findall(text.lower())


def tag_key(text: str) -> str:
    """The form under which variants of one tag meet: "Ruby on Rails" and "ruby on  rails"."""
    return " ".join(fold(text).split())


def initials(name: str) -> str:
    """At most two capitals that stand for a person without a picture: "Lou Martin" -> "LM"."""
    parts = [part for part in re.split(r"[\s\-]+", name) if part and part[0].isalnum()]
    chosen = parts[:1] + parts[-1:] if len(parts) > 1 else parts
    return "".join(part[0].upper() for part in chosen)
