"""Which files are sheets: both spellings of the folders, any name, no link."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from incubator.sheets.layout import Collection, ContentError, find_content, scan
from tests.builders import write_tree


def found(content: Path) -> list[str]:
    return [file.path for file in scan(content)[0]]


def amiss(content: Path) -> list[tuple[str, str]]:
    return [(problem.rule, problem.file) for problem in scan(content)[1]]


def test_folders_may_begin_with_an_underscore_and_members_may_be_authors(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {"_startups/a.md": "", "startups/b.md": "", "_authors/c.md": "", "members/d.md": ""},
    )
    files, problems = scan(tmp_path)
    assert problems == []
    assert [(file.collection, file.id) for file in files] == [
        (Collection.STARTUPS, "b"),
        (Collection.STARTUPS, "a"),
        (Collection.MEMBERS, "d"),
        (Collection.MEMBERS, "c"),
    ]


def test_files_come_in_the_order_of_their_names_bytes(tmp_path: Path) -> None:
    names = ["foo.md", "foo-bar.md", "foo_x.md", "Zoo.md", "été.md", "foo", "foo.bar.md"]
    write_tree(tmp_path, {f"startups/{name}": "" for name in names})
    expected = ["Zoo.md", "foo", "foo-bar.md", "foo.bar.md", "foo_x.md", "été.md"]
    assert found(tmp_path) == [f"startups/{name}" for name in expected]
    assert amiss(tmp_path) == [("duplicate-id", "startups/foo.md")]


@pytest.mark.parametrize(
    ("name", "sheet_id"),
    [
        ("a.b.md", "a.b"),
        ("Pass.Culture.md", "Pass.Culture"),
        ("données-et-territoires.md", "données-et-territoires"),
        ("odd .-. name.md", "odd .-. name"),
        ("sans-extension", "sans-extension"),
        ("notes.txt", "notes.txt"),
        ("a.md.md", "a.md"),
        ("50%#?&.md", "50%#?&"),
    ],
)
def test_an_id_is_the_files_name_without_md(tmp_path: Path, name: str, sheet_id: str) -> None:
    write_tree(tmp_path, {f"organisations/{name}": "x"})
    ((file,), problems) = scan(tmp_path)
    assert (file.id, file.has_extension, problems) == (sheet_id, name.endswith(".md"), [])


def test_hidden_files_folders_and_other_folders_are_passed_over(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            "startups/.DS_Store": "",
            "startups/.md": "",
            "startups/drafts/a.md": "",
            "images/a.md": "",
            "README.md": "",
        },
    )
    assert scan(tmp_path) == ([], [])


def test_one_id_in_two_folders_is_the_first_files(tmp_path: Path) -> None:
    write_tree(tmp_path, {"_startups/a.md": "", "startups/a.md": ""})
    files, (problem,) = scan(tmp_path)
    assert [file.path for file in files] == ["startups/a.md"]
    assert (problem.rule, problem.file) == ("duplicate-id", "_startups/a.md")
    assert problem.params == {"id": "a", "other": "startups/a.md"}


def test_one_id_in_two_collections_is_two_sheets(tmp_path: Path) -> None:
    write_tree(tmp_path, {"organisations/dinum.md": "", "incubators/dinum.md": ""})
    assert found(tmp_path) == ["organisations/dinum.md", "incubators/dinum.md"]
    assert amiss(tmp_path) == []


def test_links_are_never_followed(tmp_path: Path) -> None:
    secret = write_tree(tmp_path / "out", {"secret.md": "---\ntitle: x\n---\n"}) / "secret.md"
    content = write_tree(tmp_path / "in", {"startups/a.md": ""})
    (content / "startups/b.md").symlink_to(secret)
    (content / "startups/c.md").symlink_to("nowhere")
    (content / "startups/d.md").symlink_to(tmp_path)
    assert found(content) == ["startups/a.md"]
    assert amiss(content) == [("unreadable", f"startups/{name}.md") for name in "bcd"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    content = write_tree(tmp_path, {"startups/a.md": ""})
    os.mkfifo(content / "startups/b.md")
    assert amiss(content) == [("unreadable", "startups/b.md")]


@pytest.mark.parametrize(
    "name",
    [
        b"a\nb.md",
        b"a\x07.md",
        "a\u200b.md".encode(),
        "a\u202e.md".encode(),
        b"a\xff.md",
        b"a\\b.md",
    ],
)
def test_a_name_that_can_not_be_shown_is_no_id(tmp_path: Path, name: bytes) -> None:
    folder = write_tree(tmp_path, {"startups/ok.md": ""}) / "startups"
    (folder / os.fsdecode(name)).write_text("", encoding="utf-8")
    assert found(tmp_path) == ["startups/ok.md"]
    ((problem,)) = scan(tmp_path)[1]
    assert problem.rule == "file-name"
    problem.file.encode()


def test_a_name_beyond_the_limit_is_no_id(tmp_path: Path) -> None:
    write_tree(tmp_path, {f"startups/{'x' * 201}.md": "", f"startups/{'y' * 200}.md": ""})
    assert found(tmp_path) == [f"startups/{'y' * 200}.md"]


def test_the_content_is_the_folder_or_its_content_folder(tmp_path: Path) -> None:
    content = write_tree(tmp_path / "content", {"_startups/a.md": ""})
    assert find_content(content) == content
    assert find_content(tmp_path) == content


@pytest.mark.parametrize("name", ["absent", "empty", "file"])
def test_a_folder_without_sheets_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ContentError, match=name):
        find_content(tmp_path / name)
