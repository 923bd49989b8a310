"""The repositories of an organisation or a person: those that are worth following."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from incubator.github.api import Api
from incubator.github.collect import list_organisation
from incubator.github.errors import GithubError, Reason
from incubator.simulation.world import World
from tests.github.collect.conftest import SINCE

LONG_AGO = datetime(2024, 5, 1, tzinfo=UTC)
LATELY = datetime(2026, 2, 1, tzinfo=UTC)


def test_forks_and_what_was_archived_long_ago_are_left_out(api: Api, world: World) -> None:
    world.add_repository("acme/Fork", is_fork=True)
    world.add_repository("acme/Vieux", is_archived=True, pushed_at=LONG_AGO)
    world.add_repository("acme/Archive-Recente", is_archived=True, pushed_at=LATELY)
    world.add_repository("autre/chose")
    listing = list_organisation(api, "acme", SINCE, {})
    assert listing.names == ("acme/archive-recente", "acme/site")
    assert (listing.forks, listing.archived, listing.is_unchanged) == (1, 1, False)


def test_a_person_is_looked_for_after_an_organisation_and_remembered(
    api: Api, world: World
) -> None:
    world.person("ada")
    world.add_repository("ada/carnet")
    listing = list_organisation(api, "ada", SINCE, {})
    assert listing.names == ("ada/carnet",)
    before = len(world.requests)
    assert list_organisation(api, "ada", SINCE, listing.validators).is_unchanged
    assert [one.status for one in world.requests[before:]] == [304]


def test_every_page_is_conditional(api: Api, world: World) -> None:
    for number in range(130):
        world.add_repository(f"acme/depot-{number:03}")
    listing = list_organisation(api, "acme", SINCE, {})
    assert len(listing.names) == 131
    before = len(world.requests)
    assert list_organisation(api, "acme", SINCE, listing.validators).is_unchanged
    assert [one.status for one in world.requests[before:]] == [304, 304]
    world.add_repository("acme/zzz")
    assert len(list_organisation(api, "acme", SINCE, listing.validators).names) == 132


@pytest.mark.parametrize("owner", ["personne", "..", "a/b/c"])
def test_an_owner_that_nobody_knows_is_missing(api: Api, owner: str) -> None:
    with pytest.raises(GithubError) as caught:
        list_organisation(api, owner, SINCE, {})
    assert caught.value.reason is Reason.MISSING
