"""GitHub down, slow, refusing, cut short: a change waits or says why, and is never sent twice."""

from __future__ import annotations

import asyncio
import logging
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from incubator.actions.manage_accounts import erase_account
from incubator.actions.propose_change import retry_changes
from incubator.github.terms import GithubSettings
from incubator.store import models, proposal_outbox
from incubator.store.journal import Trace
from tests.builders import command
from tests.github.conftest import BRANCH, Team, only_proposal, states
from tests.github.server import REPOSITORY, TOKEN, Fault, Github
from tests.web.signed import account_with

ANA = Trace("compte-ana")


async def test_while_github_is_down_a_change_waits_longer_each_time_then_leaves(
    team: Team, github: Github
) -> None:
    await team.change(mission="Essayer mieux")
    await team.change(title="Bac neuf")
    github.down = True
    waits = []
    for _ in range(3):
        assert await team.exchange() == {"waiting": 1}
        first = await models.ProposedChange.all().order_by("id").first()
        assert first
        waits.append((first.next_try_at - team.now).total_seconds())
        assert await team.exchange() == {}
        team.now = first.next_try_at
    assert waits == [30, 60, 120]
    assert await states() == [("waiting", "unreachable"), ("waiting", "")]
    github.down = False
    assert await team.exchange() == {"sent": 2, "open": 1}
    assert [line.partition("|")[0] for line in github.log(BRANCH)] == [
        "bac : mission",
        "bac : title",
    ]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault("500"), "broken"),
        (Fault("502", message=""), "broken"),
        (Fault("429", headers={"Retry-After": "300"}), "limited"),
        (Fault("403", headers={"Retry-After": "300"}), "limited"),
        (Fault("403", message="You have exceeded a secondary rate limit."), "limited"),
        (Fault("slow", seconds=1.5), "slow"),
        (Fault("down"), "unreachable"),
        (Fault("truncated", method="GET"), "garbled"),
        (Fault("409", method="PUT", message="is at x but expected y"), "conflict"),
    ],
    ids=lambda value: f"{value.kind}-{value.message[:9]}" if isinstance(value, Fault) else value,
)
async def test_what_may_pass_by_itself_is_tried_again(
    team: Team, github: Github, fault: Fault, reason: str
) -> None:
    github.faults.append(replace(fault))
    await team.change(mission="Essayer mieux")
    assert await team.exchange() == {"waiting": 1}
    assert await states() == [("waiting", reason)]
    row = await models.ProposedChange.get()
    wait = 300 if "Retry-After" in fault.headers else 30
    assert row.next_try_at == team.now + timedelta(seconds=wait)
    team.now = row.next_try_at
    assert await team.exchange() == {"sent": 1, "open": 1}
    assert len(github.log(BRANCH)) == 1


async def test_a_primary_limit_is_waited_for_as_long_as_github_says(
    team: Team, github: Github, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: 1000.0)
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1899"}
    github.faults.append(Fault("403", message="API rate limit exceeded", headers=headers))
    await team.change(mission="Essayer mieux")
    assert await team.exchange() == {"waiting": 1}
    row = await models.ProposedChange.get()
    assert row.next_try_at == team.now + timedelta(seconds=900)


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "git/refs"), ("PUT", "contents"), ("POST", "pulls$")]
)
@pytest.mark.parametrize("kind", ["cut", "truncated"])
async def test_what_was_done_before_the_answer_was_lost_is_not_done_twice(
    team: Team, github: Github, kind: str, method: str, path: str
) -> None:
    await team.change(mission="Essayer mieux")
    github.faults.append(Fault(kind, method=method, path=path))
    assert await team.exchange() == {"waiting": 1}
    team.forward(seconds=30)
    assert await team.exchange() == {"sent": 1, "open": 1}
    assert len(github.log(BRANCH)) == 1
    assert len(github.pulls) == 1


async def test_a_worker_that_was_killed_leaves_its_change_to_the_next_one(
    team: Team, github: Github
) -> None:
    await team.change(mission="Essayer mieux")
    assert await proposal_outbox.claim(team.now)
    assert await team.exchange() == {}
    team.forward(minutes=11)
    assert await team.exchange() == {"sent": 1, "open": 1}


def start_job(team: Team) -> subprocess.Popen[str]:
    settings = {
        "INCUBATOR_PUBLICATION": "pull_request",
        "INCUBATOR_CONTENT_REPOSITORY": REPOSITORY,
        "INCUBATOR_GITHUB_URL": team.github.url,
        "INCUBATOR_GITHUB_TOKEN": TOKEN,
    }
    content, url = team.settings.content_dir, team.settings.database_url
    started = command("jobs", "run", "deliver-proposals", content=content, url=url, **settings)
    return subprocess.Popen(**started)


async def test_a_process_that_was_killed_after_its_commit_has_it_found_again(
    team: Team, github: Github
) -> None:
    await team.change(mission="Essayer mieux")
    github.faults.append(Fault("slow", method="POST", path="pulls$", seconds=1.5))
    with start_job(team) as process:
        while not any(line.startswith("POST /pulls") for line in github.asked):
            assert process.poll() is None
            await asyncio.sleep(0.02)
        process.kill()
    assert len(github.log(BRANCH)) == 1
    assert await states() == [("leaving", "")]
    team.now = datetime.now(UTC) + timedelta(minutes=11)
    await asyncio.sleep(1.5)
    assert await team.exchange() == {"sent": 1, "open": 1}
    assert len(github.log(BRANCH)) == 1
    assert len(github.pulls) == 1


async def test_workers_at_once_send_each_change_once_and_in_order(
    team: Team, github: Github
) -> None:
    for number in range(4):
        await team.change(mission=f"Essai {number}")
        await team.change("autre", mission=f"Autre {number}")
    await asyncio.gather(*(team.exchange() for _ in range(3)))
    await team.exchange()
    assert await states() == [("sent", "")] * 8
    for branch in (BRANCH, "sheets/startups-autre"):
        assert len(github.log(branch)) == 4
    assert "Essai 3" in team.proposed()
    assert len(github.pulls) == 2


@pytest.mark.parametrize(
    ("status", "message", "reason"),
    [
        ("401", "Bad credentials", "bad-token"),
        ("403", "Resource not accessible by personal access token", "forbidden"),
        ("404", "Not Found", "missing"),
        ("422", "Validation Failed", "invalid"),
    ],
)
async def test_what_does_not_pass_by_itself_stays_until_somebody_retries(
    team: Team, github: Github, status: str, message: str, reason: str
) -> None:
    github.faults.append(Fault(status, message=message, times=99))
    await team.change(mission="Essayer mieux")
    assert await team.exchange() == {"refused": 1}
    assert await states() == [("refused", reason)]
    team.forward(days=3)
    assert await team.exchange() == {}
    github.faults.clear()
    assert await retry_changes(await only_proposal(), ANA, team.now) == 1
    assert await team.exchange() == {"sent": 1, "open": 1}


# The token.


async def test_the_token_is_in_no_log_no_error_and_no_page(
    team: Team, github: Github, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    github.faults += [
        Fault("500", message=f"token {TOKEN}"),
        Fault("401", message=f"Bad {TOKEN}"),
    ]
    with structlog.testing.capture_logs() as logs:
        await team.change(mission="Essayer mieux")
        await team.exchange()
        team.forward(minutes=1)
        assert await team.exchange() == {"refused": 1}
        await retry_changes(await only_proposal(), ANA, team.now)
        await team.exchange()
    told = [str(logs), caplog.text]
    for model in (models.ProposedChange, models.Proposal, models.JournalEntry):
        told += [str(row) for row in await model.all().values()]
    assert not [text for text in told if TOKEN in text]
    settings = GithubSettings(github.url, TOKEN, "a/b", "main")
    assert TOKEN not in repr(settings)


async def test_who_erases_their_account_is_named_by_no_change(team: Team, github: Github) -> None:
    account = await account_with("ana@exemple.fr")
    github.down = True
    await team.change(mission="Essayer mieux")
    await team.exchange()
    await models.ProposedChange.all().update(editor=account.public_id)
    await erase_account(account, ANA, team.now.date())
    row = await models.ProposedChange.get()
    assert (row.author_name, row.author_email) == ("", "")
    github.down = False
    team.forward(minutes=1)
    await team.exchange()
    assert github.log(BRANCH) == ["bac : mission|Robot <robot@exemple.fr>|Robot"]
