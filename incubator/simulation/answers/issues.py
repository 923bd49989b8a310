"""Issues, what happens to them and what is said of them, as GitHub writes them."""

from __future__ import annotations

from zlib import crc32

from incubator.simulation.answers.addresses import ROLE, Addresses, Json, instant, instant_or_none
from incubator.simulation.ids import node_id
from incubator.simulation.repository import Milestone, Repository
from incubator.simulation.threads import Comment, Event, Pull, Thread


def milestone(one: Milestone, owner: Repository, to: Addresses) -> Json:
    """A milestone, with how many issues and pull requests it holds now."""
    url = f"{to.of(owner)}/milestones/{one.number}"
    inside = [thread for thread in list(owner.threads.values()) if thread.milestone is one]
    count = sum(thread.is_open for thread in inside)
    return {
        "url": url,
        "html_url": f"{to.page(owner)}/milestone/{one.number}",
        "labels_url": f"{url}/labels",
        "id": one.id,
        "node_id": node_id("Milestone", one.id),
        "number": one.number,
        "title": one.title,
        "description": one.description,
        "creator": to.account(owner.owner),
        "open_issues": count,
        "closed_issues": len(inside) - count,
        "state": "closed" if one.closed_at else "open",
        "created_at": instant(one.created_at),
        "updated_at": instant(one.updated_at),
        # GitHub keeps a day as an instant of that day in California.
        "due_on": f"{one.due.isoformat()}T08:00:00Z" if one.due else None,
        "closed_at": instant_or_none(one.closed_at),
    }


def thread(one: Thread, to: Addresses) -> Json:
    """An issue, or a pull request among issues."""
    owner = one.repository
    is_pull = isinstance(one, Pull)
    url = f"{to.of(owner)}/issues/{one.number}"
    page = f"{to.page(owner)}/{'pull' if is_pull else 'issues'}/{one.number}"
    answer = {
        "url": url,
        "repository_url": to.of(owner),
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "html_url": page,
        "id": one.id,
        "node_id": node_id("PullRequest" if is_pull else "Issue", one.id),
        "number": one.number,
        "title": one.title,
        "user": to.account(one.author),
        "labels": labels(one, to),
        "state": "open" if one.is_open else "closed",
        "locked": False,
        "assignee": None,
        "assignees": [],
        "milestone": one.milestone and milestone(one.milestone, owner, to),
        "comments": one.comments,
        "created_at": instant(one.created_at),
        "updated_at": instant(one.updated_at),
        "closed_at": instant_or_none(one.closed_at),
        "author_association": ROLE,
        "active_lock_reason": None,
        "body": one.body,
        "closed_by": None if one.is_open else to.account(one.author),
        "timeline_url": f"{url}/timeline",
        "performed_via_github_app": None,
        "state_reason": None if is_pull else one.state_reason,
    }
    if isinstance(one, Pull):
        answer["draft"] = one.is_draft
        answer["pull_request"] = {
            "url": f"{to.of(owner)}/pulls/{one.number}",
            "html_url": page,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
            "merged_at": instant_or_none(one.merged_at),
        }
    return answer


def labels(one: Thread, to: Addresses) -> list[Json]:
    """The labels that it bears."""
    return [
        {
            "id": (number := crc32(name.encode())),
            "node_id": node_id("Label", number),
            "url": f"{to.of(one.repository)}/labels/{name}",
            "name": name,
            "color": "ededed",
            "default": name in {"bug", "documentation", "enhancement"},
            "description": None,
            "archived_by": None,
        }
        for name in one.labels
    ]


def event(one: Event, to: Addresses) -> Json:
    """Something that happened, with the issue as it is now."""
    owner = one.thread.repository
    answer = {
        "id": one.id,
        "node_id": node_id(one.kind, one.id),
        "url": f"{to.of(owner)}/issues/events/{one.id}",
        "actor": to.account(one.actor),
        "event": one.kind,
        "commit_id": None,
        "commit_url": None,
        "created_at": instant(one.at),
        "performed_via_github_app": None,
        "issue": thread(one.thread, to),
    }
    if one.milestone:
        answer["milestone"] = {"title": one.milestone}
    if one.kind == "closed":
        answer["state_reason"] = one.thread.state_reason
    return answer


def comment(one: Comment, to: Addresses) -> Json:
    """A comment on an issue or on a pull request as a whole."""
    owner = one.thread.repository
    kind = "pull" if isinstance(one.thread, Pull) else "issues"
    return {
        "url": f"{to.of(owner)}/issues/comments/{one.id}",
        "html_url": f"{to.page(owner)}/{kind}/{one.thread.number}#issuecomment-{one.id}",
        "issue_url": f"{to.of(owner)}/issues/{one.thread.number}",
        "id": one.id,
        "node_id": node_id("IssueComment", one.id),
        "user": to.account(one.author),
        "created_at": instant(one.created_at),
        "updated_at": instant(one.created_at),
        "author_association": ROLE,
        "body": one.body,
        "performed_via_github_app": None,
    }


def line_comment(one: Comment, to: Addresses) -> Json:
    """A comment on a line of a pull request."""
    owner, url = one.thread.repository, f"{to.of(one.thread.repository)}/pulls"
    page = f"{to.page(owner)}/pull/{one.thread.number}#discussion_r{one.id}"
    head = one.thread.commits[-1].sha if isinstance(one.thread, Pull) else ""
    pull_url = f"{url}/{one.thread.number}"
    return {
        "url": f"{url}/comments/{one.id}",
        "pull_request_review_id": None,
        "id": one.id,
        "node_id": node_id("PullRequestReviewComment", one.id),
        "diff_hunk": "@@ -1 +1 @@",
        "path": "README.md",
        "commit_id": head,
        "original_commit_id": head,
        "user": to.account(one.author),
        "body": one.body,
        "created_at": instant(one.created_at),
        "updated_at": instant(one.created_at),
        "html_url": page,
        "pull_request_url": pull_url,
        "author_association": ROLE,
        "_links": {
            "self": {"href": f"{url}/comments/{one.id}"},
            "html": {"href": page},
            "pull_request": {"href": pull_url},
        },
    }
