"""Open issues that GitHub no longer has do not stay open here."""

from __future__ import annotations

from datetime import timedelta

from incubator.domain.delivery_facts import Issue
from incubator.github.api import Api
from incubator.simulation.repository import Repository
from incubator.simulation.world import World
from tests.github.collect.conftest import Shelf, paths
from tests.simulation.worlds import after


def numbered(shelf: Shelf, number: int) -> Issue:
    (found,) = [one for one in shelf.all(Issue) if one.number == number]
    return found


def test_an_open_issue_that_was_deleted_is_closed_without_having_been_done(
    shelf: Shelf, api: Api, repository: Repository
) -> None:
    issue = repository.open_issue(after(40), milestone=repository.milestones[1])
    shelf.read(api)
    before = numbered(shelf, issue.number)
    repository.delete_issue(issue)
    assert f"/issues/{issue.number}" in paths(shelf.read(api))
    now = numbered(shelf, issue.number)
    assert (before.is_open, now.is_open, now.is_planned) == (True, False, False)
    assert (now.milestone, now.title) == (before.milestone, before.title)
    assert now.closed_at is not None
    assert abs(api.clock() - now.closed_at) < timedelta(minutes=1)
    # It is missed once.
    assert {one.status for one in shelf.read(api)} == {304}


def test_one_that_was_transferred_is_open_where_it_went_only(
    shelf: Shelf, api: Api, repository: Repository, world: World
) -> None:
    issue = repository.open_issue(after(40))
    shelf.read(api)
    repository.transfer_issue(issue, world.add_repository("acme/autre"), after(41))
    shelf.read(api)
    assert not numbered(shelf, issue.number).is_open


def test_one_that_changed_while_the_others_were_listed_is_taken_as_it_is(
    shelf: Shelf, api: Api, repository: Repository, world: World
) -> None:
    issue = repository.open_issue(after(40))
    shelf.read(api)
    repository.open_issue(after(41))
    world.fail("other_shape", "/issues.*state=open", body="[]", times=1)
    shelf.read(api)
    assert numbered(shelf, issue.number).is_open


def test_open_issues_are_listed_only_where_something_changed(
    shelf: Shelf, api: Api, repository: Repository
) -> None:
    shelf.read(api)
    assert not [one for one in shelf.read(api) if "state=open" in one.path]
    repository.open_issue(after(42))
    assert [one for one in shelf.read(api) if "state=open" in one.path]
