"""Lists come in pages, in the order asked for, and only when they changed."""

from __future__ import annotations

import re

import httpx
import pytest

from incubator.simulation.repository import Repository
from incubator.simulation.world import World
from tests.simulation.worlds import NAME, after

REPOSITORY = f"/repos/{NAME}"


def links(answer: httpx.Response) -> dict[str, str]:
    found = re.findall(r'<([^>]+)>; rel="(\w+)"', answer.headers.get("link", ""))
    return {name: url for url, name in found}


def numbers(client: httpx.Client, place: str) -> list[int]:
    return [item["number"] for item in client.get(REPOSITORY + place).json()]


def test_following_the_links_gives_each_item_once(
    client: httpx.Client, repository: Repository
) -> None:
    for hour in range(40, 45):
        repository.open_issue(after(hour))
    answer = client.get(f"{REPOSITORY}/issues?state=all&per_page=3&sort=created&direction=asc")
    first, seen = links(answer), [item["number"] for item in answer.json()]
    assert set(first) == {"next", "last"}
    # Pages are linked by the repository's number, which stays when its name changes.
    assert f"/repositories/{repository.id}/issues?" in first["next"]
    while "next" in links(answer):
        answer = client.get(links(answer)["next"])
        seen += [item["number"] for item in answer.json()]
    assert seen == list(range(1, 12))
    assert set(links(answer)) == {"prev", "first"}
    assert str(answer.url) == first["last"]


def test_pages_have_thirty_items_unless_asked_otherwise_and_a_hundred_at_most(
    client: httpx.Client, repository: Repository
) -> None:
    for hour in range(120):
        repository.open_issue(after(hour))
    assert len(numbers(client, "/issues")) == 30
    assert len(numbers(client, "/issues?per_page=500")) == 100
    assert numbers(client, "/issues?page=99") == []


def test_issues_are_open_ones_newest_first_unless_asked_otherwise(client: httpx.Client) -> None:
    assert numbers(client, "/issues") == [5, 3, 2]
    assert numbers(client, "/issues?state=closed") == [6, 4, 1]
    assert numbers(client, "/issues?state=all&sort=updated")[:2] == [2, 6]
    assert numbers(client, "/issues?state=all&sort=updated&direction=asc")[-1] == 2
    assert numbers(client, "/pulls?state=all") == [6, 5, 4]
    assert numbers(client, "/pulls?state=all&sort=updated") == [4, 5, 6]
    assert numbers(client, "/milestones?state=all") == [1, 2, 3]
    assert numbers(client, "/milestones") == [2, 3]


def test_since_keeps_what_changed_at_that_moment_or_later(client: httpx.Client) -> None:
    assert numbers(client, "/issues?state=all&since=2026-03-02T20:00:00Z") == [6, 5, 2]
    comments = client.get(f"{REPOSITORY}/issues/comments?since=2026-03-03T00:00:00Z").json()
    assert [comment["created_at"] for comment in comments] == ["2026-03-03T16:00:00Z"]


def test_events_tell_a_milestone_by_its_title_only(
    client: httpx.Client, repository: Repository
) -> None:
    repository.milestones[1].title = "Renommé"
    events = client.get(f"{REPOSITORY}/issues/events").json()
    assert [event["created_at"] for event in events] == sorted(
        (event["created_at"] for event in events), reverse=True
    )
    moved = [one for one in events if one["issue"]["number"] == 2 and "milestone" in one]
    assert [(one["event"], one["milestone"]) for one in moved] == [
        ("milestoned", {"title": "Sprint 2"}),
        ("demilestoned", {"title": "Sprint 1"}),
        ("milestoned", {"title": "Sprint 1"}),
    ]


@pytest.mark.parametrize(
    "place",
    ["", "/issues?state=all", "/issues/events", "/pulls?state=all", "/contents/", "/releases"],
)
def test_what_did_not_change_is_not_sent_again(
    client: httpx.Client, repository: Repository, place: str
) -> None:
    first = client.get(REPOSITORY + place)
    known = {"If-None-Match": first.headers["etag"]}
    again = client.get(REPOSITORY + place, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    # Such an answer costs nothing.
    left = "x-ratelimit-remaining"
    assert again.headers[left] == first.headers[left]

    repository.files.append("CONTRIBUTING.md")
    repository.release("v2", after(50))
    repository.open_pull(None, after(50))
    repository.open_issue(after(50), milestone=repository.milestones[0])
    changed = client.get(REPOSITORY + place, headers=known)
    assert changed.status_code == 200
    assert int(changed.headers[left]) == int(first.headers[left]) - 1


def test_a_list_that_gains_a_page_has_changed(client: httpx.Client, repository: Repository) -> None:
    place = f"{REPOSITORY}/issues?state=all&sort=created&direction=asc&per_page=6"
    first = client.get(place)
    repository.open_issue(after(60))
    again = client.get(place, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 200
    assert "next" in links(again)


def test_requests_are_remembered(client: httpx.Client, world: World) -> None:
    client.get(f"{REPOSITORY}/issues?state=all", headers={"If-None-Match": '"old"'})
    client.get("/repos/acme/nothing")
    told = [(one.method, one.path, one.conditional, one.status) for one in world.requests]
    assert told == [
        ("GET", f"{REPOSITORY}/issues?state=all", True, 200),
        ("GET", "/repos/acme/nothing", False, 404),
    ]
    assert world.requests[0].authorization == "token good"


def test_facts_of_an_empty_repository(client: httpx.Client, world: World) -> None:
    world.add_repository("acme/vide", pushed_at=None, files=[])
    assert client.get("/repos/acme/vide").json()["size"] == 0
    assert client.get("/repos/acme/vide/contents/").json()["message"] == "This repository is empty."
    assert client.get("/repos/acme/vide/issues").json() == []
    assert client.get("/repos/acme/vide/stats/contributors").status_code == 204


def test_statistics_may_have_to_be_asked_for_again(
    client: httpx.Client, repository: Repository
) -> None:
    repository.pending_stats = 2
    place = f"{REPOSITORY}/stats/contributors"
    assert [client.get(place).status_code for _ in range(3)] == [202, 202, 200]
    weeks = client.get(place).json()[-1]["weeks"]
    assert [week["c"] for week in weeks] == [5, 0, 0]
