"""Small builders of GitHub's facts, and a short language for what happens to an issue."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from incubator.domain.delivery_facts import (
    Box,
    BoxKind,
    ContributorWeek,
    Deployment,
    DeploymentStatus,
    EventKind,
    History,
    Issue,
    IssueEvent,
    PullRequest,
    Release,
    RepositoryFacts,
    Response,
    ResponseKind,
)

PARIS = ZoneInfo("Europe/Paris")
_IDS = count(1_000_000)
_WORDS = {
    "in": EventKind.MILESTONED,
    "out": EventKind.DEMILESTONED,
    "closed": EventKind.CLOSED,
    "unplanned": EventKind.CLOSED,
    "reopened": EventKind.REOPENED,
    "seen": EventKind.ITERATION_ENTERED,
    "gone": EventKind.ITERATION_LEFT,
}


def moment(text: str) -> datetime:
    """ "03-05" is noon of 5 March 2026 in Paris, "03-05T23:30" half past eleven that night."""
    day, _, hour = text.partition("T")
    day = day if len(day) == 10 else f"2026-{day}"
    return datetime.fromisoformat(f"{day}T{hour or '12:00'}").replace(tzinfo=PARIS).astimezone(UTC)


def repository(number: int = 1, **fields: Any) -> RepositoryFacts:
    return replace(
        RepositoryFacts(
            github_id=number,
            full_name=f"fabrique/depot-{number}",
            html_url=f"https://forge.example/fabrique/depot-{number}",
            default_branch="main",
            is_private=False,
            is_archived=False,
            is_fork=False,
            is_empty=False,
            has_issues=True,
            licence="MIT",
            created_at=moment("2024-01-01"),
            pushed_at=None,
            has_readme=True,
            has_ci=True,
            has_publiccode=True,
            has_contributing=True,
        ),
        **fields,
    )


def milestone(number: int, title: str, due: str | None, **fields: Any) -> Box:
    return replace(
        Box(
            kind=BoxKind.MILESTONE,
            key=str(number),
            title=title,
            goal="",
            is_open=True,
            start=None,
            end=moment(due).date() if due else None,
            created_at=moment("02-02"),
            closed_at=None,
        ),
        **fields,
    )


def iteration(key: str, start: str, end: str) -> Box:
    return Box(
        BoxKind.ITERATION,
        key,
        f"Itération {key}",
        "",
        True,
        moment(start).date(),
        moment(end).date(),
        None,
        None,
    )


def told(
    number: int, *script: str, box: Box, created: str = "02-10", **fields: Any
) -> tuple[Issue, list[IssueEvent]]:
    """An issue from its story: "03-05 closed", "03-06 in", in any order of telling.

    What GitHub says of it today follows from the story, unless ``fields`` say otherwise.
    """
    closed_at = milestone_now = None
    is_planned = True
    events = []
    last = moment(created)
    for line in script:
        when, word = line.split()
        at, kind = moment(when), _WORDS[word]
        last = max(last, at)
        if kind in {EventKind.CLOSED, EventKind.REOPENED}:
            closed_at = at if kind is EventKind.CLOSED else None
            is_planned = word != "unplanned"
        elif kind in {EventKind.MILESTONED, EventKind.DEMILESTONED}:
            milestone_now = int(box.key) if kind is EventKind.MILESTONED else None
        is_seen = kind in {EventKind.ITERATION_ENTERED, EventKind.ITERATION_LEFT}
        target = box.key if is_seen else box.title
        target = "" if kind in {EventKind.CLOSED, EventKind.REOPENED} else target
        events.append(IssueEvent(None if is_seen else next(_IDS), number, kind, target, at))
    issue = Issue(
        github_id=number,
        number=number,
        title=f"Demande {number}",
        is_open=closed_at is None,
        is_planned=is_planned,
        milestone=milestone_now,
        labels=(),
        created_at=moment(created),
        closed_at=closed_at,
        updated_at=last,
    )
    return replace(issue, **fields), events


def pull(
    number: int, opened: str = "03-02", merged: str | None = None, **fields: Any
) -> PullRequest:
    at = moment(merged) if merged else None
    return replace(
        PullRequest(
            github_id=number,
            number=number,
            author=1,
            author_is_bot=False,
            is_draft=False,
            labels=(),
            created_at=moment(opened),
            closed_at=at,
            merged_at=at,
            updated_at=at or moment(opened),
            is_complete=True,
        ),
        **fields,
    )


def answer(
    number: int, at: str, author: int | None = 2, *, review: bool = False, bot: bool = False
) -> Response:
    kind = ResponseKind.REVIEW if review else ResponseKind.COMMENT
    return Response(next(_IDS), kind, number, author, bot, moment(at))


def deployment(
    number: int, made: str, succeeded: str | None, environment: str = "production", **fields: Any
) -> tuple[Deployment, list[DeploymentStatus]]:
    facts = Deployment(number, environment, environment == "production", moment(made), True)
    statuses = [DeploymentStatus(next(_IDS), number, "in_progress", moment(made))]
    if succeeded:
        statuses.append(DeploymentStatus(next(_IDS), number, "success", moment(succeeded)))
    return replace(facts, **fields), statuses


def release(number: int, published: str | None, **fields: Any) -> Release:
    at = moment(published) if published else None
    return replace(Release(number, f"v{number}", False, at), **fields)


def commits(author: int, sunday: str, number: int, *, bot: bool = False) -> ContributorWeek:
    return ContributorWeek(author, bot, moment(sunday).date(), number)


def history(
    *,
    since: str = "2025-01-01",
    until: str = "2026-12-31",
    stories: tuple[tuple[Issue, list[IssueEvent]], ...] = (),
    deployed: tuple[tuple[Deployment, list[DeploymentStatus]], ...] = (),
    **fields: Any,
) -> History:
    """A repository's history; ``stories`` and ``deployed`` are what the builders above return."""
    fields.setdefault("repository", repository())
    fields.setdefault("issues", tuple(issue for issue, _ in stories))
    fields["events"] = (
        *(event for _, events in stories for event in events),
        *fields.get("events", ()),
    )
    return History(
        since=moment(since),
        until=moment(until),
        deployments=tuple(one for one, _ in deployed),
        statuses=tuple(status for _, statuses in deployed for status in statuses),
        **fields,
    )


def days(start: date, end: date) -> list[date]:
    """Every day from one to another."""
    return [start + timedelta(days=number) for number in range((end - start).days + 1)]
