"""YAML that a sheet may hold: what is read, what is refused, and at which line."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest

from incubator.sheets import yaml_reader
from incubator.sheets.front_matter import SheetText
from incubator.sheets.problems import Problem
from incubator.sheets.yaml_reader import MAX_DEPTH


def load(front: str) -> tuple[dict[str, Any], list[Problem]] | Problem:
    return yaml_reader.load("startups/a.md", SheetText(front, ""))


def data(front: str) -> dict[str, Any]:
    found = load(front)
    assert not isinstance(found, Problem), found
    return found[0]


def refusal(front: str) -> Problem:
    found = load(front)
    assert isinstance(found, Problem), found
    return found


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("a: 2026-03-12", date(2026, 3, 12)),
        ("a: 2026-13-45", "2026-13-45"),
        ("a: 2026-02-30", "2026-02-30"),
        ("a: 2026-01-01T25:00:00", "2026-01-01T25:00:00"),
        ("a: 12", 12),
        ("a: oui", "oui"),
        ("a: yes", True),
        ("a: ~", None),
        ("a:", None),
        ("a: .nan0", ".nan0"),
        ('a: "\\u200b"', "\u200b"),
        ("1: x\na: 1", 1),
    ],
)
def test_values_are_those_of_yaml_and_an_impossible_one_stays_a_text(
    front: str, expected: object
) -> None:
    assert data(front)["a"] == expected


def test_keys_are_texts() -> None:
    assert data("7: a\n2020-01-01: b\ntrue: c\n~: d") == {
        "7": "a",
        "2020-01-01": "b",
        "True": "c",
        "None": "d",
    }


@pytest.mark.parametrize(
    "front",
    [
        "a: " + "9" * 20_000,
        "a: 0x" + "f" * 20_000,
        "a: 0b" + "1" * 20_000,
        "a: " + ":".join(["1"] * 5_000),
        "a: !!int ''",
        "a: !!float ''",
        "a: !!bool perhaps",
        "a: !!timestamp soon",
    ],
    ids=["decimal", "hexadecimal", "binary", "sexagesimal", "int", "float", "bool", "timestamp"],
)
def test_numbers_without_end_and_values_against_their_tag_are_texts(front: str) -> None:
    assert isinstance(data(front)["a"], str)


@pytest.mark.parametrize(
    "front",
    [
        "[" * 100_000,
        "a: " + "[" * 100_000,
        "a: " + "{a: " * 3_000,
        "- " * 50_000,
        "? " * 50_000,
        "a:\n" + "".join(" " * depth + "a:\n" for depth in range(1, 300)),
        "a: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1),
        "a: [" + "[], " * 4_000 + "]",
    ],
    ids=["[", "a: [", "{", "-", "?", "indents", "one level too many", "wide"],
)
def test_deep_or_wide_nesting_is_refused_at_once(front: str) -> None:
    started = time.process_time()
    assert refusal(front).rule in {"yaml-limits", "yaml"}
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "front",
    [
        "a: &a [x]\nb: [*a, *a]",
        "a: &a [*a]",
        "a: &a {b: *a}",
        "base: &b {x: 1}\nc:\n  <<: *b",
        "\n".join(["a0: &a0 [x]"] + [f"a{n}: &a{n} [{f'*a{n - 1},' * 9}]" for n in range(1, 12)]),
    ],
    ids=["alias", "recursive list", "recursive mapping", "merged alias", "bomb"],
)
def test_aliases_are_refused(front: str) -> None:
    assert refusal(front).rule == "yaml-limits"


def test_ampersands_and_stars_in_texts_are_no_aliases() -> None:
    assert data('a: "R&D *"\nb: Culture & sport\nc: x * y')["b"] == "Culture & sport"


@pytest.mark.parametrize(
    "front",
    [
        "a: !!python/object:os.system {}",
        "a: !!python/object/apply:os.system [id]",
        "a: !!python/name:os.system",
        "a: !secret x",
        "a: !<tag:example.org,2000:x> y",
    ],
)
def test_tags_of_programs_are_refused(front: str) -> None:
    found = refusal(front)
    assert (found.rule, found.line) == ("yaml", 2)


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("a: 1\nb: [", 3),
        ("a: 1\nb: x: y", 3),
        ("a: 1\n\tb: 2", 3),
        ("a: 'x", 2),
        ("? [1, 2]\n: x", 2),
        ("a: \x07", 2),
        ("a: 1\n<<: 3", 3),
        ("a: 1\n--- \nb: 2", 3),
        ("%YAML 9.9\n---\na: 1", 2),
    ],
)
def test_what_is_not_yaml_is_reported_near_its_line(front: str, line: int) -> None:
    found = refusal(front)
    assert found.rule == "yaml"
    assert found.params["reason"]
    assert found.line is not None
    assert abs(found.line - line) <= 1


@pytest.mark.parametrize("front", ["", "# rien", "- a", "texte", "12", "~"])
def test_front_matter_without_fields_is_refused(front: str) -> None:
    assert refusal(front).rule == "yaml"


def test_of_a_key_written_twice_the_last_counts_and_its_line_is_told() -> None:
    found = load("a: 1\nb:\n  c: 1\n  c: 2\na: 3")
    assert not isinstance(found, Problem)
    values, problems = found
    assert values == {"a": 3, "b": {"c": 2}}
    assert {(p.rule, p.key, p.line) for p in problems} == {
        ("duplicate-key", "c", 5),
        ("duplicate-key", "a", 6),
    }


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("title",), 2),
        (("phases",), 3),
        (("phases", 0), 4),
        (("phases", 1, "start"), 7),
        (("phases", 1, "missing"), 6),
        (("phases", 9, "start"), 3),
        (("missing",), None),
    ],
)
def test_a_key_path_has_a_line_or_that_of_its_nearest_parent(
    key: tuple[str | int, ...], line: int | None
) -> None:
    front = "title: a\nphases:\n  - name: x\n    start: 1\n  - name: y\n    start: 2\n"
    assert yaml_reader.locate(SheetText(front, ""), key) == line


def test_many_faults_in_a_large_sheet_are_located_quickly() -> None:
    front = "".join(f"k{n}: 1\n" for n in range(4_000))
    text = SheetText(front, "")
    started = time.process_time()
    for number in range(0, 4_000, 10):
        assert yaml_reader.locate(text, (f"k{number}",)) == number + 2
    assert time.process_time() - started < 5
