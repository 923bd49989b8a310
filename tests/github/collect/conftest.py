"""An invented GitHub, a way to read it, and a shelf where what was read is put."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from incubator.domain.delivery_facts import (
    Box,
    BoxKind,
    Deployment,
    EventKind,
    Issue,
    IssueEvent,
    Part,
    PullRequest,
    RepositoryFacts,
)
from incubator.github.api import Api, ApiSettings, Validator
from incubator.github.budget import Budget
from incubator.github.collect import Batch, Fact, Known, collect_repository
from incubator.simulation.repository import Repository
from incubator.simulation.server import RunningServer, simulated_github
from incubator.simulation.world import Asked, World
from tests.simulation.worlds import NAME, TOKEN, small_world

SINCE = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def small() -> tuple[World, Repository]:
    return small_world()


@pytest.fixture
def world(small: tuple[World, Repository]) -> World:
    return small[0]


@pytest.fixture
def repository(small: tuple[World, Repository]) -> Repository:
    return small[1]


@pytest.fixture
def server(world: World) -> Iterator[RunningServer]:
    with simulated_github(world) as running:
        yield running


@dataclass
class Door:
    """What opens an API on the server, and what it waited for."""

    url: str
    waits: list[float] = field(default_factory=list)
    opened: list[Api] = field(default_factory=list)

    def api(
        self,
        budget: Budget | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        **settings: object,
    ) -> Api:
        values = {"url": self.url, "token": TOKEN, "timeout_seconds": 1, "pause_seconds": None}
        given = ApiSettings(**{**values, **settings})  # type: ignore[arg-type]
        api = Api(given, budget or Budget(10_000), sleep=self.waits.append, clock=clock)
        self.opened.append(api)
        return api


@pytest.fixture
def door(server: RunningServer) -> Iterator[Door]:
    found = Door(server.url)
    yield found
    for api in found.opened:
        api.close()


@pytest.fixture
def api(door: Door) -> Api:
    return door.api()


@dataclass
class Shelf:
    """What was read, kept as a store keeps it."""

    world: World
    facts: dict[object, Fact] = field(default_factory=dict)
    cursors: dict[Part, str] = field(default_factory=dict)
    validators: dict[str, Validator] = field(default_factory=dict)
    hidden: dict[Part, str] = field(default_factory=dict)

    def read(
        self, api: Api, *, since: datetime = SINCE, most: int | None = None, name: str = NAME
    ) -> list[Asked]:
        """Read the repository, or only so many batches of it; returns what was asked."""
        before = len(self.world.requests)
        for count, batch in enumerate(collect_repository(api, name, self.known(since))):
            self.put(batch)
            if count + 1 == most:
                break
        return self.world.requests[before:]

    def put(self, batch: Batch) -> None:
        if batch.is_whole:
            kept = {_key(one) for one in batch.facts}
            kinds = {Part.ITERATIONS: Box, Part.MILESTONES: Box}
            kind = kinds.get(batch.part, type(batch.facts[0]) if batch.facts else type(None))
            if kind is not Box:
                self.facts = {
                    key: one
                    for key, one in self.facts.items()
                    if not isinstance(one, kind) or key in kept
                }
        self.facts |= {_key(one): one for one in batch.facts}
        if batch.is_complete:
            self.cursors |= {batch.part: batch.cursor} if batch.cursor is not None else {}
            self.validators |= batch.validators
            self.hidden.pop(batch.part, None)
            self.hidden |= {batch.part: batch.hidden.value} if batch.hidden else {}

    def all(self, kind: type) -> list:  # type: ignore[type-arg]
        return [one for one in self.facts.values() if isinstance(one, kind)]

    def known(self, since: datetime) -> Known:
        inside: dict[tuple[int, str], EventKind] = {}
        for one in self.all(IssueEvent):
            if one.github_id is None:
                inside[one.number, one.target] = one.kind
        return Known(
            since=since,
            repository=next(iter(self.all(RepositoryFacts)), None),
            cursors=dict(self.cursors),
            validators=dict(self.validators),
            complete_pulls={
                one.number: one.updated_at for one in self.all(PullRequest) if one.is_complete
            },
            settled_deployments=frozenset(
                one.github_id for one in self.all(Deployment) if one.is_settled
            ),
            unsettled_deployments=tuple(one for one in self.all(Deployment) if not one.is_settled),
            open_issues=tuple(one for one in self.all(Issue) if one.is_open),
            iterations=tuple(one for one in self.all(Box) if one.kind is BoxKind.ITERATION),
            memberships=frozenset(
                pair for pair, kind in inside.items() if kind is EventKind.ITERATION_ENTERED
            ),
        )


def _key(fact: Fact) -> object:
    if isinstance(fact, RepositoryFacts):
        return RepositoryFacts
    if isinstance(fact, Box):
        return (Box, fact.kind, fact.key)
    number = getattr(fact, "github_id", None)
    return (type(fact), getattr(fact, "kind", ""), number) if number else fact


@pytest.fixture
def shelf(world: World) -> Shelf:
    return Shelf(world)


def paths(asked: list[Asked]) -> list[str]:
    """What was asked, without queries and the repository's own address."""
    return [one.path.partition("?")[0].removeprefix(f"/repos/{NAME}") for one in asked]


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
