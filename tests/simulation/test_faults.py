"""Each fault, as a plain client sees it."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest

from incubator.simulation.world import World
from tests.simulation.worlds import NAME

REPOSITORY = f"/repos/{NAME}"
PLACE = f"{REPOSITORY}/issues?state=all"


@pytest.mark.parametrize(
    ("kind", "status", "message"),
    [
        ("bad_credentials", 401, "Bad credentials"),
        ("forbidden", 403, "Forbidden"),
        ("secondary_limit", 403, "secondary rate limit"),
        ("primary_limit", 403, "API rate limit exceeded"),
        ("too_many", 429, "secondary rate limit"),
        ("not_found", 404, "Not Found"),
        ("gone", 410, "Gone"),
        ("empty_git", 409, "Git Repository is empty."),
        ("broken", 502, "Server Error"),
    ],
)
def test_refusals_are_answered_as_often_as_asked_for(
    client: httpx.Client, world: World, kind: str, status: int, message: str
) -> None:
    world.fail(kind, "/issues", times=2)
    answers = [client.get(PLACE) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [status, status, 200]
    assert message in answers[0].json()["message"]
    assert [one.status for one in world.requests] == [status, status, 200]


def test_limits_say_when_to_come_back(client: httpx.Client, world: World) -> None:
    world.fail("secondary_limit", times=1, seconds=7)
    assert client.get(PLACE).headers["retry-after"] == "7"
    world.fail("too_many", times=1, seconds=3)
    assert client.get(PLACE).headers["retry-after"] == "3"
    world.fail("primary_limit", times=1, seconds=90)
    told = client.get(PLACE).headers
    assert told["x-ratelimit-remaining"] == "0"
    assert 80 < int(told["x-ratelimit-reset"]) - time.time() < 100


def test_a_fault_without_end_ends_when_it_is_healed(client: httpx.Client, world: World) -> None:
    world.fail("accepted", "stats")
    place = f"{REPOSITORY}/stats/contributors"
    assert {client.get(place).status_code for _ in range(5)} == {202}
    assert client.get(PLACE).status_code == 200
    world.heal()
    assert client.get(place).status_code == 200


def test_a_fault_keeps_to_its_method_and_its_path(client: httpx.Client, world: World) -> None:
    world.fail("broken", r"/issues\?.*page=2", status=503)
    world.fail("broken", method="POST")
    assert client.get(PLACE).status_code == 200
    assert client.get(f"{PLACE}&page=2").status_code == 503
    assert client.post("/graphql", json={"query": "{}"}).status_code == 502


def test_a_slow_answer_is_the_right_one_in_the_end(client: httpx.Client, world: World) -> None:
    world.fail("slow", times=2, seconds=0.3)
    began = time.monotonic()
    assert client.get(PLACE).status_code == 200
    assert time.monotonic() - began >= 0.3
    with pytest.raises(httpx.ReadTimeout):
        client.get(PLACE, timeout=0.05)


def test_a_truncated_answer_ends_too_early(client: httpx.Client, world: World) -> None:
    right = client.get(PLACE)
    world.fail("truncated", times=1)
    with client.stream("GET", PLACE) as answer:
        # Nothing in its headers betrays it.
        assert answer.status_code == 200
        assert answer.headers["etag"] == right.headers["etag"]
        assert int(answer.headers["content-length"]) == len(right.content)
        with pytest.raises(httpx.RemoteProtocolError, match="complete message body"):
            answer.read()


def test_a_cut_connection_has_no_answer(client: httpx.Client, world: World) -> None:
    world.fail("cut", times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(PLACE)
    assert world.requests[-1].status == 0
    assert client.get(PLACE).status_code == 200


def test_an_answer_may_be_no_json_or_json_of_another_shape(
    client: httpx.Client, world: World
) -> None:
    world.fail("invalid_json", times=1)
    answer = client.get(PLACE)
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    world.fail("other_shape", times=1, body="[1, null]")
    assert client.get(PLACE).json() == [1, None]


def test_redirects_may_lead_nowhere(client: httpx.Client, world: World) -> None:
    world.fail("redirect_loop", times=1)
    loop = client.get(PLACE)
    assert (loop.status_code, loop.headers["location"]) == (301, str(loop.url))
    world.fail("redirect_away", times=1)
    assert client.get(PLACE).headers["location"] == "http://elsewhere.invalid/"


def test_the_server_may_have_another_time(client: httpx.Client, world: World) -> None:
    world.skew = timedelta(hours=2)
    told = parsedate_to_datetime(client.get(PLACE).headers["date"])
    ahead = told - datetime.now(UTC)
    assert timedelta(minutes=119) < ahead < timedelta(minutes=121)


def test_a_failed_request_costs_nothing_but_an_answer_does(
    client: httpx.Client, world: World
) -> None:
    token = world.tokens["good"]
    token.remaining = 1
    assert client.get(PLACE).headers["x-ratelimit-remaining"] == "0"
    refused = client.get(PLACE)
    assert refused.status_code == 403
    assert "rate limit exceeded" in refused.json()["message"]
    assert client.get("/rate_limit").json()["rate"]["remaining"] == 0
