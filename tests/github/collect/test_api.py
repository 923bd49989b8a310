"""The client: what it waits for, counts, follows and refuses; and what it never tells."""

from __future__ import annotations

import logging
import threading

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from github.Requester import HTTPRequestsConnectionClass, Requester

from incubator.domain.delivery_facts import Issue, Part
from incubator.github.api import Api, ApiSettings, Validator
from incubator.github.budget import Budget
from incubator.github.collect import Known, collect_repository
from incubator.github.errors import (
    BudgetSpentError,
    GithubError,
    Reason,
    RefusedError,
    UnavailableError,
)
from incubator.simulation.repository import Repository
from incubator.simulation.server import RunningServer
from incubator.simulation.world import World
from tests.github.collect.conftest import SINCE, Door, Shelf
from tests.github.collect.odd import odd_server
from tests.simulation.worlds import NAME, TOKEN, after

RELEASES = f"/repos/{NAME}/releases"


@pytest.fixture(scope="module")
def key() -> str:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def test_a_second_request_is_conditional_and_counted(door: Door) -> None:
    budget = Budget(5)
    api = door.api(budget)
    first = api.get(RELEASES, {"per_page": "1"})
    second = api.get(RELEASES, {"per_page": "1"}, first.validator)
    assert (first.status, second.status) == (200, 304)
    assert second.is_unchanged
    assert second.next_url == first.next_url
    assert first.next_url.startswith("/repositories/")
    assert (budget.requests, budget.unchanged, budget.left) == (2, 1, 3)


def test_threads_share_a_budget_and_none_goes_beyond(door: Door, world: World) -> None:
    budget, spent = Budget(25), []

    def ask() -> None:
        api = door.api(budget)
        try:
            for _ in range(20):
                api.get(RELEASES)
        except BudgetSpentError as error:
            spent.append(error.reason)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(world.requests) == budget.requests == 25
    assert set(spent) == {Reason.BUDGET}


@pytest.mark.parametrize(
    ("kind", "asked", "waited"),
    [
        ("secondary_limit", 90, [90]),
        ("too_many", 90, [90]),
        ("primary_limit", 90, [91]),
        ("too_many", 121, []),
        ("primary_limit", 3000, []),
    ],
)
def test_what_github_asks_to_wait_is_waited_within_bounds(
    door: Door, world: World, kind: str, asked: int, waited: list[float]
) -> None:
    world.fail(kind, seconds=asked, times=1)
    api = door.api()
    if waited:
        assert api.get(RELEASES).status == 200
        assert door.waits == [pytest.approx(seconds, abs=1.1) for seconds in waited]
    else:
        with pytest.raises(UnavailableError) as caught:
            api.get(RELEASES)
        assert caught.value.reason is Reason.LIMITED
        assert caught.value.retry_after == pytest.approx(asked, abs=2)
        assert door.waits == []


@pytest.mark.parametrize(("most", "waited"), [(60, [60.0]), (59, [])])
def test_a_secondary_limit_that_names_no_wait_means_a_minute(
    door: Door, world: World, most: int, waited: list[float]
) -> None:
    world.tokens[TOKEN].remaining = 0
    world.fail("secondary_limit", times=1, seconds=0)
    with odd_server(403, {"message": "You have exceeded a secondary rate limit."}) as url:
        api = door.api(url=url, max_wait_seconds=most)
        with pytest.raises(UnavailableError) as caught:
            api.get("/x")
    assert caught.value.reason is Reason.LIMITED
    assert door.waits == waited * 2


def test_an_enterprise_is_read_below_its_prefix(
    shelf: Shelf, door: Door, server: RunningServer, repository: Repository
) -> None:
    for number in range(120):
        repository.open_issue(after(30 + number))
    shelf.read(door.api(url=server.enterprise_url))
    assert len(shelf.all(Issue)) == 123
    assert {one.path.split("/")[1] for one in shelf.world.requests} == {"api"}
    assert "/api/graphql" in {one.path for one in shelf.world.requests}
    asked = shelf.read(door.api(url=server.enterprise_url))
    assert {one.status for one in asked} == {304}


def test_an_installation_of_an_app_gets_a_token_once(
    shelf: Shelf, door: Door, world: World, key: str
) -> None:
    world.add_installation(77, "4321", push=True)
    api = door.api(token="", app_id="4321", app_installation="77", app_key=key)
    asked = shelf.read(api)
    assert len(shelf.all(Issue)) == 3
    assert [one.path for one in asked if one.method == "POST"] == [
        "/app/installations/77/access_tokens",
        "/graphql",
    ]
    assert {one.authorization for one in asked[1:]} == {"token ghs_77x0001"}


@pytest.mark.parametrize(
    "changes",
    [{"app_installation": "78"}, {"app_id": "9"}, {"app_key": "no key"}, {"app_key": ""}],
)
def test_an_app_that_github_does_not_know_is_told_as_a_bad_token(
    door: Door, world: World, key: str, changes: dict[str, str]
) -> None:
    world.add_installation(77, "4321")
    values = {"token": "", "app_id": "4321", "app_installation": "77", "app_key": key, **changes}
    with pytest.raises(RefusedError) as caught:
        door.api(**values).get(RELEASES)
    assert caught.value.reason is Reason.BAD_TOKEN
    assert key not in str(caught.value)


def test_no_secret_is_in_a_log_at_any_level(
    shelf: Shelf, door: Door, world: World, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="github.Requester")
    world.add_installation(77, "4321")
    shelf.read(door.api())
    shelf.read(door.api(token="", app_id="4321", app_installation="77", app_key=key))
    assert "GET" in caplog.text
    assert "ghs_" not in caplog.text
    assert TOKEN not in caplog.text.split()
    assert "uthorization" not in caplog.text


def test_settings_do_not_show_what_is_secret() -> None:
    shown = repr(ApiSettings("https://api.example", "ghp_secret", app_key="PEM secret"))
    assert "secret" not in shown


def test_an_error_that_echoes_the_token_does_not_carry_it_on(door: Door) -> None:
    token = "ghp_un-jeton-que-personne-ne-doit-lire"
    answer = {"message": f"No such thing as {token}"}
    with odd_server(400, answer) as url, pytest.raises(GithubError) as caught:
        door.api(url=url, token=token).get("/x")
    assert token not in str(caught.value) + caught.value.detail
    assert caught.value.__cause__ is None


def test_other_users_of_pygithub_keep_its_own_connections(api: Api) -> None:
    api.get(RELEASES)
    plain = Requester(None, "http://127.0.0.1:1", 1, "test", 30, True, None, None, None, None)
    created = plain._Requester__createConnection()  # type: ignore[attr-defined]
    assert type(created) is HTTPRequestsConnectionClass
    assert plain._Requester__persist is True  # type: ignore[attr-defined]


def test_connections_are_kept_open_between_requests(
    api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="urllib3")
    for _ in range(3):
        api.get(RELEASES)
    assert caplog.text.count("Starting new HTTP connection") == 1


def test_a_repository_renamed_during_its_reading_is_read_to_its_end(
    shelf: Shelf, api: Api, world: World, repository: Repository
) -> None:
    for number in range(120):
        repository.open_issue(after(30 + number))
    for batch in collect_repository(api, NAME, Known(SINCE)):
        if batch.part is Part.REPOSITORY:
            world.rename(repository, "acme/autre")
        shelf.put(batch)
    assert len(shelf.all(Issue)) == 123
    assert shelf.hidden == {}
    shelf.read(api)
    assert {one.status for one in shelf.read(api)} <= {301, 304}


def test_nobody_at_home_is_told_as_such(door: Door) -> None:
    with pytest.raises(UnavailableError) as caught:
        door.api(url="http://127.0.0.1:9").get("/x")
    assert caught.value.reason is Reason.UNREACHABLE
    assert len(door.waits) == 2


def test_a_validator_of_nothing_asks_as_if_there_were_none(api: Api, world: World) -> None:
    assert api.get(RELEASES, None, Validator("")).status == 200
    assert not world.requests[-1].conditional
