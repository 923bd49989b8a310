"""A small invented GitHub that answers, for one test."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from incubator.simulation.repository import Repository
from incubator.simulation.server import RunningServer, simulated_github
from incubator.simulation.world import World
from tests.simulation.worlds import TOKEN, small_world


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


@pytest.fixture
def client(server: RunningServer) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"token {TOKEN}"}
    with httpx.Client(base_url=server.url, headers=headers, timeout=5) as opened:
        yield opened
