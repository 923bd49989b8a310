"""What differs between two values of a field, as somebody would tell it.

Texts are compared by words, lists by their elements, groups of fields by field. Every word and
every element that came or went is in the answer. Values too large to be compared in fair time are
told as the former one replaced by the present one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

#: How many characters of what stayed the same are shown around what changed.
CONTEXT_CHARS = 80
# Beyond this many pairs of pieces, comparing them may take seconds.
_MAX_PAIRS = 4_000_000
# Two texts with less in common than this share are two texts, not one that was changed.
_ALIKE = 0.3
_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
#: Fields by which an element of a list is known again, the surest first.
_NAMES = ("id", "name", "year", "date", "by", "label", "start")


class Mark(StrEnum):
    """What became of something between two versions."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    #: Stands for what is the same and is left out.
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, with what became of it: same, added, removed or left out."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """Two texts as one: the same and the removed are the former, the same and the added the new."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Replaced:
    """A value that was another one; None where there is nothing."""

    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Row:
    """An element of a list: added, removed, moved, or changed in what ``inside`` tells."""

    mark: Mark
    value: Any
    inside: Difference | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """The elements of a list that changed."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields that changed in a group of fields."""

    fields: tuple[tuple[str, Difference], ...]


Difference = Words | Replaced | Rows | Fields


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are one value of one kind: 1, true and "1" are three."""
    return _key(one) == _key(other)


def difference(before: Any, after: Any) -> Difference:
    """What differs between two values; nothing, "" and empty lists are alike."""
    before, after = (None if _is_empty(value) else value for value in (before, after))
    if isinstance(before, list) or isinstance(after, list):
        old, new = _as_list(before), _as_list(after)
        return Rows(_rows(old, new))
    if isinstance(before, dict) and isinstance(after, dict):
        return _fields(before, after)
    if isinstance(before, str | None) and isinstance(after, str | None):
        return Words(_words(before or "", after or ""))
    return Replaced(before, after)


def in_context(words: Words, around: int = CONTEXT_CHARS) -> Words:
    """The same with what stayed the same left out, but for what stands around the changes."""
    shown: list[Piece] = []
    last = len(words.pieces) - 1
    for place, piece in enumerate(words.pieces):
        keeps_start, keeps_end = around * (place > 0), around * (place < last)
        if piece.mark is not Mark.SAME or len(piece.text) <= keeps_start + keeps_end + around:
            shown.append(piece)
            continue
        start, end = _cut(piece.text, keeps_start), _cut_end(piece.text, keeps_end)
        parts = (Piece(Mark.SAME, start), Piece(Mark.GAP, "…"), Piece(Mark.SAME, end))
        shown += [part for part in parts if part.text]
    return Words(tuple(shown))


def _fields(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> Fields:
    keys = dict.fromkeys((*before, *after))
    return Fields(
        tuple(
            (str(key), difference(before.get(key), after.get(key)))
            for key in keys
            if not is_same(before.get(key), after.get(key))
        )
    )


def _rows(before: Sequence[Any], after: Sequence[Any]) -> tuple[Row, ...]:
    old, new = [_key(value) for value in before], [_key(value) for value in after]
    gone: list[int] = []
    come: list[int] = []
    for kind, i1, i2, j1, j2 in _opcodes(old, new):
        if kind != "equal":
            gone += range(i1, i2)
            come += range(j1, j2)
    moved = _paired([(i, old[i]) for i in gone], [(j, new[j]) for j in come])
    changed: dict[int, int] = {}
    for name in _NAMES:
        taken = {*moved.values(), *changed.values()}
        left = [(i, before[i]) for i in gone if i not in taken]
        free = [(j, after[j]) for j in come if j not in moved and j not in changed]
        changed |= _paired(_named(left, name), _named(free, name))
    taken = {*moved.values(), *changed.values()}
    rows = [(i, Row(Mark.REMOVED, before[i])) for i in gone if i not in taken]
    for j in come:
        if j in moved:
            rows.append((j, Row(Mark.MOVED, after[j])))
        elif j in changed:
            inside = difference(before[changed[j]], after[j])
            rows.append((j, Row(Mark.CHANGED, after[j], inside)))
        else:
            rows.append((j, Row(Mark.ADDED, after[j])))
    return tuple(row for _, row in sorted(rows, key=lambda pair: pair[0]))


def _paired(old: Sequence[tuple[int, str]], new: Sequence[tuple[int, str]]) -> dict[int, int]:
    """The places of the new elements that have a text in common with an old one, and its place."""
    waiting: dict[str, list[int]] = defaultdict(list)
    for place, text in reversed(old):
        waiting[text].append(place)
    return {place: waiting[text].pop() for place, text in new if waiting.get(text)}


def _named(elements: Sequence[tuple[int, Any]], name: str) -> list[tuple[int, str]]:
    """What elements say in a field, for those that are groups of fields and have it."""
    return [
        (place, _key(value[name]))
        for place, value in elements
        if isinstance(value, dict) and not _is_empty(value.get(name))
    ]


def _words(before: str, after: str) -> tuple[Piece, ...]:
    """Line by line first, since texts are long; then word by word where lines changed."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    parts: list[tuple[str, str]] = []
    for kind, i1, i2, j1, j2 in _opcodes(old, new):
        one, other = "".join(old[i1:i2]), "".join(new[j1:j2])
        parts += _word_parts(one, other) if kind == "replace" else [(one, other)]
    return tuple(_pieces(parts))


def _word_parts(before: str, after: str) -> list[tuple[str, str]]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    codes = _opcodes(old, new)
    parts = [
        ("".join(old[i1:i2]), "".join(new[j1:j2]), kind == "equal")
        for kind, i1, i2, j1, j2 in codes
    ]
    common = sum(len(one) for one, _, is_equal in parts if is_equal and one.strip())
    if common < _ALIKE * max(len(before), len(after)) and (before.strip() and after.strip()):
        return [(before, after)]
    return [(one, other) for one, other, _ in parts]


def _pieces(parts: Sequence[tuple[str, str]]) -> Iterator[Piece]:
    """Former and present texts side by side, as pieces.

    A space or a comma that stayed between two changes belongs to both: word, word, word is less
    readable than a phrase.
    """
    joined: list[tuple[str, str]] = []
    for place, (one, other) in enumerate(parts):
        is_same = one == other
        is_between = 0 < place < len(parts) - 1
        if joined and (
            (is_same == (joined[-1][0] == joined[-1][1]))
            or (is_same and is_between and len(one.strip()) <= 1 and "\n" not in one)
        ):
            joined[-1] = (joined[-1][0] + one, joined[-1][1] + other)
        else:
            joined.append((one, other))
    for one, other in joined:
        if one == other:
            yield Piece(Mark.SAME, one)
            continue
        if one:
            yield Piece(Mark.REMOVED, one)
        if other:
            yield Piece(Mark.ADDED, other)


def _opcodes(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """How to make one sequence of another, as :mod:`difflib` says it, in bounded time."""
    size = min(len(old), len(new))
    start = next((i for i in range(size) if old[i] != new[i]), size)
    rest = size - start
    end = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    old_end, new_end = len(old) - end, len(new) - end
    inner, other = old[start:old_end], new[start:new_end]
    if not inner or not other or len(inner) * len(other) > _MAX_PAIRS:
        kind = "replace" if inner and other else "delete" if inner else "insert"
        found = [(kind, start, old_end, start, new_end)] if inner or other else []
    else:
        # difflib leaves out what is everywhere in long sequences, which bounds its time.
        found = [
            (kind, i1 + start, i2 + start, j1 + start, j2 + start)
            for kind, i1, i2, j1, j2 in SequenceMatcher(None, inner, other).get_opcodes()
        ]
    before = [("equal", 0, start, 0, start)] if start else []
    after = [("equal", old_end, len(old), new_end, len(new))] if end else []
    return [*before, *found, *after]


def _cut(text: str, size: int) -> str:
    """The beginning of a text, up to the end of a word."""
    return text[:size].rsplit(" ", 1)[0] + " " if size else ""


def _cut_end(text: str, size: int) -> str:
    return " " + text[-size:].split(" ", 1)[-1] if size else ""


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, list | dict) and not value)


def _key(value: Any) -> str:
    """A text that is another value's only where both are the same."""
    if isinstance(value, dict):
        inside = sorted(f"{_key(key)}:{_key(item)}" for key, item in value.items())
        return "{" + ",".join(inside) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_key, value)) + "]"
    return f"{type(value).__name__} {value!r}"
