"""Reading a field: forgiving, each fault noted with its rule, its key and its line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from incubator.sheets import yaml_reader
from incubator.sheets.fields import (
    ID_LIMIT,
    LIST_LIMIT,
    TEXT_LIMIT,
    Fields,
    bare_id,
    is_web_address,
)
from incubator.sheets.front_matter import SheetText
from incubator.sheets.problems import Problem


def fields(front: str) -> Fields:
    text = SheetText(front, "")
    loaded = yaml_reader.load("startups/a.md", text)
    assert not isinstance(loaded, Problem), loaded
    return Fields("startups/a.md", text, loaded[0], [])


def answer(front: str, ask: Callable[[Fields], Any]) -> tuple[Any, list[str]]:
    found = fields(front)
    return ask(found), [problem.rule for problem in found.problems]


@pytest.mark.parametrize(
    ("front", "text", "noted"),
    [
        ("k: Été", "Été", []),
        ('k: "  bords  "', "bords", []),
        ('k: " "', "", []),
        ('k: ""', "", []),
        ("k: ~", "", []),
        ("other: 1", "", []),
        ('k: "a\\u200bb"', "ab", []),
        ('k: "\\0a \\0"', "a", []),
        ("k: 2024", "2024", ["text-form"]),
        ("k: 1.10", "1.10", ["text-form"]),
        ("k: 2024-01-02", "2024-01-02", ["text-form"]),
        ("k: oui", "oui", []),
        ("k: yes", "yes", ["text-form"]),
        ("k: [a]", "", ["type-advised"]),
        ("k: {a: 1}", "", ["type-advised"]),
        ("k: " + "x" * (TEXT_LIMIT + 1), "x" * TEXT_LIMIT, ["long-text"]),
    ],
)
def test_a_text(front: str, text: str, noted: list[str]) -> None:
    assert answer(front, lambda f: f.text("k")) == (text, noted)


def test_a_text_that_must_or_should_be_there() -> None:
    assert answer('k: " "', lambda f: f.text("k", required=True)) == ("", ["missing"])
    assert answer("a: 1", lambda f: f.text("k", advised=True)) == ("", ["missing-advised"])


@pytest.mark.parametrize(
    ("front", "flag", "noted"),
    [
        ("k: true", True, []),
        ("k: no", False, []),
        ('k: " Oui "', True, []),
        ('k: "true"', True, []),
        ('k: ""', False, []),
        ("a: 1", False, []),
        ("k: 1", False, ["type-advised"]),
        ("k: peut-être", False, ["type-advised"]),
        ("k: [true]", False, ["type-advised"]),
    ],
)
def test_a_flag(front: str, flag: bool, noted: list[str]) -> None:
    assert answer(front, lambda f: f.flag("k")) == (flag, noted)


@pytest.mark.parametrize(
    ("front", "day", "noted"),
    [
        ("k: 2024-01-02", date(2024, 1, 2), []),
        ("k: 2024-01-02 10:00:00", date(2024, 1, 2), ["date-form"]),
        ("k: 2024-01-02T10:00:00.000Z", date(2024, 1, 2), ["date-form"]),
        ('k: "2024-01-02"', date(2024, 1, 2), ["date-form"]),
        ('k: "2024-01-02T10:00"', date(2024, 1, 2), ["date-form"]),
        ('k: ""', None, []),
        ("k: ~", None, []),
        ("a: 1", None, []),
        ("k: 2024-02-30", None, ["date-advised"]),
        ("k: 02/01/2024", None, ["date-advised"]),
        ("k: 2024", None, ["date-advised"]),
        ("k: 2024-01-021", None, ["date-advised"]),
        ("k: 1024-01-02", None, ["date-advised"]),
        ("k: 9999-01-02", None, ["date-advised"]),
        ("k: bientôt", None, ["date-advised"]),
        ("k: [2024-01-02]", None, ["date-advised"]),
        ("k: true", None, ["date-advised"]),
    ],
)
def test_a_day(front: str, day: date | None, noted: list[str]) -> None:
    assert answer(front, lambda f: f.day("k")) == (day, noted)


def test_a_day_that_must_be_there() -> None:
    assert answer("a: 1", lambda f: f.day("k", required=True)) == (None, ["missing"])
    assert answer("k: bientôt", lambda f: f.day("k", required=True)) == (None, ["date"])


@pytest.mark.parametrize(
    ("front", "number", "noted"),
    [
        ("k: 12", Decimal(12), []),
        ("k: 0.1", Decimal("0.1"), []),
        ('k: "12.50"', Decimal("12.5"), []),
        ("k: -3", Decimal(-3), []),
        ("k: ''", None, []),
        ("k: .inf", None, ["type-advised"]),
        ("k: .nan", None, ["type-advised"]),
        ("k: true", None, ["type-advised"]),
        ("k: 1e400", None, ["type-advised"]),
        ("k: '1e999999999999'", None, ["type-advised"]),
        ("k: 0x" + "f" * 9_000, None, ["type-advised"]),
        ("k: beaucoup", None, ["type-advised"]),
        ("k: [1]", None, ["type-advised"]),
    ],
)
def test_a_number(front: str, number: Decimal | None, noted: list[str]) -> None:
    assert answer(front, lambda f: f.number("k")) == (number, noted)


@pytest.mark.parametrize(
    ("front", "number", "noted"),
    [
        ("k: 12", 12, []),
        ("k: ~", None, []),
        ("k: 1.5", None, ["type-advised"]),
        ("k: true", None, ["type-advised"]),
        ("k: '12'", None, ["type-advised"]),
        ("k: 9999999999999", None, ["type-advised"]),
    ],
)
def test_a_whole_number(front: str, number: int | None, noted: list[str]) -> None:
    assert answer(front, lambda f: f.whole("k")) == (number, noted)


@pytest.mark.parametrize(
    ("front", "address", "noted"),
    [
        ("k: https://a.example/?x=1#y", "https://a.example/?x=1#y", []),
        ("k: HTTP://a.example", "HTTP://a.example", []),
        ('k: " https://a.example "', "https://a.example", []),
        ("k: https://a.example/?a&#61;1", "https://a.example/?a=1", ["entities"]),
        ("k: a.example", "", ["address"]),
        ("k: javascript:alert(1)", "", ["address"]),
        ("k: java&#115;cript:alert(1)", "", ["address"]),
        ("k: data:text/html,x", "", ["address"]),
        ("k: //a.example", "", ["address"]),
        ('k: "https://a.example/\\nx"', "", ["address"]),
        ("k: https://a b.example", "", ["address"]),
        ("k: https://", "", ["address"]),
        ("k: 'https://[::1'", "", ["address"]),
        ("k: ''", "", []),
    ],
)
def test_an_address_is_safe_to_link_to_or_left_out(
    front: str, address: str, noted: list[str]
) -> None:
    assert answer(front, lambda f: f.address("k")) == (address, noted)


def test_a_choice_is_kept_as_it_is_and_noted_when_unknown() -> None:
    assert answer("k: a", lambda f: f.choice("k", "ab")) == ("a", [])
    assert answer("k: z", lambda f: f.choice("k", "ab")) == ("z", ["choice"])
    assert answer("k: ''", lambda f: f.choice("k", "ab")) == ("", [])


@pytest.mark.parametrize(
    ("front", "texts", "noted"),
    [
        ("k: [a, ' b ', '', ~, ' ']", ("a", "b"), []),
        ("k: seul", ("seul",), []),
        ("k: ''", (), []),
        ("k: ~", (), []),
        ("k: []", (), []),
        ("k: 3", (), ["type-advised"]),
        ("k: {a: 1}", (), ["type-advised"]),
        ("k: [1, [a], b]", ("1", "b"), ["text-form", "type-advised"]),
    ],
)
def test_a_list_of_texts(front: str, texts: tuple[str, ...], noted: list[str]) -> None:
    assert answer(front, lambda f: f.strings("k")) == (texts, noted)


def test_a_list_is_read_up_to_its_limit() -> None:
    front = "k: [" + "a, " * LIST_LIMIT + "b]"
    texts, noted = answer(front, lambda f: f.strings("k"))
    assert (len(texts), noted) == (LIST_LIMIT, ["too-many"])


def test_ids_lose_their_folder_and_their_repetitions() -> None:
    front = "k: [/organisations/dinum, dinum, /organisations/sgmap/, '/organisations/']"
    assert answer(front, lambda f: f.ids("k", "organisations")) == (("dinum", "sgmap"), [])
    assert bare_id("x" * 999, "startups") == "x" * ID_LIMIT


def test_records_share_the_list_of_problems_and_know_their_place() -> None:
    found = fields("k:\n  - a: x\n  - rien\n  - a: [1]\n")
    assert [record.text("a") for record in found.records("k")] == ["x", ""]
    assert [(p.rule, p.key, p.line) for p in found.problems] == [
        ("type-advised", "k[1]", 4),
        ("type-advised", "k[2].a", 5),
    ]


@pytest.mark.parametrize("front", ["k: x", "k: 1", "k: {a: 1}"])
def test_records_of_something_else_are_noted(front: str) -> None:
    assert answer(front, lambda f: list(f.records("k"))) == ([], ["type-advised"])


def test_a_record_is_one_mapping() -> None:
    record, noted = answer("k: {a: x}", lambda f: f.record("k"))
    assert (record.text("a"), noted) == ("x", [])
    assert answer("a: 1", lambda f: f.record("k")) == (None, [])
    assert answer("k: [1]", lambda f: f.record("k")) == (None, ["type-advised"])


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("/startups/ancien", ("/startups/ancien",)),
        ("/startups/ancien/", ("/startups/ancien",)),
        ("/startups/données", ("/startups/données",)),
        ("//evil.example", ()),
        ("https://evil.example", ()),
        ("/\\evil.example", ()),
        ("startups/ancien", ()),
        ("/", ()),
        ('"/a\\nb"', ()),
        ("/a:b", ()),
        ("/startups/100%", ("/startups/100%",)),
        ("/startups/../../../x", ()),
        ("/startups/%2e%2e/x", ()),
        ("/startups/a%250Ab", ()),
        ("/" + "x" * 300, ()),
    ],
)
def test_redirects_are_paths_of_this_site(written: str, kept: tuple[str, ...]) -> None:
    noted = [] if kept else ["redirect"]
    assert answer(f"redirect_from: [{written}]", lambda f: f.redirects()) == (kept, noted)


@pytest.mark.parametrize("value", ["", "x", "ftp://a.example", "https:///x", "http://a\u00a0b"])
def test_what_is_no_web_address(value: str) -> None:
    assert not is_web_address(value)
