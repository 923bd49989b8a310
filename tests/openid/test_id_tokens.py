"""An id_token that is wrong in any way signs nobody in."""

from __future__ import annotations

from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import OctKey

from incubator.openid import (
    Provider,
    UntrustedAnswerError,
)
from tests.openid.conftest import finish, sign_in, visit
from tests.openid.hostile import (
    ABSENT,
    CLIENT_ID,
    CLIENT_SECRET,
    EC,
    OTHER_RSA,
    RSA,
    HostileProvider,
    published,
    sign,
)

NOW = 1_800_000_000

# --- Claims --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://login.example.org"},
        {"iss": ABSENT},
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": ABSENT},
        {"aud": {CLIENT_ID: 1}},
        {"aud": [CLIENT_ID, "another"]},
        {"aud": [CLIENT_ID, "another"], "azp": "another"},
        {"azp": "another"},
        {"nonce": "x" * 43},
        {"nonce": ABSENT},
        {"nonce": ["n"]},
        {"nonce": "é"},
        {"sub": ABSENT},
        {"sub": ""},
        {"sub": 42},
        {"sub": "s" * 256},
        {"exp": NOW - 61},
        {"exp": ABSENT},
        {"exp": "tomorrow"},
        {"exp": float("nan")},
        {"exp": True},
        {"iat": NOW + 61},
        {"iat": NOW - 601},
        {"iat": ABSENT},
        {"iat": float("-inf")},
        {"nbf": NOW + 61},
        {"at_hash": "of-another-token"},
        {"at_hash": 7},
        {"amr": 7},
    ],
    ids=str,
)
async def test_a_claim_that_is_wrong_spoils_the_id_token(
    claims: dict[str, Any], provider: Provider, hostile: HostileProvider
) -> None:
    hostile.claims = claims
    with pytest.raises(UntrustedAnswerError) as untrusted:
        await sign_in(provider)
    assert next(iter(claims)) in str(untrusted.value) or "azp" in str(untrusted.value)
    assert hostile.requests["/userinfo"] == 0


@pytest.mark.parametrize(
    "claims",
    [{"exp": NOW - 59}, {"iat": NOW + 59}, {"iat": NOW - 599}, {"aud": [CLIENT_ID]}],
    ids=str,
)
async def test_clocks_may_differ_by_a_minute(
    claims: dict[str, Any], provider: Provider, hostile: HostileProvider
) -> None:
    hostile.claims = claims
    await sign_in(provider)


async def test_an_id_token_of_an_earlier_sign_in_is_not_believed(
    provider: Provider, hostile: HostileProvider
) -> None:
    hostile.tokens = {"id_token": (await sign_in(provider)).id_token}
    with pytest.raises(UntrustedAnswerError, match="nonce"):
        await sign_in(provider)


def _public_key_as_secret() -> OctKey:
    """The old trick: the public key, which all know, taken for the secret of an HMAC."""
    return OctKey.import_key(RSA.as_pem(private=False).replace(b"-----", b""))


@pytest.mark.parametrize(
    ("key", "algorithm", "header"),
    [
        pytest.param(OTHER_RSA, "RS256", {}, id="a key that is not published"),
        pytest.param(OTHER_RSA, "RS256", {"kid": "rsa-1"}, id="another key under a known name"),
        pytest.param(EC, "ES256", {"kid": "rsa-1"}, id="another kind of key under a known name"),
        pytest.param(None, "none", {}, id="no signature"),
        pytest.param(None, "none", {"kid": "rsa-1"}, id="no signature, a known name"),
        pytest.param(OctKey.import_key(CLIENT_SECRET), "HS256", {}, id="the client's secret"),
        pytest.param(
            _public_key_as_secret(), "HS256", {"kid": "rsa-1"}, id="the public key as a secret"
        ),
        pytest.param(RSA, "PS256", {}, id="an algorithm that was not announced"),
        pytest.param(RSA, "RS256", {"jwk": OTHER_RSA.as_dict(private=False), "kid": "x"}, id="jwk"),
    ],
)
async def test_a_signature_that_is_not_the_providers_is_not_believed(
    key: Any,
    algorithm: str,
    header: dict[str, Any],
    provider: Provider,
    hostile: HostileProvider,
) -> None:
    hostile.key, hostile.algorithm, hostile.header = key, algorithm, header
    with pytest.raises(UntrustedAnswerError, match="sign"):
        await sign_in(provider)
    assert hostile.requests["/userinfo"] == 0


@pytest.mark.parametrize(
    "tokens",
    [
        {"id_token": ABSENT},
        {"id_token": ""},
        {"id_token": 7},
        {"id_token": "é.é.é"},
        {"id_token": "a.b.c"},
        {"id_token": "a.b.c.d.e"},
        {"id_token": "...."},
        {"id_token": "x" * 300_000},
        {"id_token": "eyJhbGciOlsiUlMyNTYiXX0.e30.AAAA"},
        {"id_token": "eyJhbGciOiJSUzI1NiIsImtpZCI6N30.e30.AAAA"},
        {"id_token": "W10.e30.AAAA"},
        {"access_token": ABSENT},
        {"access_token": "two words"},
        {"access_token": "a\r\nX-Evil: 1"},
        {"token_type": "mac"},
        {"token_type": ABSENT},
    ],
    ids=lambda tokens: str(tokens)[:60],
)
async def test_tokens_that_are_none_are_not_believed(
    tokens: dict[str, Any], provider: Provider, hostile: HostileProvider
) -> None:
    hostile.tokens = tokens
    with pytest.raises(UntrustedAnswerError):
        await sign_in(provider)


@pytest.mark.parametrize(
    "payload",
    [b"[]", b"not json", b"[" * 60_000, b'{"iss": NaN}', b"\xff"],
    ids=["a list", "words", "nested too deep", "no number", "no text"],
)
async def test_a_signed_payload_that_is_no_claims_is_not_believed(
    payload: bytes, provider: Provider, hostile: HostileProvider
) -> None:
    hostile.tokens = {
        "id_token": jws.serialize_compact({"alg": "RS256", "kid": "rsa-1"}, payload, RSA)
    }
    with pytest.raises(UntrustedAnswerError):
        await sign_in(provider)


async def test_header_fields_that_must_be_understood_and_are_not_spoil_the_token(
    provider: Provider, hostile: HostileProvider
) -> None:
    started = await provider.begin()
    params = await visit(started)
    claims = {"iss": hostile.issuer, "aud": CLIENT_ID, "nonce": started.nonce}
    hostile.tokens = {"id_token": sign(claims, RSA, "RS256", b64=True, crit=["b64"])}
    with pytest.raises(UntrustedAnswerError, match="header"):
        await finish(provider, started, params)


async def test_a_token_that_does_not_say_which_of_two_keys_signed_it_is_not_believed(
    provider: Provider, hostile: HostileProvider
) -> None:
    hostile.jwks = published(RSA, OTHER_RSA)
    hostile.header = {"kid": ABSENT}
    with pytest.raises(UntrustedAnswerError, match="key"):
        await sign_in(provider)


async def test_header_fields_that_are_not_known_are_passed_over(
    provider: Provider, hostile: HostileProvider
) -> None:
    hostile.header = {"vendor": "x" * 2000}
    await sign_in(provider)
