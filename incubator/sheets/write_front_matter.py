"""Change one field of a front matter: find where it stands, replace that and nothing else.

Within a list or a group of fields, the elements that stay the same keep their lines too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import Any

import yaml

from incubator.sheets.write_values import Emitter

_LINE_END = re.compile(r"\r\n|\n|\r")
_COLON = re.compile(r"[ \t]*:")
_DASH = re.compile(r"(?P<before> *)-[ \t]*\Z")
_USUAL_OFFSET = 2

#: A piece of the text to replace: from, to, by what.
Edit = tuple[int, int, str]
#: A field as it stands: its key's node, its value's node.
Pair = tuple[yaml.Node, yaml.Node]


def same(one: Any, other: Any) -> bool:
    """Whether two values are one value of one kind: 1, 1.0, true and "1" are four."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def list_offset(root: yaml.MappingNode) -> int:
    """How far the file's lists stand to the right of their key: those of the first one found."""
    for key, node in root.value:
        if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
            return int(max(0, node.start_mark.column - key.start_mark.column))
    return _USUAL_OFFSET


class FrontMatter:
    """A front matter's text and nodes, and the edits that bring it to other values."""

    def __init__(self, text: str, root: yaml.MappingNode, emitter: Emitter) -> None:
        self._text = text
        self._root = root
        self._emit = emitter
        self._edits: list[Edit] = []

    def edited(self) -> str:
        """The text with every edit made."""
        text = self._text
        # From the end, so that places stay true; at one place, insertions in the order asked for.
        order = sorted(self._edits, key=lambda edit: edit[:2])
        for start, end, new in reversed(order):
            text = text[:start] + new + text[end:]
        return text

    def set(self, pair: Pair, old: Any, new: Any) -> None:
        """Give a field that is there another value."""
        key, node = pair
        if not self._within(node, old, new):
            self._replace_value(key, node, new)

    def add(self, key: str, value: Any, after: Pair | None) -> None:
        """Add a field: after another one's lines, or at the end."""
        column = self._root.start_mark.column
        text = " " * column + self._emit.key(key) + self._emit.entry(value, None, column)
        self._insert_line(len(self._text) if after is None else self._next_line(after[1]), text)

    def remove(self, pair: Pair) -> None:
        """Take a field's lines out."""
        key, node = pair
        self._edits.append((self._line_start(key), self._next_line(node), ""))

    def stands_alone(self, pair: Pair) -> bool:
        """Whether a field begins its line and has a colon: what is written ``? key`` does not."""
        key = pair[0]
        before = self._text[self._line_start(key) : key.start_mark.index]
        return not before.strip(" ") and self._colon(key) is not None

    def _within(self, node: yaml.Node, old: Any, new: Any) -> bool:
        """Change only the elements that differ; False where that can't be done."""
        if getattr(node, "flow_style", None) or not new:
            return False
        if isinstance(node, yaml.MappingNode) and isinstance(new, dict):
            return self._mapping(node, old, new)
        if isinstance(node, yaml.SequenceNode) and isinstance(new, list):
            return self._list(node, old, new)
        return False

    def _mapping(self, node: yaml.MappingNode, old: dict[Any, Any], new: dict[Any, Any]) -> bool:
        pairs = dict(zip(old, node.value, strict=False))
        if len(old) != len(node.value) or not new.keys() & old.keys():
            return False
        gone = [pairs[key] for key in old if key not in new]
        rest = [pair for pair in node.value if pair not in gone]
        if any(self._colon(key) is None for key, _ in node.value):
            return False
        if not all(self.stands_alone(pair) for pair in (*gone, *rest[1:])):
            return False
        for key, pair in pairs.items():
            if key not in new:
                self.remove(pair)
            elif not same(old[key], new[key]):
                self.set(pair, old[key], new[key])
        column = node.value[0][0].start_mark.column
        for key, value in new.items():
            if key not in old:
                text = self._emit.key(key) + self._emit.entry(value, None, column)
                self._insert_line(self._next_line(node.value[-1][1]), " " * column + text)
        return True

    def _list(self, node: yaml.SequenceNode, old: list[Any], new: list[Any]) -> bool:
        items = node.value
        if not items or not all(self._dash(item) for item in items):
            return False
        matcher = SequenceMatcher(None, _names(old), _names(new), autojunk=False)
        for kind, i1, i2, j1, j2 in matcher.get_opcodes():
            if kind == "equal":
                continue
            paired = min(i2 - i1, j2 - j1)
            for step in range(paired):
                self._replace_item(items[i1 + step], old[i1 + step], new[j1 + step])
            for item in items[i1 + paired : i2]:
                self._edits.append((self._line_start(item), self._next_line(item), ""))
            self._insert_items(items, i1 + paired, new[j1 + paired : j2])
        return True

    def _replace_item(self, item: yaml.Node, old: Any, new: Any) -> None:
        if self._within(item, old, new):
            return
        dash, column = self._columns(item)
        emitted = self._emit.item(new, item, dash, column)
        self._splice(item.start_mark.index, item, emitted, column)

    def _insert_items(self, items: Sequence[yaml.Node], index: int, values: list[Any]) -> None:
        beside = items[max(0, index - 1)]
        place = self._next_line(beside) if index else self._line_start(beside)
        dash, column = self._columns(beside)
        for value in values:
            text = self._emit.item(value, beside, dash, column)
            lead = " " * dash + "-" + " " * (column - dash - 1)
            self._insert_line(place, lead + text)

    def _replace_value(self, key: yaml.Node, node: yaml.Node, new: Any) -> None:
        is_inline = isinstance(node, yaml.ScalarNode) and node.style not in {"|", ">"}
        start, end = node.start_mark.index, self._end(node)
        if is_inline and end > start and not isinstance(new, (dict, list)):
            emitted = self._emit.inline(new, node)
            if "\n" not in emitted:
                self._edits.append((start, end, emitted))
                return
        column = key.start_mark.column
        colon = self._colon(key)
        place = start if colon is None else colon
        self._splice(place, node, self._emit.entry(new, node, column), column)

    def _splice(self, start: int, node: yaml.Node, new: str, column: int) -> None:
        """Put ``new`` where a value stands.

        A comment behind it stays: on a line of its own if the value now has several.
        """
        end = self._end(node)
        if "\n" in new:
            line_end = self._line_end(end)
            tail = self._text[end:line_end].strip()
            end, new = line_end, new + (f"\n{' ' * column}{tail}" if tail else "")
        self._edits.append((start, end, self._with_line_ends(new, start)))

    def _insert_line(self, place: int, line: str) -> None:
        self._edits.append((place, place, self._with_line_ends(line + "\n", place - 1)))

    def _with_line_ends(self, text: str, near: int) -> str:
        """The lines with the end that the line at ``near`` has, or the one that begins there."""
        found = _LINE_END.search(self._text, max(0, near))
        if found is not None and found[0] == "\n" and self._text[: found.start()].endswith("\r"):
            return text.replace("\n", "\r\n")
        return text.replace("\n", found[0] if found else "\n")

    def _end(self, node: yaml.Node) -> int:
        """Where a value's own text ends, before its line end and what follows it."""
        last = _last_leaf(node)
        end = int(last.end_mark.index)
        if not isinstance(last, yaml.ScalarNode) or last.style not in {"|", ">"}:
            return end
        text = self._text[last.start_mark.index : end]
        if "+" in text.partition("\n")[0]:
            # Its empty lines are part of it.
            return last.start_mark.index + len(text.removesuffix("\n").removesuffix("\r"))
        return last.start_mark.index + len(text.rstrip(" \t\r\n"))

    def _line_start(self, node: yaml.Node) -> int:
        return int(node.start_mark.index - node.start_mark.column)

    def _line_end(self, place: int) -> int:
        found = _LINE_END.search(self._text, place)
        return found.start() if found else len(self._text)

    def _next_line(self, node: yaml.Node) -> int:
        found = _LINE_END.search(self._text, self._end(node))
        return found.end() if found else len(self._text)

    def _colon(self, key: yaml.Node) -> int | None:
        found = _COLON.match(self._text, key.end_mark.index)
        return found.end() if found else None

    def _dash(self, item: yaml.Node) -> re.Match[str] | None:
        return _DASH.match(self._text[self._line_start(item) : item.start_mark.index])

    def _columns(self, item: yaml.Node) -> tuple[int, int]:
        """Where an item's dash and the item itself stand."""
        found = self._dash(item)
        dash = len(found["before"]) if found else 0
        return dash, max(dash + 2, item.start_mark.column)


def _last_leaf(node: yaml.Node) -> yaml.Node:
    while isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return node


def _names(values: list[Any]) -> list[str]:
    """A text for each value that is another's only where both are the same."""
    named: Callable[[Any], str] = _named
    return [named(value) for value in values]


def _named(value: Any) -> str:
    if isinstance(value, dict):
        inside = sorted(f"{_named(key)}:{_named(item)}" for key, item in value.items())
        return "{" + ",".join(inside) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_named, value)) + "]"
    return f"{type(value).__name__}{value!r}"
