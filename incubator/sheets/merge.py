"""Two changes of one sheet: brought together field by field, and told apart where they disagree.

Lists of references merge by element, lists of groups (phases, measures, budgets…) by what
identifies an element, then field by field within it. A text is one value: two people who changed
it disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incubator.sheets import write
from incubator.sheets.layout import Collection
from incubator.sheets.write import Changes, Content
from incubator.sheets.write_body import normal
from incubator.sheets.write_front_matter import same

#: What tells the elements of a list of groups apart, by the list's key.
IDENTITIES: Mapping[str, tuple[str, ...]] = {
    "phases": ("name", "start"),
    "events": ("name", "date"),
    "impact": ("id",),
    "targets": ("by",),
    "values": ("date",),
    "budget": ("year",),
    "sprints": ("name", "start"),
    "missions": ("start",),
}
_ABSENT = object()


class _DisagreeError(Exception):
    """Both sides changed the same thing, each in its own way."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field that both sides changed: its value when it was opened, and on either side."""

    opened: Any
    theirs: Any
    mine: Any


@dataclass(frozen=True, slots=True)
class Merged:
    """What of my changes remains to be made to their version, and where we disagree."""

    changes: Changes
    disagreements: Mapping[str, Disagreement]
    body: Disagreement | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing needs a decision."""
        return not self.disagreements and self.body is None


def merge(opened: Content, mine: Content, theirs: Content) -> Merged:
    """Bring my version of a sheet and theirs together, both made from the opened one."""
    fields: dict[str, Any] = {}
    disagreements: dict[str, Disagreement] = {}
    for key in dict.fromkeys((*opened.fields, *mine.fields)):
        sides = [content.fields.get(key, _ABSENT) for content in (opened, mine, theirs)]
        try:
            merged = _merge_value(key, *sides)
        except _DisagreeError:
            values = [None if side is _ABSENT else side for side in sides]
            disagreements[key] = Disagreement(values[0], values[2], values[1])
            continue
        if not _same(merged, sides[2]):
            fields[key] = None if merged is _ABSENT else merged
    body = None
    mine_body, their_body, opened_body = (
        normal(text.body).rstrip() for text in (mine, theirs, opened)
    )
    if mine_body not in (opened_body, their_body):
        if their_body == opened_body:
            return Merged(Changes(fields, mine.body), disagreements)
        body = Disagreement(opened.body, theirs.body, mine.body)
    return Merged(Changes(fields), disagreements, body)


def merge_files(
    opened: bytes,
    mine: bytes,
    theirs: bytes,
    *,
    path: str = "",
    collection: Collection = Collection.STARTUPS,
) -> tuple[bytes, Merged]:
    """Their file with my changes that can be made to it, and what was merged.

    Where both disagree, the file says what theirs does.

    Raises:
        WriteError: one of the files can't be read, or the change can't be written safely.
    """
    contents = [write.read_content(data, path=path) for data in (opened, mine, theirs)]
    merged = merge(*contents)
    return write.apply(theirs, merged.changes, path=path, collection=collection), merged


def _merge_value(key: str, opened: Any, mine: Any, theirs: Any) -> Any:
    if _same(mine, opened) or _same(mine, theirs):
        return theirs
    if _same(theirs, opened):
        return mine
    sides = (opened, mine, theirs)
    if all(isinstance(side, dict) for side in sides):
        return _merge_groups(opened, mine, theirs)
    lists = [[] if side is _ABSENT or side is None else side for side in sides]
    if all(isinstance(side, list) for side in lists):
        return _merge_lists(key, *lists)
    raise _DisagreeError


def _merge_groups(
    opened: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]
) -> dict[str, Any]:
    merged = dict(theirs)
    for key in dict.fromkeys((*opened, *mine)):
        sides = [side.get(key, _ABSENT) for side in (opened, mine, theirs)]
        value = _merge_value(key, *sides)
        if value is _ABSENT:
            merged.pop(key, None)
        else:
            merged[key] = value
    return merged


def _merge_lists(key: str, opened: list[Any], mine: list[Any], theirs: list[Any]) -> list[Any]:
    identify = _identification(key)
    indexes = [_index(side, identify) for side in (opened, mine, theirs)]
    before, my_side, their_side = indexes
    if [name for name in my_side if name in before] != [n for n in before if n in my_side] and [
        name for name in their_side if name in before
    ] != [n for n in before if n in their_side]:
        # Both put the elements in another order.
        raise _DisagreeError
    merged = dict(their_side)
    for name in dict.fromkeys((*before, *my_side)):
        value = _merge_value("", *(side.get(name, _ABSENT) for side in indexes))
        if value is _ABSENT:
            merged.pop(name, None)
        else:
            merged[name] = value
    return [merged[name] for name in _order(list(before), list(my_side), merged)]


def _order(before: Sequence[Any], mine: Sequence[Any], merged: Mapping[Any, Any]) -> list[Any]:
    """Their order, mine where I alone put the elements in another one, mine's new ones in place."""
    kept = [name for name in mine if name in before]
    was_moved = kept != [name for name in before if name in kept]
    order = [name for name in merged if name not in mine or name in before]
    if was_moved:
        places = iter([name for name in kept if name in merged])
        order = [next(places) if name in kept else name for name in order]
    for index, name in enumerate(mine):
        if name in merged and name not in order:
            ahead = next((one for one in reversed(mine[:index]) if one in order), None)
            order.insert(0 if ahead is None else order.index(ahead) + 1, name)
    return order


def _identification(key: str) -> Callable[[Any], Any]:
    names = IDENTITIES.get(key)

    def identify(element: Any) -> Any:
        if isinstance(element, dict):
            if names is None or not all(name in element for name in names):
                raise _DisagreeError
            return tuple(_hashable(element[name]) for name in names)
        return _hashable(element)

    return identify


def _hashable(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        raise _DisagreeError
    return (type(value).__name__, value)


def _index(elements: list[Any], identify: Callable[[Any], Any]) -> dict[Any, Any]:
    index = {identify(element): element for element in elements}
    if len(index) != len(elements):
        # Twice the same: nobody can tell which of them was changed.
        raise _DisagreeError
    return index


def _same(one: Any, other: Any) -> bool:
    if one is _ABSENT or other is _ABSENT:
        return one is other
    return same(one, other)
