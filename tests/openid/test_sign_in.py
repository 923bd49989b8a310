"""A provider that behaves: what it is asked, what it is believed, and how one signs out."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from incubator.openid import (
    Provider,
    UntrustedAnswerError,
)
from tests.openid.conftest import (
    LOGGED_OUT,
    RETURN,
    Clock,
    finish,
    query,
    settings_for,
    sign_in,
    visit,
)
from tests.openid.hostile import (
    ABSENT,
    CLIENT_ID,
    CLIENT_SECRET,
    EC,
    ED,
    OTHER_RSA,
    RSA,
    SUBJECT,
    HostileProvider,
    published,
)

LEVELS = ("eidas1", "eidas2")


async def test_the_provider_is_asked_with_secrets_and_a_challenge(
    provider: Provider, hostile: HostileProvider
) -> None:
    started = await provider.begin(login_hint="camille@administration.example")
    asked = query(started.url)
    assert started.url.startswith(f"{hostile.issuer}/authorize?")
    assert min(len(started.state), len(started.nonce)) >= 32
    assert len(started.code_verifier) >= 43
    assert started.code_verifier not in started.url
    assert len(asked.pop("code_challenge")) == 43
    assert asked == {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": RETURN,
        "scope": "openid email profile",
        "state": started.state,
        "nonce": started.nonce,
        "code_challenge_method": "S256",
        "login_hint": "camille@administration.example",
    }


async def test_two_sign_ins_share_no_secret(provider: Provider) -> None:
    one, other = await asyncio.gather(provider.begin(), provider.begin())
    assert not {one.state, one.nonce, one.code_verifier} & {
        other.state,
        other.nonce,
        other.code_verifier,
    }


async def test_what_is_secret_is_not_shown_when_printed(provider: Provider) -> None:
    started = await provider.begin()
    identity = await finish(provider, started, await visit(started))
    shown = f"{started!r} {identity!r} {provider.settings!r}"
    for secret in (started.state, started.code_verifier, identity.id_token, CLIENT_SECRET):
        assert secret not in shown


async def test_someone_signs_in(provider: Provider, hostile: HostileProvider) -> None:
    identity = await sign_in(provider)
    assert (identity.issuer, identity.subject) == (hostile.issuer, SUBJECT)
    assert identity.email == "camille@administration.example"
    assert identity.email_verified is None
    assert (identity.given_name, identity.family_name) == ("Camille", "Moreau")
    assert (identity.siret, identity.acr) == ("13002526500013", "eidas1")
    assert identity.id_token.count(".") == 2


async def test_userinfo_may_be_signed_as_proconnect_does(
    provider: Provider, hostile: HostileProvider
) -> None:
    hostile.signs_userinfo = True
    assert (await sign_in(provider)).email == "camille@administration.example"


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [(RSA, "RS256"), (EC, "ES256"), (ED, "EdDSA")],
    ids=["RS256", "ES256", "EdDSA"],
)
async def test_each_kind_of_signature_is_understood(
    key: object, algorithm: str, provider: Provider, hostile: HostileProvider
) -> None:
    hostile.jwks = published(OTHER_RSA, RSA, EC, ED)
    hostile.key, hostile.algorithm = key, algorithm  # type: ignore[assignment]
    hostile.signs_userinfo = True
    assert (await sign_in(provider)).subject == SUBJECT


async def test_a_token_needs_no_kid_where_there_is_one_key(
    provider: Provider, hostile: HostileProvider
) -> None:
    hostile.header = {"kid": ABSENT}
    assert (await sign_in(provider)).subject == SUBJECT


async def test_a_key_that_cannot_be_used_does_not_spoil_the_others(
    provider: Provider, hostile: HostileProvider
) -> None:
    odd = [{"kty": "RSA", "n": "short", "e": "AQAB"}, {"kty": ["EC"]}, 7, {"kty": "OKP", "x": "é"}]
    hostile.jwks = {"keys": [*odd, {"kty": "oct", "k": "c2VjcmV0"}, *published(RSA)["keys"]]}
    assert (await sign_in(provider)).subject == SUBJECT


async def test_without_userinfo_the_id_token_says_who_it_is(
    provider: Provider, hostile: HostileProvider
) -> None:
    hostile.metadata = {"userinfo_endpoint": ABSENT}
    hostile.claims = {"email": "lou@example.org", "email_verified": True, "family_name": "Petit"}
    identity = await sign_in(provider)
    assert (identity.email, identity.email_verified) == ("lou@example.org", True)
    assert identity.family_name == "Petit"


async def test_an_address_is_not_verified_by_what_is_said_of_another(
    provider: Provider, hostile: HostileProvider
) -> None:
    hostile.claims = {"email": "lou@example.org", "email_verified": True}
    hostile.userinfo = {"email": "directrice@example.org"}
    identity = await sign_in(provider)
    assert (identity.email, identity.email_verified) == ("directrice@example.org", None)


@pytest.mark.parametrize(
    ("said", "understood"),
    [(True, True), ("true", True), (False, False), ("false", False), (1, None), ([], None)],
)
async def test_whether_an_address_is_verified_is_yes_no_or_unsaid(
    said: object, understood: bool | None, provider: Provider, hostile: HostileProvider
) -> None:
    hostile.userinfo = {"email_verified": said}
    assert (await sign_in(provider)).email_verified is understood


@pytest.mark.parametrize(
    "email", ["", "personne", "a@b@c.fr", "a b@c.fr", "a@b.fr\nBcc: x@y.fr", 7, "a" * 250 + "@b.fr"]
)
async def test_an_address_that_is_none_counts_as_unsaid(
    email: object, provider: Provider, hostile: HostileProvider
) -> None:
    hostile.userinfo = {"email": email}
    assert (await sign_in(provider)).email == ""


async def test_names_are_put_on_one_line_and_cut(
    provider: Provider, hostile: HostileProvider
) -> None:
    hostile.userinfo = {"given_name": " Marie\n\u202eLou ", "usual_name": "x" * 900, "siret": "1"}
    identity = await sign_in(provider)
    assert identity.given_name == "Marie Lou"
    assert (len(identity.family_name), identity.siret) == (200, "")


# --- Signing out --------------------------------------------------------------------------------


async def test_signing_out_there_gives_back_the_id_token_and_a_state(
    provider: Provider, hostile: HostileProvider
) -> None:
    identity = await sign_in(provider)
    url = await provider.logout_url(identity.id_token, "s" * 32)
    assert url is not None
    assert url.startswith(f"{hostile.issuer}/session/end?")
    assert query(url) == {
        "id_token_hint": identity.id_token,
        "post_logout_redirect_uri": LOGGED_OUT,
        "state": "s" * 32,
    }


async def test_a_provider_where_one_cannot_sign_out_is_left_alone(
    provider: Provider, hostile: HostileProvider
) -> None:
    hostile.metadata = {"end_session_endpoint": ABSENT}
    assert await provider.logout_url("a.b.c", "s" * 32) is None


async def test_a_short_state_for_signing_out_is_a_fault_of_ours(provider: Provider) -> None:
    with pytest.raises(ValueError, match="32"):
        await provider.logout_url("a.b.c", "short")


# --- Settings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("issuer", "http://login.example.org"),
        ("issuer", "https://login.example.org/?tenant=1"),
        ("issuer", "https://login.example.org#x"),
        ("issuer", "https://me:secret@login.example.org"),
        ("issuer", "https://login.example.org:99999"),
        ("issuer", "login.example.org"),
        ("client_id", ""),
        ("client_secret", ""),
        ("redirect_uri", ""),
        ("redirect_uri", "/connexion/openid/retour"),
        ("post_logout_redirect_uri", "javascript:alert(1)"),
        ("scopes", ("email",)),
        ("timeout_seconds", 0),
    ],
)
def test_settings_that_cannot_work_are_refused_at_the_start(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        settings_for(**{"issuer": "https://login.example.org", name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("host", ["127.0.0.1:8301", "localhost:8301", "[::1]:8301"])
def test_a_provider_on_this_machine_may_do_without_tls(host: str) -> None:
    assert settings_for(f"http://{host}").on_loopback


async def test_prompt_is_passed_on(hostile: HostileProvider, clock: Clock) -> None:
    settings = replace(settings_for(hostile.issuer), prompt="login")
    assert query((await Provider(settings, now=clock).begin()).url)["prompt"] == "login"


async def test_a_hint_that_is_no_address_is_left_out(provider: Provider) -> None:
    assert "login_hint" not in query((await provider.begin(login_hint="a\nb")).url)


async def test_a_provider_that_names_itself_is_believed(
    provider: Provider, hostile: HostileProvider
) -> None:
    hostile.metadata = {"authorization_response_iss_parameter_supported": True}
    hostile.returned = {"iss": hostile.issuer}
    assert (await sign_in(provider)).subject == SUBJECT
    hostile.returned = {}
    with pytest.raises(UntrustedAnswerError, match="RFC 9207"):
        await sign_in(provider)
