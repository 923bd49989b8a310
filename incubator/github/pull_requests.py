"""What a pull request is made of: a branch, commits of one file each, the request, its checks.

Each function is safe to call again after it was cut short: it looks at what is there first.
"""

from __future__ import annotations

import base64

from github.Commit import Commit
from github.ContentFile import ContentFile
from github.GithubException import GithubException
from github.GithubObject import NotSet
from github.InputGitAuthor import InputGitAuthor
from github.PullRequest import PullRequest
from github.Repository import Repository

from incubator.github.client import message_of
from incubator.github.errors import ConflictError, Reason, RefusedError
from incubator.github.terms import (
    FAILED,
    MERGED,
    OPEN,
    PASSED,
    PENDING,
    File,
    GithubSettings,
    NewContent,
    Pull,
    Words,
)

_GOOD_ENDS = frozenset({"success", "neutral", "skipped"})
# More branches of one sheet than that were left over from ended pull requests.
_MOST_NAMES = 20


def ensure_branch(repository: Repository, settings: GithubSettings, name: str, *, new: bool) -> str:
    """Have a branch to work on, made from the main branch; returns its name.

    A new proposal does not go on a branch whose pull request has ended: it takes the next name.

    Raises:
        RefusedError: so many branches are left over that no name is free.
    """
    for number in range(1, _MOST_NAMES + 1):
        candidate = name if number == 1 else f"{name}-{number}"
        if _head(repository, candidate) is None:
            return _create_branch(repository, settings, candidate)
        if not new:
            return candidate
        pulls = _pulls(repository, settings, candidate, state="all")
        if not pulls or any(pull.state == OPEN for pull in pulls):
            return candidate
    raise RefusedError(Reason.NO_BRANCH_NAME, f"{name} … {name}-{_MOST_NAMES}")


def _create_branch(repository: Repository, settings: GithubSettings, name: str) -> str:
    start = _head(repository, settings.branch)
    if start is None:
        raise RefusedError(Reason.MISSING, f"{settings.repository}, {settings.branch}")
    try:
        repository.create_git_ref(f"refs/heads/{name}", start)
    except GithubException as error:
        if error.status != 422 or "already exists" not in message_of(error):
            raise
    return name


def _head(repository: Repository, branch: str) -> str | None:
    try:
        return repository.get_git_ref(f"heads/{branch}").object.sha
    except GithubException as error:
        if error.status == 404:
            return None
        raise


def read_file(repository: Repository, branch: str, path: str) -> File | None:
    """A file as a branch has it; None where there is none."""
    try:
        found = repository.get_contents(path, ref=branch)
    except GithubException as error:
        if error.status == 404:
            return None
        raise
    if not isinstance(found, ContentFile):
        raise RefusedError(Reason.INVALID, f"{path}: folder")
    # GitHub leaves out what is longer than a megabyte.
    is_told = found.encoding == "base64"
    return File(found.sha, found.decoded_content if is_told else None)


def read_blob(repository: Repository, blob: str) -> bytes | None:
    """A content by its id; None where GitHub does not have it."""
    try:
        found = repository.get_git_blob(blob)
        return base64.b64decode(found.content)
    except GithubException as error:
        if error.status in {404, 422}:
            return None
        raise


def put_file(repository: Repository, branch: str, new: NewContent) -> str:
    """Commit a file's new content to a branch; returns the commit.

    Raises:
        ConflictError: the branch no longer holds the blob that it replaces.
    """
    has_author = bool(new.author.name and new.author.email)
    author = InputGitAuthor(new.author.name, new.author.email) if has_author else NotSet
    try:
        if new.replaces:
            done = repository.update_file(
                new.path, new.message, new.data, new.replaces, branch=branch, author=author
            )
        else:
            done = repository.create_file(
                new.path, new.message, new.data, branch=branch, author=author
            )
    except GithubException as error:
        if error.status == 422 and "sha" in message_of(error):
            raise ConflictError(Reason.CONFLICT, f"422 {message_of(error)}") from None
        raise
    commit = done["commit"]
    if not isinstance(commit, Commit):
        raise TypeError("an answer without its commit")
    return commit.sha


def ensure_pull(
    repository: Repository, settings: GithubSettings, branch: str, words: Words
) -> Pull | None:
    """Have an open pull request from a branch; None where the branch changes nothing.

    What it says is brought up to date, unless somebody wrote something else there.
    """
    pull = _open_pull(repository, settings, branch)
    if pull is None:
        try:
            pull = repository.create_pull(
                base=settings.branch, head=branch, title=words.title, body=words.body
            )
        except GithubException as error:
            said = message_of(error)
            if error.status != 422:
                raise
            if "No commits between" in said:
                return None
            pull = _open_pull(repository, settings, branch) if "already exists" in said else None
            if pull is None:
                raise
    elif _same_text(pull.body, words.former_body) and not _same_text(pull.body, words.body):
        pull.edit(body=words.body)
    return Pull(pull.number, pull.html_url, OPEN, _head(repository, branch) or pull.head.sha)


def read_pull(repository: Repository, number: int, *, with_checks: bool = True) -> Pull:
    """A pull request as it is now, with what its checks say together."""
    pull = repository.get_pull(number)
    status = MERGED if pull.merged else pull.state
    head = pull.head.sha
    checks = _checks(repository, head) if with_checks and status == OPEN else ""
    return Pull(pull.number, pull.html_url, status, head, checks)


def _open_pull(repository: Repository, settings: GithubSettings, branch: str) -> PullRequest | None:
    return next(iter(_pulls(repository, settings, branch, state=OPEN)), None)


def _pulls(
    repository: Repository, settings: GithubSettings, branch: str, *, state: str
) -> list[PullRequest]:
    head = f"{settings.owner}:{branch}"
    found = repository.get_pulls(state=state, head=head, base=settings.branch)
    return [pull for pull in found if pull.head.ref == branch]


def _same_text(one: str | None, other: str) -> bool:
    return " ".join((one or "").split()) == " ".join(other.split())


def _checks(repository: Repository, head: str) -> str:
    """Check runs and statuses together: one that failed, else one that runs, else passed."""
    commit = repository.get_commit(head)
    found = []
    try:
        found += [_of_run(run.status, run.conclusion) for run in commit.get_check_runs()]
    except GithubException as error:
        # A token may write contents and pull requests without seeing checks.
        if error.status not in {403, 404}:
            raise
    try:
        together = commit.get_combined_status()
    except GithubException as error:
        if error.status not in {403, 404}:
            raise
    else:
        # Without a single status, GitHub says that they are pending.
        words = {"success": PASSED, "pending": PENDING}
        found += [words.get(together.state, FAILED)] if together.total_count else []
    return next((state for state in (FAILED, PENDING, PASSED) if state in found), "")


def _of_run(status: str, conclusion: str | None) -> str:
    if status != "completed":
        return PENDING
    return PASSED if conclusion in _GOOD_ENDS else FAILED
