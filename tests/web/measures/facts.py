"""Facts of invented repositories: values of the domain, and their rows in the database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from incubator.domain import delivery_facts as facts
from incubator.domain.delivery_facts import BoxKind, EventKind, History, Part, ResponseKind
from incubator.store import models
from tests.conftest import TODAY
from tests.web.signed import NOW

READ_AT = NOW - timedelta(hours=3)
SINCE = NOW - timedelta(days=300)
_TABLES: Mapping[type, Any] = {
    facts.Issue: models.Issue,
    facts.IssueEvent: models.IssueEvent,
    facts.Box: models.Milestone,
    facts.PullRequest: models.PullRequest,
    facts.Response: models.PullResponse,
    facts.Release: models.Release,
    facts.Deployment: models.Deployment,
    facts.DeploymentStatus: models.DeploymentStatus,
    facts.ContributorWeek: models.ContributorWeek,
}


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), UTC)


def repository(name: str, github_id: int, **changes: Any) -> facts.RepositoryFacts:
    """A public repository, two years old, that lacks a contribution guide."""
    known = facts.RepositoryFacts(
        github_id=github_id,
        full_name=name,
        html_url=f"https://forge.example/{name}",
        default_branch="main",
        is_private=False,
        is_archived=False,
        is_fork=False,
        is_empty=False,
        has_issues=True,
        licence="MIT",
        created_at=NOW - timedelta(days=730),
        pushed_at=READ_AT,
        has_readme=True,
        has_ci=True,
        has_publiccode=None,
        has_contributing=False,
    )
    return replace(known, **changes)


class Maker:
    """Makes the facts of a repository; its numbers begin where others' end."""

    def __init__(self, name: str = "littoral/site", github_id: int = 1, **changes: Any) -> None:
        self.repository = repository(name, github_id, **changes)
        self._next = github_id * 100_000
        self.found: dict[str, list[Any]] = {}

    def number(self) -> int:
        self._next += 1
        return self._next

    def add(self, kind: str, fact: Any) -> Any:
        self.found.setdefault(kind, []).append(fact)
        return fact

    def issue(
        self, milestone: int | None, created: date, closed: date | None = None, **changes: Any
    ) -> facts.Issue:
        number = self.number()
        known = facts.Issue(
            github_id=number,
            number=number,
            title=changes.pop("title", f"Ticket {number}"),
            is_open=closed is None,
            is_planned=True,
            milestone=milestone,
            labels=(),
            created_at=at(created),
            closed_at=at(closed, 16) if closed else None,
            updated_at=at(closed or created, 17),
        )
        found: facts.Issue = self.add("issues", replace(known, **changes))
        if closed:
            self.event(number, EventKind.CLOSED, "", at(closed, 16))
        return found

    def event(self, number: int, kind: EventKind, target: str, when: datetime) -> None:
        self.add("events", facts.IssueEvent(self.number(), number, kind, target, when))

    def milestone(self, number: int, title: str, start: date, end: date, **changes: Any) -> None:
        is_open = end >= TODAY
        known = facts.Box(
            kind=BoxKind.MILESTONE,
            key=str(number),
            title=title,
            goal="",
            is_open=is_open,
            start=None,
            end=end,
            created_at=at(start - timedelta(days=3)),
            closed_at=None if is_open else at(end, 18),
        )
        self.add("boxes", replace(known, **changes))

    def planned(
        self, milestone: int, title: str, start: date, entered: date, closed: date | None
    ) -> int:
        """An issue of a milestone since a day."""
        issue = self.issue(milestone, start - timedelta(days=6), closed)
        self.event(issue.number, EventKind.MILESTONED, title, at(entered, 8))
        return issue.number

    def pull(self, merged: date, hours: float, author: int = 7, **changes: Any) -> int:
        """A pull request merged on a day, so many hours after its first commit; with a review."""
        number = self.number()
        end = at(merged, 15)
        opened = end - timedelta(hours=hours * 0.7)
        known = facts.PullRequest(
            github_id=number,
            number=number,
            author=author,
            author_is_bot=False,
            is_draft=False,
            labels=(),
            created_at=opened,
            closed_at=end,
            merged_at=end,
            updated_at=end,
            first_commit_at=end - timedelta(hours=hours),
            is_complete=True,
        )
        self.add("pulls", replace(known, **changes))
        answered = opened + timedelta(hours=hours * 0.2)
        response = facts.Response(
            self.number(), ResponseKind.REVIEW, number, author + 1, False, answered
        )
        self.add("responses", response)
        return number

    def deployed(self, day: date, hour: int = 17) -> None:
        made = facts.Deployment(self.number(), "production", True, at(day, hour), True)
        self.add("deployments", made)
        status = facts.DeploymentStatus(self.number(), made.github_id, "success", at(day, hour, 20))
        self.add("statuses", status)

    def released(self, tag: str, day: date) -> None:
        self.add("releases", facts.Release(self.number(), tag, False, at(day, 12)))

    def commits(self, author: int, week: date, count: int) -> None:
        self.add("contributor_weeks", facts.ContributorWeek(author, False, week, count))

    def history(self, **changes: Any) -> History:
        found: dict[str, Any] = {kind: tuple(known) for kind, known in self.found.items()}
        return History(self.repository, SINCE, READ_AT, **found | changes)


def lively(name: str = "littoral/site", github_id: int = 1, **changes: Any) -> Maker:
    """Nine months of a team at work: fortnightly milestones, pull requests, deployments."""
    made, chance = Maker(name, github_id, **changes), Random(github_id)  # noqa: S311
    first = date(2026, 3, 30)
    for rank in range(17):
        start = first + timedelta(days=14 * rank)
        end, title = start + timedelta(days=13), f"Sprint {rank + 38}"
        goal = "Préparer la saison avec les capitaineries." if rank == 16 else ""
        made.milestone(rank + 1, title, start, end, goal=goal)
        for place in range(chance.randint(7, 12)):
            entered = start - timedelta(days=2) if place < 8 else start + timedelta(days=4)
            closed = start + timedelta(days=chance.randint(1, 15))
            is_done = closed <= min(end, TODAY) and chance.random() < 0.85
            made.planned(rank + 1, title, start, entered, closed if is_done else None)
    for back in range(1, 36 * 7):
        day = TODAY - timedelta(days=back)
        if day.weekday() > 4:
            continue
        for _ in range(chance.choice((0, 0, 1, 1, 2))):
            made.pull(day, chance.uniform(3, 130), author=chance.randint(7, 10))
        if chance.random() < 0.35:
            made.deployed(day)
        if back % 30 == 4:
            made.released(f"v2.{9 - back // 30}.0", day)
    for back in range(1, 36):
        week = TODAY - timedelta(days=TODAY.weekday() + 1 + 7 * back)
        for author in (7, 8, 9, 10):
            if count := chance.choice((0, 2, 4, 9)):
                made.commits(author, week, count)
    return made


async def save(
    history: History | None,
    name: str = "",
    *,
    state: str = "ok",
    read_at: datetime | None = READ_AT,
    tried_at: datetime | None = READ_AT,
    invented: bool = False,
    listed_by: str = "",
    hidden: Mapping[Part, str] | None = None,
) -> models.TrackedSource:
    """Write a source, and the repository behind it if it was ever seen."""
    row = await _save_history(history, invented, hidden or {}) if history else None
    return await models.TrackedSource.create(
        name=name or (history.repository.full_name.lower() if history else ""),
        listed_by=listed_by,
        repository=row,
        state=state,
        detail="401 for token 12345" if state not in {"ok", "never"} else "",
        tried_at=tried_at,
        succeeded_at=read_at,
    )


async def _save_history(
    history: History, invented: bool, hidden: Mapping[Part, str]
) -> models.Repository:
    told = {part.value: why for part, why in hidden.items()}
    row = await models.Repository.create(
        **asdict(history.repository),
        since=history.since,
        until=history.until,
        hidden=json.dumps(told) if told else "",
        invented=invented,
    )
    for kind in _TABLES.values():
        known = [one for name in _FIELDS for one in getattr(history, name)]
        await kind.bulk_create(_rows(known, kind, row.id))
    return row


_FIELDS = (
    *("issues", "events", "boxes", "pulls", "responses", "releases", "deployments"),
    *("statuses", "contributor_weeks"),
)


def _rows(known: Iterable[Any], table: Any, repository_id: int) -> list[Any]:
    rows = []
    for fact in known:
        if _TABLES[type(fact)] is table:
            cells = asdict(fact)
            if "labels" in cells:
                cells["labels"] = json.dumps(cells["labels"])
            rows.append(table(repository_id=repository_id, **cells))
    return rows
