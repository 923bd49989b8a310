"""Two versions of a sheet side by side, as pages show what changed between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from incubator.actions.desk import BODY
from incubator.domain.differences import (
    Difference,
    Fields,
    Mark,
    Piece,
    Replaced,
    Row,
    Rows,
    Words,
    difference,
    in_context,
    is_same,
)
from incubator.sheets.write import Content, WriteError, read_content
from incubator.web.field_names import FIELD_NAMES, field_name, inner_name, name_key, value_text

#: A difference of more characters is folded.
_LONG_CHARS = 400


@dataclass(frozen=True, slots=True)
class Comparison:
    """The fields that differ, as templates draw them; ``fault`` says why there are none to see.

    ``fault`` is "", "lost" (a version is not to be had, or is too large) or "unreadable".
    """

    fields: tuple[dict[str, Any], ...] = ()
    fault: str = ""
    keys: frozenset[str] = frozenset()


def compare(request: Request, before: bytes | None, after: bytes | None) -> Comparison:
    """What changed from one version of a file to another; b"" is no file, None a lost one."""
    if before is None or after is None:
        return Comparison(fault="lost")
    try:
        old, new = _values(before), _values(after)
    except WriteError:
        return Comparison(fault="unreadable")
    keys = [key for key in _ordered(old, new) if not is_same(old.get(key), new.get(key))]
    return Comparison(
        tuple(_field(request, key, difference(old.get(key), new.get(key))) for key in keys),
        keys=frozenset(keys),
    )


def listed(request: Request, content: Content) -> list[dict[str, Any]]:
    """A version's fields and values as templates draw them, its text left out."""
    found = content.fields
    return [
        {"label": field_name(request, key), **_value(request, key, found[key])}
        for key in _ordered(found)
        if value_text(request, key, found[key])
    ]


def _value(request: Request, field: str, value: Any, key: str = "") -> dict[str, Any]:
    """A value drawn as a difference is, with nothing that changed."""
    if isinstance(value, list):
        return _drawn(
            rows=[{"mark": "same", "name": "", **_value(request, field, one, key)} for one in value]
        )
    if isinstance(value, dict) and any(isinstance(one, list) for one in value.values()):
        name = name_key(value)
        inner = [
            {"label": inner_name(request, str(part)), **_value(request, field, one, str(part))}
            for part, one in value.items()
            if part != name and one not in (None, "", [], {})
        ]
        title = [("same", value_text(request, field, value[name], name))] if name else []
        return _drawn(pieces=title, fields=inner)
    return _drawn(pieces=[("same", value_text(request, field, value, key))])


def _values(data: bytes) -> dict[str, Any]:
    content = read_content(data) if data else Content({}, "")
    return {**content.fields, BODY: content.body}


def _ordered(*contents: Any) -> list[str]:
    """The keys of contents in the documentation's order, then those that it does not have."""
    present = dict.fromkeys(key for content in contents for key in content)
    known = [key for key in FIELD_NAMES if key in present]
    return [*known, *(key for key in present if key not in FIELD_NAMES)]


def _field(request: Request, key: str, found: Difference) -> dict[str, Any]:
    shown = _Shown(request, key)
    view = shown.view(found)
    return {
        "label": field_name(request, key),
        # What is below a folded line needs a name for the line.
        "is_long": shown.length > _LONG_CHARS,
        **view,
    }


class _Shown:
    """Makes what templates draw of a field's difference, and counts its characters."""

    def __init__(self, request: Request, field: str) -> None:
        self._request, self._field = request, field
        self.length = 0

    def view(self, found: Difference, key: str = "") -> dict[str, Any]:
        """``pieces``, ``rows`` or ``fields``; the two others are empty."""
        match found:
            case Words():
                # Words for a value (a phase, a dimension) read better than what the file says.
                before = value_text(self._request, self._field, _side(found, Mark.REMOVED), key)
                after = value_text(self._request, self._field, _side(found, Mark.ADDED), key)
                if before == _side(found, Mark.REMOVED) and after == _side(found, Mark.ADDED):
                    return self._pieces(in_context(found).pieces)
                return self._replaced(before, after)
            case Replaced(before, after):
                return self._replaced(
                    value_text(self._request, self._field, before, key),
                    value_text(self._request, self._field, after, key),
                )
            case Rows(rows):
                return _drawn(rows=[self._row(row, key) for row in rows])
            case Fields(fields):
                return _drawn(
                    fields=[
                        {"label": inner_name(self._request, name), **self.view(inside, name)}
                        for name, inside in fields
                    ]
                )

    def _row(self, row: Row, key: str) -> dict[str, Any]:
        if row.inside is not None:
            key = name_key(row.value)
            name = value_text(self._request, self._field, row.value[key], key) if key else ""
            return {"mark": row.mark.value, "name": name, **self.view(row.inside)}
        text = value_text(self._request, self._field, row.value, key)
        mark = Mark.SAME if row.mark is Mark.MOVED else row.mark
        return {"mark": row.mark.value, "name": "", **self._pieces((Piece(mark, text),))}

    def _replaced(self, before: str, after: str) -> dict[str, Any]:
        pieces = (Piece(Mark.REMOVED, before), Piece(Mark.ADDED, after))
        return self._pieces(tuple(piece for piece in pieces if piece.text))

    def _pieces(self, pieces: tuple[Piece, ...]) -> dict[str, Any]:
        self.length += sum(len(piece.text) for piece in pieces)
        return _drawn(pieces=[(piece.mark.value, piece.text) for piece in pieces])


def _drawn(**parts: Any) -> dict[str, Any]:
    return {"pieces": [], "rows": [], "fields": [], **parts}


def _side(words: Words, mark: Mark) -> str:
    return "".join(piece.text for piece in words.pieces if piece.mark in (Mark.SAME, mark))
