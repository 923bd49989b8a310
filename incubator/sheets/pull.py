"""Git, from elsewhere: the content folder moves on to what its remote branch has, or stays."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from incubator.sheets import commits, safe_files
from incubator.sheets.commits import GitError

_FETCH_SECONDS, _GIT_SECONDS = 60, 60
_OF_ANOTHER = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"}
_CREDENTIALS = re.compile(r"(?<=://)[^@/\s]+@")


@dataclass(frozen=True, slots=True)
class _Done:
    """How a Git command ended."""

    code: int
    output: str
    said: str


def prefix_of(content: Path) -> str:
    """Where the content folder stands in its repository, such as ``content/``; "" at its root.

    Raises:
        GitError: it is in no repository.
    """
    done = _git(content, "rev-parse", "--show-prefix")
    if done.code:
        raise GitError(f"{content} is in no Git repository: clone the sheets' repository there.")
    return done.output.removesuffix("\n")


def pull(content: Path, branch: str) -> str:
    """Bring the folder to its remote branch without a merge; returns the commit it is at.

    Others that write in the folder wait meanwhile.

    Raises:
        FileError: others kept writing in the folder.
        GitError: the branch is another, diverged or has no remote one, files with changes are in
            the way, or the remote can't be reached; the message says what to do.
    """
    with safe_files.only_writer(content):
        commits.check_repository(content)
        _check_branch(content, branch)
        _check(content, "fetch", "--quiet", "--no-tags", seconds=_FETCH_SECONDS)
        theirs = f"{branch}@{{upstream}}"
        if _git(content, "merge-base", "--is-ancestor", "HEAD", theirs).code:
            if _git(content, "merge-base", "--is-ancestor", theirs, "HEAD").code == 0:
                return _head(content)
            raise GitError(
                f"The branch {branch} of {content} has commits of its own that its remote branch"
                " has not: push them, or put the branch back with"
                f" `git reset --keep {theirs}`, then retry."
            )
        done = _git(content, "merge", "--ff-only", "--quiet", theirs)
        if done.code:
            raise GitError(_refusal(content, done))
        return _head(content)


def _check_branch(content: Path, branch: str) -> None:
    current = _git(content, "symbolic-ref", "--short", "HEAD").output.strip()
    if current != branch:
        raise GitError(
            f"{content} has the branch {current} checked out, and pull requests go to {branch}:"
            f" run `git switch {branch}` there, or set INCUBATOR_CONTENT_BRANCH."
        )
    if _git(content, "rev-parse", "--verify", "--quiet", f"{branch}@{{upstream}}").code:
        raise GitError(
            f"The branch {branch} of {content} follows no remote branch: run `git branch"
            f" --set-upstream-to=origin/{branch}` there."
        )


def _refusal(content: Path, done: _Done) -> str:
    if "would be overwritten" in done.said:
        files = [line.strip() for line in done.said.splitlines() if line.startswith("\t")]
        return (
            f"Files of {content} have changes that are in no commit, and stand in the way:"
            f" {', '.join(files[:5])}. Commit them, or put them back with `git checkout --`,"
            " then retry."
        )
    return f"Git refused to move {content} on: {_reason(done)}"


def _head(content: Path) -> str:
    return _git(content, "rev-parse", "HEAD").output.strip()


def _check(content: Path, *arguments: str, seconds: int = _GIT_SECONDS) -> None:
    done = _git(content, *arguments, seconds=seconds)
    if done.code:
        raise GitError(f"Git could not {arguments[0]} in {content}: {_reason(done)}")


def _reason(done: _Done) -> str:
    lines = [line for line in done.said.splitlines() if line.strip()]
    marked = [line for line in lines if line.startswith(("fatal:", "error:"))]
    return next(iter(marked or lines), f"exit code {done.code}")


def _git(content: Path, *arguments: str, seconds: int = _GIT_SECONDS) -> _Done:
    environ = {name: value for name, value in os.environ.items() if name not in _OF_ANOTHER}
    # Nobody is there to type a password.
    environ |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_SSH_COMMAND": _ssh(environ)}
    try:
        done = subprocess.run(
            ["git", "-C", str(content), "-c", f"core.hooksPath={os.devnull}", *arguments],  # noqa: S607
            capture_output=True,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            timeout=seconds,
            env=environ,
            check=False,
        )
    except FileNotFoundError as error:
        raise GitError("There is no git command: install Git, then retry.") from error
    except subprocess.TimeoutExpired as error:
        raise GitError(
            f"Git did not {arguments[0]} in {content} within {seconds} seconds."
        ) from error
    except OSError as error:
        raise GitError(f"Git can't be run: {error.strerror}.") from error
    # An address may hold a password.
    said = _CREDENTIALS.sub("", done.stderr.decode("utf-8", "replace"))
    return _Done(done.returncode, done.stdout.decode("utf-8", "replace"), said)


def _ssh(environ: dict[str, str]) -> str:
    return environ.get("GIT_SSH_COMMAND", "ssh -o BatchMode=yes")
