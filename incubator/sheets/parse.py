"""A file's bytes to a value of the domain, or to the problems that refuse it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from incubator.sheets import front_matter, yaml_reader
from incubator.sheets.fields import Fields
from incubator.sheets.layout import Collection, SheetFile
from incubator.sheets.people import (
    read_incubator,
    read_member,
    read_organisation,
    read_reference,
    read_team,
)
from incubator.sheets.problems import Problem
from incubator.sheets.references import Reference, SheetValue, references
from incubator.sheets.render import RenderError, render
from incubator.sheets.startups import read_startup

_READERS: Mapping[Collection, Callable[[str, Fields], SheetValue]] = {
    Collection.STARTUPS: read_startup,
    Collection.MEMBERS: read_member,
    Collection.INCUBATORS: read_incubator,
    Collection.ORGANISATIONS: read_organisation,
    Collection.TEAMS: read_team,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet read: its value, its body, and its front matter whole, as JSON in its own order."""

    file: SheetFile
    value: SheetValue
    body: str
    body_html: str
    front_matter: str
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """What became of a file: ``sheet`` is None when an error refuses it."""

    file: SheetFile
    sheet: Sheet | None
    problems: tuple[Problem, ...]


def parse(file: SheetFile, data: bytes) -> Parsed:
    """Read a sheet from its bytes; never raises for what the bytes hold."""
    text = front_matter.split(file.path, data)
    if isinstance(text, Problem):
        if not file.has_extension:
            # Some other file that lies among the sheets: a note, a picture.
            text = Problem(file.path, "not-a-sheet")
        return Parsed(file, None, (text,))
    loaded = yaml_reader.load(file.path, text)
    if isinstance(loaded, Problem):
        return Parsed(file, None, (loaded,))
    mapping, problems = loaded
    if not file.has_extension:
        problems.append(Problem(file.path, "extension", params={"name": file.id}))
    fields = Fields(file.path, text, mapping, problems)
    value = _READERS.get(file.collection, read_reference)(file.id, fields)
    try:
        body_html = render(text.body)
    except RenderError as error:
        first_body_line = text.first_line + text.front.count("\n") + 1
        params = {"reason": str(error)}
        problems.append(Problem(file.path, "markdown-limits", line=first_body_line, params=params))
        body_html = ""
    if any(problem.is_error for problem in problems):
        return Parsed(file, None, tuple(problems))
    named = tuple(references(value, text))
    sheet = Sheet(file, value, text.body, body_html, _as_json(mapping), named)
    return Parsed(file, sheet, tuple(problems))


def _as_json(mapping: Mapping[str, Any]) -> str:
    try:
        text = json.dumps(
            mapping, default=_plain, ensure_ascii=False, allow_nan=False, separators=(",", ":")
        )
        text.encode()
    except (TypeError, ValueError, RecursionError):
        text = ""
    # What JSON or a table can't hold (dates as keys, NaN, surrogates, NUL) takes the longer way.
    if not text or "\\u0000" in text:
        text = json.dumps(_plain(mapping), ensure_ascii=False, separators=(",", ":"))
    return text


def _plain(value: Any) -> Any:
    """Only what JSON knows: dates as ISO texts, any other key or value as its text."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(item) for item in value]
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, str):
        # A surrogate or a NUL has no place in a table.
        return value.encode("utf-8", "replace").decode().replace("\x00", "")
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    return str(value)
