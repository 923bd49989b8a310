"""Iterations of projects: what entered and left them, asked only when there is cause."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from incubator.domain.delivery_facts import Box, BoxKind, EventKind, IssueEvent, Part
from incubator.github.api import Api
from incubator.simulation.repository import Repository
from incubator.simulation.world import World
from tests.github.collect.conftest import Door, Shelf, paths
from tests.simulation.worlds import after


def _moves(shelf: Shelf) -> list[tuple[int, EventKind]]:
    return [(one.number, one.kind) for one in shelf.all(IssueEvent) if one.github_id is None]


def test_what_moved_since_the_last_time_is_told_once(
    shelf: Shelf, api: Api, repository: Repository
) -> None:
    shelf.read(api)
    first, second, third = repository.issues
    (project,) = repository.projects
    past, coming = project.iterations
    project.put(first, coming, after(400))
    project.put(third, coming, after(400))
    second.label("bug", at=after(400))
    shelf.read(api)
    assert _moves(shelf) == [
        (1, EventKind.ITERATION_ENTERED),
        (1, EventKind.ITERATION_LEFT),
        (1, EventKind.ITERATION_ENTERED),
        (3, EventKind.ITERATION_ENTERED),
    ]
    second.label(at=after(401))
    shelf.read(api)
    assert len(_moves(shelf)) == 4
    assert shelf.known(after(0)).memberships == {(1, coming.id), (3, coming.id)}
    assert past.id != coming.id


def test_projects_of_several_pages_shared_with_other_repositories(
    shelf: Shelf, api: Api, repository: Repository, world: World
) -> None:
    other = world.add_repository("acme/autre")
    first, second = repository.projects[0], repository.add_project("Autre plan", after(1))
    repository.add_project("Sans itération", after(2))
    period = second.add_iteration("Quinzaine", date(2026, 6, 1))
    for number in range(150):
        issue = repository.open_issue(after(40 + number))
        second.put(issue, period, after(200))
        second.put(other.open_issue(after(number)), period, after(200))
        first.put(issue, None, after(200))
    asked = shelf.read(api)
    inside = {pair for pair in shelf.known(after(0)).memberships if pair[1] == period.id}
    assert len(inside) == 150
    # Two pages for the first project (152), four for the second (300 and none), one for the third.
    assert paths(asked).count("/graphql") == 6
    titles = {one.title for one in shelf.all(Box) if one.kind is BoxKind.ITERATION}
    assert titles == {"Itération 1", "Itération 2", "Quinzaine"}


def test_they_are_asked_for_again_when_one_of_them_has_ended(
    shelf: Shelf, api: Api, door: Door, repository: Repository, world: World
) -> None:
    today = datetime.now(UTC).date()
    repository.projects[0].add_iteration("En cours", today - timedelta(days=10), days=12)
    shelf.read(api)
    assert "/graphql" not in paths(shelf.read(api))
    world.skew = timedelta(days=3)
    later = door.api(clock=lambda: datetime.now(UTC) + timedelta(days=3))
    assert paths([one for one in shelf.read(later) if one.status != 304]) == ["/graphql"]
    (box,) = [one for one in shelf.all(Box) if one.title == "En cours"]
    assert not box.is_open
    assert {one.status for one in shelf.read(later)} == {304}


def test_a_refusal_is_not_asked_for_again_until_something_changes(
    shelf: Shelf, door: Door, repository: Repository, world: World
) -> None:
    world.add_token("without", hidden={"graphql"})
    api = door.api(token="without")
    shelf.read(api)
    assert shelf.hidden == {Part.ITERATIONS: "forbidden"}
    assert {one.status for one in shelf.read(api)} == {304}
    assert shelf.hidden == {Part.ITERATIONS: "forbidden"}
    repository.open_issue(after(500))
    assert "/graphql" in paths(shelf.read(api))


def test_without_a_token_nobody_is_asked(shelf: Shelf, door: Door) -> None:
    assert "/graphql" not in paths(shelf.read(door.api(token="")))
    assert shelf.hidden == {Part.ITERATIONS: "forbidden"}
