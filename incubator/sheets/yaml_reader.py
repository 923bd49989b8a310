"""YAML to values, with limits that no sheet can use to harm the process, and line numbers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, ClassVar

import yaml

from incubator.i18n import N_
from incubator.sheets.front_matter import SheetText
from incubator.sheets.problems import Problem

MAX_DEPTH = 24
PARSER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Only a text that might nest deeply is walked event by event before it is built: libyaml's
# composer recurses in C and would take the process down with it.
_NESTED_MARKS = re.compile(rf"(?:[-?:][ \t]+){{{MAX_DEPTH}}}")
_MARK_AFTER_MARK = re.compile(r"[-?:][ \t]+[-?:][ \t]")
_DEEP_INDENT = "\n" + " " * MAX_DEPTH
_FLOW_LIMIT = 4000
# Numbers beyond this are texts: Python refuses to write out the largest ones, and no field wants
# them.
_LARGEST_INT = 10**30


_TEXT_TAG = "tag:yaml.org,2002:str"
_MAP_TAG = "tag:yaml.org,2002:map"
_LIST_TAG = "tag:yaml.org,2002:seq"
_MERGE_TAG = "tag:yaml.org,2002:merge"
_KEPT_TAGS, _KEPT_CHARS = 20_000, 40


class _Loader(PARSER):  # type: ignore[misc]  # the C loader's class is chosen at run time
    """Safe loading; a value that YAML can't build (13th month, endless number) stays a text.

    So does one that its own tag contradicts: ``!!bool peut-être``.
    """

    duplicates: list[tuple[str, int]]
    # Sheets say the same few thousand words again and again: what YAML makes of each is kept.
    _tags: ClassVar[dict[str, str]] = {}

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: Any) -> str:
        """The tag of a node, as PyYAML finds it."""
        if kind is not yaml.ScalarNode or value is None:
            tag: str = super().resolve(kind, value, implicit)
            return tag
        if not implicit[0]:
            return _TEXT_TAG
        known = self._tags.get(value)
        if known is None:
            known = super().resolve(kind, value, implicit)
            if len(value) < _KEPT_CHARS and len(self._tags) < _KEPT_TAGS:
                self._tags[value] = known
        return known

    def construct_document(self, node: yaml.Node) -> Any:
        """The document's value, built without the ceremony that tags of other kinds need."""
        return self._build(node)

    def _build(self, node: yaml.Node) -> Any:
        if node.tag == _TEXT_TAG:
            return node.value
        if isinstance(node, yaml.MappingNode) and node.tag == _MAP_TAG:
            if not any(key.tag == _MERGE_TAG for key, _ in node.value):
                mapping = {self._build(key): self._build(value) for key, value in node.value}
                if len(mapping) != len(node.value):
                    self._note_duplicates(node)
                return mapping
        elif isinstance(node, yaml.SequenceNode) and node.tag == _LIST_TAG:
            return [self._build(item) for item in node.value]
        return self.construct_object(node, deep=True)

    def _note_duplicates(self, node: yaml.MappingNode) -> None:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                self.duplicates.append((str(key.value), key.start_mark.line))
            seen.add(key.value)


def _or_text(constructor: Any) -> Any:
    def construct(loader: Any, node: Any) -> Any:
        try:
            value = constructor(loader, node)
        except (ValueError, ArithmeticError, LookupError, AttributeError):
            return node.value
        is_endless = isinstance(value, int) and abs(value) > _LARGEST_INT
        return node.value if is_endless else value

    return construct


for _tag in ("timestamp", "int", "float", "bool"):
    _full_tag = f"tag:yaml.org,2002:{_tag}"
    _Loader.add_constructor(_full_tag, _or_text(PARSER.yaml_constructors[_full_tag]))


def load(path: str, text: SheetText) -> tuple[dict[str, Any], list[Problem]] | Problem:
    """The front matter as a mapping with text keys, and its warnings; or why it can't be read."""
    limits = _limits_fault(text.front)
    if limits:
        return Problem(path, "yaml-limits", line=text.first_line, params={"reason": limits})
    loader = None
    try:
        loader = _Loader(text.front)
        loader.duplicates = []
        data = loader.get_single_data()
    except yaml.YAMLError as error:
        return _yaml_problem(path, text, error)
    except (ValueError, TypeError, RecursionError, OverflowError) as error:
        params = {"reason": str(error) or type(error).__name__}
        return Problem(path, "yaml", line=text.first_line, params=params)
    finally:
        if loader is not None:
            loader.dispose()
    if not isinstance(data, dict):
        return Problem(path, "yaml", line=text.first_line, params={"reason": N_("pas de champs")})
    problems = [
        Problem(path, "duplicate-key", key=key, line=line + text.first_line)
        for key, line in loader.duplicates
    ]
    return {str(key): value for key, value in data.items()}, problems


@lru_cache(maxsize=1)
def _composed(front: str) -> Any:
    """The nodes of a front matter, kept for the next problem of the same sheet; None if broken."""
    try:
        return yaml.compose(front, PARSER)
    except (yaml.YAMLError, RecursionError):
        return None


def locate(text: SheetText, key: tuple[str | int, ...]) -> int | None:
    """The file's line of a key path such as ``("phases", 1, "start")``, or of its nearest parent.

    Called only when there is a problem to report: it composes the document again.
    """
    node = _composed(text.front)
    line = None
    for part in key:
        found = _child(node, part)
        if found is None:
            break
        line, node = found
    return None if line is None else line + text.first_line


def raw_scalar(text: SheetText, key: tuple[str | int, ...]) -> str | None:
    """What the file says at a key path, before YAML made a number or a date of it."""
    node = _composed(text.front)
    for part in key:
        found = _child(node, part)
        if found is None:
            return None
        node = found[1]
    return node.value if isinstance(node, yaml.ScalarNode) else None


def _child(node: Any, part: str | int) -> tuple[int, Any] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in reversed(node.value):
            if key.value == part:
                return key.start_mark.line, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line, node.value[part]
    return None


def _limits_fault(front: str) -> str:
    brackets = front.count("[") + front.count("{")
    if brackets > _FLOW_LIMIT:
        return N_("trop de crochets ou d’accolades")
    might_nest = (
        brackets > MAX_DEPTH
        or (_MARK_AFTER_MARK.search(front) and _NESTED_MARKS.search(front))
        or _DEEP_INDENT in front
    )
    might_alias = "&" in front and "*" in front
    if not (might_nest or might_alias):
        return ""
    depth = 0
    try:
        for event in yaml.parse(front, PARSER):
            if isinstance(event, yaml.AliasEvent):
                return N_("il utilise des alias (« * »)")
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > MAX_DEPTH:
                return N_("trop de niveaux imbriqués")
    except yaml.YAMLError:
        # The building parser meets the same fault and reports it with its line.
        return ""
    return ""


def _yaml_problem(path: str, text: SheetText, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = (mark.line if mark else 0) + text.first_line
    reason = getattr(error, "problem", None) or str(error).splitlines()[0]
    return Problem(path, "yaml", line=line, params={"reason": reason})
