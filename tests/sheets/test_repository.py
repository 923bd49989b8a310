"""When sheets last changed, as Git tells it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from incubator.sheets.repository import head_commit, last_changes
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
