"""The whole way with a provider that is not ours, as its own process."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from incubator.openid import (
    Identity,
    Provider,
    ProviderDownError,
    RefusedError,
    Started,
    UntrustedAnswerError,
)
from tests.openid.conftest import LOGGED_OUT, finish, query, settings_for

PATIENCE_SECONDS = 40
PERSON = "camille@administration.example"


@dataclass
class RealProvider:
    """oidc-provider-mock, running."""

    issuer: str
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start() -> RealProvider:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    provider = RealProvider(f"http://127.0.0.1:{port}", process)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            httpx.get(f"{provider.issuer}/jwks", trust_env=False).raise_for_status()
            return provider
        except httpx.HTTPError:
            assert process.poll() is None, "The provider could not start."
            assert time.monotonic() < deadline, "The provider never answered."
            time.sleep(0.1)


@pytest.fixture(scope="module")
def real() -> Iterator[RealProvider]:
    provider = start()
    claims = {
        "email": PERSON,
        "email_verified": True,
        "given_name": "Camille",
        "family_name": "Moreau",
    }
    httpx.put(f"{provider.issuer}/users/{PERSON}", json=claims, trust_env=False).raise_for_status()
    try:
        yield provider
    finally:
        provider.stop()


@pytest.fixture
def provider(real: RealProvider) -> Provider:
    return Provider(settings_for(real.issuer))


async def answer_form(started: Started, **answer: str) -> dict[str, str]:
    """Fill in the provider's form; the query of the address that it sends back to."""
    async with httpx.AsyncClient(trust_env=False) as browser:
        assert (await browser.get(started.url)).status_code == 200
        back = await browser.post(started.url, data=answer)
    assert back.status_code == 302
    return query(back.headers["location"])


async def sign_in(provider: Provider) -> Identity:
    started = await provider.begin()
    return await finish(provider, started, await answer_form(started, sub=PERSON))


async def test_someone_signs_in(provider: Provider, real: RealProvider) -> None:
    identity = await sign_in(provider)
    assert (identity.issuer, identity.subject) == (real.issuer, PERSON)
    assert (identity.email, identity.email_verified) == (PERSON, True)
    assert (identity.given_name, identity.family_name) == ("Camille", "Moreau")


async def test_a_code_works_once(provider: Provider) -> None:
    started = await provider.begin()
    params = await answer_form(started, sub=PERSON)
    await finish(provider, started, params)
    with pytest.raises(RefusedError, match="invalid_grant"):
        await finish(provider, started, params)


async def test_the_code_of_one_sign_in_does_not_end_another(provider: Provider) -> None:
    started, other = await provider.begin(), await provider.begin()
    params = await answer_form(started, sub=PERSON)
    with pytest.raises(UntrustedAnswerError, match="state"):
        await finish(provider, other, params)
    with pytest.raises(UntrustedAnswerError, match="nonce"):
        await finish(provider, other, {**params, "state": other.state})


async def test_declining_signs_nobody_in(provider: Provider) -> None:
    started = await provider.begin()
    params = await answer_form(started, action="deny")
    # This provider forgets to give the state back, so that its word alone is not taken.
    assert params == {"error": "access_denied"} | {k: params[k] for k in ["error_description"]}
    with pytest.raises(UntrustedAnswerError, match="state"):
        await finish(provider, started, params)
    with pytest.raises(RefusedError, match="access_denied"):
        await finish(provider, started, {**params, "state": started.state})


async def test_signing_out_leads_back_to_the_site(provider: Provider) -> None:
    identity = await sign_in(provider)
    url = await provider.logout_url(identity.id_token, "s" * 32)
    assert url is not None
    async with httpx.AsyncClient(trust_env=False) as browser:
        page = await browser.get(url)
        target = re.search(r'name="redirect_uri"[^>]*value="([^"]+)"', page.text)
        assert target is not None, page.text
        confirm = f"{provider.settings.issuer}/oauth2/end_session/confirm"
        back = await browser.post(confirm, data={"redirect_uri": target[1].replace("&amp;", "&")})
    assert back.headers["location"] == f"{LOGGED_OUT}?state={'s' * 32}"


async def test_a_provider_that_stops_is_said_to_be_down() -> None:
    real = start()
    try:
        provider = Provider(settings_for(real.issuer))
        started = await provider.begin()
        params = await answer_form(started, sub=PERSON)
    finally:
        real.stop()
    with pytest.raises(ProviderDownError, match="token endpoint can't be reached"):
        await finish(provider, started, params)
    with pytest.raises(ProviderDownError, match="discovery can't be reached"):
        await Provider(settings_for(real.issuer)).begin()
