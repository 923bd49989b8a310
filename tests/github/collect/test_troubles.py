"""Every trouble that GitHub may give, one by one: said in a word, and harmless to what is known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from incubator.domain.delivery_facts import Issue, Part, PullRequest, RepositoryFacts
from incubator.github.api import MAX_TRIES, Api
from incubator.github.collect import Known, collect_repository
from incubator.github.errors import GithubError, Reason, UnavailableError
from incubator.simulation.repository import Repository
from incubator.simulation.world import World
from tests.github.collect.conftest import SINCE, Door, Shelf, paths
from tests.simulation.worlds import NAME, TOKEN, after

ROOT = rf"/repos/{NAME}$"
OF_ALL = [
    ("bad_credentials", {}, "bad-token", 1),
    ("forbidden", {}, "forbidden", 1),
    ("not_found", {}, "missing", 1),
    ("gone", {}, "gone", 1),
    ("empty_git", {}, "conflict", 1),
    ("accepted", {}, "computing", 1),
    ("secondary_limit", {"seconds": 300}, "limited", 1),
    ("primary_limit", {"seconds": 300}, "limited", 1),
    ("too_many", {"seconds": 300}, "limited", 1),
    ("broken", {"status": 500}, "broken", MAX_TRIES),
    ("broken", {"status": 502}, "broken", MAX_TRIES),
    ("broken", {"status": 503}, "broken", MAX_TRIES),
    ("broken", {"status": 422}, "invalid", 1),
    ("broken", {"status": 451}, "forbidden", 1),
    ("slow", {"seconds": 1.5}, "slow", MAX_TRIES),
    ("truncated", {}, "unreachable", MAX_TRIES),
    ("cut", {}, "unreachable", MAX_TRIES),
    ("invalid_json", {}, "garbled", 1),
    ("other_shape", {}, "garbled", 1),
    ("other_shape", {"body": "[]"}, "garbled", 1),
    ("other_shape", {"body": "null"}, "garbled", 1),
    ("other_shape", {"body": "[" * 100_000}, "garbled", 1),
    ("redirect_loop", {}, "moved", 1),
    ("redirect_away", {}, "moved", 1),
]


@pytest.mark.parametrize(("kind", "details", "reason", "tries"), OF_ALL)
def test_a_trouble_with_the_repository_itself_has_a_reason(
    api: Api, world: World, kind: str, details: dict[str, object], reason: str, tries: int
) -> None:
    world.fail(kind, ROOT, **details)
    with pytest.raises(GithubError) as caught:
        list(collect_repository(api, NAME, Known(SINCE)))
    assert caught.value.reason == reason
    assert TOKEN not in str(caught.value)
    if kind not in {"redirect_loop", "redirect_away"}:
        assert len(world.requests) == tries


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("broken", "/stats/contributors"),
        ("truncated", r"/issues\?"),
        ("cut", "/deployments"),
        ("invalid_json", "/releases"),
        ("other_shape", r"/pulls\?"),
        ("too_many", "/contents"),
        ("secondary_limit", "/graphql"),
    ],
)
def test_a_trouble_with_a_part_ends_the_reading_and_the_next_one_goes_on(
    shelf: Shelf, api: Api, world: World, place: str, kind: str
) -> None:
    world.fail(kind, place, seconds=300)
    with pytest.raises(UnavailableError):
        shelf.read(api)
    before = dict(shelf.facts)
    assert RepositoryFacts in before
    world.heal()
    shelf.read(api)
    assert before.keys() <= shelf.facts.keys()
    assert len(shelf.all(Issue)) == 3


@pytest.mark.parametrize(
    ("kind", "details"), [("broken", {}), ("cut", {}), ("truncated", {}), ("too_many", {})]
)
def test_a_trouble_that_passes_is_not_told(
    shelf: Shelf, door: Door, world: World, kind: str, details: dict[str, object]
) -> None:
    world.fail(kind, "/releases", times=2, seconds=7, **details)
    shelf.read(door.api())
    assert shelf.hidden == {}
    assert len(door.waits) == 2
    if kind == "too_many":
        assert door.waits == [7, 7]
    else:
        assert 0 < door.waits[0] < door.waits[1] <= 8.5


@pytest.mark.parametrize(
    ("part", "place", "kind", "reason"),
    [
        (Part.FILES, "/contents", "forbidden", "forbidden"),
        (Part.MILESTONES, "/milestones", "gone", "disabled"),
        (Part.ISSUES, r"/issues\?", "gone", "disabled"),
        (Part.EVENTS, "/issues/events", "not_found", "missing"),
        (Part.PULLS, r"/pulls\?", "not_found", "missing"),
        (Part.COMMENTS, "/pulls/comments", "forbidden", "forbidden"),
        (Part.RELEASES, "/releases", "not_found", "missing"),
        (Part.DEPLOYMENTS, "/deployments", "forbidden", "forbidden"),
        (Part.CONTRIBUTORS, "/stats", "empty_git", "conflict"),
        (Part.ITERATIONS, "/graphql", "forbidden", "forbidden"),
    ],
)
def test_a_part_that_the_token_can_not_see_is_hidden_and_the_others_are_read(
    shelf: Shelf, api: Api, world: World, part: Part, place: str, kind: str, reason: str
) -> None:
    world.fail(kind, place)
    shelf.read(api)
    assert shelf.hidden == {part: reason}
    assert len(shelf.all(PullRequest)) == (0 if part is Part.PULLS else 3)
    world.heal()
    # Iterations are asked for again once something changes.
    shelf.world.repositories[shelf.all(RepositoryFacts)[0].github_id].open_issue(after(800))
    shelf.read(api)
    assert shelf.hidden == {}


def test_a_token_without_rights_learns_what_it_may(shelf: Shelf, door: Door, world: World) -> None:
    hidden = {"deployments", "releases", "milestones", "issues", "contents", "stats", "graphql"}
    world.add_token("poor", hidden=hidden)
    shelf.read(door.api(token="poor"))
    assert {part for part in Part if part not in shelf.hidden} == {Part.REPOSITORY, Part.PULLS}
    assert set(shelf.hidden.values()) == {"forbidden"}
    (facts,) = shelf.all(RepositoryFacts)
    assert facts.has_readme is None


@pytest.mark.parametrize("place", ["commits", "reviews"])
def test_pull_requests_whose_details_are_refused_are_kept_and_asked_again_later(
    shelf: Shelf, api: Api, world: World, place: str
) -> None:
    world.fail("forbidden", rf"/pulls/\d+/{place}")
    asked = shelf.read(api)
    assert len(shelf.all(PullRequest)) == 3
    assert not any(one.is_complete for one in shelf.all(PullRequest))
    assert len([path for path in paths(asked) if path.endswith(place)]) == 1
    world.heal()
    shelf.read(api)
    assert len([one for one in shelf.all(PullRequest) if one.is_complete]) == 2


def test_a_repository_that_disappears_after_it_was_known_is_gone(
    shelf: Shelf, api: Api, world: World, repository: Repository
) -> None:
    shelf.read(api)
    before = dict(shelf.facts)
    world.delete(repository)
    with pytest.raises(GithubError) as caught:
        shelf.read(api)
    assert caught.value.reason is Reason.GONE
    assert shelf.facts == before


def test_a_repository_made_private_is_gone_for_a_stranger_and_said_private_to_others(
    shelf: Shelf, door: Door, repository: Repository
) -> None:
    stranger = door.api(token="")
    shelf.read(stranger)
    assert shelf.hidden == {Part.ITERATIONS: "forbidden"}
    repository.is_private = True
    with pytest.raises(GithubError) as caught:
        shelf.read(stranger)
    assert caught.value.reason is Reason.GONE
    shelf.read(door.api())
    assert shelf.all(RepositoryFacts)[0].is_private


@pytest.mark.parametrize("name", ["acme/inconnu", "acme/..", "acme/a b?c#d", "../../orgs"])
def test_a_name_that_nobody_has_is_missing(api: Api, name: str) -> None:
    with pytest.raises(GithubError) as caught:
        list(collect_repository(api, name, Known(SINCE)))
    assert caught.value.reason is Reason.MISSING


def test_an_empty_repository_is_no_failure_and_is_read_once_it_is_filled(
    shelf: Shelf, api: Api, world: World
) -> None:
    empty = world.add_repository("acme/vide", pushed_at=None)
    shelf.read(api, name="acme/vide")
    assert shelf.all(RepositoryFacts)[0].is_empty
    assert shelf.hidden == {}
    empty.pushed_at = after(1)
    empty.touch(after(1))
    shelf.read(api, name="acme/vide")
    (facts,) = shelf.all(RepositoryFacts)
    assert (facts.is_empty, facts.has_readme) == (False, True)


def test_git_that_is_empty_says_so_with_a_409(shelf: Shelf, api: Api, world: World) -> None:
    world.fail("empty_git", "/contents")
    shelf.read(api)
    assert shelf.all(RepositoryFacts)[0].is_empty
    assert shelf.hidden == {}


def test_disabled_issues_hide_what_is_about_them_and_cost_no_request(
    shelf: Shelf, api: Api, repository: Repository
) -> None:
    repository.has_issues = False
    asked = shelf.read(api)
    assert shelf.hidden == {Part.ISSUES: "disabled", Part.MILESTONES: "disabled"}
    assert not {"/issues", "/milestones"} & set(paths(asked))


def test_statistics_that_are_soon_ready_are_waited_for(
    shelf: Shelf, door: Door, repository: Repository
) -> None:
    repository.pending_stats = 3
    shelf.read(door.api())
    assert door.waits == [1, 2, 4]
    assert shelf.hidden == {}


def test_statistics_that_are_never_ready_are_left_and_the_rest_is_good(
    shelf: Shelf, door: Door, repository: Repository
) -> None:
    repository.pending_stats = 1_000_000
    asked = shelf.read(door.api())
    assert shelf.hidden == {Part.CONTRIBUTORS: "computing"}
    assert paths(asked).count("/stats/contributors") == 4
    assert len(shelf.all(Issue)) == 3
    repository.pending_stats = 0
    shelf.read(door.api())
    assert shelf.hidden == {}


@pytest.mark.parametrize("minutes", [11, -11, 60 * 24 * 400])
def test_a_clock_that_is_wrong_is_said_before_anything_is_believed(
    api: Api, world: World, minutes: int
) -> None:
    world.skew = timedelta(minutes=minutes)
    with pytest.raises(UnavailableError) as caught:
        list(collect_repository(api, NAME, Known(SINCE)))
    assert caught.value.reason is Reason.CLOCK
    assert len(world.requests) == 1


def test_a_clock_that_is_a_little_wrong_does_no_harm(shelf: Shelf, api: Api, world: World) -> None:
    world.skew = timedelta(minutes=9)
    shelf.read(api)
    assert len(shelf.all(Issue)) == 3
