"""Who may see what, under which address."""

from __future__ import annotations

import base64
import json
import threading
import time
import warnings

import httpx
import pytest

from incubator.simulation.repository import Repository
from incubator.simulation.server import RunningServer, simulated_github
from incubator.simulation.world import World
from tests.simulation.worlds import NAME, TOKEN, small_world

REPOSITORY = f"/repos/{NAME}"


def bearer(value: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {value}"}


def claim(**claims: object) -> str:
    parts = [{"alg": "RS256", "typ": "JWT"}, {"iss": "345", "exp": time.time() + 60} | claims]
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts]
    return f"{'.'.join(coded)}.signed"


def test_an_unknown_token_is_refused_and_a_stranger_sees_what_is_public(
    client: httpx.Client,
) -> None:
    refused = client.get(REPOSITORY, headers=bearer("wrong"))
    assert (refused.status_code, refused.json()["message"]) == (401, "Bad credentials")
    stranger = client.get(REPOSITORY, headers={"Authorization": ""})
    assert stranger.status_code == 200
    assert stranger.headers["x-ratelimit-limit"] == "60"


def test_a_private_repository_is_not_there_for_those_who_may_not_see_it(
    client: httpx.Client, world: World
) -> None:
    world.add_repository("acme/secret", is_private=True)
    world.add_token("outside", private=False)
    assert client.get("/repos/acme/secret").json()["private"] is True
    for headers in ({"Authorization": ""}, bearer("outside")):
        assert client.get("/repos/acme/secret", headers=headers).status_code == 404
        listed = client.get("/orgs/acme/repos", headers=headers).json()
        assert [one["full_name"] for one in listed] == [NAME]
    assert len(client.get("/orgs/acme/repos").json()) == 2


def test_a_part_may_be_refused_to_a_token(client: httpx.Client, world: World) -> None:
    world.add_token("half", hidden={"deployments"})
    refused = client.get(f"{REPOSITORY}/deployments", headers=bearer("half"))
    assert refused.status_code == 403
    assert refused.json()["message"] == "Resource not accessible by personal access token"
    assert client.get(f"{REPOSITORY}/releases", headers=bearer("half")).status_code == 200


def test_drafts_of_releases_are_for_those_who_may_push(client: httpx.Client, world: World) -> None:
    world.add_token("reader")
    assert len(client.get(f"{REPOSITORY}/releases").json()) == 2
    assert len(client.get(f"{REPOSITORY}/releases", headers=bearer("reader")).json()) == 1


def test_a_former_name_leads_to_the_repository(
    client: httpx.Client, world: World, repository: Repository
) -> None:
    world.rename(repository, "other/place")
    moved = client.get(f"{REPOSITORY}/issues?state=all&per_page=2")
    assert moved.status_code == 301
    assert moved.headers["location"].endswith(
        f"/repositories/{repository.id}/issues?state=all&per_page=2"
    )
    assert len(client.get(moved.headers["location"]).json()) == 2
    assert client.get("/repos/other/place").json()["full_name"] == "other/place"
    # A name that is used again belongs to the new one.
    world.add_repository(NAME)
    assert client.get(REPOSITORY).json()["id"] != repository.id


def test_what_is_deleted_or_disabled_is_said_to_be(
    client: httpx.Client, world: World, repository: Repository
) -> None:
    repository.has_issues = False
    assert client.get(f"{REPOSITORY}/issues").status_code == 410
    assert client.get(f"{REPOSITORY}/milestones").status_code == 410
    assert client.get(f"{REPOSITORY}/pulls").status_code == 200
    world.delete(repository)
    assert client.get(REPOSITORY).status_code == 404
    assert client.get(f"/repositories/{repository.id}").status_code == 404


def test_organisations_and_people_have_repositories(client: httpx.Client, world: World) -> None:
    world.add_repository("ada/notes")
    assert client.get("/orgs/ada/repos").status_code == 404
    assert [one["name"] for one in client.get("/users/acme/repos").json()] == ["site"]
    assert [one["name"] for one in client.get("/users/ada/repos").json()] == ["notes"]
    assert client.get("/users/nobody/repos").status_code == 404


def test_an_application_gets_a_token_for_its_installation(
    client: httpx.Client, world: World
) -> None:
    world.add_installation(12, app="345", private=False, hidden={"stats"})
    place = "/app/installations/12/access_tokens"
    given = client.post(place, headers=bearer(claim()))
    assert given.status_code == 201
    token = given.json()["token"]
    assert client.get(REPOSITORY, headers=bearer(token)).status_code == 200
    refused = client.get(f"{REPOSITORY}/stats/contributors", headers=bearer(token))
    assert refused.json()["message"] == "Resource not accessible by integration"


@pytest.mark.parametrize(
    "token",
    ["good", "a.b.c", claim(exp=1), claim(iss="999"), claim()[:-6]],
    ids=["a word", "no claim", "over", "of another", "unsigned"],
)
def test_an_application_must_prove_who_it_is(
    client: httpx.Client, world: World, token: str
) -> None:
    world.add_installation(12, app="345")
    refused = client.post("/app/installations/12/access_tokens", headers=bearer(token))
    assert refused.status_code == 401
    assert (
        client.post("/app/installations/13/access_tokens", headers=bearer(claim())).status_code
        == 404
    )


def test_an_enterprise_serves_the_same_under_a_prefix(
    client: httpx.Client, server: RunningServer
) -> None:
    answer = client.get(f"{server.enterprise_url}{REPOSITORY}/issues?state=all&per_page=1")
    assert answer.status_code == 200
    assert answer.json()[0]["url"].startswith(f"{server.url}/api/v3/repos/acme/site/issues/")
    assert f"<{server.enterprise_url}/repositories/" in answer.headers["link"]


def test_what_is_nowhere_is_not_found(client: httpx.Client) -> None:
    for place in (
        "/",
        "/nothing",
        "/api/v3/nothing",
        "/api/nothing",
        f"{REPOSITORY}/pulls/99/commits",
    ):
        answer = client.get(place)
        assert (answer.status_code, answer.json()["status"]) == (404, "404")


def test_a_server_starts_and_ends_at_once_even_while_it_is_slow() -> None:
    world, _ = small_world()
    world.fail("slow", seconds=60)
    before = threading.active_count()
    with warnings.catch_warnings(record=True) as heard:
        began = time.monotonic()
        with simulated_github(world) as server:
            answers: list[int] = []

            def ask() -> None:
                headers = {"Authorization": f"token {TOKEN}"}
                answers.append(httpx.get(server.url + REPOSITORY, headers=headers).status_code)

            asking = threading.Thread(target=ask)
            asking.start()
            while not world.requests:
                time.sleep(0.01)
        asking.join(5)
        assert time.monotonic() - began < 2
    assert answers == [200]
    assert threading.active_count() == before
    assert heard == []
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.url)
