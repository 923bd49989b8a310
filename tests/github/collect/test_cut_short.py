"""Readings that are cut short, or overtaken by changes: the next ones lose nothing."""

from __future__ import annotations

import pytest

from incubator.domain.delivery_facts import Deployment, Issue, IssueEvent, Part, PullRequest
from incubator.github.api import Api
from incubator.github.budget import Budget
from incubator.github.collect import Known, collect_repository
from incubator.github.collect.walk import Walk
from incubator.github.errors import BudgetSpentError, GithubError
from incubator.simulation.repository import Repository
from incubator.simulation.threads import Event, Pull
from incubator.simulation.world import World
from tests.github.collect.conftest import SINCE, Door, Shelf
from tests.simulation.worlds import NAME, after


def _grow(repository: Repository, world: World, count: int) -> None:
    ada, grace = world.person("ada"), world.person("grace")
    for number in range(count):
        hour = 40 + number
        issue = repository.open_issue(after(hour), milestone=repository.milestones[0])
        issue.close(after(hour + 0.2))
        pull = repository.open_pull(ada, after(hour + 0.3))
        pull.comment(grace, after(hour + 0.4))
        pull.merge(after(hour + 0.5))
        repository.deploy(after(hour + 0.6)).becomes("success", after(hour + 0.7))


def _is_all_there(shelf: Shelf, repository: Repository) -> bool:
    return (
        len(shelf.all(Issue)) == len(repository.issues)
        and len(shelf.all(PullRequest)) == len(repository.pulls)
        and {one.github_id for one in shelf.all(Deployment)}
        == {one.id for one in repository.deployments}
        and all(one.is_complete for one in shelf.all(PullRequest) if one.merged_at)
        and len([one for one in shelf.all(IssueEvent) if one.github_id])
        == len([one for one in repository.events if _is_kept(one)])
    )


def _is_kept(event: Event) -> bool:
    is_pull = isinstance(event.thread, Pull)
    return event.kind == "ready_for_review" if is_pull else event.kind != "labeled"


def test_a_reading_that_is_cut_anywhere_goes_on_and_loses_nothing(
    shelf: Shelf, api: Api, repository: Repository, world: World
) -> None:
    _grow(repository, world, 60)
    count = sum(1 for _ in collect_repository(api, NAME, Known(SINCE)))
    for most in range(1, count + 1, 5):
        shelf.read(api, most=most)
    shelf.read(api)
    assert _is_all_there(shelf, repository)
    assert {one.status for one in shelf.read(api)} == {304}


def test_runs_that_spend_their_budget_come_to_the_end_all_the_same(
    shelf: Shelf, door: Door, repository: Repository, world: World
) -> None:
    _grow(repository, world, 60)
    runs, is_done = 0, False
    while not is_done:
        runs += 1
        try:
            shelf.read(door.api(Budget(60)))
            is_done = True
        except BudgetSpentError:
            # About 120 for pull requests and 60 for deployments, and a few lists each time.
            assert runs < 5
    assert _is_all_there(shelf, repository)


def test_a_failure_in_the_middle_leaves_what_was_read_and_keeps_no_validator_of_the_rest(
    shelf: Shelf, api: Api, repository: Repository, world: World
) -> None:
    _grow(repository, world, 40)
    world.fail("broken", r"/issues/events\?.*page=2", status=500)
    with pytest.raises(GithubError):
        shelf.read(api)
    assert Part.ISSUES in shelf.cursors
    assert Part.EVENTS not in shelf.cursors
    assert not any("/issues/events" in url for url in shelf.validators)
    world.heal()
    shelf.read(api)
    assert _is_all_there(shelf, repository)


@pytest.mark.parametrize("change", ["newer", "older", "gone"])
def test_pages_that_shift_during_a_walk_lose_nothing(
    shelf: Shelf,
    api: Api,
    repository: Repository,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    change: str,
) -> None:
    for number in range(250):
        repository.open_issue(after(40 + number))
    by_number = repository.threads
    page, done = Walk._page, []

    def shifting(self: Walk, url: str, params: dict[str, str], *, is_first: bool) -> object:
        """The world changes between the first page of the issues and the second."""
        answer = page(self, url, params, is_first=is_first)
        if self.url.endswith("/issues") and not done:
            done.append(True)
            with world.lock:
                _shift(change)
        return answer

    def _shift(what: str) -> None:
        if what == "newer":
            repository.open_issue(after(500))
        elif what == "older":
            by_number[150].label("bug", at=after(500))
        else:
            del by_number[251], by_number[250]

    monkeypatch.setattr(Walk, "_page", shifting)
    shelf.read(api)
    monkeypatch.undo()
    shelf.read(api)
    assert {one.number for one in shelf.all(Issue)} >= {one.number for one in repository.issues}
    assert {one.number: one.labels for one in shelf.all(Issue)}[150] == (
        ("bug",) if change == "older" else ()
    )
