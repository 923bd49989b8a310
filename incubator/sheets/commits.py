"""Git, writing: what some files now are becomes a commit, and nothing else in the folder does."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_TIMEOUT_SECONDS = 60
#: How long a lock of Git's index is waited for: a ``git pull`` takes a few seconds.
LOCK_SECONDS = 10.0
#: How old a lock is that is removed, where Git took it for a save that was cut short.
STALE_SECONDS = 60.0
_LOCK_WORDS = ("index.lock", "HEAD.lock", ".lock': File exists", "cannot lock ref")
_UNFINISHED = {
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
}


class GitError(Exception):
    """Git can't make the commit; the message says why and what to do.

    ``code`` names the reason for those who word it otherwise: no-git, no-repository, detached,
    unfinished, locked, or "".
    """

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class _LockedError(GitError):
    """Another Git process works on the folder."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who changed a sheet, as the commit names them."""

    name: str
    email: str

    def __str__(self) -> str:
        return f"{_plain(self.name) or 'Anonyme'} <{_plain(self.email)}>"


def check_repository(content: Path) -> None:
    """See that a commit can be made in the folder.

    Raises:
        GitError: there is no Git, no repository, a detached head, a merge under way, or a lock
            that stays.
    """
    if shutil.which("git") is None:
        raise GitError(
            "There is no git command: a change is a commit. Install Git, then retry.", "no-git"
        )
    inside = _git(content, "rev-parse", "--is-inside-work-tree", check=False)
    if inside.strip() != "true":
        raise GitError(
            f"{content} is in no Git repository, where changes are kept:"
            " run `git init` there, and commit the sheets.",
            "no-repository",
        )
    if not _git(content, "symbolic-ref", "--quiet", "HEAD", check=False):
        raise GitError(
            f"No branch is checked out in {content} (the head is detached): a commit would be"
            " lost at the next checkout. Run `git switch` with the branch's name.",
            "detached",
        )
    for name, what in _UNFINISHED.items():
        if _git_path(content, name).exists():
            raise GitError(
                f"{what.capitalize()} is under way in {content}: finish it, then retry.",
                "unfinished",
            )
    _drop_stale_locks(content)
    _wait_for(content, time.monotonic() + LOCK_SECONDS)


def is_dirty(content: Path, *paths: str) -> bool:
    """Whether one of some files differs from its last commit, or was never committed."""
    return bool(
        _git(
            content, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all",
            "--ignored=matching", "--", *paths,
        )
    )  # fmt: skip


def commit_files(content: Path, paths: Sequence[str], author: Author, message: str) -> str:
    """Commit what some files now hold, or that they are no more, and those only.

    Returns the commit.

    What others staged stays staged, what they changed stays changed. A lock is waited for.

    Raises:
        GitError: the commit was not made.
    """
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            return _commit(content, paths, author, message)
        except _LockedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def forget_added(content: Path, path: str) -> None:
    """Take a file whose commit failed out of the index, where it was new."""
    _git(content, "rm", "--cached", "--quiet", "--ignore-unmatch", "--", path, check=False)


def start_repository(folder: Path, author: Author, message: str) -> None:
    """Make a folder a repository of its own, with all that it holds in a first commit.

    Raises:
        GitError: it can't be made.
    """
    _git(folder, "init", "--quiet", "--initial-branch=main")
    _git(folder, "config", "user.name", author.name)
    _git(folder, "config", "user.email", author.email)
    _git(folder, "add", "--all", "--force", ".")
    _git(
        folder, "-c", "commit.gpgSign=false", "-c", f"core.hooksPath={os.devnull}",
        "commit", "--quiet", "--no-verify", f"--message={message}",
    )  # fmt: skip


def is_as_started(folder: Path) -> bool:
    """Whether a repository has its first commit only, and nothing beside it."""
    count = _git(folder, "rev-list", "--count", "HEAD", check=False).strip()
    return count == "1" and not _git(folder, "status", "--porcelain")


def default_author(content: Path) -> Author | None:
    """Who Git's settings say works here, or None."""
    name = _git(content, "config", "user.name", check=False).strip()
    email = _git(content, "config", "user.email", check=False).strip()
    return Author(name, email) if name and email else None


def save_note_path(content: Path) -> Path:
    """Where a save notes what it is about to commit: in Git's own folder, which no sync reads."""
    return _git_path(content, "incubator-save.json")


def _commit(content: Path, paths: Sequence[str], author: Author, message: str) -> str:
    for path in paths:
        if not _git(content, "ls-files", "-z", "--", path):
            _git(content, "add", "--intent-to-add", "--force", "--", path)
    committer = default_author(content) or author
    _git(
        content, "-c", f"user.name={_plain(committer.name) or 'Incubator'}",
        "-c", f"user.email={_plain(committer.email)}", "-c", "commit.gpgSign=false",
        # Hooks are for developers' commits: one that asks or reformats would break a save.
        "-c", f"core.hooksPath={os.devnull}", "-c", "gc.auto=0",
        "commit", "--only", "--quiet", "--no-verify", "--allow-empty-message",
        "--cleanup=verbatim", f"--author={author}", f"--message={message}", "--", *paths,
    )  # fmt: skip
    return _git(content, "rev-parse", "HEAD").strip()


def _drop_stale_locks(content: Path) -> None:
    """Remove the locks of a Git that was killed together with a save.

    They are known by the save's note: taken within a minute of it, and older than a minute now.
    Nobody else's Git works that long at that very moment; a save's own takes a tenth of a second.
    """
    try:
        noted = save_note_path(content).stat().st_mtime
    except FileNotFoundError:
        return
    branch = _git(content, "symbolic-ref", "--quiet", "HEAD", check=False).strip()
    for name in ("index.lock", "HEAD.lock", f"{branch}.lock"):
        lock = _git_path(content, name)
        with contextlib.suppress(FileNotFoundError):
            taken = lock.stat().st_mtime
            is_ours = noted <= taken <= noted + STALE_SECONDS
            if is_ours and time.time() - taken > STALE_SECONDS:
                lock.unlink()


def _wait_for(content: Path, deadline: float) -> None:
    lock = _git_path(content, "index.lock")
    while lock.exists():
        if time.monotonic() > deadline:
            raise _LockedError(_locked(content), "locked")
        time.sleep(0.1)


def _locked(content: Path) -> str:
    return (
        f"Another Git process works in {content} (a `git pull`?). Retry when it has ended;"
        f" if none runs, remove {_git_path(content, 'index.lock')}."
    )


def _git_path(content: Path, name: str) -> Path:
    return content / _git(content, "rev-parse", "--git-path", name).removesuffix("\n")


def _git(content: Path, *arguments: str, check: bool = True) -> str:
    # A hook or another Git may have named its own repository to this process.
    environ = {name: value for name, value in os.environ.items() if name not in _OF_ANOTHER}
    environ |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_EDITOR": "true"}
    try:
        done = subprocess.run(
            ["git", "--literal-pathspecs", "-C", str(content), *arguments],  # noqa: S607
            capture_output=True,
            stdin=subprocess.DEVNULL,
            # What stops the server (Ctrl-C) lets a commit end.
            start_new_session=True,
            timeout=_TIMEOUT_SECONDS,
            env=environ,
            check=False,
        )
    except FileNotFoundError as error:
        raise GitError("There is no git command: install Git, then retry.", "no-git") from error
    except subprocess.TimeoutExpired as error:
        raise GitError(f"Git did not answer within {_TIMEOUT_SECONDS} seconds.") from error
    except OSError as error:
        raise GitError(f"Git can't be run: {error.strerror}.") from error
    if done.returncode == 0:
        return done.stdout.decode("utf-8", "replace")
    if not check:
        return ""
    told = done.stderr.decode("utf-8", "replace").strip()
    if any(word in told for word in _LOCK_WORDS):
        raise _LockedError(_locked(content), "locked")
    lines = [line for line in told.splitlines() if line.strip()]
    reason = next((line for line in lines if line.startswith(("fatal:", "error:"))), "")
    reason = reason or (lines[-1] if lines else f"exit code {done.returncode}")
    raise GitError(f"Git refused to {arguments[0] if arguments[0] != '-c' else 'commit'}: {reason}")


_OF_ANOTHER = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_AUTHOR_DATE"}


def _plain(text: str) -> str:
    """A name as Git takes it, on one line and without its marks; "" where only marks are left."""
    kept = (" " if char.isspace() else char for char in text if char not in "<>")
    line = " ".join("".join(char for char in kept if char.isprintable()).split())
    # Git refuses a name of punctuation alone.
    return line if any(char.isalnum() for char in line) else ""
