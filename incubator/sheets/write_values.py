"""Values to YAML, as the text around them is written: quotes, blocks, lists on one line or more."""

from __future__ import annotations

import math
from datetime import date, datetime
from io import StringIO
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
    SingleQuotedScalarString,
)

#: No line is ever folded.
_WIDTH = 2**30
_TEXT_TAG = "tag:yaml.org,2002:str"
_RESOLVER: Any = yaml.resolver.Resolver()
_MARKED = {
    "'": SingleQuotedScalarString,
    '"': DoubleQuotedScalarString,
    "|": LiteralScalarString,
    ">": FoldedScalarString,
}


class ValueFaultError(Exception):
    """A value that a sheet can't hold; the message says why."""


class _Representer(RoundTripRepresenter):
    """Writes numbers and nothing so that a reader of YAML 1.1 finds them again."""

    def float_of_1_1(self, value: float) -> Any:
        text = repr(value)
        if "e" in text and "." not in text:
            text = text.replace("e", ".0e")
        return self.represent_scalar("tag:yaml.org,2002:float", text)

    def nothing(self, _: None) -> Any:
        return self.represent_scalar("tag:yaml.org,2002:null", "null")


_Representer.add_representer(float, _Representer.float_of_1_1)
_Representer.add_representer(type(None), _Representer.nothing)


class Emitter:
    """Emits values; ``offset`` is how far the file's lists stand to the right of their key.

    With ``plainly``, every text is in double quotes: what a block or a bare word can't hold
    still comes back whole.
    """

    def __init__(self, offset: int, *, plainly: bool = False) -> None:
        self._plainly = plainly
        self._yaml = YAML()
        self._yaml.Representer = _Representer
        self._yaml.width = _WIDTH
        self._yaml.preserve_quotes = True
        self._yaml.indent(mapping=2, sequence=offset + 2, offset=offset)

    def entry(self, value: Any, like: yaml.Node | None, column: int) -> str:
        """What follows ``key:`` for a key that stands in ``column``, without a last line end."""
        styled = self._styled(value, like, in_flow=False)
        return _indented(self._dump({"k": styled})[2:], column)

    def item(self, value: Any, like: yaml.Node | None, dash: int, column: int) -> str:
        """What follows ``- `` for an item in ``column`` whose dash stands in column ``dash``."""
        if isinstance(value, list):
            # A list in a list: no sheet has one; on one line it can't be misread.
            value = self._styled(value, None, in_flow=True)
        styled = self._styled(value, like, in_flow=False)
        if isinstance(styled, CommentedMap) and styled and not styled.fa.flow_style():
            return _indented(self._dump(styled), column)
        return _indented(self._dump({"k": styled})[2:], dash).removeprefix(" ")

    def inline(self, value: Any, like: yaml.Node, *, in_flow: bool = False) -> str:
        """A scalar alone."""
        return self._dump({"k": self._styled(value, like, in_flow=in_flow)})[2:].removeprefix(" ")

    def key(self, key: Any) -> str:
        """A key with its colon."""
        return self._dump({self._styled(key, None, in_flow=False): 0}).removesuffix(" 0")

    def _dump(self, value: Any) -> str:
        out = StringIO()
        self._yaml.dump(value, out)
        text = out.getvalue().removesuffix("\n")
        # After a text that ends in empty lines, the emitter marks the document's end.
        return text.removesuffix("\n...")

    def _styled(self, value: Any, like: yaml.Node | None, *, in_flow: bool) -> Any:
        if isinstance(value, str):
            return self._text(value, like, in_flow=in_flow)
        if isinstance(value, dict):
            return self._mapping(value, like, in_flow=in_flow)
        if isinstance(value, (list, tuple)):
            return self._list(value, like, in_flow=in_flow)
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueFaultError("a number must be finite")
        if value is None or isinstance(value, (bool, int, float, datetime, date)):
            return value
        raise ValueFaultError(f"a sheet has no values of the kind {type(value).__name__}")

    def _mapping(self, value: dict[Any, Any], like: yaml.Node | None, *, in_flow: bool) -> Any:
        flows = in_flow or _flows(like, yaml.MappingNode)
        known = _children(like)
        styled = CommentedMap()
        for key, item in value.items():
            name = self._styled(key, None, in_flow=True)
            styled[name] = self._styled(item, known.get(str(key)), in_flow=flows)
        if flows:
            styled.fa.set_flow_style()
        return styled

    def _list(self, value: Any, like: yaml.Node | None, *, in_flow: bool) -> Any:
        flows = in_flow or _flows(like, yaml.SequenceNode)
        old = like.value if isinstance(like, yaml.SequenceNode) else []
        by_text = {node.value: node for node in old if isinstance(node, yaml.ScalarNode)}
        styled = CommentedSeq()
        for index, item in enumerate(value):
            beside = old[min(index, len(old) - 1)] if old else None
            same = by_text.get(item, beside) if isinstance(item, str) else beside
            styled.append(self._styled(item, same, in_flow=flows))
        if flows:
            styled.fa.set_flow_style()
        return styled

    def _text(self, value: str, like: yaml.Node | None, *, in_flow: bool) -> Any:
        # libyaml says "" of a bare word, other readers None.
        style = (like.style or "") if isinstance(like, yaml.ScalarNode) else ""
        # A block whose last line is white space would be read as one with empty lines after it.
        is_blank_at_end = "\n" in value and not value.rstrip("\n").rpartition("\n")[2].strip()
        if self._plainly or is_blank_at_end or (in_flow and "\n" in value):
            return DoubleQuotedScalarString(value)
        if "\n" in value and style != '"':
            # Long texts read best as they are, line by line.
            return (FoldedScalarString if style == ">" else LiteralScalarString)(value)
        if style in {"|", ">"} and (in_flow or not value.strip()):
            style = ""
        if style:
            return _MARKED[style](value)
        # ``oui`` is a word and ``yes`` is not: readers of YAML 1.1 see a boolean there.
        kind = _RESOLVER.resolve(yaml.ScalarNode, value, (True, False))
        return value if kind == _TEXT_TAG else SingleQuotedScalarString(value)


def _flows(like: yaml.Node | None, kind: type[yaml.Node]) -> bool:
    # An empty ``[]`` says nothing about how a list would be written.
    return isinstance(like, kind) and bool(getattr(like, "flow_style", None)) and bool(like.value)


def _children(like: yaml.Node | None) -> dict[str, yaml.Node]:
    if not isinstance(like, yaml.MappingNode):
        return {}
    return {key.value: node for key, node in like.value if isinstance(key, yaml.ScalarNode)}


def _indented(text: str, column: int) -> str:
    first, *rest = text.split("\n")
    return "\n".join([first, *(" " * column + line if line else "" for line in rest)])
