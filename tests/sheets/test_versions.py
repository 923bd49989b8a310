"""Former contents are read within limits, and what is lost is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from incubator.sheets.front_matter import MAX_SHEET_BYTES
from incubator.sheets.versions import read_versions
from tests.builders import git, write_tree


def test_contents_are_found_by_their_ids_and_the_others_are_left_out(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.md": "un\n\ndeux", "vide.md": "", "grand.md": "x" * 300_000})
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "Tout")
    ids = {name: git(tmp_path, "rev-parse", f"HEAD:{name}.md").strip() for name in ("a", "vide")}
    large = git(tmp_path, "rev-parse", "HEAD:grand.md").strip()
    tree = git(tmp_path, "rev-parse", "HEAD^{tree}").strip()
    asked = [ids["a"], "", "0" * 40, large, tree, ids["vide"], ids["a"]]
    assert MAX_SHEET_BYTES < 300_000
    assert read_versions(tmp_path, asked) == {ids["a"]: b"un\n\ndeux", ids["vide"]: b""}
    assert read_versions(tmp_path, []) == {}


def test_without_git_nothing_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_versions(tmp_path, ["0" * 40]) == {}
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read_versions(tmp_path, ["0" * 40]) == {}
