"""Saving a change: file, commit, catalogue and journal agree, or nothing happened."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from incubator.actions.desk import (
    ConflictError,
    Desk,
    EditError,
    Opened,
    RefusedError,
    open_file,
    reopen,
)
from incubator.actions.edit_sheet import Saved, create_sheet, edit_sheet, put_version
from incubator.actions.sync_sheets import sync_sheets
from incubator.config import PROJECT_ROOT
from incubator.sheets import commits
from incubator.sheets.commits import Author, GitError
from incubator.sheets.layout import Collection
from incubator.sheets.write import Changes, WriteError, read_content
from incubator.store import journal, models
from incubator.store.database import open_database
from incubator.store.journal import Trace
from tests.builders import STARTUP, git, sheet_text, write_tree

ANA = Author("Ana Martín", "ana@exemple.fr")
TRACE = Trace("compte-1")
SHEET = "startups/bac.md"
NOBODY = 65534


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with a few sheets in a folder below its root, all committed."""
    content = write_tree(
        tmp_path / "depot" / "content",
        {
            SHEET: sheet_text(STARTUP, "\n## Le problème\n"),
            "startups/autre.md": sheet_text(STARTUP.replace("Bac à sable", "Autre")),
            "incubators/fabrique.md": sheet_text("title: Fabrique"),
            "members/ana.md": sheet_text("fullname: Ana Martín"),
        },
    )
    git(tmp_path, "init", "depot")
    git(content, "add", ".")
    git(content, "commit", "-m", "Les fiches")
    return content


@pytest.fixture
async def synced(folder: Path, sqlite_url: str) -> AsyncIterator[Path]:
    async with open_database(sqlite_url):
        await sync_sheets(folder)
        yield folder


def opened(folder: Path, sheet_id: str = "bac") -> Opened:
    return open_file(folder, Collection.STARTUPS, sheet_id)


async def change(folder: Path, body: str | None = None, **fields: Any) -> Saved:
    return await edit_sheet(Desk(folder), opened(folder), Changes(fields, body), ANA, TRACE)


def text(folder: Path, path: str = SHEET) -> str:
    return (folder / path).read_text("utf-8")


def log(folder: Path, form: str = "%s") -> list[str]:
    return git(folder, "log", f"--format={form}").splitlines()


def hidden(folder: Path) -> list[Path]:
    return list(folder.rglob(".*"))


def nothing_is_left(folder: Path) -> None:
    """No half-made file, no note, no lock."""
    assert git(folder, "status", "--porcelain", "--ignored") == ""
    assert hidden(folder) == []
    assert not list((folder.parent / ".git").glob("incubator-save*"))
    git(folder, "fsck", "--strict")


async def test_a_change_is_in_the_file_in_git_and_in_the_catalogue(
    folder: Path, database_url: str
) -> None:
    async with open_database(database_url):
        await sync_sheets(folder)
        before = text(folder)
        saved = await change(folder, mission="Essayer mieux", link="https://a.fr")
        assert text(folder) == before.replace("Essayer sans rien casser", "Essayer mieux").replace(
            "---\n\n##", "link: https://a.fr\n---\n\n##"
        )
        assert saved.keys == ("mission", "link")
        assert (saved.is_published, saved.warnings) == (True, ())
        assert git(folder, "rev-parse", "HEAD").strip() == saved.commit
        assert log(folder, "%an|%ae|%s")[0] == "Ana Martín|ana@exemple.fr|bac : mission, link"
        row = await models.Startup.get(id="bac")
        assert (row.mission, row.link) == ("Essayer mieux", "https://a.fr")
        _, (entry,) = await journal.find_entries(action="sheet_changed")
        assert (entry.actor, entry.subject) == ("compte-1", "startup:bac")
        assert entry.detail["commit"] == saved.commit
        assert entry.detail["changes"]["mission"] == ["Essayer sans rien casser", "Essayer mieux"]
    nothing_is_left(folder)


async def test_the_text_changes_too(synced: Path) -> None:
    saved = await change(synced, body="## La solution\n", mission=None)
    assert saved.keys == ("mission", "texte")
    assert text(synced).endswith("---\n\n## La solution\n")
    assert [problem.rule for problem in saved.warnings] == ["missing-advised"]


async def test_a_save_without_a_change_makes_no_commit(synced: Path) -> None:
    assert (await change(synced, mission="Essayer sans rien casser")).commit == ""
    assert len(log(synced)) == 1
    assert (await journal.find_entries(action="sheet_changed"))[0] == 0


async def test_a_warning_is_told_and_blocks_nothing(synced: Path) -> None:
    saved = await change(synced, sponsors=["nulle-part"])
    assert [(p.rule, p.key, p.line) for p in saved.warnings] == [
        ("unknown-reference", "sponsors", 9)
    ]
    assert len(log(synced)) == 2


async def test_an_error_refuses_the_change_and_names_its_place(synced: Path) -> None:
    before = text(synced)
    with pytest.raises(RefusedError, match=r"startups/bac\.md:6:phases\[0\]\.name \[phase-name\]"):
        await change(synced, phases=[{"name": "rêve", "start": date(2024, 1, 1)}])
    with pytest.raises(RefusedError, match="title"):
        await change(synced, title="")
    assert text(synced) == before
    nothing_is_left(synced)


async def test_what_others_staged_or_changed_is_left_alone(synced: Path) -> None:
    write_tree(synced, {"startups/autre.md": text(synced, "startups/autre.md") + "Essai\n"})
    write_tree(synced, {"startups/neuve.md": sheet_text(STARTUP), "members/ana.md": "---\nx: 1\n"})
    git(synced, "add", "startups/neuve.md", "members/ana.md")
    status = git(synced, "status", "--porcelain")
    saved = await change(synced, mission="Essayer mieux")
    assert git(synced, "status", "--porcelain") == status
    assert git(synced, "show", "--format=", "--name-only", saved.commit) == f"content/{SHEET}\n"


async def test_permissions_are_kept(synced: Path) -> None:
    (synced / SHEET).chmod(0o640)
    await change(synced, mission="Essayer mieux")
    assert (synced / SHEET).stat().st_mode & 0o777 == 0o640


async def test_a_file_that_changed_since_is_not_overwritten(synced: Path) -> None:
    first = opened(synced)
    await change(synced, mission="La leur")
    with pytest.raises(ConflictError) as conflict:
        await edit_sheet(Desk(synced), first, Changes({"mission": "La mienne"}), ANA, TRACE)
    versions = (conflict.value.opened, conflict.value.current, conflict.value.wanted)
    missions = [read_content(data).fields["mission"] for data in versions]
    assert missions == ["Essayer sans rien casser", "La leur", "La mienne"]
    assert read_content((synced / SHEET).read_bytes()).fields["mission"] == "La leur"


async def test_changes_of_other_fields_made_meanwhile_both_stand(synced: Path) -> None:
    first = opened(synced)
    await change(synced, link="https://la-leur.fr")
    saved = await edit_sheet(Desk(synced), first, Changes({"mission": "La mienne"}), ANA, TRACE)
    assert saved.was_merged
    assert saved.keys == ("mission",)
    fields = read_content((synced / SHEET).read_bytes()).fields
    assert (fields["mission"], fields["link"]) == ("La mienne", "https://la-leur.fr")
    assert (await models.Startup.get(id="bac")).mission == "La mienne"


async def test_a_version_that_somebody_opened_is_found_again_in_git(synced: Path) -> None:
    first = opened(synced)
    await change(synced, mission="La leur")
    now = opened(synced)
    assert await reopen(now, first.git_id) == replace(now, data=first.data)
    assert await reopen(now, git(synced, "rev-parse", "HEAD").strip()) is None
    assert await reopen(now, "--help") is None


async def test_a_sheet_is_made_and_can_be_put_back(synced: Path) -> None:
    fields = {"title": "Neuve : oui", "phases": [{"name": "opere", "start": date(2024, 1, 1)}]}
    arguments = (Desk(synced), Collection.STARTUPS, "neuve")
    await create_sheet(*arguments, Changes(fields), ANA, TRACE)
    assert text(synced, "startups/neuve.md").startswith(
        "---\ntitle: 'Neuve : oui'\nphases:\n  - name"
    )
    assert log(synced)[0] == "neuve : nouvelle fiche"
    assert (await models.Startup.get(id="neuve")).title == "Neuve : oui"
    with pytest.raises(EditError, match="already"):
        await create_sheet(*arguments, Changes(fields), ANA, TRACE)
    former = opened(synced).data
    await change(synced, mission="Essayer mieux")
    await put_version(
        Desk(synced), opened(synced), former, ANA, TRACE, note="retour à la version abc"
    )
    assert (synced / SHEET).read_bytes() == former
    assert log(synced)[0] == "bac : retour à la version abc"
    nothing_is_left(synced)


async def test_what_names_people_stands_where_the_journal_forgets(synced: Path) -> None:
    await change(synced, contact="ana@exemple.fr")
    member = open_file(synced, Collection.MEMBERS, "ana")
    await edit_sheet(Desk(synced), member, Changes({"fullname": "Ana M."}), ANA, TRACE)
    _, entries = await journal.find_entries(action="sheet_changed")
    assert [entry.subject for entry in entries] == ["member:ana", "startup:bac"]
    for entry in entries:
        assert entry.detail["changes"] == {}
        assert entry.personal is not None
        assert "Ana" not in str(entry.detail)
    assert log(synced)[0] == "members/ana : fullname"


def _dirty(folder: Path) -> None:
    write_tree(folder, {SHEET: text(folder) + "À la main\n"})


def _untracked(folder: Path) -> None:
    git(folder, "rm", "--cached", "--quiet", SHEET)
    git(folder, "commit", "-m", "Sans elle")


def _detached(folder: Path) -> None:
    git(folder, "checkout", "--quiet", "--detach")


def _merging(folder: Path) -> None:
    (folder.parent / ".git/MERGE_HEAD").write_text(git(folder, "rev-parse", "HEAD"))


def _no_repository(folder: Path) -> None:
    shutil.rmtree(folder.parent / ".git")


def _locked(folder: Path) -> None:
    (folder.parent / ".git/index.lock").touch()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_dirty, r"startups/bac\.md has changes that are in no commit"),
        (_untracked, r"startups/bac\.md has changes that are in no commit"),
        (_detached, "No branch is checked out"),
        (_merging, "A merge is under way"),
        (_no_repository, "in no Git repository"),
        (_locked, "Another Git process works in .*git pull"),
    ],
)
async def test_a_folder_in_which_no_commit_can_be_made_is_left_as_it_is(
    synced: Path, spoil: Any, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits, "LOCK_SECONDS", 0.3)
    spoil(synced)
    before = (synced / SHEET).read_bytes()
    with pytest.raises((EditError, GitError), match=told):
        await change(synced, mission="Essayer mieux")
    assert (synced / SHEET).read_bytes() == before
    assert hidden(synced) == []


async def test_without_git_nothing_is_saved(synced: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = text(synced)
    monkeypatch.setenv("PATH", str(synced))
    with pytest.raises(GitError, match="no git command"):
        await change(synced, mission="Essayer mieux")
    assert text(synced) == before


async def test_a_pull_under_way_is_waited_for(synced: Path) -> None:
    lock = synced.parent / ".git/index.lock"
    lock.touch()
    asyncio.get_running_loop().call_later(0.5, lock.unlink)
    assert (await change(synced, mission="Essayer mieux")).commit
    nothing_is_left(synced)


@pytest.mark.parametrize("is_new", [False, True])
async def test_a_commit_that_fails_puts_the_former_file_back(synced: Path, is_new: bool) -> None:
    objects = synced.parent / ".git/objects"
    objects.rename(objects.with_name("elsewhere"))
    objects.touch()
    before = text(synced)
    phases = [{"name": "opere", "start": date(2024, 1, 1)}]
    new = Changes({"title": "Neuve", "phases": phases})
    saving = (
        create_sheet(Desk(synced), Collection.STARTUPS, "neuve", new, ANA, TRACE)
        if is_new
        else change(synced, mission="Essayer mieux")
    )
    try:
        with pytest.raises(GitError):
            await saving
    finally:
        objects.unlink()
        objects.with_name("elsewhere").rename(objects)
    assert text(synced) == before
    assert not (synced / "startups/neuve.md").exists()
    nothing_is_left(synced)


#: What another process runs: one change, tried again as long as others are faster.
EDITOR = """
import asyncio, concurrent.futures.thread, json, os, resource, sys
from pathlib import Path
from incubator.actions.desk import ConflictError, Desk, open_file
from incubator.actions.edit_sheet import edit_sheet
from incubator.sheets.commits import Author
from incubator.sheets.layout import Collection
from incubator.sheets.parse import parse
from incubator.sheets.write import Changes, read_content
from incubator.store.database import open_database
from incubator.store.journal import Trace

folder, url, key, number, limit, user = sys.argv[1:]

async def main():
    async with open_database(url):
        for attempt in range(60):
            sheet = open_file(Path(folder), Collection.STARTUPS, "bac")
            value = f"valeur {number}"
            if key == "techno":
                value = [*read_content(sheet.data).fields.get("techno", []), value]
            if int(user):
                # What is loaded late would be out of the other user's reach.
                parse(sheet.file, sheet.data)
                os.setgid(int(user))
                os.setuid(int(user))
            if int(limit):
                resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
            try:
                saved = await edit_sheet(Desk(Path(folder)), sheet, Changes({key: value}),
                                         Author(f"Auteur {number}", f"a{number}@exemple.fr"),
                                         Trace(f"compte-{number}"))
            except ConflictError:
                continue
            print(json.dumps([attempt, saved.commit, saved.is_published]))
            return
        raise SystemExit("no attempt went through")

asyncio.run(main())
"""


def editor(
    folder: Path, url: str, key: str, number: int = 0, limit: int = 0, user: int = 0
) -> subprocess.Popen[str]:
    arguments = [str(folder), url, key, *map(str, (number, limit, user))]
    return subprocess.Popen(
        [sys.executable, "-c", EDITOR, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=PROJECT_ROOT,
    )


def test_a_full_disk_leaves_the_file_whole(folder: Path, sqlite_url: str) -> None:
    before = text(folder)
    # The first limit stops the note, the others the sheet or the commit.
    for limit in (20, 150, 210):
        process = editor(folder, sqlite_url, "mission", limit=limit)
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 1
        told = errors.strip().splitlines()[-1]
        assert "FileError" in told or "GitError" in told, errors
        assert text(folder) == before
        for lock in (folder.parent / ".git").glob("*.lock"):
            lock.unlink()
        nothing_is_left(folder)


@pytest.fixture
def read_only(folder: Path) -> Iterator[Path]:
    """The repository, in a place that others than root may reach, its startups read-only."""
    place = Path(tempfile.mkdtemp(prefix="incubator-read-only-"))
    shutil.copytree(folder.parent, place / "depot")
    if os.geteuid() == 0:
        for path in (place, *place.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    startups = place / "depot/content/startups"
    startups.chmod(0o555)
    yield startups.parent
    startups.chmod(0o755)
    shutil.rmtree(place)


def test_a_folder_that_can_only_be_read_is_left_as_it_is(read_only: Path, sqlite_url: str) -> None:
    before = text(read_only)
    # For root nothing is read-only: the editor becomes somebody else, whose files these are.
    process = editor(read_only, sqlite_url, "mission", user=NOBODY if os.geteuid() == 0 else 0)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "startups/bac.md can't be written: Permission denied. It is as it was." in errors
    assert text(read_only) == before
    assert hidden(read_only) == []


def test_twenty_editors_at_once_lose_nothing(folder: Path, sqlite_url: str) -> None:
    keys = ["mission", "contact", "title", "incubator", "link", *(f"autre{n}" for n in range(5))]
    work = [*enumerate(keys), *((number, "techno") for number in range(10, 20))]
    processes = [editor(folder, sqlite_url, key, number) for number, key in work]
    ended = [(*process.communicate(timeout=300), process.returncode) for process in processes]
    assert [errors for _, errors, code in ended if code] == []
    assert not [output for output, _, _ in ended if "true" not in output]
    fields = read_content((folder / SHEET).read_bytes()).fields
    assert {key: fields[key] for key in keys} == {k: f"valeur {n}" for n, k in enumerate(keys)}
    assert sorted(fields["techno"]) == [f"valeur {number}" for number in range(10, 20)]
    assert len(log(folder)) == 21
    assert sorted(log(folder, "%an")[:-1]) == sorted(f"Auteur {number}" for number in range(20))
    nothing_is_left(folder)
    asyncio.run(_journal_has(sqlite_url, 20))


async def _journal_has(url: str, count: int) -> None:
    async with open_database(url):
        assert (await journal.find_entries(action="sheet_changed"))[0] == count
        assert (await journal.verify()).fault is None
        assert (await models.Startup.get(id="bac")).title == "valeur 2"


def test_a_killed_save_leaves_the_old_or_the_new_sheet_and_the_next_one_works(
    folder: Path, sqlite_url: str
) -> None:
    started = time.perf_counter()
    editor(folder, sqlite_url, "mission", 0).communicate(timeout=60)
    duration = time.perf_counter() - started
    current = "valeur 0"
    for number in range(1, 9):
        process = editor(folder, sqlite_url, "mission", number)
        time.sleep(duration * (0.6 + 0.4 * number / 8))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        found = read_content((folder / SHEET).read_bytes()).fields["mission"]
        assert found in (current, f"valeur {number}")
        current = found
    # Git itself was not killed: let it end.
    time.sleep(0.5)
    _, errors = editor(folder, sqlite_url, "link", 9).communicate(timeout=60)
    assert errors == ""
    fields = read_content((folder / SHEET).read_bytes()).fields
    assert (fields["mission"], fields["link"]) == (current, "valeur 9")
    nothing_is_left(folder)


def test_a_save_that_was_cut_short_is_finished_in_its_editors_name(
    folder: Path, sqlite_url: str
) -> None:
    # Stopped where it is most awkward: the sheet is written, the commit is not made.
    stop = textwrap.dedent(
        """
        import os
        from incubator.sheets import commits
        commits.commit_files = lambda *arguments: os.kill(os.getpid(), 9)
        """
    )
    arguments = [str(folder), sqlite_url, "mission", "1", "0", "0"]
    command = [sys.executable, "-c", stop + EDITOR, *arguments]
    done = subprocess.run(command, cwd=PROJECT_ROOT, check=False, capture_output=True, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert "valeur 1" in text(folder)
    assert len(log(folder)) == 1
    _, errors = editor(folder, sqlite_url, "link", 2).communicate(timeout=60)
    assert errors == ""
    assert log(folder, "%an : %s")[:2] == ["Auteur 2 : bac : link", "Auteur 1 : bac : mission"]
    nothing_is_left(folder)


@pytest.mark.parametrize(("noted", "taken"), [(300, 295), (300, 100), (100, 300), (20, 15)])
async def test_only_a_lock_left_by_a_save_that_was_killed_is_removed(
    synced: Path, noted: int, taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commits, "LOCK_SECONDS", 0.3)
    note, lock = (synced.parent / ".git" / n for n in ("incubator-save.json", "index.lock"))
    for path, age in ((note, noted), (lock, taken)):
        path.write_text("")
        os.utime(path, (time.time() - age,) * 2)
    if (noted, taken) == (300, 295):
        assert (await change(synced, mission="Essayer mieux")).commit
        nothing_is_left(synced)
    else:
        with pytest.raises(GitError, match="Another Git process"):
            await change(synced, mission="Essayer mieux")
        assert lock.exists()


async def test_a_change_that_can_t_be_written_is_refused(synced: Path) -> None:
    with pytest.raises(WriteError, match=r"startups/bac\.md:3: mission"):
        await change(synced, mission=float("inf"))
    with pytest.raises(EditError, match=r"no sheet startups/absente\.md"):
        opened(synced, "absente")
