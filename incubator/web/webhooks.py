"""What GitHub tells: signed, taken once, and believed no further than needed.

A message says what to look at. That a pull request of the sheets was merged is taken from it,
since it can't be undone; everything else is asked of GitHub again: of a startup's repository it is
only noted that something changed. No browser sends this: sessions count for nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from incubator.actions.content_repository import uses_pull_requests
from incubator.actions.follow_proposals import note_end
from incubator.config import Settings
from incubator.domain.repositories import is_organisation, source_name
from incubator.github.terms import MERGED
from incubator.store import proposals, tracked_sources, webhook_deliveries
from incubator.web.publication import bring_in_soon, deliver_changes_soon
from incubator.web.site import site_of
from incubator.web.visitor import now_of

PATH = "/webhooks/github"
_MAX_NAME = 80
_CHECKS = frozenset({"check_run", "check_suite", "status"})
#: What changes a measure of a startup's repository.
_NEWS = frozenset(
    {
        "deployment",
        "deployment_status",
        "issues",
        "milestone",
        "pull_request",
        "pull_request_review",
        "release",
        "repository",
    }
)


async def receive(request: Request) -> Response:
    """``POST /webhooks/github``"""
    settings = site_of(request).settings
    if not settings.github_webhook_secret:
        return _answer(404, "There is nothing here.")
    body = await request.body()
    if not _is_signed(request, body, settings.github_webhook_secret):
        return _answer(403, "The signature is not the one of the secret.")
    name = request.headers.get("x-github-delivery", "")
    event = request.headers.get("x-github-event", "")
    message = _parse(body)
    if not 0 < len(name) <= _MAX_NAME or not event or message is None:
        return _answer(400, "Send JSON (application/json), as GitHub's webhooks do.")
    now = now_of(request)
    if await webhook_deliveries.was_taken(name, body):
        return _answer(409, "This was taken before.")
    work = None
    if uses_pull_requests(settings) and _is_about_us(message, settings):
        work = await _apply(request, event, message)
    if event in _NEWS:
        await _note_news(message, settings, now)
    # Noted last: had anything failed above, GitHub may send the same again. All of it bears that.
    if not await webhook_deliveries.take(name, event[:50], body, now):
        return _answer(409, "This was taken before.")
    return _answer(200, "Taken.", BackgroundTask(work, request) if work else None)


async def _apply(
    request: Request, event: str, message: dict[str, Any]
) -> Callable[[Request], Any] | None:
    """Note what a message tells; returns what remains to be done after the answer."""
    settings = site_of(request).settings
    if event == "push":
        is_ours = message.get("ref") == f"refs/heads/{settings.content_branch}"
        return bring_in_soon if is_ours else None
    if event == "pull_request":
        pull = _dict(message, "pull_request")
        number = pull.get("number")
        if not isinstance(number, int) or not 0 < number < 2**31:
            return None
        proposal = await proposals.find_by_number(number)
        if proposal is None:
            return None
        if message.get("action") == "closed" and pull.get("merged") is True:
            await note_end(proposal, MERGED, now_of(request))
        else:
            await proposals.look_again(number=proposal.number)
        return deliver_changes_soon
    if event in _CHECKS:
        told = message if event == "status" else _dict(message, event)
        head = told.get("sha") if event == "status" else told.get("head_sha")
        if isinstance(head, str) and head and await proposals.look_again(head=head):
            return deliver_changes_soon
    return None


async def _note_news(message: dict[str, Any], settings: Settings, now: datetime) -> None:
    """Have a startup's repository read soon; nothing of it is believed here."""
    repository = _dict(message, "repository")
    web, number = settings.github_web_url, repository.get("id")
    name = source_name(f"{web}/{repository.get('full_name')}", web)
    # A bool is an int, and a number may be larger than any column.
    is_number = type(number) is int and 0 < number < 2**63
    if name is not None and not is_organisation(name):
        await tracked_sources.want(name, number if is_number else None, now)


def _is_signed(request: Request, body: bytes, secret: str) -> bool:
    given = request.headers.get("x-hub-signature-256", "").encode("latin-1")
    wanted = b"sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest().encode()
    return hmac.compare_digest(given, wanted)


def _parse(body: bytes) -> dict[str, Any] | None:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None


def _is_about_us(message: dict[str, Any], settings: Settings) -> bool:
    name = _dict(message, "repository").get("full_name")
    return isinstance(name, str) and name.lower() == settings.content_repository.lower()


def _dict(message: dict[str, Any], key: str) -> dict[str, Any]:
    value = message.get(key)
    return value if isinstance(value, dict) else {}


def _answer(status: int, text: str, background: BackgroundTask | None = None) -> Response:
    return PlainTextResponse(f"{text}\n", status, background=background)


routes = [Route(PATH, receive, name="github_webhook", methods=["POST"])]
