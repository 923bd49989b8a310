"""The demonstration's visitors change a copy, not the project."""

from __future__ import annotations

from pathlib import Path

from incubator.actions.demonstration_sheets import lay_out
from incubator.config import DEMONSTRATION_COPY, Settings
from tests.builders import git
from tests.conftest import DEMONSTRATION


def test_the_copy_is_a_repository_of_its_own(tmp_path: Path) -> None:
    copy = tmp_path / "demonstration"
    assert lay_out(DEMONSTRATION, copy)
    assert git(copy, "status", "--porcelain") == ""
    assert git(copy, "log", "--format=%an %s") == "Démonstration Les fiches de la démonstration\n"
    names = {path.relative_to(copy) for path in (copy / "startups").iterdir()}
    assert names == {
        path.relative_to(DEMONSTRATION) for path in (DEMONSTRATION / "startups").iterdir()
    }


def test_what_visitors_changed_stays_until_it_is_asked_for_anew(tmp_path: Path) -> None:
    copy = tmp_path / "demonstration"
    lay_out(DEMONSTRATION, copy)
    # As long as nobody changed it, it follows the project's sheets.
    assert lay_out(DEMONSTRATION, copy)
    sheet = copy / "startups" / "bail-en-main.md"
    sheet.write_text(sheet.read_text() + "\nUne phrase.\n")
    git(copy, "commit", "-am", "Une phrase")
    assert not lay_out(DEMONSTRATION, copy)
    assert "Une phrase." in sheet.read_text()
    assert lay_out(DEMONSTRATION, copy, anew=True)
    assert "Une phrase." not in sheet.read_text()


def test_the_copy_is_the_demonstration_too() -> None:
    assert Settings(content_dir=DEMONSTRATION_COPY, demonstration_key="une-clef").is_demonstration
