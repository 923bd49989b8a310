"""A site whose clock a test moves, and the links that it mails."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import httpx
from starlette.applications import Starlette

from incubator.app import create_app
from incubator.config import Settings
from incubator.store import models
from tests.web.signed import NOW

SECRET = re.compile(r"/connexion/lien\?jeton=([\w-]+)")
BASE = "http://127.0.0.1"


@dataclass
class Clock:
    """The instant at which the site believes to be."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Door:
    """A site that mails wait in: its mail server does not answer."""

    url: str
    changes: dict[str, Any] = field(default_factory=dict)
    clock: Clock = field(default_factory=Clock)

    @cached_property
    def settings(self) -> Settings:
        # Nothing listens on this port: mails stay in the outbox, where a test reads them.
        known = Settings(
            database_url=self.url, smtp_url="smtp://127.0.0.1:9", mail_from="x@incubateur.example"
        )
        return replace(known, **self.changes)

    @cached_property
    def app(self) -> Starlette:
        return create_app(
            self.settings, now=self.clock, today=lambda: self.clock().astimezone(UTC).date()
        )

    def browser(self, network: str = "127.0.0.1", base: str = BASE) -> httpx.AsyncClient:
        """A new browser; redirects are not followed."""
        transport = httpx.ASGITransport(app=self.app, client=(network, 4242))
        headers = {"Sec-Fetch-Site": "same-origin"}
        return httpx.AsyncClient(transport=transport, base_url=base, headers=headers)

    async def signed_in(self, email: str, **where: str) -> httpx.AsyncClient:
        """A browser that has asked for a link and opened it."""
        browser = self.browser(**where)
        await ask(browser, email)
        answer = await open_link(browser, await secret_of(email))
        assert answer.status_code == 303, answer.text
        return browser


async def ask(browser: httpx.AsyncClient, email: str, **fields: str) -> httpx.Response:
    return await browser.post("/connexion", data={"email": email, **fields})


async def open_link(browser: httpx.AsyncClient, secret: str) -> httpx.Response:
    return await browser.get("/connexion/lien", params={"jeton": secret})


async def confirm(browser: httpx.AsyncClient, secret: str) -> httpx.Response:
    return await browser.post("/connexion/lien", data={"jeton": secret})


async def secrets_of(email: str) -> list[str]:
    """The secrets of the links that wait for an address, oldest first."""
    rows = await models.OutboxMail.filter(recipient=email, kind="sign_in").order_by("id")
    return [found[1] for row in rows if (found := SECRET.search(row.text))]


async def secret_of(email: str) -> str:
    """The secret of the last link."""
    return (await secrets_of(email))[-1]


def leads_to_sign_in(answer: httpx.Response) -> bool:
    """Whether the answer says that nobody is signed in."""
    return answer.status_code == 303 and urlsplit(answer.headers["location"]).path == "/connexion"
