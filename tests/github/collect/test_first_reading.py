"""What a first reading learns of a repository in which there is something of everything."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from incubator.domain.delivery_facts import (
    Box,
    BoxKind,
    ContributorWeek,
    Deployment,
    DeploymentStatus,
    EventKind,
    Issue,
    IssueEvent,
    Part,
    PullRequest,
    Release,
    RepositoryFacts,
    Response,
    ResponseKind,
)
from incubator.github.api import Api
from incubator.github.collect import Known, collect_repository
from incubator.simulation.repository import Repository
from incubator.simulation.world import World
from tests.github.collect.conftest import SINCE, Shelf
from tests.simulation.worlds import NAME, after


def test_parts_come_in_order_and_each_of_them_ends(api: Api) -> None:
    batches = list(collect_repository(api, NAME, Known(SINCE)))
    assert list(dict.fromkeys(one.part for one in batches)) == list(Part)
    assert [one.part for one in batches if one.is_complete] == list(Part)
    assert not any(one.hidden for one in batches)


def test_the_repository_and_its_files(shelf: Shelf, api: Api, repository: Repository) -> None:
    repository.files += ["publiccode.yml", ".github/CONTRIBUTING.md"]
    shelf.read(api, name=NAME.upper())
    (facts,) = shelf.all(RepositoryFacts)
    assert (facts.github_id, facts.full_name, facts.licence) == (repository.id, NAME, "MIT")
    assert (facts.has_readme, facts.has_ci, facts.has_publiccode) == (True, True, True)
    assert facts.has_contributing
    assert not facts.is_empty
    assert facts.created_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("files", "has_ci"),
    [
        (["README.md", "Jenkinsfile"], True),
        (["README.md", ".gitlab-ci.yml"], True),
        (["README.md", ".circleci/config.yml"], True),
        (["README.md", ".github/dependabot.yml"], False),
    ],
)
def test_other_ways_to_have_continuous_integration(
    shelf: Shelf, api: Api, repository: Repository, files: list[str], has_ci: bool
) -> None:
    repository.files = files
    shelf.read(api)
    (facts,) = shelf.all(RepositoryFacts)
    assert (facts.has_ci, facts.has_contributing, facts.has_publiccode) == (has_ci, False, False)


def test_milestones_with_their_last_day_and_goal(shelf: Shelf, api: Api) -> None:
    shelf.read(api)
    boxes = [one for one in shelf.all(Box) if one.kind is BoxKind.MILESTONE]
    assert [(box.title, box.end, box.goal, box.is_open) for box in boxes] == [
        ("Plus tard", None, "", True),
        ("Sprint 2", date(2026, 3, 29), "", True),
        ("Sprint 1", date(2026, 3, 15), "Ouvrir à tous", False),
    ]


def test_issues_without_pull_requests_and_what_happened_to_them(shelf: Shelf, api: Api) -> None:
    shelf.read(api)
    issues = sorted(shelf.all(Issue), key=lambda one: one.number)
    assert [(one.number, one.is_open, one.is_planned, one.milestone) for one in issues] == [
        (1, False, False, 1),
        (2, True, True, 2),
        (3, True, True, None),
    ]
    assert issues[0].labels == ("bug", "prioritaire")
    assert issues[1].title == "Corriger l’accueil"
    events = sorted(shelf.all(IssueEvent), key=lambda one: (one.at, one.github_id or 0))
    told = [(one.number, one.kind.value, one.target) for one in events if one.github_id]
    assert told == [
        (1, "milestoned", "Sprint 1"),
        (2, "milestoned", "Sprint 1"),
        (1, "closed", ""),
        (3, "milestoned", "Sprint 2"),
        (1, "reopened", ""),
        (1, "closed", ""),
        (3, "demilestoned", "Sprint 2"),
        (4, "ready_for_review", ""),
        (2, "demilestoned", "Sprint 1"),
        (2, "milestoned", "Sprint 2"),
    ]


def test_pull_requests_with_first_commits_reviews_and_comments(
    shelf: Shelf, api: Api, world: World
) -> None:
    shelf.read(api)
    merged, robot, refused = sorted(shelf.all(PullRequest), key=lambda one: one.number)
    ada, grace = world.person("ada").id, world.person("grace").id
    assert (merged.author, merged.first_commit_at, merged.merged_at) == (ada, after(1), after(10))
    assert (merged.is_complete, merged.labels, merged.is_draft) == (True, ("documentation",), False)
    assert (robot.author_is_bot, robot.is_complete, robot.closed_at) == (True, True, None)
    assert (refused.author, refused.is_complete, refused.first_commit_at) == (None, False, None)
    responses = sorted(shelf.all(Response), key=lambda one: one.at)
    assert [(one.number, one.kind, one.author, one.at) for one in responses] == [
        (merged.number, ResponseKind.COMMENT, grace, after(7)),
        (merged.number, ResponseKind.LINE_COMMENT, None, after(8)),
        (merged.number, ResponseKind.REVIEW, grace, after(9)),
        (merged.number, ResponseKind.REVIEW, None, after(9.5)),
    ]


def test_releases_deployments_and_what_became_of_them(shelf: Shelf, api: Api) -> None:
    shelf.read(api)
    releases = {one.tag: one.published_at for one in shelf.all(Release)}
    assert releases == {"v1.0": after(21), "v1.1": None}
    deployments = shelf.all(Deployment)
    assert sorted(one.environment for one in deployments if one.is_production) == ["production"] * 3
    assert all(one.is_settled for one in deployments)
    assert sorted(one.state for one in shelf.all(DeploymentStatus)) == [
        "error",
        "failure",
        *["in_progress"] * 3,
        "success",
    ]


def test_weeks_of_contributors_begin_on_sunday(shelf: Shelf, api: Api, world: World) -> None:
    shelf.read(api)
    weeks = [(one.author, one.week, one.commits) for one in shelf.all(ContributorWeek)]
    assert sorted(weeks) == sorted(
        [
            (world.person("ada").id, date(2026, 3, 1), 5),
            (world.person("grace").id, date(2026, 3, 15), 2),
        ]
    )


def test_iterations_and_the_issues_in_them(shelf: Shelf, api: Api) -> None:
    shelf.read(api)
    boxes = {one.title: one for one in shelf.all(Box) if one.kind is BoxKind.ITERATION}
    past, coming = boxes["Itération 1"], boxes["Itération 2"]
    assert (past.start, past.end, past.is_open) == (date(2026, 3, 2), date(2026, 3, 15), False)
    assert coming.is_open
    (entered,) = [one for one in shelf.all(IssueEvent) if one.github_id is None]
    assert (entered.number, entered.kind) == (1, EventKind.ITERATION_ENTERED)
    assert entered.target == past.key
    assert abs(entered.at - datetime.now(UTC)) < timedelta(minutes=1)


def test_what_is_older_than_the_horizon_is_left_alone(shelf: Shelf, api: Api) -> None:
    shelf.read(api, since=after(25))
    assert [one.number for one in shelf.all(Issue)] == [2]
    assert shelf.all(PullRequest) == []
    assert {one.number for one in shelf.all(IssueEvent) if one.github_id} == {2}
    assert shelf.all(Deployment) == []


def test_a_wider_horizon_reads_what_was_left(shelf: Shelf, api: Api) -> None:
    shelf.read(api, since=after(25))
    shelf.read(api)
    assert len(shelf.all(Issue)) == 3
    assert len(shelf.all(PullRequest)) == 3
    assert len(shelf.all(Deployment)) == 4
    # What was read stays read, with the narrower horizon that the next run has.
    assert all(one.status == 304 for one in shelf.read(api, since=after(25)))
