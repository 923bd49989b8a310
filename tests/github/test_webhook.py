"""What GitHub tells the site: signed, taken once, and the merge is public in the same moment."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from incubator.app import create_app
from incubator.config import Settings
from incubator.store import models
from tests.github.conftest import BRANCH, ON_GITHUB, Team, proposal_states
from tests.github.server import REPOSITORY, Github

PATH = "/webhooks/github"
SECRET = "un-secret"


def sender(settings: Settings, team: Team) -> httpx.AsyncClient:
    """A program that posts, without a cookie and without a browser's headers."""
    transport = httpx.ASGITransport(app=create_app(settings, now=team.clock))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")


@pytest.fixture
async def hook(team: Team) -> AsyncIterator[httpx.AsyncClient]:
    async with sender(team.settings, team) as client:
        yield client


def message(event: str, name: str = "1", secret: str = SECRET, **told: Any) -> dict[str, Any]:
    """A message as GitHub sends it."""
    body = json.dumps({"repository": {"full_name": REPOSITORY}, **told}).encode()
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": name,
        "X-Hub-Signature-256": f"sha256={digest}",
    }
    return {"content": body, "headers": headers}


def merged(number: int = 1) -> dict[str, Any]:
    return {"action": "closed", "pull_request": {"number": number, "merged": True}}


async def test_a_merge_is_public_once_github_has_told_it(
    team: Team, github: Github, hook: httpx.AsyncClient
) -> None:
    await team.change(mission="Essayer mieux")
    await team.exchange()
    github.merge(1)
    answer = await hook.post(PATH, **message("pull_request", **merged()))
    assert answer.status_code == 200
    assert await proposal_states() == ["merged"]
    assert "Essayer mieux" in (await hook.get("/startups/bac")).text
    assert (await models.Proposal.get()).ended_at is not None


async def test_a_merge_is_known_even_while_github_is_down(
    team: Team, github: Github, hook: httpx.AsyncClient
) -> None:
    await team.change(mission="Essayer mieux")
    await team.exchange()
    github.merge(1)
    github.down = True
    await hook.post(PATH, **message("pull_request", **merged()))
    assert await proposal_states() == ["merged"]


async def test_a_push_to_the_main_branch_is_public_at_once(
    team: Team, github: Github, hook: httpx.AsyncClient
) -> None:
    theirs = team.local().replace("Essayer sans rien casser", "Essayer autrement")
    github.commit("main", ON_GITHUB, theirs.encode())
    assert "Essayer autrement" not in (await hook.get("/startups/bac")).text
    await hook.post(PATH, **message("push", ref="refs/heads/autre"))
    assert "Essayer autrement" not in (await hook.get("/startups/bac")).text
    await hook.post(PATH, **message("push", "2", ref="refs/heads/main"))
    assert "Essayer autrement" in (await hook.get("/startups/bac")).text


@pytest.mark.parametrize("event", ["check_run", "check_suite", "status", "pull_request"])
async def test_checks_and_closing_are_looked_up_at_once(
    team: Team, github: Github, hook: httpx.AsyncClient, event: str
) -> None:
    await team.change(mission="Essayer mieux")
    await team.exchange()
    head = github.head(BRANCH)
    assert head
    github.states[head] = ["failure"]
    told: dict[str, Any] = {event: {"head_sha": head}}
    if event == "status":
        told = {"sha": head}
    elif event == "pull_request":
        github.close(1)
        told = {"action": "closed", "pull_request": {"number": 1, "merged": False}}
    await hook.post(PATH, **message(event, **told))
    row = await models.Proposal.get()
    expected = ("closed", "") if event == "pull_request" else ("open", "failed")
    assert (row.status, row.checks) == expected


async def test_what_was_taken_before_is_refused_under_any_name(
    team: Team, github: Github, hook: httpx.AsyncClient
) -> None:
    await team.change(mission="Essayer mieux")
    await team.exchange()
    first = message("ping", "une")
    assert (await hook.post(PATH, **first)).status_code == 200
    asked = list(github.asked)
    for name, again in (("une", first), ("une", message("ping", "une", zen="x")), ("deux", first)):
        headers = again["headers"] | {"X-GitHub-Delivery": name, "X-GitHub-Event": "push"}
        answer = await hook.post(PATH, content=again["content"], headers=headers)
        assert answer.status_code == 409
    assert github.asked == asked
    assert await models.WebhookDelivery.all().count() == 2


async def test_what_failed_may_be_sent_again(
    team: Team, hook: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: Any) -> None:
        raise OSError("no room")

    with monkeypatch.context() as patched:
        patched.setattr("incubator.web.webhooks.proposals.find_by_number", fail)
        answer = await hook.post(PATH, **message("pull_request", **merged()))
        assert answer.status_code == 500
    answer = await hook.post(PATH, **message("pull_request", **merged()))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "signature",
    ["", "sha256=", "sha1=0000", f"sha256={'0' * 64}", "sha256=é", "wrong secret"],
)
async def test_a_message_without_the_secrets_signature_does_nothing(
    team: Team, github: Github, hook: httpx.AsyncClient, signature: str
) -> None:
    await team.change(mission="Essayer mieux")
    await team.exchange()
    sent = message("pull_request", secret="autre", **merged())
    if signature != "wrong secret":
        sent["headers"]["X-Hub-Signature-256"] = signature.encode("latin-1")
    answer = await hook.post(PATH, **sent)
    assert answer.status_code == 403
    assert await proposal_states() == ["open"]
    assert not await models.WebhookDelivery.exists()


async def test_a_changed_body_is_refused(team: Team, hook: httpx.AsyncClient) -> None:
    sent = message("ping")
    answer = await hook.post(PATH, content=sent["content"] + b" ", headers=sent["headers"])
    assert answer.status_code == 403


@pytest.mark.parametrize("body", [b"", b"payload=%7B%7D", b"[1]", b"{", b"[" * 100_000, b"\xff"])
async def test_a_signed_message_that_is_no_json_object_is_refused(
    team: Team, hook: httpx.AsyncClient, body: bytes
) -> None:
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = message("ping")["headers"] | {"X-Hub-Signature-256": f"sha256={digest}"}
    assert (await hook.post(PATH, content=body, headers=headers)).status_code == 400


@pytest.mark.parametrize(
    "told",
    [
        {"repository": {"full_name": "autre/depot"}, **merged()},
        {"repository": None, **merged()},
        merged(99),
        {"pull_request": None},
        {"pull_request": {"number": "1", "merged": True}, "action": "closed"},
        {"pull_request": {"number": 1, "merged": "yes"}, "action": "closed"},
    ],
)
async def test_what_is_about_something_else_is_taken_and_changes_nothing(
    team: Team, github: Github, hook: httpx.AsyncClient, told: dict[str, Any]
) -> None:
    await team.change(mission="Essayer mieux")
    await team.exchange()
    for event in ("pull_request", "push", "check_run", "issues"):
        answer = await hook.post(PATH, **message(event, event, **told, kind=event))
        assert answer.status_code == 200
    assert await proposal_states() == ["open"]


async def test_without_a_secret_there_is_no_such_address(team: Team) -> None:
    async with sender(replace(team.settings, github_webhook_secret=""), team) as client:
        assert (await client.post(PATH, **message("ping"))).status_code == 404
        assert (await client.post(PATH, **message("ping", secret=""))).status_code == 404


async def test_where_changes_are_commits_a_merge_is_nobodys_business(
    team: Team, github: Github
) -> None:
    await team.change(mission="Essayer mieux")
    await team.exchange()
    async with sender(replace(team.settings, publication="direct"), team) as client:
        assert (await client.post(PATH, **message("pull_request", **merged()))).status_code == 200
    assert await proposal_states() == ["open"]


async def test_a_page_elsewhere_cannot_use_a_browser_to_post_here(
    team: Team, hook: httpx.AsyncClient
) -> None:
    sent = message("ping")
    sent["headers"]["Sec-Fetch-Site"] = "cross-site"
    assert (await hook.post(PATH, **sent)).status_code == 403
