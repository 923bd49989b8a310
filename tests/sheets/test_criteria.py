"""Criteria in the sheets of phases and standards: read leniently, faults told by the check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from incubator.config import PROJECT_ROOT
from incubator.domain.readiness import Check, Criterion
from incubator.sheets.criteria import MOST_CRITERIA, criteria_of
from incubator.sheets.layout import Collection
from tests.builders import places, read

FAULTY = """title: Clavier
version: 2026.1
criteria:
  - {id: bon, text: "Oui.", check: licence}
  - {text: "Sans identifiant."}
  - {id: muet}
  - {id: "Pas Bon", text: "Non."}
  - {id: bon, text: "Deux fois."}
  - {id: autre, text: "Oui.", check: nulle-part}
  - juste un texte
"""


def test_what_keeps_a_criterion_out_is_told_with_its_line() -> None:
    parsed = read(FAULTY, collection=Collection.STANDARDS)
    assert places(parsed.problems) == [
        ("missing-advised", "criteria[1].id", 6),
        ("missing-advised", "criteria[2].text", 7),
        ("criterion-id", "criteria[3].id", 8),
        ("criterion-id", "criteria[4].id", 9),
        ("choice", "criteria[5].check", 10),
        ("type-advised", "criteria[6]", 11),
        ("text-form", "version", 3),
    ]


def test_the_other_criteria_are_read() -> None:
    sheet = read(FAULTY, collection=Collection.STANDARDS).sheet
    assert sheet is not None
    assert criteria_of(json.loads(sheet.front_matter)) == (
        Criterion("bon", "Oui.", "licence"),
        Criterion("autre", "Oui.", "nulle-part"),
    )


@pytest.mark.parametrize("written", [None, "texte", 3, {"id": "a"}, [[]], [{"id": [], "text": 1}]])
def test_what_is_no_list_of_criteria_is_none(written: object) -> None:
    assert criteria_of({"criteria": written}) == ()


def test_a_sheet_has_only_so_many() -> None:
    many = [{"id": f"c-{number}", "text": "Oui."} for number in range(MOST_CRITERIA + 1)]
    assert len(criteria_of({"criteria": many})) == MOST_CRITERIA
    lines = "\n".join(f"  - {{id: {one['id']}, text: Oui}}" for one in many)
    parsed = read(f"title: Long\ncriteria:\n{lines}", collection=Collection.STANDARDS)
    assert [problem.rule for problem in parsed.problems] == ["too-many"]


SHEETS = sorted((PROJECT_ROOT / "content").glob("phases/*.md")) + sorted(
    (PROJECT_ROOT / "content").glob("standards/*.md")
)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.stem)
def test_every_criterion_and_every_check_of_the_demonstration_is_known(path: Path) -> None:
    text = path.read_text("utf-8").split("---\n")
    parsed = read(text[1], collection=Collection(path.parent.name))
    assert parsed.problems == ()
    assert parsed.sheet is not None
    front = json.loads(parsed.sheet.front_matter)
    found = criteria_of(front)
    assert len(found) == len(front.get("criteria", []))
    assert {one.check for one in found} <= {*Check, ""}
