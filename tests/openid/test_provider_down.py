"""A provider that is down, slow, broken or moving: what is said, and what is kept meanwhile."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time

import pytest

from incubator.openid import Provider, ProviderDownError, UntrustedAnswerError
from tests.openid.conftest import Clock, finish, settings_for, sign_in, visit
from tests.openid.hostile import (
    ABSENT,
    EC,
    OTHER_RSA,
    RSA,
    SUBJECT,
    HostileProvider,
    answering,
    dripping,
    published,
)

DISCOVERY = "/.well-known/openid-configuration"
PLACES = [DISCOVERY, "/token", "/jwks", "/userinfo"]
HUGE = b'{"padding": "' + b" " * 600_000 + b'"}'
ZIPPED = gzip.compress(b"{}" + b" " * 10_000_000)

ANSWERS = {
    "500": answering(500),
    "503 with JSON": answering(503, b'{"error": "access_denied"}'),
    "404": answering(404, b"not here"),
    "words": answering(200, b"<h1>Maintenance</h1>", Content_Type="application/json"),
    "a list": answering(200, b"[]"),
    "nothing": answering(200),
    "no text": answering(200, b"\xff\xfe{"),
    "nested too deep": answering(200, b"[" * 100_000),
    "too many bytes": answering(200, HUGE, Content_Type="application/json"),
    "compressed": answering(200, ZIPPED, Content_Encoding="gzip"),
    "elsewhere": answering(302, Location="/elsewhere"),
    "elsewhere for good": answering(308, Location="http://127.0.0.1:1/"),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("answer", ANSWERS)
async def test_what_is_no_answer_of_a_provider_counts_as_down(
    place: str, answer: str, provider: Provider, hostile: HostileProvider
) -> None:
    hostile.instead[place] = ANSWERS[answer]
    with pytest.raises(ProviderDownError) as down:
        await sign_in(provider)
    assert "Maintenance" not in str(down.value)
    assert hostile.requests["/elsewhere"] == 0


async def test_a_provider_that_nobody_runs_is_down(clock: Clock) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        issuer = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(ProviderDownError, match="can't be reached"):
            await Provider(settings_for(issuer), now=clock).begin()


@pytest.mark.parametrize(
    ("answer", "said"), [("elsewhere", "answered 302"), ("compressed", "compressed bytes")]
)
async def test_what_an_operator_can_mend_is_named(
    answer: str, said: str, provider: Provider, hostile: HostileProvider
) -> None:
    hostile.instead["/token"] = ANSWERS[answer]
    with pytest.raises(ProviderDownError, match=said):
        await sign_in(provider)


@pytest.mark.parametrize("place", PLACES)
async def test_a_provider_that_drips_is_given_up_in_time(
    place: str, hostile: HostileProvider, clock: Clock
) -> None:
    hostile.instead[place] = dripping(3)
    provider = Provider(settings_for(hostile.issuer, timeout_seconds=0.3), now=clock)
    began = time.monotonic()
    with pytest.raises(ProviderDownError, match=r"within 0\.3 s"):
        await sign_in(provider)
    assert time.monotonic() - began < 2


async def test_a_crowd_waits_for_a_provider_that_is_down_only_once(
    hostile: HostileProvider, clock: Clock
) -> None:
    hostile.instead[DISCOVERY] = dripping(3)
    provider = Provider(settings_for(hostile.issuer, timeout_seconds=0.3), now=clock)
    began = time.monotonic()
    found = await asyncio.gather(*(provider.begin() for _ in range(10)), return_exceptions=True)
    assert all(isinstance(one, ProviderDownError) for one in found)
    assert time.monotonic() - began < 2
    assert hostile.requests[DISCOVERY] == 1


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
async def test_a_description_without_the_addresses_needed_counts_as_down(
    name: str, provider: Provider, hostile: HostileProvider
) -> None:
    hostile.metadata = {name: ABSENT}
    with pytest.raises(ProviderDownError, match=name):
        await provider.begin()


# --- What is kept -------------------------------------------------------------------------------


async def test_public_documents_are_read_once_an_hour(
    provider: Provider, hostile: HostileProvider, clock: Clock
) -> None:
    for _ in range(3):
        await sign_in(provider)
        clock.moment += 1199
    assert (hostile.requests[DISCOVERY], hostile.requests["/jwks"]) == (1, 1)
    clock.moment += 10
    await sign_in(provider)
    assert (hostile.requests[DISCOVERY], hostile.requests["/jwks"]) == (2, 2)


async def test_a_failure_is_not_kept(provider: Provider, hostile: HostileProvider) -> None:
    hostile.instead[DISCOVERY] = answering(503)
    with pytest.raises(ProviderDownError):
        await provider.begin()
    hostile.instead.clear()
    assert (await sign_in(provider)).subject == SUBJECT


async def test_an_old_description_serves_for_a_day_while_the_provider_is_down(
    provider: Provider, hostile: HostileProvider, clock: Clock
) -> None:
    await sign_in(provider)
    hostile.instead[DISCOVERY] = answering(503)
    clock.moment += 23 * 3600
    await provider.begin()
    await provider.begin()
    assert hostile.requests[DISCOVERY] == 2, "it was asked again within half a minute"
    clock.moment += 3600
    with pytest.raises(ProviderDownError):
        await provider.begin()


async def test_an_old_description_does_not_serve_when_the_new_one_is_not_believed(
    provider: Provider, hostile: HostileProvider, clock: Clock
) -> None:
    await sign_in(provider)
    hostile.metadata = {"issuer": "https://login.example.org"}
    clock.moment += 3601
    with pytest.raises(UntrustedAnswerError):
        await provider.begin()


async def test_a_clock_set_back_has_the_documents_read_anew(
    provider: Provider, hostile: HostileProvider, clock: Clock
) -> None:
    await sign_in(provider)
    clock.moment -= 7200
    await sign_in(provider)
    assert hostile.requests[DISCOVERY] == 2


# --- Keys that change ---------------------------------------------------------------------------


async def test_a_new_key_is_looked_for_once(
    provider: Provider, hostile: HostileProvider, clock: Clock
) -> None:
    await sign_in(provider)
    clock.moment += 31
    hostile.key, hostile.jwks = OTHER_RSA, published(RSA, OTHER_RSA)
    await sign_in(provider)
    await sign_in(provider)
    assert hostile.requests["/jwks"] == 2


async def test_a_new_key_under_an_old_name_is_looked_for_too(
    provider: Provider, hostile: HostileProvider, clock: Clock
) -> None:
    hostile.header = {"kid": ABSENT}
    await sign_in(provider)
    clock.moment += 31
    hostile.key, hostile.jwks = OTHER_RSA, published(OTHER_RSA)
    assert (await sign_in(provider)).subject == SUBJECT


async def test_unknown_keys_do_not_have_the_list_read_again_and_again(
    provider: Provider, hostile: HostileProvider, clock: Clock
) -> None:
    await sign_in(provider)
    hostile.key = OTHER_RSA
    for seconds, reads in [(0, 1), (29, 1), (2, 2), (1, 2), (30, 3)]:
        clock.moment += seconds
        with pytest.raises(UntrustedAnswerError, match="key"):
            await sign_in(provider)
        assert hostile.requests["/jwks"] == reads


async def test_a_key_that_was_withdrawn_is_not_believed(
    provider: Provider, hostile: HostileProvider, clock: Clock
) -> None:
    await sign_in(provider)
    clock.moment += 3601
    hostile.jwks = published(EC)
    with pytest.raises(UntrustedAnswerError, match="key"):
        await sign_in(provider)


async def test_a_provider_that_goes_down_between_the_two_halves_is_said_to_be_down(
    provider: Provider, hostile: HostileProvider
) -> None:
    started = await provider.begin()
    params = await visit(started)
    hostile.instead["/token"] = answering(502)
    with pytest.raises(ProviderDownError, match="token endpoint answered 502"):
        await finish(provider, started, params)
