"""What a question of GraphQL selects, and that of an object: no more is told than was asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_TOKEN = re.compile(r'"[^"]*"|[A-Za-z_]\w*|-?\d+|\.\.\.|[$!(){}:\[\]=]')
_COMMENT = re.compile(r"#[^\n]*")
_MOST = 100


class QuestionError(Exception):
    """A question that GitHub would not answer; the message is what it would say."""


@dataclass(frozen=True)
class Selected:
    """A field that is asked for, under ``label``, or what is asked of one type of object."""

    name: str
    label: str = ""
    of_type: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    inside: tuple[Selected, ...] = ()


def read(text: str, variables: Mapping[str, Any]) -> tuple[Selected, ...]:
    """What a question selects at its top.

    Raises:
        QuestionError: it can't be read.
    """
    reader = _Reader(_TOKEN.findall(_COMMENT.sub("", text)), variables)
    return reader.question()


class _Reader:
    """The words of a question, read one after the other."""

    def __init__(self, words: Sequence[str], variables: Mapping[str, Any]) -> None:
        self._words = words
        self._variables = variables
        self._at = 0

    def question(self) -> tuple[Selected, ...]:
        while self._peek() not in {"{", ""}:
            self._take()
        return self._block()

    def _peek(self) -> str:
        return self._words[self._at] if self._at < len(self._words) else ""

    def _take(self, expected: str = "") -> str:
        word = self._peek()
        if not word or (expected and word != expected):
            raise QuestionError(f'Expected {expected or "a name"}, actual: "{word}"')
        self._at += 1
        return word

    def _block(self) -> tuple[Selected, ...]:
        self._take("{")
        found = []
        while self._peek() != "}":
            found.append(self._one())
        self._take("}")
        return tuple(found)

    def _one(self) -> Selected:
        name = self._take()
        if name == "...":
            self._take("on")
            return Selected("", of_type=self._take(), inside=self._block())
        label = name
        if self._peek() == ":":
            self._take()
            name = self._take()
        arguments = self._arguments() if self._peek() == "(" else {}
        inside = self._block() if self._peek() == "{" else ()
        return Selected(name, label, arguments=arguments, inside=inside)

    def _arguments(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self._take("(")
        while self._peek() != ")":
            name = self._take()
            self._take(":")
            found[name] = self._value()
        self._take(")")
        return found

    def _value(self) -> Any:
        word = self._take()
        if word == "$":
            return self._variables.get(self._take())
        if word.lstrip("-").isdecimal():
            return int(word)
        return {"null": None, "true": True, "false": False}.get(word, word.strip('"'))


def pick(value: Any, wanted: tuple[Selected, ...]) -> Any:
    """Of an object, what is asked for; a field may be a function of its arguments.

    Raises:
        QuestionError: something is asked that the object has not.
    """
    if isinstance(value, list):
        return [pick(one, wanted) for one in value]
    if not isinstance(value, dict):
        return value
    if not wanted:
        raise QuestionError("Objects must have selections")
    found: dict[str, Any] = {}
    for one in wanted:
        if one.of_type:
            if one.of_type == value.get("__typename"):
                found |= pick(value, one.inside)
        elif one.name not in value:
            kind = value.get("__typename", "object")
            raise QuestionError(f"Field '{one.name}' doesn't exist on type '{kind}'")
        else:
            told = value[one.name]
            told = told(one.arguments) if callable(told) else told
            found[one.label] = pick(told, one.inside)
    return found


def connection(nodes: Callable[[], list[Any]]) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """A list in pages: ``first`` says how many are wanted, ``after`` where to go on."""

    def page(arguments: Mapping[str, Any]) -> dict[str, Any]:
        first, after = arguments.get("first"), str(arguments.get("after") or "")
        if not isinstance(first, int):
            raise QuestionError("You must provide a `first` or `last` value")
        if not 1 <= first <= _MOST:
            raise QuestionError(f"Requesting {first} records exceeds the `first` limit of 100")
        every = nodes()
        begin = int(after) if after.isdecimal() else 0
        end = min(begin + first, len(every))
        more = {"hasNextPage": end < len(every), "endCursor": str(end) if every else None}
        return {"totalCount": len(every), "pageInfo": more, "nodes": every[begin:end]}

    return page
