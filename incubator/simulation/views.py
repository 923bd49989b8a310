"""What is answered at the addresses of a repository."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from incubator.simulation.answers import issues, pulls, repositories, shipping
from incubator.simulation.asking import Answer, Ask, error, moved, not_found, of_json
from incubator.simulation.repository import Repository
from incubator.simulation.threads import Pull, Thread

View = Callable[[Ask, Repository], Answer]
_EVER = datetime.min.replace(tzinfo=UTC)
_NO_ISSUES = "Issues has been disabled in this repository."


def facts(ask: Ask, repository: Repository) -> Answer:
    """The repository itself."""
    return of_json(repositories.full_repository(repository, ask.to))


def contents(ask: Ask, repository: Repository) -> Answer:
    """What a folder holds."""
    listed = repositories.contents(repository, ask.params.get("path", "").strip("/"), ask.to)
    if listed is None:
        return error(404, "This repository is empty.") if repository.is_empty else not_found()
    return of_json(listed)


def milestones(ask: Ask, repository: Repository) -> Answer:
    """Milestones, by due date unless asked otherwise."""
    if not repository.has_issues:
        return error(410, _NO_ISSUES)
    wanted = ask.query.get("state", "open")
    found = [
        one
        for one in list(repository.milestones)
        if wanted == "all" or (wanted == "closed") == (one.closed_at is not None)
    ]
    # Those without a due date come last.
    found.sort(key=lambda one: (one.due or date.max, one.number))
    if ask.is_descending(False):
        found.reverse()
    return ask.page(found, lambda one: issues.milestone(one, repository, ask.to))


def listed_issues(ask: Ask, repository: Repository) -> Answer:
    """Issues, and pull requests among them."""
    if not repository.has_issues:
        return error(410, _NO_ISSUES)
    since = ask.since()
    found = [
        one
        for one in list(repository.threads.values())
        if _is_wanted(one, ask) and one.updated_at >= since
    ]
    return ask.page(_sorted(found, ask, descends=True), lambda one: issues.thread(one, ask.to))


def issue(ask: Ask, repository: Repository) -> Answer:
    """An issue or a pull request; one that was transferred is told where it went."""
    number = ask.params["number"]
    found = repository.threads.get(number)
    if found is not None:
        return of_json(issues.thread(found, ask.to))
    if (other := repository.transferred.get(number)) is not None:
        return moved(f"{ask.to.of(other.repository)}/issues/{other.number}")
    is_deleted = number <= repository.last_number
    return error(410, "This issue was deleted") if is_deleted else not_found()


def listed_pulls(ask: Ask, repository: Repository) -> Answer:
    """Pull requests."""
    found: list[Thread] = [one for one in repository.pulls if _is_wanted(one, ask)]
    descends = ask.query.get("sort", "created") == "created"
    ordered = _sorted(found, ask, descends=descends)
    return ask.page(ordered, lambda one: pulls.pull(one, ask.to) if isinstance(one, Pull) else {})


def _is_wanted(one: Thread, ask: Ask) -> bool:
    wanted = ask.query.get("state", "open")
    return wanted == "all" or (wanted == "open") == one.is_open


def _sorted(found: list[Thread], ask: Ask, *, descends: bool) -> list[Thread]:
    by_update = ask.query.get("sort") == "updated"
    return sorted(
        found,
        key=lambda one: (one.updated_at if by_update else one.created_at, one.number),
        reverse=ask.is_descending(descends),
    )


def events(ask: Ask, repository: Repository) -> Answer:
    """What happened to issues and pull requests, the latest first."""
    found = sorted(repository.events, key=lambda one: (one.at, one.id), reverse=True)
    return ask.page(found, lambda one: issues.event(one, ask.to))


def issue_comments(ask: Ask, repository: Repository) -> Answer:
    """Comments on issues and pull requests."""
    return _comments(ask, repository, on_line=False)


def line_comments(ask: Ask, repository: Repository) -> Answer:
    """Comments on lines of pull requests."""
    return _comments(ask, repository, on_line=True)


def _comments(ask: Ask, repository: Repository, *, on_line: bool) -> Answer:
    since, is_sorted = ask.since(), "sort" in ask.query
    found = sorted(
        (
            one
            for one in list(repository.comments)
            if one.on_line is on_line and one.created_at >= since
        ),
        # Without a sort GitHub gives them by number, whatever the direction asked for.
        key=lambda one: (one.created_at, one.id) if is_sorted else (_EVER, one.id),
        reverse=is_sorted and ask.is_descending(False),
    )
    write = issues.line_comment if on_line else issues.comment
    return ask.page(found, lambda one: write(one, ask.to))


def commits(ask: Ask, repository: Repository) -> Answer:
    """The commits of a pull request, the first one first; GitHub tells 250 at most."""
    pull = repository.threads.get(ask.params["number"])
    if not isinstance(pull, Pull):
        return not_found()
    return ask.page(pull.commits[:250], lambda one: pulls.commit(one, pull, ask.to))


def reviews(ask: Ask, repository: Repository) -> Answer:
    """The reviews of a pull request, the first one first."""
    pull = repository.threads.get(ask.params["number"])
    if not isinstance(pull, Pull):
        return not_found()
    found = sorted(pull.reviews, key=lambda one: (one.at, one.id))
    return ask.page(found, lambda one: pulls.review(one, pull, ask.to))


def releases(ask: Ask, repository: Repository) -> Answer:
    """Versions, the latest first; drafts only for those who may push."""
    found = [one for one in list(repository.releases) if one.published_at or ask.token.push]
    found.sort(key=lambda one: (one.created_at, one.id), reverse=True)
    return ask.page(found, lambda one: shipping.release(one, repository, ask.to))


def deployments(ask: Ask, repository: Repository) -> Answer:
    """Deployments, the latest first."""
    wanted = ask.query.get("environment")
    found = [one for one in list(repository.deployments) if wanted in {None, one.environment}]
    found.sort(key=lambda one: (one.created_at, one.id), reverse=True)
    return ask.page(found, lambda one: shipping.deployment(one, ask.to))


def statuses(ask: Ask, repository: Repository) -> Answer:
    """What became of a deployment, the latest first."""
    deployment = next(
        (one for one in list(repository.deployments) if one.id == ask.params["number"]), None
    )
    if deployment is None:
        return not_found()
    found = sorted(deployment.statuses, key=lambda one: (one.at, one.id), reverse=True)
    return ask.page(found, lambda one: shipping.status(one, deployment, ask.to))


def contributors(ask: Ask, repository: Repository) -> Answer:
    """Weekly commits by person: to be asked for again while GitHub computes them."""
    if repository.pending_stats > 0:
        repository.pending_stats -= 1
        return of_json({}, 202)
    if repository.is_empty:
        return Answer(204, None)
    return of_json(shipping.contributors(repository, ask.to))


#: Addresses below a repository's own, the part that a token must see, and what is answered.
OF_REPOSITORY: tuple[tuple[str, str, View], ...] = (
    ("", "metadata", facts),
    ("/contents", "contents", contents),
    ("/contents/{path:path}", "contents", contents),
    ("/milestones", "milestones", milestones),
    ("/issues", "issues", listed_issues),
    ("/issues/events", "issues", events),
    ("/issues/comments", "issues", issue_comments),
    ("/issues/{number:int}", "issues", issue),
    ("/pulls", "pulls", listed_pulls),
    ("/pulls/comments", "pulls", line_comments),
    ("/pulls/{number:int}/commits", "pulls", commits),
    ("/pulls/{number:int}/reviews", "pulls", reviews),
    ("/releases", "releases", releases),
    ("/deployments", "deployments", deployments),
    ("/deployments/{number:int}/statuses", "deployments", statuses),
    ("/stats/contributors", "stats", contributors),
)
