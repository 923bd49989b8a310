"""A section's form as templates draw it: what each field shows, what is wrong beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from incubator.actions.desk import BODY
from incubator.sheets.problems import Problem
from incubator.sheets.write import Changes, Content
from incubator.sheets.write_front_matter import same
from incubator.web.workspace.editor.answers import Answers, Reading
from incubator.web.workspace.editor.kinds import Choice, Line
from incubator.web.workspace.editor.records import Measures, Records, latest_value
from incubator.web.workspace.editor.sections import Kind, Section

Translate = Callable[[str], str]
_KEY_PATH = re.compile(r"(?P<key>[^.\[]+)(?:\[(?P<index>\d+)\])?(?:\.(?P<sub>[^.\[]+))?")
_MONTHS = 18


@dataclass(frozen=True, slots=True)
class Read:
    """What a section's answers change in a sheet, and where the file's elements stand in it."""

    changes: Changes
    rows: Mapping[str, Mapping[int, int]]


@dataclass(slots=True)
class Remarks:
    """What is wrong, by the name of the field beside which it is said, and elsewhere."""

    errors: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, list[str]] = field(default_factory=dict)
    elsewhere: list[tuple[str, str]] = field(default_factory=list)


def values_of(content: Content) -> dict[str, Any]:
    """The values of a sheet by key, its text among them."""
    return {**content.fields, BODY: content.body}


def shown_answers(section: Section, content: Content, language: str) -> Answers:
    """What the form shows of a sheet."""
    answers: dict[str, list[str]] = {}
    values = values_of(content)
    for kind in section.shown(values):
        answers.update(kind.answers(values.get(kind.key), language))
    return answers


def read_section(section: Section, content: Content, reading: Reading) -> Read:
    """The changes that a section's answers make to a sheet; faults are noted in ``reading``."""
    values = values_of(content)
    changed: dict[str, Any] = {}
    rows: dict[str, Mapping[int, int]] = {}
    for kind in section.shown(values):
        former = values.get(kind.key)
        if isinstance(kind, Records):
            found, rows[kind.key] = kind.read_rows(former, reading)
        else:
            found = kind.read(former, reading)
        if not same(found, former):
            changed[kind.key] = found
    has_body = BODY in changed
    body = changed.pop(BODY, None)
    return Read(Changes(changed, (body or "") if has_body else None), rows)


def remark(
    section: Section,
    problems: Iterable[Problem],
    rows: Mapping[str, Mapping[int, int]],
    translate: Translate,
) -> Remarks:
    """Say what ``check`` finds beside the fields that it is about."""
    remarks = Remarks()
    keys = {kind.key for kind in section.fields}
    for problem in problems:
        match = _KEY_PATH.match(problem.key)
        key = match["key"] if match else ""
        key = BODY if problem.rule == "markdown-limits" else key
        told = f"{problem.message(translate)} ; {problem.advice(translate)}."
        told = told[:1].upper() + told[1:]
        if key not in keys:
            remarks.elsewhere.append((key, told))
            continue
        name = _field_name(section, key, match, rows) if match else key
        if problem.is_error:
            remarks.errors.setdefault(name, told)
        else:
            remarks.warnings.setdefault(name, []).append(told)
    return remarks


def _field_name(
    section: Section, key: str, match: re.Match[str], rows: Mapping[str, Mapping[int, int]]
) -> str:
    kind = next(kind for kind in section.fields if kind.key == key)
    if not isinstance(kind, Records) or match["index"] is None:
        return key
    index = int(match["index"])
    row = rows.get(key, {}).get(index, index)
    columns = [column.key for column in kind.columns]
    return f"{key}-{row}-{match['sub'] if match['sub'] in columns else columns[0]}"


def drawn(
    section: Section, content: Content, answers: Answers, language: str, today: date
) -> list[dict[str, Any]]:
    """The fields of a section as the template draws them, filled with some answers."""
    values = values_of(content)
    return [
        _drawn_records(kind, answers, values.get(kind.key), language, today)
        if isinstance(kind, Records)
        else _drawn_field(kind, answers, kind.key)
        for kind in section.shown(values)
    ]


def _drawn_field(kind: Kind, answers: Answers, name: str) -> dict[str, Any]:
    texts = answers.get(name) or [""]
    drawn: dict[str, Any] = {
        "name": name,
        "control": kind.control,
        "label": kind.label,
        "hint": kind.hint,
        "required": kind.is_required,
        "text": texts[-1],
        "texts": texts if texts[-1] == "" or getattr(kind, "is_single", False) else [*texts, ""],
        "suggest": getattr(kind, "suggest", ""),
    }
    if isinstance(kind, Choice):
        known = [(kind.show(value, ""), label) for value, label in kind.choices.items()]
        odd = [] if texts[-1] in ("", *(value for value, _ in known)) else [(texts[-1], "")]
        drawn["choices"] = [("", kind.empty), *known, *odd]
    return drawn


def _drawn_records(
    kind: Records, answers: Answers, value: Any, language: str, today: date
) -> dict[str, Any]:
    reading = Reading(answers, language)
    rows = []
    for row in reading.rows(kind.key):
        prefix = f"{kind.key}-{row}-"
        columns: list[Line] = list(kind.columns)
        drawn = {
            "number": row + 1,
            "prefix": prefix,
            "origin": reading.text(f"{prefix}origin"),
            "is_removed": reading.has(f"{prefix}remove"),
            "columns": [
                _drawn_field(column, answers, f"{prefix}{column.key}") for column in columns
            ],
        }
        if isinstance(kind, Measures):
            drawn |= {
                "name": reading.text(f"{prefix}name"),
                "unit": reading.text(f"{prefix}unit"),
                "is_main": reading.text(f"{prefix}main") == "true",
                "latest": latest_value(reading.text(f"{prefix}values"), language),
                "figure": reading.text(f"{prefix}figure"),
                "month": reading.text(f"{prefix}month"),
            }
        rows.append(drawn)
    return {
        "name": kind.key,
        "control": kind.control,
        "label": kind.label,
        "hint": kind.hint,
        "item": kind.item,
        "add": kind.add,
        "rows": rows,
        "months": _months(today) if isinstance(kind, Measures) else [],
    }


def _months(today: date) -> list[date]:
    """The months whose value may be typed, the one that has just ended first."""
    first = today.replace(day=1)
    months = []
    for back in range(1, _MONTHS + 1):
        year, month = divmod(first.year * 12 + first.month - 1 - back, 12)
        months.append(date(year, month + 1, 1))
    return [*months[:1], first, *months[1:]]
