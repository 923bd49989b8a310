"""Pull requests with their commits and reviews, as GitHub writes them."""

from __future__ import annotations

from incubator.simulation.answers.addresses import (
    ROLE,
    Addresses,
    Json,
    instant,
    instant_or_none,
)
from incubator.simulation.answers.issues import labels, milestone
from incubator.simulation.answers.repositories import repository
from incubator.simulation.ids import node_id
from incubator.simulation.threads import Commit, Pull, Review


def pull(one: Pull, to: Addresses) -> Json:
    """A pull request as its own list shows it."""
    owner = one.repository
    url, page = f"{to.of(owner)}/pulls/{one.number}", f"{to.page(owner)}/pull/{one.number}"
    issue_url, head = f"{to.of(owner)}/issues/{one.number}", one.commits[-1].sha
    addresses = {
        "html": page,
        "issue": issue_url,
        "comments": f"{issue_url}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{to.of(owner)}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{to.of(owner)}/statuses/{head}",
    }
    user, place = to.account(owner.owner), repository(owner, to)
    return {
        "url": url,
        "id": one.pull_id,
        "node_id": node_id("PullRequest", one.pull_id),
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        **{f"{name}_url": address for name, address in addresses.items()},
        "number": one.number,
        "state": "open" if one.is_open else "closed",
        "locked": False,
        "title": one.title,
        "user": to.account(one.author),
        "body": one.body,
        "created_at": instant(one.created_at),
        "updated_at": instant(one.updated_at),
        "closed_at": instant_or_none(one.closed_at),
        "merged_at": instant_or_none(one.merged_at),
        "merge_commit_sha": head if one.merged_at else None,
        "assignee": None,
        "assignees": [],
        "requested_reviewers": [],
        "requested_teams": [],
        "labels": labels(one, to),
        "milestone": one.milestone and milestone(one.milestone, owner, to),
        "draft": one.is_draft,
        "head": {
            "label": f"{owner.owner.login}:change-{one.number}",
            "ref": f"change-{one.number}",
            "sha": head,
            "user": user,
            "repo": place,
        },
        "base": {
            "label": f"{owner.owner.login}:{owner.default_branch}",
            "ref": owner.default_branch,
            "sha": one.commits[0].sha[::-1],
            "user": user,
            "repo": place,
        },
        "_links": {
            "self": {"href": url},
            **{name: {"href": addresses[name]} for name in addresses},
        },
        "author_association": ROLE,
        "auto_merge": None,
        "active_lock_reason": None,
    }


def review(one: Review, owner: Pull, to: Addresses) -> Json:
    """A review of a pull request."""
    page = f"{to.page(owner.repository)}/pull/{owner.number}#pullrequestreview-{one.id}"
    url = f"{to.of(owner.repository)}/pulls/{owner.number}"
    return {
        "id": one.id,
        "node_id": node_id("PullRequestReview", one.id),
        "user": to.account(one.author),
        "body": "",
        "state": one.state,
        "html_url": page,
        "pull_request_url": url,
        "author_association": ROLE,
        "_links": {"html": {"href": page}, "pull_request": {"href": url}},
        "submitted_at": instant(one.at),
        "commit_id": owner.commits[-1].sha,
    }


def commit(one: Commit, owner: Pull, to: Addresses) -> Json:
    """A commit of a pull request. Names and addresses in it are invented, as Git asks for some."""
    place = to.of(owner.repository)
    by = {"name": "Quelqu’un", "email": "quelquun@example.org", "date": instant(one.authored_at)}
    author = one.author and to.account(one.author)
    tree = one.sha[::-1]
    return {
        "sha": one.sha,
        "node_id": node_id("Commit", int(one.sha[:12], 16)),
        "commit": {
            "author": by,
            "committer": by,
            "message": one.message,
            "tree": {"sha": tree, "url": f"{place}/git/trees/{tree}"},
            "url": f"{place}/git/commits/{one.sha}",
            "comment_count": 0,
            "verification": {
                "verified": False,
                "reason": "unsigned",
                "signature": None,
                "payload": None,
                "verified_at": None,
            },
        },
        "url": f"{place}/commits/{one.sha}",
        "html_url": f"{to.page(owner.repository)}/commit/{one.sha}",
        "comments_url": f"{place}/commits/{one.sha}/comments",
        "author": author,
        "committer": author,
        "parents": [],
    }
