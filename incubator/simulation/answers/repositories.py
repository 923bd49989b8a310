"""Repositories and their files, as GitHub writes them."""

from __future__ import annotations

from hashlib import sha1

from incubator.simulation.accounts import AccountType
from incubator.simulation.answers.addresses import Addresses, Json, instant
from incubator.simulation.ids import node_id
from incubator.simulation.repository import Repository

_PLACES = {
    "archive": "/{archive_format}{/ref}",
    "assignees": "/assignees{/user}",
    "blobs": "/git/blobs{/sha}",
    "branches": "/branches{/branch}",
    "collaborators": "/collaborators{/collaborator}",
    "comments": "/comments{/number}",
    "commits": "/commits{/sha}",
    "compare": "/compare/{base}...{head}",
    "contents": "/contents/{+path}",
    "contributors": "/contributors",
    "deployments": "/deployments",
    "downloads": "/downloads",
    "events": "/events",
    "forks": "/forks",
    "git_commits": "/git/commits{/sha}",
    "git_refs": "/git/refs{/sha}",
    "git_tags": "/git/tags{/sha}",
    "hooks": "/hooks",
    "issue_comment": "/issues/comments{/number}",
    "issue_events": "/issues/events{/number}",
    "issues": "/issues{/number}",
    "keys": "/keys{/key_id}",
    "labels": "/labels{/name}",
    "languages": "/languages",
    "merges": "/merges",
    "milestones": "/milestones{/number}",
    "notifications": "/notifications{?since,all,participating}",
    "pulls": "/pulls{/number}",
    "releases": "/releases{/id}",
    "stargazers": "/stargazers",
    "statuses": "/statuses/{sha}",
    "subscribers": "/subscribers",
    "subscription": "/subscription",
    "tags": "/tags",
    "teams": "/teams",
    "trees": "/git/trees{/sha}",
}


def repository(one: Repository, to: Addresses) -> Json:
    """A repository as lists and pull requests show it."""
    url, page = to.of(one), to.page(one)
    count = sum(thread.is_open for thread in list(one.threads.values()))
    return {
        "id": one.id,
        "node_id": node_id("Repository", one.id),
        "name": one.name,
        "full_name": one.full_name,
        "private": one.is_private,
        "owner": to.account(one.owner),
        "html_url": page,
        "description": one.description,
        "fork": one.is_fork,
        "url": url,
        **{f"{place}_url": url + rest for place, rest in _PLACES.items()},
        "created_at": instant(one.created_at),
        "updated_at": instant(one.updated_at),
        # Published as never absent in a full repository: an empty one has the day it was made.
        "pushed_at": instant(one.pushed_at or one.created_at),
        "git_url": f"git:{page.partition(':')[2]}.git",
        "ssh_url": f"git@{to.web.partition('//')[2]}:{one.full_name}.git",
        "clone_url": f"{page}.git",
        "svn_url": page,
        "homepage": None,
        "size": 0 if one.is_empty else 100 + len(one.threads),
        "stargazers_count": 0,
        "watchers_count": 0,
        "language": None,
        "has_issues": one.has_issues,
        "has_projects": True,
        "has_downloads": True,
        "has_wiki": False,
        "has_pages": False,
        "has_discussions": False,
        "forks_count": 0,
        "mirror_url": None,
        "archived": one.is_archived,
        "disabled": False,
        "open_issues_count": count,
        "license": _licence(one.licence, to),
        "allow_forking": True,
        "is_template": False,
        "web_commit_signoff_required": False,
        "topics": [],
        "visibility": "private" if one.is_private else "public",
        "forks": 0,
        "open_issues": count,
        "watchers": 0,
        "default_branch": one.default_branch,
        "permissions": {
            "admin": False,
            "maintain": False,
            "push": False,
            "triage": False,
            "pull": True,
        },
    }


def full_repository(one: Repository, to: Addresses) -> Json:
    """A repository at its own address."""
    answer = repository(one, to) | {"network_count": 0, "subscribers_count": 0}
    if one.owner.type is AccountType.ORGANIZATION:
        answer["organization"] = to.account(one.owner)
    return answer


def _licence(name: str, to: Addresses) -> Json | None:
    """A licence by its SPDX identifier, None without one, GitHub's "other" for NOASSERTION."""
    if not name:
        return None
    key = "other" if name == "NOASSERTION" else name.lower()
    return {
        "key": key,
        "name": "Other" if key == "other" else f"{name} License",
        "spdx_id": name,
        "url": None if key == "other" else f"{to.api}/licenses/{key}",
        "node_id": node_id("License", sum(key.encode())),
    }


def contents(one: Repository, folder: str, to: Addresses) -> list[Json] | None:
    """What a folder of a repository holds, or None where there is no such folder."""
    prefix = f"{folder}/" if folder else ""
    inside = [path[len(prefix) :] for path in one.files if path.startswith(prefix)]
    if one.is_empty or not inside:
        return None
    names = {path.partition("/")[0]: "/" in path for path in sorted(inside)}
    return [_entry(one, prefix + name, is_folder, to) for name, is_folder in names.items()]


def _entry(one: Repository, path: str, is_folder: bool, to: Addresses) -> Json:
    sha = sha1(f"{one.id}:{path}".encode(), usedforsecurity=False).hexdigest()
    url = f"{to.of(one)}/contents/{path}?ref={one.default_branch}"
    git = f"{to.of(one)}/git/{'trees' if is_folder else 'blobs'}/{sha}"
    page = f"{to.page(one)}/{'tree' if is_folder else 'blob'}/{one.default_branch}/{path}"
    raw = None if is_folder else f"{to.page(one)}/raw/{one.default_branch}/{path}"
    return {
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": sha,
        "size": 0 if is_folder else 10 * len(path),
        "url": url,
        "html_url": page,
        "git_url": git,
        "download_url": raw,
        "type": "dir" if is_folder else "file",
        "_links": {"self": url, "git": git, "html": page},
    }
