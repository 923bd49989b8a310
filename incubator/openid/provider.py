"""The way of a sign-in: to the provider, back with a code, and who it is."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from incubator.openid.claims import (
    check_id_token,
    check_same_subject,
    check_signed_userinfo,
    same,
)
from incubator.openid.discovery import Metadata, discovery_address, read_metadata
from incubator.openid.errors import RefusedError, UntrustedAnswerError, returned_error
from incubator.openid.exchange import Answer, Request, default_client, exchange
from incubator.openid.identity import Identity, read_identity
from incubator.openid.oauth import authorization_address, logout_address, token_request
from incubator.openid.remembered import Remembered
from incubator.openid.settings import ProviderSettings
from incubator.openid.signatures import PublicKey, read_keys, verified_claims

#: ProConnect takes no shorter state or nonce, and RFC 7636 no shorter verifier.
SHORTEST_SECRET = 32
_SHORTEST_VERIFIER = 43
_LONGEST_CODE = 4096
_LONGEST_HINT = 254
_TOKEN = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Started:
    """A sign-in that has begun: send the person to ``url``.

    The caller keeps the others on the server, bound to the browser that asked, for some minutes
    and for one return only.
    """

    url: str = field(repr=False)
    state: str = field(repr=False)
    nonce: str = field(repr=False)
    code_verifier: str = field(repr=False)


class Provider:
    """A provider, with its public documents kept between sign-ins; made once, for the site's life.

    Args:
        client: makes the HTTP client of one exchange, which closes it.
        now: the clock, in seconds since 1970.
    """

    def __init__(
        self,
        settings: ProviderSettings,
        *,
        client: Callable[[], httpx.AsyncClient] | None = None,
        now: Callable[[], float] | None = None,
    ) -> None:
        self.settings = settings
        self._client = client or default_client(trust_env=not settings.on_loopback)
        self._now = now or time.time
        self._metadata: Remembered[Metadata] = Remembered(self._read_metadata, now=self._now)
        self._keys: Remembered[tuple[PublicKey, ...]] = Remembered(self._read_keys, now=self._now)

    async def begin(self, *, login_hint: str = "") -> Started:
        """Begin a sign-in; ``login_hint`` is the person's e-mail address where it is known.

        Raises:
            ProviderDownError: the provider's description can't be had.
            UntrustedAnswerError: that description can't be believed.
        """
        metadata = await self._metadata.get()
        own = {
            "state": secrets.token_urlsafe(32),
            "nonce": secrets.token_urlsafe(32),
            "code_verifier": secrets.token_urlsafe(48),
        }
        hint = login_hint if login_hint.isprintable() and len(login_hint) <= _LONGEST_HINT else ""
        url = authorization_address(self.settings, metadata, secrets=own, login_hint=hint)
        return Started(url=url, **own)

    async def finish(
        self, params: Mapping[str, str], *, state: str, nonce: str, code_verifier: str
    ) -> Identity:
        """Find out who came back; ``params`` is the query they came with, the rest what was kept.

        Raises:
            UntrustedAnswerError: the return, a token or an answer is not to be believed.
            RefusedError: the provider says no, at the return or at the exchange of the code.
            InsufficientAuthenticationError: by weaker means than the settings ask for.
            ProviderDownError: the provider can't be reached or does not answer as one.
        """
        code = self._code(params, state)
        if len(nonce) < SHORTEST_SECRET or len(code_verifier) < _SHORTEST_VERIFIER:
            raise UntrustedAnswerError("What was kept of this sign-in is not whole.")
        metadata = await self._metadata.get()
        if metadata.names_itself and "iss" not in params:
            raise UntrustedAnswerError("The return does not name its issuer (RFC 9207).")
        request = token_request(self.settings, metadata, code=code, code_verifier=code_verifier)
        tokens = _read_tokens(await self._exchange(request))
        encoded, access_token = _text(tokens, "id_token"), _text(tokens, "access_token")
        verified = await verified_claims(
            encoded, metadata.id_token_algorithms, self._keys, what="id_token"
        )
        claims = check_id_token(
            verified, self.settings, nonce=nonce, access_token=access_token, now=self._now()
        )
        userinfo: dict[str, Any] = {}
        if metadata.userinfo_endpoint:
            userinfo = await self._read_userinfo(metadata, access_token)
            check_same_subject(userinfo, claims["sub"])
        return read_identity(claims, userinfo, encoded=encoded)

    async def logout_url(self, id_token: str, state: str) -> str | None:
        """Where to send the person to sign out there too; None where there is no such place.

        ``state`` comes back to the address for after signing out; the caller compares it.

        Raises:
            ValueError: ``state`` has less than 32 characters.
            ProviderDownError: the provider's description can't be had.
            UntrustedAnswerError: that description can't be believed.
        """
        if len(state) < SHORTEST_SECRET:
            raise ValueError(f"A state has at least {SHORTEST_SECRET} characters.")
        metadata = await self._metadata.get()
        if not metadata.end_session_endpoint:
            return None
        return logout_address(self.settings, metadata, id_token=id_token, state=state)

    def _code(self, params: Mapping[str, str], state: str) -> str:
        """The code that came back, once it is sure that it answers this sign-in."""
        if len(state) < SHORTEST_SECRET or not same(params.get("state", ""), state):
            raise UntrustedAnswerError("The return's state is not the one of this sign-in.")
        if params.get("iss", self.settings.issuer) != self.settings.issuer:
            raise UntrustedAnswerError("The return comes from another issuer (RFC 9207).")
        if "error" in params:
            raise returned_error(params["error"])
        code = params.get("code", "")
        if not 0 < len(code) <= _LONGEST_CODE or not code.isascii() or not code.isprintable():
            raise UntrustedAnswerError("The return has no code.")
        return code

    async def _read_metadata(self) -> Metadata:
        address = discovery_address(self.settings.issuer)
        return read_metadata(await self._read_document("discovery", address), self.settings)

    async def _read_keys(self) -> tuple[PublicKey, ...]:
        metadata = await self._metadata.get()
        return read_keys(await self._read_document("JWKS", metadata.jwks_uri))

    async def _read_document(self, where: str, address: str) -> dict[str, Any]:
        answer = await self._exchange(Request(where, address, {"Accept": "application/json"}))
        answer.expect_success()
        return answer.json_object()

    async def _read_userinfo(self, metadata: Metadata, access_token: str) -> dict[str, Any]:
        """What userinfo says, as plain JSON or, at ProConnect, as a signed JWT."""
        headers = {
            "Accept": "application/json, application/jwt",
            "Authorization": f"Bearer {access_token}",
        }
        answer = await self._exchange(Request("userinfo", metadata.userinfo_endpoint, headers))
        answer.expect_success()
        if answer.media_type != "application/jwt":
            return answer.json_object()
        _, claims = await verified_claims(
            answer.body.decode("utf-8", "replace").strip(),
            metadata.userinfo_algorithms,
            self._keys,
            what="userinfo",
        )
        check_signed_userinfo(claims, self.settings, now=self._now())
        return claims

    async def _exchange(self, request: Request) -> Answer:
        return await exchange(
            request, client=self._client, timeout_seconds=self.settings.timeout_seconds
        )


def _read_tokens(answer: Answer) -> dict[str, Any]:
    tokens = answer.json_object()
    if "error" in tokens:
        raise RefusedError(tokens["error"], answer.where)
    answer.expect_success()
    if str(tokens.get("token_type", "")).lower() != "bearer":
        raise UntrustedAnswerError("The access_token is not a bearer token.")
    return tokens


def _text(tokens: Mapping[str, Any], name: str) -> str:
    """A token: ASCII without blanks, since it goes into a header."""
    value = tokens.get(name)
    if not isinstance(value, str) or not _TOKEN.fullmatch(value):
        raise UntrustedAnswerError(f"The token endpoint gave no {name}.")
    return value
