"""A file's bytes to a value or to problems: nothing that they hold makes it raise."""

from __future__ import annotations

import json

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from incubator.domain.phases import PHASES
from incubator.sheets.layout import Collection, SheetFile
from incubator.sheets.parse import Parsed, parse
from tests.builders import STARTUP, read, read_startup, rules, sheet_file

KEYS = (
    "title mission phases events incubator incubators sponsors techno usertypes thematiques link"
    " contact repository repositories stats stats_url impact budget sprints funding_until fast"
    " redirect_from fullname missions startups previously teams competences name label order hidden"
    " start end date comment id dimension unit main better source targets values value by year"
    " committed spent goal owner short_description accessibility_status"
).split()
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.dates()
    | st.datetimes()
    | st.sampled_from(["", " ", "\u200b", "2024-01-02", "a, b", *map(str, PHASES)])
)
structures = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
        | st.dictionaries(st.text(max_size=3) | st.integers() | st.dates(), inner, max_size=2)
    ),
    max_leaves=15,
)
YAML_MARKS = [
    "\n",
    "  ",
    "- ",
    ": ",
    "? ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "&a ",
    "*a",
    "!!int ",
    "!!bool ",
]
YAML_MARKS += ["!!timestamp ", "!!set ", "!!binary ", "|\n", ">\n", '"', "'", "#", "<<: ", "~", "%"]
YAML_MARKS += [
    "---",
    "...",
    "0x",
    "1:2:3",
    "-0",
    ".inf",
    "2024-01-02",
    "\t",
    "\x00",
    "\ufeff",
    "=",
    "1e9",
]
collections = st.sampled_from(Collection)


def holds(parsed: Parsed) -> None:
    """Either a sheet, or an error that says why there is none; each problem can be told."""
    assert (parsed.sheet is None) == any(problem.is_error for problem in parsed.problems)
    for problem in parsed.problems:
        json.dumps(problem.as_json(str)).encode()
    if parsed.sheet:
        kept = json.loads(parsed.sheet.front_matter)
        assert isinstance(kept, dict)
        assert "\x00" not in parsed.sheet.body + parsed.sheet.body_html
        parsed.sheet.body.encode()


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), collections)
def test_any_bytes_give_a_sheet_or_problems(data: bytes, collection: Collection) -> None:
    holds(parse(sheet_file(collection=collection), data))
    holds(parse(sheet_file(collection=collection), b"---\n" + data + b"\n---\n" + data))


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), structures, max_size=8), collections)
def test_any_values_give_a_sheet_or_problems(
    mapping: dict[str, object], collection: Collection
) -> None:
    front = yaml.safe_dump(mapping, allow_unicode=True)
    holds(read(front, collection=collection))
    holds(read(STARTUP + front, collection=collection))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from([*YAML_MARKS, *KEYS]) | st.text(max_size=3), max_size=14).map("".join)
)
def test_any_marks_of_yaml_give_a_sheet_or_problems(front: str) -> None:
    text = f"---\n{STARTUP}{front}\n---\n".encode("utf-8", "replace")
    holds(parse(sheet_file(), text))
    holds(parse(sheet_file(), b"---\nimpact: " + text[4:]))


def test_the_front_matter_is_kept_whole_in_its_order_and_its_own_values() -> None:
    parsed = read_startup(
        "zz: 1.5\nother: {b: 2024-01-02, a: [2024-01-02 10:00:00, ~, true, .nan]}\n7: sept"
    )
    assert parsed.sheet is not None
    kept = json.loads(parsed.sheet.front_matter)
    assert list(kept) == ["title", "mission", "incubator", "phases", "zz", "other", "7"]
    assert kept["phases"] == [{"name": "construction", "start": "2024-01-15"}]
    assert kept["other"] == {"b": "2024-01-02", "a": ["2024-01-02T10:00:00", None, True, "nan"]}


def test_a_number_without_end_is_kept_as_a_text() -> None:
    parsed = read_startup("order: 0x" + "f" * 9_000)
    assert parsed.sheet is not None
    assert rules(parsed) == []


def test_a_body_is_shown_as_html_and_kept_as_it_is() -> None:
    parsed = read_startup(body="\n\n# Titre\n\n---\n\nfin\n")
    assert parsed.sheet is not None
    assert parsed.sheet.body == "# Titre\n\n---\n\nfin\n"
    assert parsed.sheet.body_html == "<h2>Titre</h2>\n<hr>\n<p>fin</p>"


def test_a_body_that_can_not_be_converted_refuses_the_sheet_at_its_line() -> None:
    parsed = read_startup(body="1. " * 3_000)
    assert parsed.sheet is None
    assert [(p.rule, p.line) for p in parsed.problems] == [("markdown-limits", 9)]


@pytest.mark.parametrize(("path", "noted"), [("startups/a", ["extension"]), ("startups/a.md", [])])
def test_a_file_without_md_is_read_with_a_warning(path: str, noted: list[str]) -> None:
    file = SheetFile(path, Collection.STARTUPS, "a", 0, 0)
    parsed = parse(file, f"---\n{STARTUP}---\n".encode())
    assert parsed.sheet is not None
    assert rules(parsed) == noted
