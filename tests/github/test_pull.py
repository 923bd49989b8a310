"""What GitHub has merged comes to the content folder, or a line says what is in the way."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from incubator.sheets import pull as pulling
from incubator.sheets.commits import GitError
from incubator.sheets.pull import prefix_of, pull
from incubator.store import models
from incubator.store.database import open_database
from tests.builders import git, incubator
from tests.github.conftest import ON_GITHUB, SHEET, Team
from tests.github.server import REPOSITORY, TOKEN, Github


def elsewhere(github: Github, text: str = "Ailleurs") -> str:
    """Somebody's commit to the main branch."""
    return github.commit("main", "content/startups/autre.md", f"---\ntitle: {text}\n---\n".encode())


def test_the_folder_moves_on_and_knows_where_it_stands(folder: Path, github: Github) -> None:
    assert prefix_of(folder) == "content/"
    assert prefix_of(folder.parent) == ""
    made = elsewhere(github)
    assert pull(folder, "main") == made
    assert pull(folder, "main") == made
    assert "Ailleurs" in (folder / "startups/autre.md").read_text("utf-8")


def test_changes_of_other_files_are_left_alone(folder: Path, github: Github) -> None:
    (folder / SHEET).write_text("à moi\n", encoding="utf-8")
    pull(folder, "main")
    elsewhere(github)
    pull(folder, "main")
    assert (folder / SHEET).read_text("utf-8") == "à moi\n"


def dirty(folder: Path) -> None:
    (folder / "startups/autre.md").write_text("à moi\n", encoding="utf-8")


def untracked(folder: Path) -> None:
    git(folder, "rm", "--quiet", "--cached", "startups/autre.md")
    git(folder, "commit", "--quiet", "-m", "Sans elle")


def diverged(folder: Path) -> None:
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "À moi")


def detached(folder: Path) -> None:
    git(folder, "checkout", "--quiet", "--detach")


def other_branch(folder: Path) -> None:
    git(folder, "switch", "--quiet", "--create", "essai")


def no_upstream(folder: Path) -> None:
    git(folder, "branch", "--unset-upstream")


def no_remote(folder: Path) -> None:
    git(folder, "remote", "set-url", "origin", "/nulle/part")


def merging(folder: Path) -> None:
    (folder.parent / ".git" / "MERGE_HEAD").write_text(git(folder, "rev-parse", "HEAD"))


@pytest.mark.parametrize(
    ("obstacle", "said"),
    [
        (dirty, "autre.md. Commit them"),
        (untracked, "push them"),
        (diverged, "push them"),
        (detached, "head is detached"),
        (other_branch, "git switch main"),
        (no_upstream, "--set-upstream-to=origin/main"),
        (no_remote, "could not fetch"),
        (merging, "A merge is under way"),
    ],
)
def test_what_is_in_the_way_is_said_and_nothing_moves(
    folder: Path, github: Github, obstacle: object, said: str
) -> None:
    assert callable(obstacle)
    obstacle(folder)
    before = git(folder, "rev-parse", "HEAD"), git(folder, "status", "--porcelain")
    elsewhere(github)
    with pytest.raises(GitError, match=said.replace("(", r"\(")):
        pull(folder, "main")
    assert (git(folder, "rev-parse", "HEAD"), git(folder, "status", "--porcelain")) == before


def test_a_remote_that_never_answers_is_given_up(
    folder: Path, github: Github, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 30\n")
    slow.chmod(0o755)
    git(folder, "remote", "set-url", "origin", "ssh://nulle.example/part")
    monkeypatch.setenv("GIT_SSH_COMMAND", str(slow))
    monkeypatch.setattr(pulling, "_FETCH_SECONDS", 0.5)
    with pytest.raises(GitError, match="did not fetch"):
        pull(folder, "main")


def test_a_password_in_an_address_is_not_repeated(folder: Path, github: Github) -> None:
    url = f"http://x:motdepasse@127.0.0.1:{github.port}/rien.git"
    git(folder, "remote", "set-url", "origin", url)
    with pytest.raises(GitError) as caught:
        pull(folder, "main")
    assert "motdepasse" not in str(caught.value)


def test_outside_a_repository_there_is_no_prefix(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="in no Git repository"):
        prefix_of(tmp_path)


# The command.


def sync(team: Team, *options: str) -> subprocess.CompletedProcess[str]:
    settings = {
        "INCUBATOR_PUBLICATION": "pull_request",
        "INCUBATOR_CONTENT_REPOSITORY": REPOSITORY,
        "INCUBATOR_GITHUB_URL": team.github.url,
        "INCUBATOR_GITHUB_TOKEN": TOKEN,
        "INCUBATOR_LOG_LEVEL": "debug",
    }
    content, url = team.settings.content_dir, team.settings.database_url
    return incubator("sync", "--json", *options, content=content, url=url, **settings)


async def test_sync_brings_a_merge_in(team: Team, github: Github) -> None:
    await team.change(mission="Essayer mieux")
    await team.exchange()
    github.merge(1)
    await models.Proposal.all().update(seen_at=None)
    kept = sync(team, "--no-pull")
    assert kept.returncode == 0, kept.stderr
    assert "Essayer mieux" not in team.local()
    done = sync(team)
    assert done.returncode == 0, done.stderr
    assert "Essayer mieux" in team.local()
    assert json.loads(done.stdout)
    assert TOKEN not in done.stdout + done.stderr
    async with open_database(team.settings.database_url):
        row = await models.Proposal.get()
        assert row.status == "merged"
        assert row.ended_at is not None


async def test_sync_goes_on_and_tells_where_the_folder_cannot_follow(
    team: Team, github: Github
) -> None:
    github.down = True
    diverged(team.settings.content_dir)
    theirs = team.local().replace("Bac à sable", "Bac d’ici")
    (team.settings.content_dir / SHEET).write_text(theirs, encoding="utf-8")
    elsewhere(github)
    done = sync(team)
    assert done.returncode == 1
    assert "push them" in done.stderr
    assert "Traceback" not in done.stderr
    assert json.loads(done.stdout)
    async with open_database(team.settings.database_url):
        row = await models.Startup.get(id="bac")
        assert row.title == "Bac d’ici"
    assert github.read("main", ON_GITHUB)
