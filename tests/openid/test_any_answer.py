"""Whatever comes from outside, nothing but errors of ours comes out."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incubator.openid import OpenIDError, Provider, Started
from tests.openid.conftest import Clock, connect, finish, settings_for, sign_in
from tests.openid.hostile import CLIENT_ID, SUBJECT, HostileProvider, answering, published
from tests.openid.hostile import RSA as KEY

REPEATED = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

_ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["RS256", "none", "EdDSA", "rsa-1", "RSA", "sig", CLIENT_ID, SUBJECT, 1e400]),
)
ANYTHING = st.recursive(
    _ATOMS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


def objects(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    """Objects that have some of these members, with anything in them."""
    return st.dictionaries(st.sampled_from(names), ANYTHING, max_size=4)


def segment(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


@pytest.fixture
def fresh(hostile: HostileProvider, clock: Clock) -> Any:
    """Makes a provider that has read nothing yet."""
    return lambda: Provider(settings_for(hostile.issuer), client=connect, now=clock)


@REPEATED
@given(
    params=st.dictionaries(
        st.sampled_from(["code", "state", "iss", "error", "error_description", "é"]),
        st.text(max_size=60) | st.sampled_from(["access_denied", "server_error", "\ud800"]),
    ),
    answers=st.booleans(),
)
async def test_any_return(
    params: dict[str, str], answers: bool, provider: Provider, hostile: HostileProvider
) -> None:
    state = "s" * 43
    started = Started("https://x", state, "n" * 43, "v" * 64)
    with pytest.raises(OpenIDError) as raised:
        await finish(provider, started, {**params, "state": state} if answers else params)
    if len(params.get("code", "")) > 12 and params["code"] != params.get("error"):
        assert params["code"] not in str(raised.value)


@REPEATED
@given(
    header=objects("alg", "kid", "typ", "crit", "b64", "jwk", "x5c", "zip") | ANYTHING,
    payload=ANYTHING,
    signature=st.text("abcAB-_=.", max_size=90),
)
async def test_any_token(
    header: object, payload: object, signature: str, provider: Provider, hostile: HostileProvider
) -> None:
    hostile.tokens = {"id_token": f"{segment(header)}.{segment(payload)}.{signature}"}
    with pytest.raises(OpenIDError):
        await sign_in(provider)


@REPEATED
@given(claims=objects("iss", "aud", "azp", "sub", "exp", "iat", "nbf", "nonce", "acr", "at_hash"))
async def test_any_claim(
    claims: dict[str, Any], provider: Provider, hostile: HostileProvider
) -> None:
    hostile.claims = claims
    with suppress(OpenIDError):
        assert (await sign_in(provider)).subject == SUBJECT


@REPEATED
@given(
    userinfo=objects("sub", "email", "email_verified", "given_name", "usual_name", "siret", "exp"),
    signed=st.booleans(),
)
async def test_any_userinfo(
    userinfo: dict[str, Any], signed: bool, provider: Provider, hostile: HostileProvider
) -> None:
    hostile.signs_userinfo, hostile.userinfo = signed, userinfo
    with suppress(OpenIDError):
        identity = await sign_in(provider)
        assert identity.subject == SUBJECT
        assert f"{identity.email}{identity.given_name}{identity.family_name}".isprintable()


@REPEATED
@given(
    document=objects(
        "issuer",
        "authorization_endpoint",
        "token_endpoint",
        "jwks_uri",
        "userinfo_endpoint",
        "id_token_signing_alg_values_supported",
        "token_endpoint_auth_methods_supported",
    )
)
async def test_any_description(
    document: dict[str, Any], fresh: Any, hostile: HostileProvider
) -> None:
    hostile.metadata = document
    with suppress(OpenIDError):
        await sign_in(fresh())


@REPEATED
@given(change=objects("kty", "n", "e", "use", "alg", "kid", "key_ops", "x", "crv"))
async def test_any_key(change: dict[str, Any], fresh: Any, hostile: HostileProvider) -> None:
    hostile.jwks = {"keys": [{**published(KEY)["keys"][0], **change}]}
    with suppress(OpenIDError):
        await sign_in(fresh())


@REPEATED
@given(body=st.binary(max_size=200), kind=st.sampled_from(["application/jwt", "text/html", ""]))
async def test_any_bytes(
    body: bytes, kind: str, provider: Provider, hostile: HostileProvider
) -> None:
    hostile.instead["/userinfo"] = answering(200, body, Content_Type=kind)
    with pytest.raises(OpenIDError):
        await sign_in(provider)
