"""The threat model says what is: its proofs and files exist, its durations are the program's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

import pytest

from incubator.actions import clean_up, manage_access, sign_in
from incubator.config import Settings
from incubator.domain import submissions

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "security.md"
#: How each unit of a duration is written; the page never writes a plural of one.
UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
}
_DURATION = re.compile(r"(\d+) (minute|hour|day)s?\b")
#: What levels 1 and 2 hold in each section; sections that only level 3 has are left out.
ASVS_SECTIONS = {
    "1.1": 7, "1.2": 4, "1.4": 5, "1.5": 4, "1.6": 4, "1.7": 2, "1.8": 2, "1.9": 2, "1.10": 1,
    "1.11": 2, "1.12": 2, "1.14": 6,
    "2.1": 12, "2.2": 3, "2.3": 3, "2.4": 5, "2.5": 7, "2.6": 3, "2.7": 6, "2.8": 7, "2.9": 3,
    "2.10": 4,
    "3.1": 1, "3.2": 4, "3.3": 4, "3.4": 5, "3.5": 3, "3.7": 1,
    "4.1": 5, "4.2": 2, "4.3": 3,
    "5.1": 5, "5.2": 8, "5.3": 10, "5.4": 3, "5.5": 4,
    "6.1": 3, "6.2": 6, "6.3": 2, "6.4": 2,
    "7.1": 4, "7.2": 2, "7.3": 4, "7.4": 3,
    "8.1": 4, "8.2": 3, "8.3": 8,
    "9.1": 3, "9.2": 4,
    "10.2": 2, "10.3": 3,
    "11.1": 8,
    "12.1": 3, "12.2": 1, "12.3": 6, "12.4": 2, "12.5": 2, "12.6": 1,
    "13.1": 5, "13.2": 6, "13.3": 2, "13.4": 2,
    "14.1": 4, "14.2": 6, "14.3": 3, "14.4": 7, "14.5": 4,
}  # fmt: skip
#: Numbers that the standard itself has withdrawn.
WITHDRAWN = {"1.4.2", "1.4.3", "1.12.1", "4.1.4", "7.3.2", "13.1.2", "13.2.4", "14.3.1"}


def text() -> str:
    return PAGE.read_text("utf-8")


def rows(part: str) -> list[list[str]]:
    """The cells of every table row of a part of the page."""
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def part(heading: str) -> str:
    """What stands under a heading, up to the next one of its kind or of a higher one."""
    level = heading.partition(" ")[0]
    after = text().split(f"\n{heading}\n", 1)[1]
    return re.split(rf"^#{{2,{len(level)}}} ", after, maxsplit=1, flags=re.MULTILINE)[0]


@lru_cache
def names_in(path: Path) -> frozenset[str]:
    """The tests that a file holds, read and not run."""
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test")
    )


def proofs() -> list[tuple[str, str]]:
    return sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text())))


def test_every_test_that_is_named_exists() -> None:
    found = proofs()
    assert len(found) > 80, "the expression above no longer finds the proofs"
    missing = [
        f"{path}::{name}"
        for path, name in found
        if not (ROOT / path).is_file() or name not in names_in(ROOT / path)
    ]
    assert not missing


def test_every_file_that_is_named_exists() -> None:
    named = set(re.findall(r"`((?:[\w.-]+/)*[\w.-]+\.(?:py|md|txt|service|timer))`", text()))
    assert len(named) > 20, "the expression above no longer finds the files"
    assert not [name for name in sorted(named) if not (ROOT / name).is_file()]


def test_every_threat_has_a_control_and_a_proof() -> None:
    lacking = [
        row[0]
        for row in rows(part("## Threats, controls, proofs"))
        if row[0] not in {"threat", "---"}
        and (len(row) != 3 or not row[1] or not re.search(r"::test_|by reading", row[2]))
    ]
    assert not lacking


def durations() -> Iterator[tuple[str, timedelta]]:
    """Every duration that the program goes by, under the name that the page gives it."""
    for name, value in vars(clean_up).items():
        if name.endswith("_KEPT"):
            yield name, value
    for name, value in vars(submissions).items():
        if name.endswith("_KEPT"):
            yield name, value
    yield "LINK_LIFETIME", sign_in.LINK_LIFETIME
    yield "FLOW_LIFETIME", sign_in.FLOW_LIFETIME
    yield "INVITATION_LIFETIME", manage_access.INVITATION_LIFETIME
    settings = Settings()
    yield "INCUBATOR_SESSION_IDLE_HOURS", timedelta(hours=settings.session_idle_hours)
    yield "INCUBATOR_SESSION_MAX_HOURS", timedelta(hours=settings.session_max_hours)
    yield "INCUBATOR_JOURNAL_DAYS", timedelta(days=settings.journal_days)


@pytest.mark.parametrize(("name", "length"), list(durations()))
def test_each_duration_is_the_one_of_the_code(name: str, length: timedelta) -> None:
    table = rows(part("### Personal data: what, why, until when"))
    found = [row[2] for row in table if f"`{name}`" in row[3]]
    assert found, f"{name} has no row"
    for until in found:
        said = [int(count) * UNITS[unit] for count, unit in _DURATION.findall(until)]
        assert length in said, f"{name}: {until!r}"


def test_no_duration_is_one_that_the_code_does_not_know() -> None:
    known = dict(durations())
    for row in rows(part("### Personal data: what, why, until when"))[2:]:
        said = {int(count) * UNITS[unit] for count, unit in _DURATION.findall(row[2])}
        assert said == {known[name] for name in re.findall(r"`(\w+)`", row[3])}, row[0]


def items() -> Iterator[str]:
    """The numbers of the checklist's rows, ranges written out."""
    for row in rows(text().split("\n## OWASP ASVS", 1)[1]):
        for written in row[0].split(", "):
            first, _, last = written.partition("–")
            if re.fullmatch(r"\d+\.\d+\.\d+", first):
                section, _, number = first.rpartition(".")
                end = int((last or first).rpartition(".")[2])
                yield from (f"{section}.{one}" for one in range(int(number), end + 1))


def test_the_checklist_has_each_item_of_level_two_once() -> None:
    found = list(items())
    assert len(found) == len(set(found)), "an item stands twice"
    expected = {
        f"{section}.{number}" for section, count in ASVS_SECTIONS.items()
        for number in range(1, count + 1)
    } - WITHDRAWN  # fmt: skip
    assert set(found) == expected


def test_every_item_of_the_checklist_has_an_answer() -> None:
    answers = re.compile(r"(\*\*not met\*\*|met|partly|n/a|O\b|as \d)")
    lacking = [
        row
        for row in rows(text().split("\n## OWASP ASVS", 1)[1])
        if re.match(r"\d", row[0]) and not answers.match(row[2])
    ]
    assert not lacking
