"""Reading again: nothing for nothing, little for little, and whatever happens meanwhile is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from incubator.domain.delivery_facts import (
    Box,
    DeploymentStatus,
    Issue,
    Part,
    Release,
    RepositoryFacts,
    Response,
)
from incubator.github.api import Api
from incubator.github.budget import Budget
from incubator.github.collect import collect_repository
from incubator.simulation.repository import Repository
from incubator.simulation.world import World
from tests.github.collect.conftest import SINCE, Door, Shelf, paths
from tests.simulation.worlds import NAME, after


def test_when_nothing_changed_every_request_is_conditional_and_answered_by_304(
    shelf: Shelf, door: Door
) -> None:
    shelf.read(door.api())
    facts = dict(shelf.facts)
    budget = Budget(100)
    batches = list(collect_repository(door.api(budget), NAME, shelf.known(SINCE)))
    asked = shelf.world.requests[-budget.requests :]
    assert all(one.conditional and one.status == 304 for one in asked)
    assert budget.requests == budget.unchanged == len(asked) == 11
    assert all(one.is_unchanged and not one.facts for one in batches)
    for batch in batches:
        shelf.put(batch)
    assert shelf.facts == facts


def test_an_empty_repository_without_issues_is_unchanged_too(
    shelf: Shelf, api: Api, world: World
) -> None:
    world.add_repository("acme/vide", pushed_at=None, has_issues=False)
    shelf.read(api, name="acme/vide")
    (facts,) = shelf.all(RepositoryFacts)
    assert facts.is_empty
    assert facts.has_readme is False
    assert shelf.hidden == {Part.ISSUES: "disabled", Part.MILESTONES: "disabled"}
    assert {one.status for one in shelf.read(api, name="acme/vide")} == {304}


def test_one_issue_more_costs_a_page_of_each_list_that_it_is_in(
    shelf: Shelf, api: Api, repository: Repository
) -> None:
    shelf.read(api)
    repository.open_issue(after(400), title="Une de plus")
    asked = shelf.read(api)
    assert [one.title for one in shelf.all(Issue) if one.number == 7] == ["Une de plus"]
    news = paths([one for one in asked if one.status != 304])
    # Which issues are open is asked too, for those that are no more. The list of pull requests
    # counts the open issues of their repository.
    assert news == ["", "/issues", "/issues", "/pulls", "/graphql"]
    assert len(asked) == 13


def test_one_reviewed_pull_request_is_read_again_alone(
    shelf: Shelf, api: Api, repository: Repository, world: World
) -> None:
    shelf.read(api)
    repository.pulls[1].review(world.person("ada"), after(400))
    news = paths([one for one in shelf.read(api) if one.status != 304])
    number = repository.pulls[1].number
    assert news == [
        "",
        "/issues",
        "/issues",
        "/pulls",
        f"/pulls/{number}/reviews",
        f"/pulls/{number}/commits",
        "/graphql",
    ]
    assert len(shelf.all(Response)) == 5


def test_a_milestone_that_was_deleted_and_a_release_that_was_withdrawn_are_no_more(
    api: Api, shelf: Shelf, repository: Repository
) -> None:
    shelf.read(api)
    del repository.milestones[2], repository.releases[0]
    batches = {
        one.part: one
        for one in collect_repository(api, NAME, shelf.known(SINCE))
        if one.is_whole and not one.is_unchanged
    }
    titles = {one.title for one in batches[Part.MILESTONES].facts if isinstance(one, Box)}
    tags = {one.tag for one in batches[Part.RELEASES].facts if isinstance(one, Release)}
    assert titles == {"Sprint 1", "Sprint 2"}
    assert tags == {"v1.1"}


def test_lists_without_order_are_read_whole_as_soon_as_one_page_changed(
    api: Api, shelf: Shelf, repository: Repository
) -> None:
    for number in range(210):
        repository.add_milestone(f"Étape {number}", at=after(number))
    shelf.read(api)
    assert len(shelf.all(Box)) == 213 + 2
    assert {one.status for one in shelf.read(api)} == {304}
    oldest = repository.milestones[0]
    oldest.title = "Tout premier"
    oldest.touch(after(500))
    asked = [one for one in shelf.read(api) if "/milestones" in one.path]
    assert [one.status for one in asked] == [304, 304, 200, 200, 200, 200]
    assert "Tout premier" in {box.title for box in shelf.all(Box)}


def test_a_deployment_is_asked_about_until_it_has_ended(
    api: Api, shelf: Shelf, repository: Repository
) -> None:
    now = datetime.now(UTC)
    deployment = repository.deploy(now - timedelta(hours=1))
    deployment.becomes("in_progress", now - timedelta(hours=1))
    shelf.read(api)
    (running,) = shelf.known(SINCE).unsettled_deployments
    assert running.github_id == deployment.id
    assert {one.status for one in shelf.read(api)} == {304}
    deployment.becomes("success", now)
    news = [one for one in shelf.read(api) if one.status != 304]
    assert f"/deployments/{deployment.id}/statuses" in paths(news)
    assert shelf.known(SINCE).unsettled_deployments == ()
    assert len([one for one in shelf.all(DeploymentStatus) if one.deployment == deployment.id]) == 2
    assert {one.status for one in shelf.read(api)} == {304}


def test_a_deployment_that_never_ends_is_given_up_after_a_month(
    api: Api, shelf: Shelf, door: Door, repository: Repository
) -> None:
    now = datetime.now(UTC)
    repository.deploy(now - timedelta(days=29)).becomes("queued", now)
    shelf.read(api)
    assert len(shelf.known(SINCE).unsettled_deployments) == 1
    shelf.world.skew = timedelta(days=2)
    later = door.api(clock=lambda: datetime.now(UTC) + timedelta(days=2))
    asked = shelf.read(later)
    assert "/statuses" not in "".join(paths(asked))
    assert shelf.known(SINCE).unsettled_deployments == ()


def test_comments_that_are_answered_later_are_found_by_their_change(
    shelf: Shelf, api: Api, repository: Repository, world: World
) -> None:
    shelf.read(api)
    repository.pulls[0].comment(world.person("ada"), after(300))
    repository.pulls[0].comment_line(world.person("ada"), after(301))
    shelf.read(api)
    assert {one.at for one in shelf.all(Response)} >= {after(300), after(301)}
    assert {one.status for one in shelf.read(api)} == {304}


def test_another_repository_under_the_same_name_is_read_from_the_start(
    shelf: Shelf, api: Api, repository: Repository, world: World
) -> None:
    shelf.read(api)
    world.delete(repository)
    world.ids = type(world.ids)()
    world.account("decalage")
    other = world.add_repository(NAME, created_at=after(600))
    other.id += 1_000_000
    world.repositories = {other.id: other}
    world._names[NAME] = other.id
    other.open_issue(after(601), title="Nouvelle vie")
    batches = list(collect_repository(api, NAME, shelf.known(SINCE)))
    assert isinstance(batches[0].facts[0], RepositoryFacts)
    assert batches[0].facts[0].github_id == other.id
    issues = [fact for one in batches for fact in one.facts if isinstance(fact, Issue)]
    assert [one.title for one in issues] == ["Nouvelle vie"]


def test_a_repository_that_was_renamed_and_transferred_is_followed(
    shelf: Shelf, api: Api, repository: Repository, world: World
) -> None:
    shelf.read(api)
    world.rename(repository, "autre/portail")
    repository.open_issue(after(700))
    asked = shelf.read(api)
    (facts,) = shelf.all(RepositoryFacts)
    assert facts.full_name == "autre/portail"
    assert {one.path.split("?")[0] for one in asked if "/issues" in one.path} == {
        "/repos/autre/portail/issues",
        "/repos/autre/portail/issues/events",
        "/repos/autre/portail/issues/comments",
    }
    assert len(shelf.all(Issue)) == 4
    assert {one.status for one in shelf.read(api)} <= {301, 304}


def test_an_archived_repository_is_a_fact_not_a_failure(
    shelf: Shelf, api: Api, repository: Repository
) -> None:
    shelf.read(api)
    repository.is_archived = True
    shelf.read(api)
    assert shelf.all(RepositoryFacts)[0].is_archived
    assert shelf.hidden == {}


def test_weeks_that_passed_the_horizon_are_given_whole(
    shelf: Shelf, api: Api, repository: Repository, world: World
) -> None:
    shelf.read(api)
    repository.commit(world.person("ada"), date(2026, 4, 1), 3)
    batches = list(collect_repository(api, NAME, shelf.known(datetime(2026, 3, 10, tzinfo=UTC))))
    (weeks,) = [one for one in batches if one.part is Part.CONTRIBUTORS]
    assert weeks.is_whole
    assert len(weeks.facts) == 2
