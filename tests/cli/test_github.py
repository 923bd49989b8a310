"""The github commands, as cron and people use them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from incubator.actions.refresh_github import LEASE
from incubator.actions.sync_sheets import sync_sheets
from incubator.simulation.server import RunningServer
from incubator.store.leases import take_lease
from tests.actions.refreshing import TOKEN, WEB, github, inside, write_sheets
from tests.builders import incubator

Run = Callable[..., "CompletedProcess[str]"]


@pytest.fixture
def server() -> Iterator[RunningServer]:
    with github() as running:
        yield running


@pytest.fixture
def run(sqlite_url: str, server: RunningServer, tmp_path: Path) -> Run:
    content = write_sheets(tmp_path / "content")
    inside(sqlite_url, lambda: sync_sheets(content))
    usual = {
        "INCUBATOR_GITHUB_URL": server.url,
        "INCUBATOR_GITHUB_WEB_URL": WEB,
        "INCUBATOR_GITHUB_TOKEN": TOKEN,
        "INCUBATOR_GITHUB_MAX_WAIT_SECONDS": "1",
    }

    def started(*arguments: str, **settings: str) -> CompletedProcess[str]:
        done = incubator("github", *arguments, content=content, url=sqlite_url, **usual | settings)
        assert TOKEN not in done.stdout + done.stderr
        return done

    return started


def test_a_refresh_says_what_was_read_and_what_was_not_and_why(
    run: Run, server: RunningServer
) -> None:
    first = run("refresh")
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("5 read, 0 failed, 0 left. ")
    # Its log has a line for the run, for whoever collects logs.
    logged = [json.loads(line) for line in first.stderr.splitlines()]
    assert [(one["event"], one["outcome"]) for one in logged] == [("github refreshed", "ok")]
    world = server.world
    found, _ = world.find("quai/outil")
    assert found
    world.delete(found)
    second = run("refresh", "--json")
    assert second.returncode == 1
    told = json.loads(second.stdout)
    assert (told["outcome"], told["finished"], told["failed"]) == ("partial", 5, 1)
    assert told["requests"] - told["unchanged"] <= 2
    assert {one["name"]: one["state"] for one in told["sources"]}["quai/outil"] == "gone"
    third = run("refresh", "outil")
    assert third.returncode == 1
    assert third.stdout.startswith("quai/outil: it was deleted")
    listed = run("status")
    assert listed.returncode == 0
    lines = listed.stdout.splitlines()
    assert len(lines) == 6
    assert "0 min  it was deleted" in lines[3]
    assert lines[-1].startswith("5 repositories and organisations. The last refresh began at ")
    as_json = json.loads(run("status", "--json").stdout)
    assert [one["name"] for one in as_json["sources"]] == sorted(
        one["name"] for one in as_json["sources"]
    )
    assert as_json["run"]["failed"] == 1


def test_while_another_is_under_way_it_says_so_and_leaves_the_work_to_it(
    run: Run, server: RunningServer, sqlite_url: str
) -> None:
    minute = timedelta(minutes=1)
    assert inside(sqlite_url, lambda: take_lease(LEASE, minute, datetime.now(UTC)))
    done = run("refresh")
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "Another refresh is under way, or was cut short less than a minute ago.\n",
        "",
    )
    assert json.loads(run("refresh", "--json").stdout) == {"outcome": "under way"}
    assert server.world.requests == []


def test_what_can_not_be_asked_is_wrong_use(run: Run, server: RunningServer) -> None:
    unknown = run("refresh", "rien")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "No startup is called rien." in unknown.stderr
    assert run("refresh", "--since", "hier").returncode == 2
    server.world.fail("bad_credentials")
    refused = run("refresh")
    assert refused.returncode == 2
    assert "GitHub refuses the token: set INCUBATOR_GITHUB_TOKEN anew." in refused.stdout


def test_without_a_token_it_says_what_github_allows(run: Run, server: RunningServer) -> None:
    done = run(
        "refresh", "outil", "--requests", "5", "--since", "2026-01-01", INCUBATOR_GITHUB_TOKEN=""
    )
    assert done.returncode == 1
    assert "GitHub answers 60 requests an hour." in done.stderr
    assert "Ended early: the run's requests are spent; the next run goes on." in done.stdout
    assert {one.authorization for one in server.world.requests} == {""}
    assert len(server.world.requests) == 5
