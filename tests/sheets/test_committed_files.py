"""Several files in one commit: all of them or none, wherever the process is stopped."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from incubator.config import PROJECT_ROOT
from incubator.sheets import commits, committed_files, safe_files
from incubator.sheets.commits import Author, GitError
from incubator.sheets.safe_files import FileError
from tests.builders import git, write_tree

ANA = Author("Ana Martín", "ana@exemple.fr")
BEFORE = {"images/bac.png": "ancienne", "startups/bac.md": "fiche", "startups/autre.md": "autre"}
#: One file new, one changed, one gone, one as it was.
WANTED: Mapping[str, bytes | None] = {
    "images/bac.webp": b"nouvelle",
    "startups/bac.md": b"fiche 2",
    "images/bac.png": None,
    "startups/autre.md": b"autre",
}
AFTER = {"images/bac.webp": "nouvelle", "startups/bac.md": "fiche 2", "startups/autre.md": "autre"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    content = write_tree(tmp_path / "depot" / "content", BEFORE)
    git(tmp_path, "init", "depot")
    git(content, "add", ".")
    git(content, "commit", "-m", "Avant")
    return content


def files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def commit_count(folder: Path) -> int:
    return len(git(folder, "log", "--format=%h").split())


def nothing_is_left(folder: Path) -> None:
    assert git(folder, "status", "--porcelain", "--ignored") == ""
    assert not list((folder.parent / ".git").glob("incubator-save*"))
    git(folder, "fsck", "--strict")


def test_files_are_made_changed_and_removed_in_one_commit(folder: Path) -> None:
    write_tree(folder, {"startups/neuve.md": "neuve"})
    git(folder, "add", "startups/neuve.md")
    commit = committed_files.change_and_commit(folder, WANTED, ANA, "Image\n")
    told = git(folder, "show", "--format=%an|%s", "--name-status", "--no-renames", commit)
    assert told.split("\n")[0] == "Ana Martín|Image"
    assert sorted(told.split("\n")[2:-1]) == [
        "A\tcontent/images/bac.webp",
        "D\tcontent/images/bac.png",
        "M\tcontent/startups/bac.md",
    ]
    assert git(folder, "status", "--porcelain") == "A  content/startups/neuve.md\n"
    assert files(folder) == AFTER | {"startups/neuve.md": "neuve"}


def test_nothing_to_change_makes_no_commit_of_what_others_staged(folder: Path) -> None:
    write_tree(folder, {"startups/neuve.md": "neuve"})
    git(folder, "add", "startups/neuve.md")
    same: dict[str, bytes | None] = {"startups/autre.md": b"autre", "images/rien.png": None}
    assert committed_files.change_and_commit(folder, same, ANA, "Rien\n") == ""
    assert commit_count(folder) == 1


def test_a_commit_that_fails_puts_every_file_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects = folder.parent / ".git/objects"
    objects.rename(objects.with_name("elsewhere"))
    objects.touch()
    try:
        with pytest.raises(GitError):
            committed_files.change_and_commit(folder, WANTED, ANA, "Image\n")
    finally:
        objects.unlink()
        objects.with_name("elsewhere").rename(objects)
    assert files(folder) == BEFORE
    nothing_is_left(folder)


def test_a_file_that_can_not_be_written_puts_the_others_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove = safe_files.remove_file

    def refuse(path: Path) -> None:
        remove(path)
        safe_files.take_back(path)
        raise FileError("no room")

    monkeypatch.setattr(safe_files, "remove_file", refuse)
    with pytest.raises(FileError):
        committed_files.change_and_commit(folder, WANTED, ANA, "Image\n")
    assert files(folder) == BEFORE
    nothing_is_left(folder)


#: Makes the change in one copy of the folder after another, each time in a process that kills
#: itself one step later, until one is not stopped any more; writes the number of steps.
STOPPED = """
import os, shutil, sys
from pathlib import Path
from incubator.sheets import commits, committed_files, safe_files
from tests.sheets.test_committed_files import ANA, WANTED

left = 0

def stopping(module, name):
    whole = getattr(module, name)
    def count():
        global left
        if left == 0:
            os.kill(os.getpid(), 9)
        left -= 1
    def step(*arguments, **options):
        count()
        found = whole(*arguments, **options)
        count()
        return found
    setattr(module, name, step)

for name in ("replace_file", "remove_file", "forget_previous"):
    stopping(safe_files, name)
stopping(os, "replace")
stopping(os, "link")
stopping(commits, "commit_files")
for left in range(80):
    copy = Path(f"{sys.argv[1]}-{left}")
    shutil.copytree(sys.argv[1], copy)
    child = os.fork()
    if not child:
        committed_files.change_and_commit(copy / "content", WANTED, ANA, "Image\\n")
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        print(left)
        break
"""


def test_a_stop_at_any_step_is_finished_or_undone_by_the_next_save(folder: Path) -> None:
    command = [sys.executable, "-c", STOPPED, str(folder.parent)]
    done = subprocess.run(
        command, cwd=PROJECT_ROOT, check=True, timeout=120, capture_output=True, text=True
    )
    endings = []
    for step in range(int(done.stdout) + 1):
        place = Path(f"{folder.parent}-{step}") / "content"
        committed_files.finish_interrupted(place)
        found = files(place)
        assert found in (BEFORE, AFTER), step
        assert commit_count(place) == (2 if found == AFTER else 1), step
        assert git(place, "status", "--porcelain", "--ignored") == "", step
        assert not commits.save_note_path(place).exists(), step
        endings.append(found == AFTER)
    # First what is undone, then what is finished: never one after the other.
    assert endings == sorted(endings)
    assert (endings[0], endings[-1]) == (False, True)


def test_what_somebody_committed_since_a_stop_stays(folder: Path) -> None:
    commit = committed_files.change_and_commit(folder, WANTED, ANA, "Image\n")
    assert commit
    # The note of that save is still there, and one of its files has changed since.
    steps = (
        committed_files._Step("images/bac.webp", "", committed_files._digest_of(b"nouvelle")),
        committed_files._Step("startups/bac.md", "x", committed_files._digest_of(b"fiche 2")),
    )
    note = committed_files._Note(steps, ANA, "Image\n")
    told = committed_files._told(note)
    commits.save_note_path(folder).write_bytes(told)
    write_tree(folder, {"startups/bac.md": "fiche 3"})
    git(folder, "commit", "-am", "Plus tard")
    committed_files.finish_interrupted(folder)
    assert files(folder) == AFTER | {"startups/bac.md": "fiche 3"}
    assert not commits.save_note_path(folder).exists()


def test_a_note_that_can_not_be_read_is_dropped(folder: Path) -> None:
    for text in ("", "{", "[]", '{"steps": [{"path": 1}]}', '{"path": "a", "digest": "b"}'):
        commits.save_note_path(folder).write_text(text)
        committed_files.finish_interrupted(folder)
        assert files(folder) == BEFORE
        nothing_is_left(folder)


def test_hidden_files_of_a_stop_are_in_no_sheet_folder_for_long(folder: Path) -> None:
    write_tree(folder, {"images/.bac.png.previous": "ancienne", "images/.bac.png.new": "?"})
    committed_files.change_and_commit(folder, {"images/bac.png": b"autre"}, ANA, "Image\n")
    assert sorted(os.listdir(folder / "images")) == ["bac.png"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Ana <x@exemple.fr>\nSigned-off-by: Eve", "Ana x@exemple.fr Signed-off-by: Eve"),
        ("--amend", "--amend"),
        ("Ana\x00\x1b[31m Martín", "Ana[31m Martín"),
        ("...", "Anonyme"),
        ("", "Anonyme"),
    ],
)
def test_no_name_adds_to_a_commit(folder: Path, name: str, told: str) -> None:
    author = Author(name, "ana@exemple.fr")
    committed_files.change_and_commit(folder, {"startups/a.md": b"x"}, author, "essai\n")
    assert git(folder, "log", "-1", "--format=%an|%ae|%B").strip() == f"{told}|ana@exemple.fr|essai"
