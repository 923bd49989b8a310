"""What only shows between sheets: references to nothing, former paths claimed twice."""

from __future__ import annotations

import pytest

from incubator.actions.check_sheets import check_sheets
from incubator.sheets.check import dangling, redirect_conflicts
from incubator.sheets.layout import Collection
from incubator.sheets.references import Reference
from tests.builders import STARTUP, read, sheet_text, write_tree


def named(front: str, collection: Collection) -> list[str]:
    sheet = read(front, collection=collection).sheet
    assert sheet is not None
    return [f"{r.line} {r.key} {r.collection.value}/{r.id}" for r in sheet.references]


@pytest.mark.parametrize(
    ("collection", "front", "expected"),
    [
        (
            Collection.STARTUPS,
            STARTUP + "sponsors:\n  - /organisations/o\n  - p",
            [
                "4 incubator incubators/fabrique",
                "9 sponsors organisations/o",
                "10 sponsors organisations/p",
            ],
        ),
        (
            Collection.STARTUPS,
            STARTUP + "incubators: [i,\n  j]",
            ["8 incubators incubators/i", "9 incubators incubators/j"],
        ),
        (
            Collection.MEMBERS,
            "fullname: M\nstartups: [a]\npreviously: [b]\nmissions:\n  - start: 2024-01-01\n"
            "    startups: [c]\n  - startups:\n      - d\nteams: [/teams/t]",
            [
                "3 startups startups/a",
                "4 previously startups/b",
                "7 missions[0].startups startups/c",
                "9 missions[1].startups startups/d",
                "10 teams teams/t",
            ],
        ),
        (
            Collection.INCUBATORS,
            "title: I\nhighlighted_startups: [a]\nowner: /organisations/o",
            ["4 owner organisations/o", "3 highlighted_startups startups/a"],
        ),
        (Collection.TEAMS, "name: T\nincubator: i", ["3 incubator incubators/i"]),
        (Collection.ORGANISATIONS, "name: O", []),
        (Collection.INCUBATORS, "title: I\nowner: ' '", []),
    ],
)
def test_a_sheet_names_others_at_lines_of_its_file(
    collection: Collection, front: str, expected: list[str]
) -> None:
    assert named(front, collection) == expected


def test_a_reference_to_nothing_is_a_warning_at_its_key() -> None:
    named = [
        Reference("sponsors", Collection.ORGANISATIONS, "dinum"),
        Reference("sponsors", Collection.ORGANISATIONS, "nulle-part", 7),
    ]
    (problem,) = dangling("startups/a.md", named, {Collection.ORGANISATIONS: {"dinum"}})
    assert (problem.rule, problem.key, problem.line) == ("unknown-reference", "sponsors", 7)
    assert not problem.is_error
    assert problem.params["value"] == "nulle-part"


def test_the_first_to_claim_a_former_path_keeps_it() -> None:
    claims = [("/a", "x.md"), ("/a", "x.md"), ("/b", "y.md"), ("/a", "z.md")]
    (problem,) = redirect_conflicts(claims)
    assert (problem.rule, problem.file, problem.params["other"]) == (
        "redirect-conflict",
        "z.md",
        "x.md",
    )


def test_a_folder_is_checked_whole_in_the_order_of_its_files(tmp_path: object) -> None:
    folder = write_tree(
        tmp_path,  # type: ignore[arg-type]
        {
            "startups/a.md": sheet_text(STARTUP + "redirect_from: [/startups/z]"),
            "startups/b.md": sheet_text(STARTUP + "redirect_from: [/startups/z]"),
            "startups/c.md": "rien",
            "incubators/fabrique.md": sheet_text("title: Fabrique\nowner: absente"),
        },
    )
    count, problems = check_sheets(folder)
    assert count == 4
    assert [(problem.file, problem.rule) for problem in problems] == [
        ("incubators/fabrique.md", "unknown-reference"),
        ("startups/b.md", "redirect-conflict"),
        ("startups/c.md", "front-matter"),
    ]


def test_a_refused_sheet_is_not_there_to_be_named(tmp_path: object) -> None:
    folder = write_tree(
        tmp_path,  # type: ignore[arg-type]
        {"startups/a.md": sheet_text(STARTUP), "incubators/fabrique.md": "---\nx: 1\n---\n"},
    )
    assert [problem.rule for problem in check_sheets(folder)[1]] == ["missing", "unknown-reference"]
