"""The demonstration's past stays what it was, and makes sense."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incubator.simulation.history.demonstration import (
    WINDOW_WEEKS,
    Planned,
    Sheet,
    demonstration_world,
)
from incubator.simulation.repository import Repository
from incubator.simulation.threads import Issue
from incubator.simulation.world import World
from tests.simulation.demonstration import FORGE, SHEETS, sheet

TODAY = date(2026, 11, 22)
#: Enough of them to meet milestones, iterations, releases, deployments and an end.
SOME = {name: SHEETS[name] for name in ("clair-et-net", "relais-repit", "tour-de-garde")}


@pytest.fixture(scope="module")
def world() -> World:
    return demonstration_world(SHEETS, TODAY)


def named(world: World, name: str) -> Repository:
    found, _ = world.find(name)
    assert found is not None
    return found


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def told(world: World) -> dict[tuple[Any, ...], datetime]:
    """Everything that never changes of what happened, and when it happened."""
    found: dict[tuple[Any, ...], datetime] = {}
    for one in world.repositories.values():
        for key, moment in facts(one):
            found[(one.id, *key)] = moment
    return found


def facts(one: Repository) -> Iterator[tuple[tuple[Any, ...], datetime]]:
    for thread in one.threads.values():
        author = thread.author and thread.author.id
        yield ("thread", thread.id, thread.number, thread.title, author), thread.created_at
    for event in one.events:
        number = event.thread.number
        yield ("event", event.id, event.kind, number, event.at, event.milestone), event.at
    for comment in one.comments:
        yield ("comment", comment.id, comment.thread.number), comment.created_at
    for pull in one.pulls:
        for commit in pull.commits:
            yield ("commit", commit.sha), commit.authored_at
        for review in pull.reviews:
            yield ("review", review.id, review.state, review.author.id), review.at
    for box in one.milestones:
        yield ("milestone", box.id, box.number, box.title, box.description), box.created_at
    for release in one.releases:
        yield ("release", release.id, release.tag), release.created_at
    for deployment in one.deployments:
        yield ("deployment", deployment.id, deployment.sha), deployment.created_at
        for status in deployment.statuses:
            yield ("status", status.id, status.state), status.at
    for (who, week), count in one.commits_by_week.items():
        # A week under way counts more of them the next day.
        if week + timedelta(days=7) < TODAY:
            yield ("week", who.id, week, count), midnight(week)


def test_the_same_day_has_the_same_past(world: World) -> None:
    again = demonstration_world(SHEETS, TODAY)
    assert told(again) == told(world)
    assert list(again.repositories) == list(world.repositories)
    assert {one.id for one in again.accounts.values()} == {
        one.id for one in world.accounts.values()
    }


@settings(max_examples=12, deadline=None)
@given(
    day=st.dates(date(2026, 2, 1), date(2027, 6, 30)),
    days=st.integers(min_value=1, max_value=30),
)
def test_later_days_only_add(day: date, days: int) -> None:
    later_day = day + timedelta(days=days)
    before = demonstration_world(SOME, day)
    after = demonstration_world(SOME, later_day)
    oldest = midnight(later_day - timedelta(days=later_day.weekday(), weeks=WINDOW_WEEKS))
    was, is_now = told(before), told(after)

    gone = {key: moment for key, moment in was.items() if key not in is_now and key[1] != "week"}
    assert {key: moment for key, moment in gone.items() if moment >= oldest} == {}
    new = {
        key: moment
        for key, moment in is_now.items()
        if key not in was and key[1] not in {"week", "commit"}
    }
    assert {key: moment for key, moment in new.items() if moment < midnight(day)} == {}


def test_nothing_happens_before_its_time(world: World) -> None:
    for one in world.repositories.values():
        for pull in one.pulls:
            moments = [commit.authored_at for commit in pull.commits[:1]]
            moments.append(pull.created_at)
            moments += [review.at for review in pull.reviews]
            moments += [pull.merged_at] if pull.merged_at else []
            assert moments == sorted(moments), (one.full_name, pull.number)
        for issue in one.issues:
            kinds = [event.kind for event in one.events if event.thread is issue]
            assert issue.is_open is ((kinds or [""])[-1] not in _closing(kinds))
        assert all(event.at < midnight(TODAY) for event in one.events)
        assert all(event.at.weekday() < 5 for event in one.events)
        ids = [event.id for event in sorted(one.events, key=lambda one: one.at)]
        assert ids == sorted(ids)


def _closing(kinds: list[str]) -> set[str]:
    """What the last event of a closed issue is: moves may come after the end."""
    states = [kind for kind in kinds if kind in {"closed", "reopened"}]
    return {kinds[-1]} if states[-1:] == ["closed"] else set()


def test_its_size_is_that_of_a_demonstration(world: World) -> None:
    repositories = list(world.repositories.values())
    pulls = sum(len(one.pulls) for one in repositories)
    deployments = sum(len(one.deployments) for one in repositories)
    assert 400 < pulls <= 600
    assert 2 * pulls + deployments + 15 * len(repositories) < 3500


def test_numbers_are_never_given_twice(world: World) -> None:
    found: list[int] = [one.id for one in world.accounts.values()]
    for one in world.repositories.values():
        found.append(one.id)
        for things in (one.threads.values(), one.events, one.comments, one.milestones):
            found += [thing.id for thing in things]
        for pull in one.pulls:
            found += [pull.pull_id, *(review.id for review in pull.reviews)]
        found += [release.id for release in one.releases]
        for deployment in one.deployments:
            found += [deployment.id, *(status.id for status in deployment.statuses)]
        for project in one.projects:
            found += [project.id, *(item.id for item in project.items.values())]
    assert len(found) == len(set(found))
    # What keeps them in 64 bits keeps them whole in a browser too.
    assert max(found) < 2**53


@pytest.mark.parametrize(
    ("name", "is_so"),
    [
        ("relais-repit/prototype", lambda one: one.is_archived),
        ("sac-a-dos/documentation", lambda one: one.is_empty and not one.threads),
        ("sac-a-dos/application", lambda one: one.is_private and len(one.pulls) > 30),
        ("haie-d-honneur/terrain", lambda one: one.licence == ""),
        ("guichet-littoral/carte-des-mouillages", lambda one: len(one.pulls) > 10),
        ("relais-repit/plateforme", lambda one: len(one.projects[0].iterations) > 15),
        ("arret-demande/reservation", lambda one: one.releases and not one.deployments),
    ],
)
def test_each_case_is_there(world: World, name: str, is_so: Callable[[Repository], bool]) -> None:
    assert is_so(named(world, name))


def test_one_startup_has_been_quiet_since_the_summer(world: World) -> None:
    quiet = named(world, "clair-et-net/editeur")
    assert quiet.pushed_at is not None
    assert quiet.pushed_at < midnight(TODAY - timedelta(days=90))
    assert len(quiet.pulls) > 10


def test_one_developer_does_nearly_everything(world: World) -> None:
    weeks = named(world, "haie-d-honneur/terrain").commits_by_week
    totals: dict[int, int] = {}
    for (who, _), count in weeks.items():
        totals[who.id] = totals.get(who.id, 0) + count
    assert max(totals.values()) > 0.8 * sum(totals.values())


def test_a_team_in_trouble_carries_more_and_more_over(world: World) -> None:
    def moved(name: str, first: date, last: date) -> float:
        one = named(world, name)
        recent = [i for i in one.issues if midnight(first) <= i.created_at < midnight(last)]
        return sum(times_moved(one, issue) for issue in recent) / len(recent)

    def times_moved(one: Repository, issue: Issue) -> int:
        kinds = [event.kind for event in one.events if event.thread is issue]
        return max(0, kinds.count("milestoned") - 1)

    spring, autumn = (date(2026, 3, 1), date(2026, 6, 1)), (date(2026, 8, 1), date(2026, 10, 20))
    assert moved("tour-de-garde/api", *autumn) > 1.3 * moved("tour-de-garde/api", *spring)
    assert moved("tour-de-garde/api", *autumn) > 2 * moved("guichet-littoral/site", *autumn)
    deployed = named(world, "tour-de-garde/api").deployments
    failures = [one for one in deployed if one.statuses[-1].state == "failure"]
    assert len(failures) > len(deployed) / 6


def test_reviews_of_a_team_in_trouble_wait_longer(world: World) -> None:
    def hours(name: str) -> float:
        merged = [one for one in named(world, name).pulls if one.merged_at and one.reviews]
        return median(
            (one.merged_at - one.commits[0].authored_at).total_seconds() / 3600
            for one in merged
            if one.merged_at and "dependencies" not in one.labels
        )

    assert hours("tour-de-garde/api") > 2 * hours("relais-repit/plateforme")


def test_milestones_bear_the_names_that_the_sheet_gives_to_sprints(world: World) -> None:
    found = {one.due: one for one in named(world, "guichet-littoral/site").milestones}
    declared = found[date(2026, 9, 13)]
    assert (declared.title, declared.description) == (
        "Sprint 49",
        "Reprendre les dossiers commencés",
    )
    assert found[date(2026, 11, 22)].title == "Sprint 54"
    assert found[date(2026, 11, 8)].closed_at is not None
    assert found[date(2026, 11, 22)].closed_at is None
    assert [one.title for one in found.values() if one.due and one.due > TODAY] == ["Sprint 55"]


def test_addresses_of_other_forges_are_left_out_and_new_ones_have_a_little_history() -> None:
    world = demonstration_world(
        {
            "ailleurs": Sheet(("https://github.com/somebody/something",), date(2026, 1, 5)),
            "nouvelle": sheet("nouvelle/service", date(2026, 6, 1), Planned("A", date(2026, 6, 1))),
            "double": Sheet((f"{FORGE}/double/a", f"{FORGE}/double/a/"), date(2026, 6, 1)),
        },
        TODAY,
    )
    assert sorted(one.full_name for one in world.repositories.values()) == [
        "double/a",
        "nouvelle/service",
    ]
    assert len(named(world, "nouvelle/service").pulls) > 5


def test_a_startup_that_begins_tomorrow_has_no_past() -> None:
    world = demonstration_world({"x": sheet("x/y", TODAY + timedelta(days=1))}, TODAY)
    assert not named(world, "x/y").threads
