"""When sheets last changed, as Git tells it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from incubator.sheets.repository import (
    blob_at,
    head_commit,
    history,
    last_changes,
    read_blobs,
    resolve_commit,
)
from tests.builders import git, write_tree

FIRST, SECOND = "2024-01-02T03:04:05+00:00", "2025-06-07T08:09:10+00:00"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with sheets in a folder below its root, changed at two known moments."""
    content = tmp_path / "repository" / "content"
    write_tree(content, {"startups/a.md": "1", "startups/b.md": "1", "startups/été .-. x.md": "1"})
    git(tmp_path, "init", "repository")
    _commit(content, FIRST, monkeypatch)
    write_tree(content, {"startups/b.md": "changed"})
    _commit(content, SECOND, monkeypatch)
    return content


def _commit(content: Path, moment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", moment)
    git(content, "add", ".")
    git(content, "commit", "-m", "Change sheets")


def test_a_file_changed_when_it_was_last_committed(checkout: Path) -> None:
    assert last_changes(checkout, ["startups/a.md", "startups/b.md", "startups/été .-. x.md"]) == {
        "startups/a.md": datetime.fromisoformat(FIRST),
        "startups/b.md": datetime.fromisoformat(SECOND),
        "startups/été .-. x.md": datetime.fromisoformat(FIRST),
    }


def test_many_files_have_the_same_answer_as_few(checkout: Path) -> None:
    several = ["startups/a.md", "startups/b.md", *(f"startups/x{n}.md" for n in range(60))]
    assert last_changes(checkout, several) == last_changes(checkout, several[:2])


def test_a_file_with_changes_to_commit_is_left_out(checkout: Path) -> None:
    write_tree(checkout, {"startups/a.md": "modified", "startups/new.md": "untracked"})
    git(checkout, "rm", "--cached", "startups/b.md")
    asked = ["startups/a.md", "startups/b.md", "startups/new.md"]
    assert last_changes(checkout, asked) == {}


def test_the_sheets_may_be_at_the_root_of_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tree(tmp_path, {"startups/a.md": "1"})
    git(tmp_path, "init")
    _commit(tmp_path, FIRST, monkeypatch)
    assert last_changes(tmp_path, ["startups/a.md"]) == {
        "startups/a.md": datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
    }


def test_the_commit_is_the_one_checked_out(checkout: Path) -> None:
    assert head_commit(checkout) == git(checkout, "rev-parse", "HEAD").strip()


def test_outside_a_repository_nothing_is_known(tmp_path: Path) -> None:
    write_tree(tmp_path, {"startups/a.md": ""})
    assert (head_commit(tmp_path), last_changes(tmp_path, ["startups/a.md"])) == ("", {})


def test_a_repository_without_a_commit_knows_nothing(tmp_path: Path) -> None:
    git(tmp_path, "init")
    assert (head_commit(tmp_path), last_changes(tmp_path, ["startups/a.md"])) == ("", {})


def test_without_git_nothing_is_known(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(checkout))
    assert (head_commit(checkout), last_changes(checkout, ["startups/a.md"])) == ("", {})


def test_the_history_follows_new_names_and_tells_what_each_version_said(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(checkout, "mv", "startups/b.md", "startups/été .-. b.md")
    _commit(checkout, "2025-07-01T00:00:00+00:00", monkeypatch)
    write_tree(checkout, {"startups/été .-. b.md": "changed again\n"})
    _commit(checkout, "2025-08-01T00:00:00+02:00", monkeypatch)
    versions = history(checkout, "startups/été .-. b.md")
    assert [version.at.date().isoformat() for version in versions] == [
        "2025-07-31",
        "2025-07-01",
        "2025-06-07",
        "2024-01-02",
    ]
    assert {(version.author, version.message) for version in versions} == {
        ("Test", "Change sheets")
    }
    texts = read_blobs(checkout, [version.blob for version in versions])
    assert texts == [b"changed again\n", b"changed", b"changed", b"1"]


def test_a_version_in_which_the_file_was_removed_says_nothing(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (checkout / "startups/a.md").unlink()
    _commit(checkout, SECOND, monkeypatch)
    write_tree(checkout, {"startups/a.md": "2"})
    _commit(checkout, SECOND, monkeypatch)
    blobs = [version.blob for version in history(checkout, "startups/a.md")]
    assert blobs[1] == ""
    assert read_blobs(checkout, blobs) == [b"2", b"", b"1"]


def test_a_commit_is_found_by_its_short_id_and_options_are_no_commits(checkout: Path) -> None:
    head = head_commit(checkout)
    assert resolve_commit(checkout, head[:8]) == head
    assert resolve_commit(checkout, "HEAD") == head
    for name in ("absent", "--all", "", "HEAD:content"):
        assert resolve_commit(checkout, name) == ""
    assert read_blobs(checkout, [blob_at(checkout, head, "startups/b.md")]) == [b"changed"]
    assert blob_at(checkout, head, "startups/absent.md") == ""


def test_a_file_without_a_commit_has_no_history(checkout: Path, tmp_path: Path) -> None:
    assert history(checkout, "startups/absent.md") == []
    assert (history(tmp_path, "a.md"), read_blobs(tmp_path, ["0" * 40])) == ([], [b""])
