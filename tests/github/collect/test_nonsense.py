"""Answers that make no sense: the whole answer is refused, and nothing of it is believed."""

from __future__ import annotations

import json
from datetime import date

import pytest

from incubator.domain.delivery_facts import Box, Part
from incubator.github import wire
from incubator.github.api import Api
from incubator.github.collect import Batch, Known, collect_repository
from incubator.github.collect.shapes import Item, instant_of, plain
from incubator.github.collect.walk import Cursor, read_whole
from incubator.github.errors import GithubError, Reason, UnavailableError
from incubator.simulation.repository import Repository
from incubator.simulation.world import World
from tests.github.collect.conftest import SINCE, Door, Shelf
from tests.github.collect.odd import odd_server
from tests.simulation.worlds import NAME

ISSUE = {
    "id": 1,
    "number": 1,
    "title": "Un",
    "state": "open",
    "labels": [],
    "created_at": "2026-03-01T00:00:00Z",
    "updated_at": "2026-03-01T00:00:00Z",
    "closed_at": None,
    "user": None,
}
PERSON = {"login": "ada", "id": 1}


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (200, b"\xff\xfe[]", {}),
        (200, b'{"a": NaN}', {}),
        (200, b"", {}),
        (203, b"[]", {}),
        (304, b"", {}),
        (200, b"[]", {"Link": '</elsewhere?page=2>; rel="next"'}),
        (200, b"[]", {"Link": f'</api/{"x" * 500}>; rel="next"'}),
        (200, b"[]", {"X-RateLimit-Remaining": "many", "X-RateLimit-Limit": "few"}),
    ],
)
def test_an_answer_that_makes_no_sense_is_garbled(
    door: Door, status: int, body: bytes, headers: dict[str, str]
) -> None:
    with odd_server(status, body, headers) as url, pytest.raises(UnavailableError) as caught:
        door.api(url=f"{url}/api").get("/x")
    assert caught.value.reason is Reason.GARBLED


def test_an_answer_that_is_too_long_is_refused(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MAX_ANSWER_BYTES", 100_000)
    body = b"[" + b" " * 200_000 + b"]"
    with odd_server(200, body) as url, pytest.raises(UnavailableError) as caught:
        door.api(url=url).get("/x")
    assert caught.value.reason is Reason.GARBLED


def test_an_answer_that_trickles_ends_in_time(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "_PATIENCE", 0)
    with odd_server(200, b"[1]") as url, pytest.raises(UnavailableError) as caught:
        door.api(url=url).get("/x")
    assert caught.value.reason is Reason.SLOW


def test_pages_that_lead_in_a_circle_are_garbled(door: Door) -> None:
    circle = {"Link": '</x?page=2>; rel="next"'}
    with odd_server(200, b"[]", circle) as url, pytest.raises(UnavailableError) as caught:
        read_whole(door.api(url=url), {}, "/x", {})
    assert "without end" in caught.value.detail


@pytest.mark.parametrize(
    "change",
    [
        {"id": 2**63},
        {"id": 0},
        {"id": True},
        {"id": "1"},
        {"number": -1},
        {"number": 2**31},
        {"title": None},
        {"title": ["Un"]},
        {"state": "half open"},
        {"labels": None},
        {"labels": [12]},
        {"milestone": {"number": "1"}},
        {"updated_at": "yesterday"},
        {"updated_at": "2026-03-01"},
        {"updated_at": "2026-03-01T00:00:00"},
        {"updated_at": "2026-13-01T00:00:00Z"},
        {"created_at": 1772323200},
        {"closed_at": "0001-01-01T00:00:00+14:00"},
        {"closed_at": "9999-12-31T00:00:00Z"},
    ],
)
def test_one_impossible_item_spoils_its_answer(
    api: Api, world: World, change: dict[str, object]
) -> None:
    body = json.dumps([ISSUE, ISSUE | {"id": 2} | change])
    world.fail("other_shape", r"/issues\?", body=body)
    batches: list[Batch] = []
    with pytest.raises(GithubError) as caught:
        batches.extend(collect_repository(api, NAME, Known(SINCE)))
    assert caught.value.reason is Reason.GARBLED
    assert {one.part for one in batches} == {Part.REPOSITORY, Part.FILES, Part.MILESTONES}


@pytest.mark.parametrize(
    ("place", "body"),
    [
        (rf"/repos/{NAME}$", {"id": 1, "full_name": "sans-barre", "html_url": "https://x"}),
        ("/milestones", [{"number": 1, "state": "open", "title": "x", "due_on": "demain"}]),
        ("/issues/events", [{"id": 1, "event": "milestoned", "issue": {"number": 1}}]),
        (r"/pulls\?", [ISSUE | {"draft": "no"}]),
        (r"/pulls/\d+/commits", [{"commit": []}]),
        (r"/pulls/\d+/reviews", [{"id": 1, "submitted_at": 12}]),
        ("/pulls/comments", [ISSUE | {"pull_request_url": "https://x/issues/1"}]),
        ("/releases", [{"id": 1, "tag_name": 1}]),
        ("/deployments", [{"id": 1, "environment": None}]),
        ("/deployments/.*/statuses", [{"id": 1, "state": "success", "created_at": ""}]),
        (
            "/stats/contributors",
            [{"author": {"login": "x", "id": 1}, "weeks": [{"w": -1, "c": 1}]}],
        ),
        ("/contents/", [{"name": 12}]),
        ("/graphql", {"data": None}),
        ("/graphql", {"data": {"repository": {"projectsV2": {"nodes": [{}]}}}}),
    ],
)
def test_every_part_refuses_what_is_not_as_published(
    api: Api, world: World, place: str, body: object
) -> None:
    world.fail("other_shape", place, body=json.dumps(body))
    with pytest.raises(UnavailableError) as caught:
        list(collect_repository(api, NAME, Known(SINCE)))
    assert caught.value.reason is Reason.GARBLED


def test_texts_are_bounded_and_can_be_stored() -> None:
    title = "Un\x00 deux\n\ud800 " + "trois " * 100
    assert plain(title, 300).startswith("Un deux ? trois trois")
    assert len(plain(title, 300)) == 300
    assert plain("  ", 10) == ""


def test_labels_come_as_objects_or_as_names() -> None:
    labels = ["bug", {"name": "urgent"}, {"name": None}]
    assert Item({"labels": labels}, "x").labels() == ("bug", "urgent")


def test_an_answer_of_somebody_who_left_is_nobodys() -> None:
    assert Item({"user": None}, "x").author().id is None
    assert Item({"user": {"login": "ghost", "id": 10137}}, "x").author().id is None


@pytest.mark.parametrize(
    ("user", "is_bot"),
    [
        ({"login": "ada", "id": 1, "type": "User"}, False),
        ({"login": "any", "id": 1, "type": "Bot"}, True),
        ({"login": "Dependabot[bot]", "id": 1}, True),
        ({"login": "Snyk-Bot", "id": 1, "type": "User"}, True),
    ],
)
def test_robots_are_known_by_their_type_or_name(user: dict[str, object], is_bot: bool) -> None:
    assert Item({"user": user}, "x").author().is_bot is is_bot


def test_instants_are_exact_and_in_utc() -> None:
    assert str(instant_of("2026-03-01T01:30:00+02:00")) == "2026-02-28 23:30:00+00:00"
    assert instant_of("2026-03-01T01:30:00.250Z") is not None
    for other in ("2026-03-01 01:30:00Z", "20260301T013000Z", None, 3, "9999-12-31T23:00:00-05:00"):
        assert instant_of(other) is None


def test_a_milestone_due_some_day_has_no_due_day(
    shelf: Shelf, api: Api, repository: Repository
) -> None:
    repository.add_milestone("Un jour", date.max, at=SINCE)
    shelf.read(api)
    assert [one.end for one in shelf.all(Box) if one.title == "Un jour"] == [None]


def test_what_github_says_of_a_failure_can_be_stored() -> None:
    assert GithubError(Reason.BROKEN, "502 a\0b \ud800 c").detail == "502 a b ? c"


def test_marks_that_turn_a_line_around_are_left_out() -> None:
    assert plain("Sprint \u202e1\u2066 été", 300) == "Sprint 1 été"


@pytest.mark.parametrize("text", ["", "x y", "2026-03-01", "12"])
def test_a_cursor_that_is_none_is_set_aside(text: str) -> None:
    assert Cursor.read(text) is None


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"message": "Something went wrong while executing your query."}, Reason.BROKEN),
        ({"message": "No field", "extensions": {"code": "undefinedField"}}, Reason.INVALID),
        ({"message": "Rights", "type": "INSUFFICIENT_SCOPES"}, Reason.FORBIDDEN),
        ({"message": "Nowhere", "type": "NOT_FOUND"}, Reason.MISSING),
        ({"message": "Slow down", "type": "RATE_LIMITED"}, Reason.LIMITED),
    ],
)
def test_graphql_says_in_its_answer_what_went_wrong(
    door: Door, fault: dict[str, object], reason: Reason
) -> None:
    answer = {"data": {"repository": None}, "errors": [fault]}
    with odd_server(200, answer) as url, pytest.raises(GithubError) as caught:
        door.api(url=url, max_wait_seconds=1).query("{}", {})
    assert caught.value.reason is reason
