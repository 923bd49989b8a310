"""A provider to sign in with, and someone who does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from incubator.openid import Identity, Provider, ProviderSettings, Started
from incubator.openid.exchange import default_client
from tests.openid import hostile as hostile_module
from tests.openid.hostile import CLIENT_ID, CLIENT_SECRET, HostileProvider

#: The machine's certificates take longer to read than a whole sign-in.
connect = default_client(trust_env=False)

RETURN = "https://incubateur.example/connexion/openid/retour"
LOGGED_OUT = "https://incubateur.example/deconnexion/retour"


class Clock:
    """The time, which a test may move."""

    def __init__(self) -> None:
        self.moment = 1_800_000_000.0

    def __call__(self) -> float:
        return self.moment


@pytest.fixture(scope="module")
def server() -> Iterator[HostileProvider]:
    with hostile_module.running() as provider:
        yield provider


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hostile(server: HostileProvider, clock: Clock) -> HostileProvider:
    """The hostile provider, on its best behaviour until a test says otherwise."""
    server.__init__(server.issuer, clock)  # type: ignore[misc]
    return server


@pytest.fixture
def provider(hostile: HostileProvider, clock: Clock) -> Provider:
    return Provider(settings_for(hostile.issuer), client=connect, now=clock)


def settings_for(issuer: str, **changes: Any) -> ProviderSettings:
    values: dict[str, Any] = {
        "issuer": issuer,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "redirect_uri": RETURN,
        "post_logout_redirect_uri": LOGGED_OUT,
        **changes,
    }
    return ProviderSettings(**values)


def query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


async def visit(started: Started) -> dict[str, str]:
    """Go to the provider, as the person's browser does; what it comes back with."""
    async with connect() as browser:
        answer = await browser.get(started.url)
    assert answer.headers["location"].startswith(RETURN)
    return query(answer.headers["location"])


async def finish(
    provider: Provider, started: Started, params: dict[str, str], **changes: str
) -> Identity:
    kept = {
        "state": started.state,
        "nonce": started.nonce,
        "code_verifier": started.code_verifier,
    }
    return await provider.finish(params, **{**kept, **changes})


async def sign_in(provider: Provider) -> Identity:
    """The whole way there and back."""
    started = await provider.begin()
    return await finish(provider, started, await visit(started))
