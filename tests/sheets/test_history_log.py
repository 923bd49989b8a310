"""Git's log of the sheets: every change once, whatever the names of files and people."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from incubator.sheets.history_log import (
    Commit,
    FileChange,
    HistoryLogError,
    is_ancestor,
    parse_log,
    read_log,
    sheet_of,
)
from incubator.sheets.layout import Collection
from incubator.sheets.repository import head_commit, read_blobs
from tests.builders import git, write_tree

LONG = "".join(f"Une ligne de la fiche, la {number}e.\n" for number in range(20))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository whose sheets are in a folder below its root."""
    content = write_tree(tmp_path / "depot" / "content", {"startups/a.md": LONG})
    git(tmp_path, "init", "depot")
    commit(content, "Première fiche")
    return content


def commit(content: Path, message: str = "Changement", *options: str) -> str:
    git(content, "add", "--all", ".")
    git(content, "commit", "--allow-empty", "-m", message, *options)
    return head_commit(content)


def log(content: Path, after: str = "") -> list[Commit]:
    return list(read_log(content, head_commit(content), after))


def told(content: Path, after: str = "") -> list[tuple[str, str]]:
    """Former and present path of each change."""
    found = [one for commit in log(content, after) for one in commit.changes]
    return [(one.previous_path, one.path) for one in found]


def test_a_commit_says_who_when_why_and_what_the_file_held(folder: Path) -> None:
    write_tree(folder, {"startups/a.md": LONG + "Encore."})
    options = ("--author", "Ana Martín <ana@exemple.fr>", "--date", "2020-01-01T00:00:00Z")
    head = commit(folder, "Une ligne  de plus\n\nEt pourquoi.", *options)
    first, second = log(folder)
    assert (second.id, second.author, second.message) == (head, "Ana Martín", "Une ligne de plus")
    assert second.at.timestamp() == int(git(folder, "log", "-1", "--format=%ct"))
    (change,) = second.changes
    assert read_blobs(folder, [change.previous_blob, change.blob]) == [
        LONG.encode(),
        (LONG + "Encore.").encode(),
    ]
    assert first.changes == [FileChange("", "", "startups/a.md", change.previous_blob)]
    assert log(folder, after=first.id) == [second]


def test_new_names_are_followed_and_a_similar_short_sheet_is_another_one(folder: Path) -> None:
    first = head_commit(folder)
    git(folder, "mv", "startups/a.md", "startups/b.md")
    write_tree(folder, {"startups/b.md": LONG.replace("la 3e", "la troisième")})
    commit(folder)
    assert told(folder, first) == [("startups/a.md", "startups/b.md")]
    second = head_commit(folder)
    write_tree(folder, {"members/x.md": "---\nfullname: Xavier Un\nrole: Coach\n---\n"})
    commit(folder)
    (folder / "members/x.md").unlink()
    write_tree(folder, {"members/y.md": "---\nfullname: Yvonne Deux\nrole: Designer\n---\n"})
    commit(folder)
    assert told(folder, second) == [
        ("", "members/x.md"),
        ("members/x.md", ""),
        ("", "members/y.md"),
    ]


def test_a_sheet_may_go_and_come_back(folder: Path) -> None:
    (folder / "startups/a.md").unlink()
    commit(folder)
    write_tree(folder, {"startups/a.md": "Tout autre chose."})
    commit(folder)
    assert told(folder) == [("", "startups/a.md"), ("startups/a.md", ""), ("", "startups/a.md")]
    assert [one.changes[0].blob == "" for one in log(folder)] == [False, True, False]


@pytest.mark.parametrize(
    "name", ["été .-. x", "a\nb", "\x01tab\ttab", "'\"\\", ":100644 100644 a b M", "œuf 🥚"]
)
def test_odd_file_names_are_read_as_they_are(folder: Path, name: str) -> None:
    first = head_commit(folder)
    write_tree(folder, {f"startups/{name}.md": "Un texte assez long pour être reconnu.\n" * 3})
    commit(folder)
    write_tree(folder, {"startups/a.md": "changée"})
    commit(folder)
    git(folder, "mv", f"startups/{name}.md", "startups/simple.md")
    commit(folder)
    odd, plain, renamed = (
        log(folder, first) if sheet_of(f"startups/{name}.md") else [None, *log(folder, first)]
    )
    path = f"startups/{name}.md"
    if odd is None:
        # No page could have such an address: the file is another's, and new when renamed.
        path = ""
    else:
        assert [one.path for one in odd.changes] == [path]
    assert plain is not None
    assert [one.path for one in plain.changes] == ["startups/a.md"]
    assert renamed is not None
    assert [(one.previous_path, one.path) for one in renamed.changes] == [
        (path, "startups/simple.md")
    ]


def test_folders_may_begin_with_an_underscore_and_lose_it(folder: Path) -> None:
    first = head_commit(folder)
    write_tree(folder, {"_startups/z.md": LONG * 2, "content/_authors/ana.md": LONG * 3})
    write_tree(folder, {"_authors/ana.md": LONG * 3})
    commit(folder)
    git(folder, "mv", "_startups/z.md", "startups/z.md")
    commit(folder)
    assert told(folder, first) == [
        ("", "_authors/ana.md"),
        ("", "_startups/z.md"),
        ("_startups/z.md", "startups/z.md"),
    ]
    assert sheet_of("_authors/ana.md") == (Collection.MEMBERS, "ana")


def test_what_is_no_sheet_is_left_out(folder: Path) -> None:
    first = head_commit(folder)
    write_tree(folder, {"startups/.cache/a.md": "", "startups/.hidden.md": "", "README.md": ""})
    write_tree(folder.parent, {"startups/outside.md": "", "content/images/startups/a.png": ""})
    os.symlink("a.md", folder / "startups/link.md")
    commit(folder)
    assert log(folder, first) == []


def test_a_file_that_becomes_a_link_is_gone(folder: Path) -> None:
    first = head_commit(folder)
    (folder / "startups/a.md").unlink()
    os.symlink("elsewhere", folder / "startups/a.md")
    commit(folder)
    assert told(folder, first) == [("startups/a.md", "")]


def test_a_merge_brings_the_commits_of_its_branches_once(folder: Path) -> None:
    git(folder, "switch", "-c", "branche")
    write_tree(folder, {"startups/b.md": "b"})
    commit(folder, "De la branche")
    git(folder, "switch", "main")
    write_tree(folder, {"startups/c.md": "c"})
    commit(folder, "Du tronc")
    before = head_commit(folder)
    git(folder, "merge", "--no-ff", "-m", "Fusion", "branche")
    assert sorted(one.message for one in log(folder)) == [
        "De la branche",
        "Du tronc",
        "Première fiche",
    ]
    assert [one.message for one in log(folder, before)] == ["De la branche"]


def test_people_may_be_called_anything(folder: Path) -> None:
    write_tree(folder, {"startups/a.md": "x"})
    commit(folder, "Un \x01message\x02 étrange", "--author", "A\x02B\x01 <a@b.fr>")
    last = log(folder)[-1]
    assert last.author.startswith("A")
    assert "\x02" not in last.author + last.message
    assert "étrange" in last.message
    assert [one.path for one in last.changes] == ["startups/a.md"]


def test_a_name_that_was_corrected_since_is_the_one_that_is_told(folder: Path) -> None:
    write_tree(folder.parent, {".mailmap": "Camille Correct <test@example.org>\n"})
    assert {one.author for one in log(folder)} == {"Camille Correct"}


def test_whether_a_commit_was_built_on_another(folder: Path) -> None:
    first = head_commit(folder)
    second = commit(folder)
    assert is_ancestor(folder, first, second)
    assert not is_ancestor(folder, second, first)
    assert not is_ancestor(folder, "0" * 40, second)


def test_a_log_that_git_can_not_end_is_an_error(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(HistoryLogError):
        list(read_log(folder, "0" * 40))
    with pytest.raises(HistoryLogError):
        list(read_log(tmp_path, "HEAD"))


def test_a_reader_may_stop_early(folder: Path) -> None:
    for number in range(3):
        write_tree(folder, {"startups/a.md": str(number)})
        commit(folder)
    reading = read_log(folder, head_commit(folder))
    assert next(reading).message == "Première fiche"
    reading.close()  # type: ignore[attr-defined]


def test_a_log_without_commits_is_empty() -> None:
    assert list(parse_log(iter([]))) == []
    assert list(parse_log(iter([b""]))) == []
