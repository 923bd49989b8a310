"""A full-text index in few bytes, for a search in the browser by ``static/js/static-index.js``.

Words match from their beginning and lose a final "s" or "x" when they are looked for. So a word
that begins another one of the same sheet adds nothing, nor does a plural: what is left out never
changes which sheets are found.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from incubator.domain.text import words

#: Longer words than this lose a final "s" or "x", in queries as in the index.
SHORTEST_STEM = 4
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def stem(word: str) -> str:
    """A folded word without the mark of its plural: "logements" -> "logement"."""
    return word[:-1] if len(word) > SHORTEST_STEM and word[-1] in "sx" else word


@dataclass(frozen=True, slots=True)
class PackedWords:
    """``words`` in alphabetical order, each as the length that it shares with the one before (A is
    0, Z is 25) and its rest; ``postings`` say for each in which sheets it is, and whether it is
    there more than once, as bits in base 64.
    """

    words: str
    postings: str


def pack_words(heads: Sequence[str], bodies: Sequence[Mapping[str, int]]) -> PackedWords:
    """The index of sheets by their positions.

    ``heads`` are titles and summaries, which the reader has already; ``bodies`` are folded words
    with their counts.
    """
    postings: dict[str, list[tuple[int, int]]] = {}
    for position, (head, body) in enumerate(zip(heads, bodies, strict=True)):
        for word, count in _telling(map(stem, words(head)), body).items():
            postings.setdefault(word, []).append((position, count))
    ordered = sorted(postings)
    bits = "".join(_posting_bits(postings[word], len(heads)) for word in ordered)
    return PackedWords(_shared(ordered), _base64(bits))


def _telling(head: Iterable[str], body: Mapping[str, int]) -> dict[str, int]:
    """The words of a body that no longer word of the same sheet finds anyway."""
    known = set(head)
    counts: dict[str, int] = {}
    for word, count in body.items():
        counts[stem(word)] = counts.get(stem(word), 0) + count
    every = sorted(known | counts.keys())
    # In alphabetical order, what begins with a word comes right after it.
    begun = {word for word, after in pairwise(every) if after.startswith(word)}
    return {word: n for word, n in counts.items() if word not in begun and word not in known}


def _shared(ordered: Sequence[str]) -> str:
    parts, before = [], ""
    for word in ordered:
        shared = 0
        most = min(len(word), len(before), len(_CAPITALS) - 1)
        while shared < most and word[shared] == before[shared]:
            shared += 1
        parts.append(_CAPITALS[shared] + word[shared:])
        before = word
    return "".join(parts)


def _posting_bits(posting: Sequence[tuple[int, int]], sheets: int) -> str:
    """How many sheets (Elias gamma); for each the gap (Rice), and 1 if it is often."""
    count = len(posting)
    low = rice_bits(count, sheets)
    parts = ["0" * (count.bit_length() - 1), f"{count:b}"]
    before = -1
    for position, times in posting:
        gap = position - before - 1
        before = position
        parts.append("1" * (gap >> low) + "0")
        if low:
            parts.append(f"{gap & ((1 << low) - 1):0{low}b}")
        parts.append("1" if times > 1 else "0")
    return "".join(parts)


def rice_bits(count: int, sheets: int) -> int:
    """How many low bits of a gap are written plainly, for ``count`` of ``sheets``."""
    low = 0
    while count << (low + 1) <= sheets:
        low += 1
    return low


def _base64(bits: str) -> str:
    padded = bits + "0" * (-len(bits) % 8)
    if not padded:
        return ""
    return b64encode(int(padded, 2).to_bytes(len(padded) // 8, "big")).decode("ascii")
