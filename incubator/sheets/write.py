"""Change a sheet's file: the lines of what changes, and not one byte beside.

What was written is read again before it is handed back: a file in which anything else than what
was asked for would read differently is never made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from incubator.sheets import front_matter, yaml_reader
from incubator.sheets.layout import Collection
from incubator.sheets.problems import Problem
from incubator.sheets.write_body import change_body, normal
from incubator.sheets.write_front_matter import FrontMatter, Pair, list_offset, same
from incubator.sheets.write_values import Emitter, ValueFaultError

_BOM = "\ufeff"
_LINE_ENDS = ("\r\n", "\n", "\r")

#: The order in which sheets/startups.py's fields are documented: a new field finds its place by it.
KEY_ORDER: Mapping[Collection, tuple[str, ...]] = {
    Collection.STARTUPS: tuple(
        "title mission phases events incubator incubators sponsors contact link repository"
        " repositories usertypes thematiques techno stats stats_url budget_url impact_url"
        " dashlord_url accessibility_status analyse_risques analyse_risques_url"
        " mon_service_securise product_maturity funding_until fast impact budget sprints"
        " post_mortem lessons redirect_from".split()
    ),
    Collection.MEMBERS: tuple(
        "fullname role domaine github link avatar missions startups previously teams"
        " competences".split()
    ),
    Collection.INCUBATORS: tuple(
        "title owner short_description contact address website github highlighted_startups hidden"
        " redirect_from".split()
    ),
    Collection.ORGANISATIONS: tuple(
        "name acronym domaine_ministeriel type annuaire redirect_from".split()
    ),
    Collection.TEAMS: ("name", "mission", "incubator", "redirect_from"),
}


class WriteError(Exception):
    """A change that can't be written without risk; the message names file, line and key."""

    def __init__(self, path: str, line: int | None, key: str, reason: str) -> None:
        self.path, self.line, self.key, self.reason = path, line, key, reason
        place = (path or "The sheet") + (f":{line}" if line else "")
        shown = key if key.isprintable() else repr(key)
        super().__init__(f"{place}: {shown}: {reason}" if key else f"{place}: {reason}")


@dataclass(frozen=True, slots=True)
class Changes:
    """What to change: values of fields by key, and the text, unless it is None.

    A field whose value is None, "" or an empty list or group is taken out.
    """

    fields: Mapping[str, Any] = field(default_factory=dict)
    body: str | None = None


@dataclass(frozen=True, slots=True)
class _Cut:
    """A file's text in three: up to the front matter, the front matter, what follows it."""

    head: str
    front: str
    fence: str
    rest: str


@dataclass(frozen=True, slots=True)
class Content:
    """What a sheet's file says: its fields by key, and its text."""

    fields: Mapping[str, Any]
    body: str


def read_content(data: bytes, *, path: str = "") -> Content:
    """The fields and the text of a file.

    Raises:
        WriteError: the file is not a sheet that can be read.
    """
    text = front_matter.split(path, data)
    loaded = text if isinstance(text, Problem) else yaml_reader.load(path, text)
    if isinstance(text, Problem) or isinstance(loaded, Problem):
        problem = text if isinstance(text, Problem) else loaded
        assert isinstance(problem, Problem)  # noqa: S101 - for the type checker
        raise WriteError(path, problem.line, "", _told(problem))
    return Content(loaded[0], text.body)


def set_key(
    data: bytes,
    key: str,
    value: Any,
    *,
    path: str = "",
    collection: Collection = Collection.STARTUPS,
) -> bytes:
    """The file with a field's value changed, or the field added.

    Raises:
        WriteError: it can't be done safely.
    """
    return apply(data, Changes({key: value}), path=path, collection=collection)


def unset_key(data: bytes, key: str, *, path: str = "") -> bytes:
    """The file without a field.

    Raises:
        WriteError: it can't be done safely.
    """
    return apply(data, Changes({key: None}), path=path)


def set_body(data: bytes, body: str, *, path: str = "") -> bytes:
    """The file with another text.

    Raises:
        WriteError: it can't be done safely.
    """
    return apply(data, Changes(body=body), path=path)


def apply(
    data: bytes, changes: Changes, *, path: str = "", collection: Collection = Collection.STARTUPS
) -> bytes:
    """The file with every change made; the same bytes when nothing changes.

    Raises:
        WriteError: the file can't be read, or a change can't be written safely.
    """
    order = KEY_ORDER.get(collection, ())
    ranked = {key: rank for rank, key in enumerate(order)}
    for key in sorted(changes.fields, key=lambda key: ranked.get(key, len(ranked))):
        data = _change_field(data, key, changes.fields[key], order, path)
    return data if changes.body is None else _change_body(data, changes.body, path)


def is_cleared(value: Any) -> bool:
    """Whether a value says nothing, so that its field is taken out."""
    return value is None or (isinstance(value, (str, list, dict, tuple)) and not value)


def _change_field(data: bytes, key: str, value: Any, order: tuple[str, ...], path: str) -> bytes:
    before = read_content(data, path=path)
    value = list(value) if isinstance(value, tuple) else value
    if key in before.fields and same(before.fields[key], value):
        return data
    if key not in before.fields and is_cleared(value):
        return data
    if not key or not key.isprintable() or key != key.strip():
        raise WriteError(path, None, key, "a key is a word")
    expected = {name: known for name, known in before.fields.items() if name != key}
    if not is_cleared(value):
        expected[key] = value
    line = 1
    # First as the file is written, then as safely as YAML can say it.
    for plainly in (False, True):
        cut = _cut(data)
        root = _root(cut.front, path)
        pair = _pair(root, key, path)
        line = pair[0].start_mark.line + 2 if pair else cut.front.count("\n") + 1
        emitter = Emitter(list_offset(root), plainly=plainly)
        front = FrontMatter(cut.front, root, emitter)
        if pair and not front.stands_alone(pair):
            raise WriteError(path, line, key, "its field does not begin a line")
        try:
            _edit(front, key, value, pair, before.fields, root, order)
            written = _joined(cut, front.edited(), path, key)
        except ValueFaultError as error:
            raise WriteError(path, line, key, str(error)) from error
        if _reads(written, Content(expected, before.body)):
            return written
    raise WriteError(path, line, key, "this value can't be written so that it reads back the same")


def _edit(
    front: FrontMatter,
    key: str,
    value: Any,
    pair: Pair | None,
    old: Mapping[str, Any],
    root: yaml.MappingNode,
    order: tuple[str, ...],
) -> None:
    if pair is None:
        front.add(key, value, _before(root, key, order))
    elif is_cleared(value):
        front.remove(pair)
    else:
        front.set(pair, old[key], value)


def _change_body(data: bytes, body: str, path: str) -> bytes:
    before = read_content(data, path=path)
    if normal(body) == before.body:
        return data
    cut = _cut(data)
    near = next((end for end in _LINE_ENDS if cut.head.endswith(end)), "\n")
    fence = cut.fence if cut.fence.endswith("\n") else cut.fence + near
    changed = change_body(cut.rest, body, near)
    written = _encoded(cut.head + cut.front + fence + changed, path, "")
    if not _reads(written, Content(before.fields, normal(body))):
        raise WriteError(path, None, "", "this text can't be written so that it reads back")
    return written


def _cut(data: bytes) -> _Cut:
    """Cut a file that is known to be readable, without touching a line end."""
    text = data.decode("utf-8")
    start = len(_BOM) if text.startswith(_BOM) else 0
    # The reader's own expressions: what is cut is what it reads.
    opening = front_matter.OPENING.match(text, start)
    closing = front_matter.CLOSING.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        raise WriteError("", 1, "", "no front matter")
    return _Cut(
        text[: opening.end()],
        text[opening.end() : closing.start()],
        text[closing.start() : closing.end()],
        text[closing.end() :],
    )


def _root(front: str, path: str) -> yaml.MappingNode:
    """The nodes of a front matter in which one field can be changed alone."""
    for event in yaml.parse(front, yaml_reader.PARSER):
        anchor, mark = getattr(event, "anchor", None), event.start_mark
        if anchor:
            line = mark.line + 2 if mark else None
            raise WriteError(path, line, "", f"the front matter uses an anchor or alias ({anchor})")
    root = yaml.compose(front, yaml_reader.PARSER)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise WriteError(path, 2, "", "the front matter is not written with one field a line")
    return root


def _pair(root: yaml.MappingNode, key: str, path: str) -> Pair | None:
    found = [pair for pair in root.value if str(pair[0].value) == key]
    if len(found) > 1:
        line = found[1][0].start_mark.line + 2
        raise WriteError(path, line, key, "the field is written twice: keep one of them first")
    return found[0] if found else None


def _before(root: yaml.MappingNode, key: str, order: tuple[str, ...]) -> Pair | None:
    """The last field of the file that comes before ``key`` in the documented order."""
    if key not in order:
        return None
    earlier = set(order[: order.index(key)])
    return next((pair for pair in reversed(root.value) if str(pair[0].value) in earlier), None)


def _joined(cut: _Cut, front: str, path: str, key: str) -> bytes:
    return _encoded(cut.head + front + cut.fence + cut.rest, path, key)


def _encoded(text: str, path: str, key: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise WriteError(path, None, key, "it holds half a character") from error


def _reads(data: bytes, expected: Content) -> bool:
    try:
        found = read_content(data)
    except WriteError:
        return False
    return found.body == expected.body and same(dict(found.fields), dict(expected.fields))


def _told(problem: Problem) -> str:
    """The problem in the language of programs' errors."""
    reason = problem.params.get("reason")
    return f"the file can't be read ({problem.rule}{f': {reason}' if reason else ''})"
