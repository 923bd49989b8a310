"""What a form shows and gets back unchanged changes nothing, whatever the sheet says."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.sheets.layout import Collection, scan
from incubator.sheets.write import Content, WriteError, read_content
from incubator.sheets.write_front_matter import same
from incubator.web.workspace.editor.answers import Reading, dump, load
from incubator.web.workspace.editor.sections import SECTIONS, Section
from incubator.web.workspace.editor.state import drawn, read_section, remark, shown_answers
from incubator.web.workspace.editor.writing import as_day, as_number, shown_number

TODAY = date(2026, 11, 21)


def as_sent(answers: Any) -> dict[str, list[str]]:
    """Answers as a browser gives them back, through a draft."""
    return {name: [text.replace("\r", "") for text in texts] for name, texts in answers.items()}


def nothing_changes(section: Section, content: Content, language: str) -> None:
    answers = shown_answers(section, content, language)
    reading = Reading(load(dump(as_sent(answers))), language)
    read = read_section(section, content, reading)
    assert reading.faults == {}
    assert read.changes.fields == {}
    assert read.changes.body is None
    drawn(section, content, answers, language, TODAY)
    remark(section, (), read.rows, str)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.slug)
def test_no_real_sheet_changes_by_being_shown(real_content: Path, section: Section) -> None:
    seen = 0
    for file in scan(real_content)[0]:
        if file.collection is not Collection.STARTUPS:
            continue
        try:
            content = read_content((real_content / file.path).read_bytes())
        except WriteError:
            continue
        for language in ("fr", "en"):
            nothing_changes(section, content, language)
        seen += 1
    assert seen > 300


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.dates(date(1990, 1, 1), date(2100, 1, 1))
    | st.text(max_size=12)
)
groups = st.dictionaries(
    st.sampled_from(["name", "start", "date", "value", "year", "by", "values", "targets", "odd"]),
    scalars | st.lists(st.dictionaries(st.sampled_from(["date", "value", "by"]), scalars)),
    max_size=5,
)
values = scalars | st.lists(scalars | groups, max_size=4) | groups
KEYS = sorted({field.key for section in SECTIONS for field in section.fields})


@given(st.dictionaries(st.sampled_from(KEYS), values, max_size=5), st.sampled_from(["fr", "en"]))
def test_no_odd_value_changes_by_being_shown(fields: dict[str, Any], language: str) -> None:
    content = Content(fields, "Texte\n")
    for section in SECTIONS:
        nothing_changes(section, content, language)


@given(
    st.dictionaries(
        st.sampled_from(
            [f"{key}{end}" for key in KEYS for end in ("", "-0-name", "-1-value", "-7-origin")]
        ),
        st.lists(st.text(max_size=8), max_size=3),
    )
)
def test_whatever_is_sent_gives_values_or_faults(answers: dict[str, list[str]]) -> None:
    content = Content({"impact": [{"id": "a", "values": [1, {"date": TODAY, "value": 2}]}]}, "")
    for section in SECTIONS:
        read_section(section, content, Reading(answers))


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12))
def test_numbers_are_read_as_they_are_shown(number: float) -> None:
    for language in ("fr", "en"):
        found = as_number(shown_number(number, language), language)
        assert found == pytest.approx(number)


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("12 500", "fr", 12500),
        ("12\u202f500,5", "fr", 12500.5),
        ("12,500", "fr", 12.5),
        ("12,500", "en", 12500),
        ("3.5", "fr", 3.5),
        ("douze", "fr", None),
        ("", "fr", None),
        ("1e400", "fr", None),
    ],
)
def test_numbers_as_people_write_them(text: str, language: str, number: float | None) -> None:
    assert same(as_number(text, language), number)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/12/2026", date(2026, 12, 31)),
        ("2026-12-31", date(2026, 12, 31)),
        ("31/02/2026", None),
        ("demain", None),
        (None, None),
    ],
)
def test_days_as_people_write_them(text: Any, day: date | None) -> None:
    assert as_day(text) == day
