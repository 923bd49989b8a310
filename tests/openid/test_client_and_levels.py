"""How we prove who we are, and how surely the person did."""

from __future__ import annotations

import json

import pytest

from incubator.openid import (
    InsufficientAuthenticationError,
    Provider,
    RefusedError,
)
from tests.openid.conftest import (
    Clock,
    finish,
    query,
    settings_for,
    sign_in,
    visit,
)
from tests.openid.hostile import (
    ABSENT,
    SUBJECT,
    HostileProvider,
)

LEVELS = ("eidas1", "eidas2")


# --- The proof of being the client --------------------------------------------------------------


@pytest.mark.parametrize(
    ("offered", "in_the_form"),
    [
        (ABSENT, False),
        (["client_secret_basic"], False),
        (["client_secret_post", "client_secret_basic"], False),
        (["client_secret_post", "private_key_jwt"], True),
    ],
)
async def test_the_client_proves_itself_as_the_provider_takes_it(
    offered: object, in_the_form: bool, provider: Provider, hostile: HostileProvider
) -> None:
    hostile.metadata = {"token_endpoint_auth_methods_supported": offered}
    assert (await sign_in(provider)).subject == SUBJECT
    assert ("client_secret" in hostile.form) is in_the_form
    assert bool(hostile.authorization) is not in_the_form


async def test_a_client_that_is_not_known_is_refused(
    hostile: HostileProvider, clock: Clock
) -> None:
    settings = settings_for(hostile.issuer, client_secret="oublié")
    with pytest.raises(RefusedError, match="invalid_client"):
        await sign_in(Provider(settings, now=clock))


async def test_a_code_works_once(provider: Provider) -> None:
    started = await provider.begin()
    params = await visit(started)
    await finish(provider, started, params)
    with pytest.raises(RefusedError) as refused:
        await finish(provider, started, params)
    assert refused.value.error == "invalid_grant"
    assert params["code"] not in str(refused.value)
    assert "<b>" not in str(refused.value)


async def test_a_code_is_worth_nothing_with_the_verifier_of_another_sign_in(
    provider: Provider,
) -> None:
    started, other = await provider.begin(), await provider.begin()
    params = await visit(started)
    with pytest.raises(RefusedError, match="invalid_grant"):
        await finish(provider, started, params, code_verifier=other.code_verifier)


# --- Levels of authentication -------------------------------------------------------------------


async def test_levels_are_asked_for_as_an_essential_claim(
    hostile: HostileProvider, clock: Clock
) -> None:
    provider = Provider(settings_for(hostile.issuer, acr_values=LEVELS), now=clock)
    asked = query((await provider.begin()).url)
    wanted = {"id_token": {"acr": {"essential": True, "values": ["eidas1", "eidas2"]}}}
    assert json.loads(asked["claims"]) == wanted
    assert "acr_values" not in asked


async def test_levels_are_asked_for_as_values_where_claims_are_not_understood(
    hostile: HostileProvider, clock: Clock
) -> None:
    hostile.metadata = {"claims_parameter_supported": ABSENT}
    provider = Provider(settings_for(hostile.issuer, acr_values=LEVELS), now=clock)
    asked = query((await provider.begin()).url)
    assert asked["acr_values"] == "eidas1 eidas2"
    assert "claims" not in asked


@pytest.mark.parametrize("acr", [ABSENT, "eidas0", "EIDAS2", ["eidas2"], "eidas1 eidas2", ""])
async def test_a_level_that_was_not_asked_for_is_not_enough(
    acr: object, hostile: HostileProvider, clock: Clock
) -> None:
    provider = Provider(settings_for(hostile.issuer, acr_values=LEVELS), now=clock)
    hostile.claims = {"acr": acr}
    with pytest.raises(InsufficientAuthenticationError):
        await sign_in(provider)
    assert hostile.requests["/userinfo"] == 0


@pytest.mark.parametrize("acr", LEVELS)
async def test_any_level_that_was_asked_for_is_enough(
    acr: str, hostile: HostileProvider, clock: Clock
) -> None:
    provider = Provider(settings_for(hostile.issuer, acr_values=LEVELS), now=clock)
    hostile.claims = {"acr": acr}
    assert (await sign_in(provider)).acr == acr
