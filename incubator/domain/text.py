"""How words are compared: without accents, case, or typographic variants."""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "’": "'", "‘": "'"}
    | {"\u200b": "", "\u00ad": ""}
)
FOLDED_LIMIT = 5000
_HAS_LIGATURE = re.compile("[œæßøł\u200b\u00ad]")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"[a-z0-9]+")
_NO_WORD = {keep: re.compile(rf"[^a-z0-9{keep}]+") for keep in ("", "\0")}


def fold(text: str) -> str:
    """``text`` in lower case, without accents or ligatures: "Œuvre Été" -> "oeuvre ete".

    It may be longer than ``text`` (one sign may stand for eighteen letters): it is cut where a
    column of the same size ends.
    """
    if text.isascii():
        return text.lower()[:FOLDED_LIMIT]
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    return "".join(char for char in decomposed if not unicodedata.combining(char))[:FOLDED_LIMIT]


def words(text: str) -> list[str]:
    """The folded words of ``text``, in order: "L’été, 2026" -> ["l", "ete", "2026"]."""
    return _WORD.findall(_latin(text))


def fold_words(text: str, keep: str = "") -> str:
    """The folded words of ``text`` with one space between; ``keep`` ("\\0") stays as it is."""
    return _NO_WORD[keep].sub(" ", _latin(text))


def slug(text: str) -> str:
    """An id made of a name, with hyphens: "Dossiers déposés" -> "dossiers-deposes"."""
    return "-".join(words(text))[:60].strip("-")


def _latin(text: str) -> str:
    """Faster than :func:`fold`; what has no Latin form is left for callers to part words at."""
    if not text.isascii():
        text = text.casefold()
        if _HAS_LIGATURE.search(text):
            text = text.translate(_LIGATURES)
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return text.lower()


def tag_key(text: str) -> str:
    """The form under which variants of one tag meet: "Ruby on Rails" and "ruby on  rails"."""
    return " ".join(fold(text).split())


def initials(name: str) -> str:
    """At most two capitals that stand for a person without a picture: "Lou Martin" -> "LM"."""
    parts = [part for part in re.split(r"[\s\-]+", name) if part and part[0].isalnum()]
    chosen = parts[:1] + parts[-1:] if len(parts) > 1 else parts
    return "".join(part[0].upper() for part in chosen)
