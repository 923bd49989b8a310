"""What the invented GitHub answers is what GitHub publishes that it answers."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter, ValidationError

from incubator.simulation.accounts import AccountType
from incubator.simulation.history.demonstration import demonstration_world
from incubator.simulation.repository import Repository
from incubator.simulation.server import simulated_github
from incubator.simulation.world import World
from tests.simulation.demonstration import SHEETS
from tests.simulation.worlds import NAME, TOKEN, after, small_world

#: The version that the collection asks for, and the latest.
VERSIONS = ["v2022_11_28", "v2026_03_10"]
REPOSITORY = f"/repos/{NAME}"
LISTS = [
    ("/contents/", "ContentDirectoryItems", 3),
    ("/contents/.github", "ContentDirectoryItems", 1),
    ("/milestones?state=all", "Milestone", 3),
    ("/issues?state=all", "Issue", 6),
    ("/issues/events", "IssueEvent", 14),
    ("/pulls?state=all", "PullRequestSimple", 3),
    ("/pulls/4/commits", "Commit", 2),
    ("/pulls/4/reviews", "PullRequestReview", 2),
    ("/issues/comments", "IssueComment", 2),
    ("/pulls/comments", "PullRequestReviewComment", 1),
    ("/releases", "Release", 2),
    ("/deployments", "Deployment", 4),
    ("/stats/contributors", "ContributorActivity", 2),
]
DEMONSTRATED = [
    ("issues?", "Issue"),
    ("issues/events?", "IssueEvent"),
    ("pulls?", "PullRequestSimple"),
    ("milestones?", "Milestone"),
    ("releases?", "Release"),
    ("deployments?", "Deployment"),
]
pytestmark = pytest.mark.parametrize("version", VERSIONS)


@cache
def model(version: str, name: str) -> TypeAdapter[Any]:
    """A published schema. They are many: each is loaded when it is first asked for."""
    return TypeAdapter(getattr(import_module(f"githubkit_schemas.{version}.models"), name))


@pytest.fixture(scope="module")
def still() -> Iterator[httpx.Client]:
    """A client of a world that no test changes."""
    world, _ = small_world()
    with simulated_github(world) as server:
        headers = {"Authorization": f"token {TOKEN}"}
        with httpx.Client(base_url=server.url, headers=headers) as opened:
            yield opened


def check(version: str, name: str, answer: Any) -> None:
    """Hold an answer against a schema; keys that it requires must be there."""
    model(version, name).validate_python(answer)


@pytest.mark.parametrize(("place", "name", "count"), LISTS)
def test_lists_of_a_repository_are_as_published(
    still: httpx.Client, version: str, place: str, name: str, count: int
) -> None:
    answer = still.get(REPOSITORY + place).json()

    assert len(answer) == count
    for item in answer:
        check(version, name, item)


def test_an_issue_by_its_number_is_as_published_and_so_is_one_that_is_no_more(
    client: httpx.Client, repository: Repository, world: World, version: str
) -> None:
    check(version, "Issue", client.get(f"{REPOSITORY}/issues/1").json())
    repository.delete_issue(repository.issues[0])
    repository.transfer_issue(repository.issues[0], world.add_repository("acme/autre"), after(50))
    gone, moved = (client.get(f"{REPOSITORY}/issues/{number}") for number in (1, 2))
    assert (gone.status_code, moved.status_code) == (410, 301)
    check(version, "BasicError", gone.json())
    check(version, "Issue", client.get(moved.headers["location"]).json())


def test_a_repository_is_as_published_in_full_and_in_lists(
    client: httpx.Client, world: World, version: str
) -> None:
    world.account("ada").type = AccountType.USER
    world.add_repository("ada/brouillon", pushed_at=None, licence="", is_fork=True)
    world.add_repository("ada/ancien", is_archived=True, licence="NOASSERTION", has_issues=False)

    check(version, "FullRepository", client.get(REPOSITORY).json())
    for name in ("brouillon", "ancien"):
        check(version, "FullRepository", client.get(f"/repos/ada/{name}").json())
    for place in ("/orgs/acme/repos", "/users/ada/repos"):
        answer = client.get(place).json()
        assert answer
        for item in answer:
            check(version, "MinimalRepository", item)


def test_what_became_of_a_deployment_is_as_published(
    client: httpx.Client, repository: Repository, version: str
) -> None:
    for one in repository.deployments:
        for item in client.get(f"{REPOSITORY}/deployments/{one.id}/statuses").json():
            check(version, "DeploymentStatus", item)


def test_a_token_of_an_installation_is_as_published(
    client: httpx.Client, world: World, version: str
) -> None:
    world.add_installation(12, app="345")
    claims = {"iss": "345", "exp": time.time() + 60}
    parts = [{"alg": "RS256", "typ": "JWT"}, claims]
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts]

    answer = client.post(
        "/app/installations/12/access_tokens",
        headers={"Authorization": f"Bearer {'.'.join(coded)}.signed"},
    )

    assert answer.status_code == 201
    check(version, "InstallationToken", answer.json())


@pytest.mark.parametrize("status", [401, 403, 404])
def test_refusals_are_as_published(
    client: httpx.Client, world: World, version: str, status: int
) -> None:
    kinds = {401: "bad_credentials", 403: "forbidden", 404: "not_found"}
    world.fail(kinds[status])

    check(version, "BasicError", client.get(REPOSITORY).json())


def test_a_wrong_answer_is_found_out(
    client: httpx.Client, repository: Repository, version: str
) -> None:
    right = client.get(f"{REPOSITORY}/issues?state=all").json()[0]
    without_a_key = {key: value for key, value in right.items() if key != "milestone"}

    check(version, "Issue", right)
    with pytest.raises(ValidationError, match="milestone"):
        check(version, "Issue", without_a_key)
    with pytest.raises(ValidationError, match="created_at"):
        check(version, "Issue", right | {"created_at": "last week"})

    repository.deployments[0].becomes("exploded", after(40))
    place = f"{REPOSITORY}/deployments/{repository.deployments[0].id}/statuses"
    with pytest.raises(ValidationError, match="state"):
        check(version, "DeploymentStatus", client.get(place).json()[0])


def test_the_demonstration_answers_as_published_too(version: str) -> None:
    world = demonstration_world(SHEETS, date(2026, 11, 22))
    world.add_token(TOKEN)
    with (
        simulated_github(world) as server,
        httpx.Client(base_url=server.url, headers={"Authorization": f"token {TOKEN}"}) as client,
    ):
        for one in world.repositories.values():
            place = f"/repositories/{one.id}"
            check(version, "FullRepository", client.get(place).json())
            for name, schema in DEMONSTRATED:
                for item in client.get(f"{place}/{name}state=all&per_page=10").json():
                    check(version, schema, item)
