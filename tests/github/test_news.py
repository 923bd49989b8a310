"""A webhook's message about a startup's repository: it is read soon, and nothing is believed."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from incubator.app import create_app
from incubator.config import PULL_REQUEST, Settings
from incubator.store import models, tracked_sources
from incubator.store.database import open_database

PATH, SECRET = "/webhooks/github", "un-secret"
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
NAME = "quai/outil"
EVENTS = ["issues", "pull_request", "release", "deployment", "deployment_status", "milestone"]


def sender(settings: Settings) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=create_app(settings, now=lambda: NOW))
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")


@pytest.fixture
async def settings(sqlite_url: str) -> AsyncIterator[Settings]:
    """Those of a site where changes are commits."""
    async with open_database(sqlite_url):
        await tracked_sources.track([NAME, "quai/autre"])
        yield Settings(database_url=sqlite_url, github_webhook_secret=SECRET)


@pytest.fixture
async def hook(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with sender(settings) as client:
        yield client


def message(event: str, name: str = "1", secret: str = SECRET, **told: Any) -> dict[str, Any]:
    body = json.dumps({"repository": {"full_name": "Quai/Outil", "id": 7}, **told}).encode()
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": name,
        "X-Hub-Signature-256": f"sha256={digest}",
    }
    return {"content": body, "headers": headers}


@pytest.mark.parametrize("event", EVENTS)
async def test_a_repository_that_changed_is_to_be_read_soon(
    hook: httpx.AsyncClient, event: str
) -> None:
    answer = await hook.post(PATH, **message(event, action="opened"))
    assert answer.status_code == 200
    assert await tracked_sources.wanted_names() == [NAME]
    assert (await models.TrackedSource.get(name=NAME)).wanted_at == NOW


async def test_it_counts_once(hook: httpx.AsyncClient) -> None:
    assert (await hook.post(PATH, **message("issues"))).status_code == 200
    await tracked_sources.unwant([NAME])
    assert (await hook.post(PATH, **message("issues"))).status_code == 409
    assert await tracked_sources.wanted_names() == []


async def test_the_repository_of_sheets_may_be_a_startups_too(settings: Settings) -> None:
    ours = replace(
        settings, publication=PULL_REQUEST, content_repository=NAME, github_token="jeton"
    )
    async with sender(ours) as hook:
        assert (await hook.post(PATH, **message("issues"))).status_code == 200
    assert await tracked_sources.wanted_names() == [NAME]


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ("push", {}),
        ("ping", {}),
        ("star", {}),
        ("issues", {"repository": {"full_name": "inconnu/outil", "id": 8}}),
        ("issues", {"repository": {"full_name": 7, "id": 7}}),
        ("issues", {"repository": {"full_name": "x" * 9000, "id": 2**80}}),
        ("issues", {"repository": {"full_name": "x/y", "id": True}}),
        ("issues", {"repository": {"full_name": "x\u0000/y", "id": -1}}),
        ("issues", {"repository": None}),
        ("issues", {"repository": [NAME]}),
    ],
)
async def test_anything_else_is_taken_and_changes_nothing(
    hook: httpx.AsyncClient, event: str, told: dict[str, Any]
) -> None:
    assert (await hook.post(PATH, **message(event, **told))).status_code == 200
    assert await tracked_sources.wanted_names() == []


async def test_without_the_secrets_signature_nothing_is_noted(hook: httpx.AsyncClient) -> None:
    assert (await hook.post(PATH, **message("issues", secret="autre"))).status_code == 403
    assert await tracked_sources.wanted_names() == []
    assert not await models.WebhookDelivery.exists()


async def test_what_a_message_says_of_a_repository_is_not_believed(
    hook: httpx.AsyncClient,
) -> None:
    columns = ("name", "listed_by", "state", "detail", "tried_at", "repository_id")
    before = await models.TrackedSource.all().order_by("id").values(*columns)
    told = {"full_name": "Quai/Outil", "id": 7, "private": True, "archived": True}
    issue = {"id": 1, "number": 1, "title": "Faux", "state": "closed"}
    await hook.post(PATH, **message("issues", repository=told, issue=issue, action="closed"))
    assert await models.TrackedSource.all().order_by("id").values(*columns) == before
    assert not await models.Issue.exists()
    assert not await models.Repository.exists()


async def test_a_later_message_moves_the_moment(
    hook: httpx.AsyncClient, settings: Settings
) -> None:
    earlier = NOW - timedelta(minutes=5)
    await tracked_sources.want(NAME, None, earlier)
    await hook.post(PATH, **message("milestone"))
    assert (await models.TrackedSource.get(name=NAME)).wanted_at == NOW
