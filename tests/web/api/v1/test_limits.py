"""Fair limits of the API: announced in every answer, held to for each network by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from incubator.store.database import open_database
from incubator.web.api.v1.limits import Buckets
from tests.web.door import Door

ROOT = "/api/1"


@pytest.fixture
async def door(sqlite_url: str) -> AsyncIterator[Door]:
    async with open_database(sqlite_url):
        yield Door(sqlite_url, {"api_requests": 6})


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (ROOT, 200),
        (f"{ROOT}/openapi.json", 200),
        (f"{ROOT}/startups?sort=nothing", 400),
        (f"{ROOT}/startups/inconnue", 404),
        (f"{ROOT}/nowhere", 404),
        (f"{ROOT}/a/b/c/d/e", 404),
        (f"{ROOT}/me", 401),
        (f"/en{ROOT}/phases", 200),
        (f"{ROOT}/startups?filter[q]={'a' * 9000}", 414),
    ],
)
async def test_every_answer_announces_them(door: Door, path: str, status: int) -> None:
    answer = await door.browser().get(path)
    assert answer.status_code == status
    assert answer.headers["RateLimit-Policy"] == '"default";q=6;w=60'
    assert answer.headers["RateLimit"] == '"default";r=5;t=10'


async def test_what_is_unchanged_and_what_is_not_allowed_announce_them_too(door: Door) -> None:
    browser = door.browser()
    first = await browser.get(f"{ROOT}/phases")
    again = await browser.get(f"{ROOT}/phases", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["RateLimit"] == '"default";r=4;t=20'
    assert (await browser.delete(f"{ROOT}/phases")).headers["RateLimit"] == '"default";r=3;t=30'
    exposed = again.headers["Access-Control-Expose-Headers"]
    assert {"ETag", "RateLimit", "RateLimit-Policy", "Retry-After"} == set(exposed.split(", "))


async def test_who_asks_too_much_is_told_how_long_to_wait(door: Door) -> None:
    browser = door.browser()
    for _ in range(6):
        assert (await browser.get(ROOT)).status_code == 200
    refused = await browser.get(ROOT)
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/vnd.api+json"
    assert refused.headers["access-control-allow-origin"] == "*"
    assert refused.headers["cache-control"] == "no-store"
    assert refused.headers["RateLimit"] == '"default";r=0;t=60'
    assert refused.headers["Retry-After"] == "10"
    (error,) = refused.json()["errors"]
    assert (error["status"], error["code"]) == ("429", "too_many_requests")
    assert "10 s" in error["detail"]
    door.clock.forward(seconds=10)
    assert (await browser.get(ROOT)).status_code == 200
    assert (await browser.get(ROOT)).status_code == 429


async def test_others_are_not_stopped_and_a_line_of_ipv6_is_one(door: Door) -> None:
    for number in range(6):
        await door.browser(f"2001:db8::{number + 1}").get(ROOT)
    assert (await door.browser("2001:db8::beef").get(ROOT)).status_code == 429
    assert (await door.browser("2001:db8:0:1::1").get(ROOT)).status_code == 200
    assert (await door.browser("192.0.2.1").get(ROOT)).status_code == 200


async def test_asking_whether_one_may_costs_nothing(door: Door) -> None:
    browser = door.browser()
    for _ in range(10):
        answer = await browser.options(f"{ROOT}/phases")
        assert answer.status_code == 204
    assert answer.headers["RateLimit"] == '"default";r=6;t=0'


async def test_pages_and_the_original_api_have_none(door: Door) -> None:
    for path in ("/api", "/api/v2.7/sponsors.json", "/startups", "/api/10"):
        assert "RateLimit" not in (await door.browser().get(path)).headers


def test_a_worker_remembers_so_many_networks_and_no_more() -> None:
    buckets = Buckets(2, most=3)
    for _ in range(2):
        buckets.take("first", 0)
    assert not buckets.take("first", 0).is_within
    for name in ("second", "third", "fourth"):
        buckets.take(name, 0)
    assert len(buckets) == 3
    assert buckets.take("first", 0).is_within


def test_a_bucket_never_holds_more_than_its_quota_nor_fills_backwards() -> None:
    buckets = Buckets(60)
    assert buckets.take("one", 1000).remaining == 59
    assert buckets.take("one", 500).remaining == 58
    assert buckets.take("one", 501).remaining == 58
    assert buckets.take("one", 9999).remaining == 59
