"""Releases, deployments and statistics, as GitHub writes them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from incubator.simulation.accounts import Account
from incubator.simulation.answers.addresses import Addresses, Json, instant, instant_or_none
from incubator.simulation.ids import node_id
from incubator.simulation.repository import Repository
from incubator.simulation.shipping import Deployment, Release, Status


def release(one: Release, owner: Repository, to: Addresses) -> Json:
    """A version, or the draft of one."""
    url = f"{to.of(owner)}/releases/{one.id}"
    is_draft = one.published_at is None
    return {
        "url": url,
        "assets_url": f"{url}/assets",
        "upload_url": f"{url}/assets{{?name,label}}",
        "html_url": f"{to.page(owner)}/releases/tag/{one.tag}",
        "id": one.id,
        "author": to.account(one.author),
        "node_id": node_id("Release", one.id),
        "tag_name": one.tag,
        "target_commitish": owner.default_branch,
        "name": one.tag,
        "draft": is_draft,
        "immutable": False,
        "prerelease": one.is_prerelease,
        "created_at": instant(one.created_at),
        "updated_at": instant(one.published_at or one.created_at),
        "published_at": instant_or_none(one.published_at),
        "assets": [],
        "tarball_url": None if is_draft else f"{to.of(owner)}/tarball/{one.tag}",
        "zipball_url": None if is_draft else f"{to.of(owner)}/zipball/{one.tag}",
        "body": "",
    }


def deployment(one: Deployment, to: Addresses) -> Json:
    """A deployment; what became of it is told by its statuses."""
    url = f"{to.of(one.repository)}/deployments/{one.id}"
    return {
        "url": url,
        "id": one.id,
        "node_id": node_id("Deployment", one.id),
        "task": "deploy",
        "original_environment": one.environment,
        "environment": one.environment,
        "description": None,
        "created_at": instant(one.created_at),
        "updated_at": instant(one.updated_at),
        "statuses_url": f"{url}/statuses",
        "repository_url": to.of(one.repository),
        "creator": to.account(one.creator),
        "sha": one.sha,
        "ref": one.repository.default_branch,
        "payload": {},
        "transient_environment": False,
        "production_environment": one.is_production,
        "performed_via_github_app": None,
    }


def status(one: Status, owner: Deployment, to: Addresses) -> Json:
    """What became of a deployment at a moment."""
    url = f"{to.of(owner.repository)}/deployments/{owner.id}"
    return {
        "url": f"{url}/statuses/{one.id}",
        "id": one.id,
        "node_id": node_id("DeploymentStatus", one.id),
        "state": one.state,
        "creator": to.account(one.creator),
        "description": "",
        "environment": owner.environment,
        "target_url": "",
        "created_at": instant(one.at),
        "updated_at": instant(one.at),
        "deployment_url": url,
        "repository_url": to.of(owner.repository),
        "environment_url": "",
        "log_url": "",
        "performed_via_github_app": None,
    }


def contributors(owner: Repository, to: Addresses) -> list[Json]:
    """Commits by person and week, the busiest last, every week from the first to the last one."""
    counts = dict(owner.commits_by_week)
    if not counts:
        return []
    weeks = [week for _, week in counts]
    first, number = min(weeks), (max(weeks) - min(weeks)).days // 7 + 1
    days = [first + timedelta(days=7 * index) for index in range(number)]
    totals: dict[Account, int] = {}
    for (who, _), count in counts.items():
        totals[who] = totals.get(who, 0) + count
    return [
        {
            "total": total,
            "weeks": [
                {
                    "w": int(datetime.combine(day, time(), UTC).timestamp()),
                    "a": 20 * (count := counts.get((who, day), 0)),
                    "d": 5 * count,
                    "c": count,
                }
                for day in days
            ],
            "author": to.account(who),
        }
        for who, total in sorted(totals.items(), key=lambda pair: (pair[1], pair[0].id))
    ]
