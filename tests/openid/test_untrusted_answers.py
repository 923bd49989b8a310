"""A provider, or someone in its place, that does not behave: nobody is signed in."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from joserfc.jwk import OctKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from incubator.openid import (
    InsufficientAuthenticationError,
    OpenIDError,
    Provider,
    ProviderDownError,
    RefusedError,
    UntrustedAnswerError,
)
from tests.openid.conftest import Clock, finish, settings_for, sign_in, visit
from tests.openid.hostile import (
    ABSENT,
    CLIENT_ID,
    CLIENT_SECRET,
    OTHER_RSA,
    RSA,
    HostileProvider,
    answering,
    published,
    sign,
)

NOW = 1_800_000_000

# --- The return ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "x" * 43},
        {"state": ""},
        {"state": "é" * 43},
        {"state": ABSENT},
        {"iss": "https://login.example.org"},
        {"iss": ""},
        {"code": ABSENT},
        {"code": ""},
        {"code": "c" * 5000},
        {"code": "c\r\nd"},
    ],
    ids=str,
)
async def test_a_return_that_is_not_of_this_sign_in_is_not_believed(
    changes: dict[str, Any], provider: Provider, hostile: HostileProvider
) -> None:
    started = await provider.begin()
    params = {**await visit(started), **changes}
    params = {name: value for name, value in params.items() if value is not ABSENT}
    with pytest.raises(UntrustedAnswerError):
        await finish(provider, started, params)
    assert hostile.requests["/token"] == 0


@pytest.mark.parametrize(
    "kept", [{"state": ""}, {"state": "s" * 31}, {"nonce": ""}, {"code_verifier": "v" * 42}]
)
async def test_what_was_kept_must_be_whole(
    kept: dict[str, str], provider: Provider, hostile: HostileProvider
) -> None:
    started = await provider.begin()
    params = {**await visit(started), **({"state": kept["state"]} if "state" in kept else {})}
    with pytest.raises(UntrustedAnswerError):
        await finish(provider, started, params, **kept)
    assert hostile.requests["/token"] == 0


async def test_a_person_who_declines_is_told_apart(provider: Provider) -> None:
    started = await provider.begin()
    params = {"error": "access_denied", "error_description": "<script>", "state": started.state}
    with pytest.raises(RefusedError) as refused:
        await finish(provider, started, params)
    assert refused.value.error == "access_denied"
    assert "<script>" not in str(refused.value)


async def test_a_refusal_for_another_sign_in_is_not_believed(provider: Provider) -> None:
    started = await provider.begin()
    with pytest.raises(UntrustedAnswerError):
        await finish(provider, started, {"error": "access_denied", "state": "x" * 43})


async def test_words_of_a_refusal_are_not_repeated(provider: Provider) -> None:
    started = await provider.begin()
    params = {"error": "<img onerror=x> " + "e" * 500, "state": started.state}
    with pytest.raises(RefusedError) as refused:
        await finish(provider, started, params)
    assert refused.value.error == "unknown_error"
    assert "img" not in str(refused.value)


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        ("server_error", ProviderDownError),
        ("temporarily_unavailable", ProviderDownError),
        ("unmet_authentication_requirements", InsufficientAuthenticationError),
        ("login_required", RefusedError),
    ],
)
async def test_what_a_provider_says_at_the_return_is_told_apart(
    error: str, meaning: type[OpenIDError], provider: Provider
) -> None:
    started = await provider.begin()
    with pytest.raises(meaning):
        await finish(provider, started, {"error": error, "state": started.state})


# --- userinfo -----------------------------------------------------------------------------------


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize("subject", ["someone-else", "", 42, ABSENT])
async def test_userinfo_about_someone_else_is_not_believed(
    subject: object, signed: bool, provider: Provider, hostile: HostileProvider
) -> None:
    hostile.signs_userinfo = signed
    hostile.userinfo = {"sub": subject}
    with pytest.raises(UntrustedAnswerError, match="sub"):
        await sign_in(provider)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://login.example.org"},
        {"iss": ABSENT},
        {"aud": "another"},
        {"aud": ABSENT},
        {"aud": {CLIENT_ID: 1}},
        {"exp": NOW - 61},
        {"exp": "tomorrow"},
        {"exp": float("nan")},
    ],
    ids=str,
)
async def test_a_claim_that_is_wrong_spoils_signed_userinfo(
    claims: dict[str, Any], provider: Provider, hostile: HostileProvider
) -> None:
    hostile.signs_userinfo = True
    hostile.userinfo = claims
    with pytest.raises(UntrustedAnswerError, match="userinfo"):
        await sign_in(provider)


@pytest.mark.parametrize(
    "token",
    [
        sign({"sub": "agent-42"}, OTHER_RSA, "RS256", kid="rsa-1"),
        sign({"sub": "agent-42"}, None, "none"),
        sign({"sub": "agent-42"}, OctKey.import_key(CLIENT_SECRET), "HS256"),
        "not a token",
        "",
    ],
    ids=["another key", "none", "HS256", "words", "nothing"],
)
async def test_userinfo_that_the_provider_did_not_sign_is_not_believed(
    token: str, provider: Provider, hostile: HostileProvider
) -> None:
    hostile.instead["/userinfo"] = answering(
        200, token.encode(), Content_Type="application/jwt; charset=utf-8"
    )
    with pytest.raises(UntrustedAnswerError, match="userinfo"):
        await sign_in(provider)


async def test_userinfo_signed_where_only_hmac_is_announced_is_not_believed(
    provider: Provider, hostile: HostileProvider
) -> None:
    hostile.metadata = {"userinfo_signing_alg_values_supported": ["HS256"]}
    hostile.signs_userinfo = True
    with pytest.raises(UntrustedAnswerError, match="userinfo"):
        await sign_in(provider)


# --- Discovery ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://login.example.org"},
        {"issuer": ABSENT},
        {"id_token_signing_alg_values_supported": ["HS256", "none"]},
        {"token_endpoint": "http://login.example.org/token"},
        {"token_endpoint": "//login.example.org/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://login.example.org/#fragment"},
        {"jwks_uri": "file:///etc/passwd"},
        {"userinfo_endpoint": 7},
        {"end_session_endpoint": "http://login.example.org/out"},
    ],
    ids=str,
)
async def test_a_description_that_cannot_be_believed_begins_nothing(
    document: dict[str, Any], provider: Provider, hostile: HostileProvider
) -> None:
    hostile.metadata = document
    with pytest.raises(UntrustedAnswerError):
        await provider.begin()


async def test_off_this_machine_every_address_must_be_https(clock: Clock) -> None:
    issuer = "https://login.example.org"

    async def discovery(_: Request) -> Response:
        places = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        document = {"issuer": issuer, **{name: f"{issuer}/{name}" for name in places}}
        return JSONResponse({**document, "token_endpoint": "http://127.0.0.1/token"})

    there = Starlette(routes=[Route("/.well-known/openid-configuration", discovery)])

    def client() -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(app=there))

    provider = Provider(settings_for(issuer), client=client, now=clock)
    with pytest.raises(UntrustedAnswerError, match="token_endpoint"):
        await provider.begin()


async def test_messages_hold_no_secret(provider: Provider, hostile: HostileProvider) -> None:
    started = await provider.begin()
    params = await visit(started)
    hostile.claims = {"nonce": "n" * 43}
    with pytest.raises(UntrustedAnswerError) as untrusted:
        await finish(provider, started, params)
    for secret in (params["code"], started.nonce, "n" * 43, "passe-partout", CLIENT_SECRET):
        assert secret not in str(untrusted.value)


async def test_keys_that_are_too_small_are_not_used(
    provider: Provider, hostile: HostileProvider
) -> None:
    key = {**published(RSA)["keys"][0]}
    hostile.jwks = {"keys": [{**key, "n": key["n"][:170]}]}
    with pytest.raises(UntrustedAnswerError, match="key"):
        await sign_in(provider)
