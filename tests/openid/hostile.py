"""A provider that does what it is told to do wrong, as a real server on this machine.

By default it behaves: it checks the client, the code and its verifier as a provider must. A test
then says what to get wrong, and our client must notice.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import secrets
import socket
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode

import uvicorn
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

CLIENT_ID = "incubateur"
CLIENT_SECRET = "chut: 100 % secret+"
SUBJECT = "agent-42"


#: Put in the place of a claim, it takes the claim away.
class _Absent:
    def __repr__(self) -> str:
        """The same in every process: names of tests are made of it."""
        return "absent"


ABSENT = _Absent()

Key = RSAKey | ECKey | OKPKey | OctKey
Handler = Callable[[Request], Awaitable[Response]]

# Keys take a moment to make, and any test may have any of them.
RSA = RSAKey.generate_key(2048, parameters={"kid": "rsa-1"})
OTHER_RSA = RSAKey.generate_key(2048, parameters={"kid": "rsa-2"})
EC = ECKey.generate_key("P-256", parameters={"kid": "ec-1"})
ED = OKPKey.generate_key("Ed25519", parameters={"kid": "ed-1"})


class _Anything(JWSRegistry):
    """Signs in any way, without the library's warnings about it, and under headers of any size."""

    max_header_length = 100_000

    def get_alg(self, name: str) -> Any:
        return self.algorithms[name]


def sign(claims: dict[str, Any], key: Key | None, algorithm: str, **header: Any) -> str:
    """A JWT; a header of `ABSENT` is left out, and "none" takes no key."""
    fields = {"alg": algorithm, **({"kid": key.kid} if key is not None and key.kid else {})}
    fields = {k: v for k, v in {**fields, **header}.items() if v is not ABSENT}
    if algorithm == "none":
        parts = (json.dumps(part).encode() for part in (fields, claims))
        return ".".join(base64.urlsafe_b64encode(p).rstrip(b"=").decode() for p in parts) + "."
    registry = _Anything(algorithms=[algorithm], strict_check_header=False)
    return jws.serialize_compact(fields, json.dumps(claims), key, registry=registry)


def published(*keys: Key) -> dict[str, Any]:
    """The public halves, as a JWKS."""
    return {"keys": [key.as_dict(private=False) for key in keys]}


@dataclass
class HostileProvider:
    """What to answer; everything may be changed while it runs."""

    issuer: str
    clock: Callable[[], float] = time.time
    key: Key | None = field(default_factory=lambda: RSA)
    algorithm: str = "RS256"
    header: dict[str, Any] = field(default_factory=dict)
    jwks: dict[str, Any] = field(default_factory=lambda: published(RSA))
    #: Changes to what it would say, by name.
    metadata: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, Any] = field(default_factory=dict)
    returned: dict[str, Any] = field(default_factory=dict)
    signs_userinfo: bool = False
    #: What to answer instead, by path.
    instead: dict[str, Handler] = field(default_factory=dict)
    #: What was asked, by path, and the last form and headers that came to the token endpoint.
    requests: Counter[str] = field(default_factory=Counter)
    form: dict[str, str] = field(default_factory=dict)
    authorization: str = ""
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    async def answer(self, request: Request) -> Response:
        path = request.url.path.removeprefix("/api/v2")
        self.requests[path] += 1
        known: dict[str, Handler] = {
            "/.well-known/openid-configuration": self._discovery,
            "/authorize": self._authorize,
            "/token": self._token,
            "/jwks": self._jwks,
            "/userinfo": self._userinfo,
        }
        handler = self.instead.get(path) or known.get(path)
        return await handler(request) if handler else Response("no such place", 404)

    async def _discovery(self, _: Request) -> Response:
        document = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/session/end",
            "id_token_signing_alg_values_supported": ["RS256", "ES256", "EdDSA", "HS256", "none"],
            "claims_parameter_supported": True,
        }
        return JSONResponse(changed(document, self.metadata))

    async def _jwks(self, _: Request) -> Response:
        return JSONResponse(self.jwks)

    async def _authorize(self, request: Request) -> Response:
        """Sign the person in without a question, and send them back."""
        asked = dict(request.query_params)
        code = secrets.token_urlsafe()
        self._codes[code] = asked
        back = changed({"code": code, "state": asked["state"]}, self.returned)
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", 303)

    async def _token(self, request: Request) -> Response:
        self.form = {k: v[0] for k, v in parse_qs((await request.body()).decode()).items()}
        self.authorization = request.headers.get("Authorization", "")
        if self._client(self.form, self.authorization) != (CLIENT_ID, CLIENT_SECRET):
            return JSONResponse({"error": "invalid_client"}, 401)
        asked = self._codes.pop(self.form["code"], None)
        digest = hashlib.sha256(self.form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or asked["code_challenge"] != challenge
            or asked["code_challenge_method"] != "S256"
            or asked["redirect_uri"] != self.form["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant", "error_description": "<b>no</b>"}, 400)
        now = int(self.clock())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": SUBJECT,
            "exp": now + 60,
            "iat": now,
            "nonce": asked["nonce"],
            "acr": "eidas1",
        }
        encoded = sign(changed(claims, self.claims), self.key, self.algorithm, **self.header)
        tokens = {"access_token": "passe-partout", "token_type": "Bearer", "id_token": encoded}
        return JSONResponse(changed(tokens, self.tokens))

    async def _userinfo(self, request: Request) -> Response:
        if request.headers.get("Authorization") != "Bearer passe-partout":
            return Response(status_code=401)
        says = {
            "sub": SUBJECT,
            "email": "camille@administration.example",
            "given_name": "Camille",
            "usual_name": "Moreau",
            "siret": "13002526500013",
        }
        if not self.signs_userinfo:
            return JSONResponse(changed(says, self.userinfo))
        says = changed({**says, "iss": self.issuer, "aud": CLIENT_ID}, self.userinfo)
        encoded = sign(says, self.key, self.algorithm, **self.header)
        return Response(encoded, media_type="application/jwt")

    @staticmethod
    def _client(form: dict[str, str], authorization: str) -> tuple[str, str]:
        if not authorization:
            return form.get("client_id", ""), form.get("client_secret", "")
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        name, _, secret = pair.partition(":")
        return unquote_plus(name), unquote_plus(secret)


def changed(values: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in {**values, **changes}.items() if v is not ABSENT}


def answering(status: int, body: bytes = b"", **headers: str) -> Handler:
    """Always the same answer."""

    async def handler(_: Request) -> Response:
        return Response(body, status, {name.replace("_", "-"): v for name, v in headers.items()})

    return handler


def dripping(seconds: float) -> Handler:
    """A byte now and then: each comes in time, the whole never does."""

    async def handler(_: Request) -> Response:
        async def drops() -> Any:
            for _ in range(int(seconds / 0.05)):
                yield b" "
                await asyncio.sleep(0.05)

        return StreamingResponse(drops(), media_type="application/json")

    return handler


@contextmanager
def running() -> Iterator[HostileProvider]:
    """The provider, served from a thread until the end of the block."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        provider = HostileProvider(f"http://127.0.0.1:{listener.getsockname()[1]}/api/v2")

        async def answer(request: Request) -> Response:
            return await provider.answer(request)

        methods = ["GET", "POST"]
        app = Starlette(routes=[Route("/{path:path}", answer, methods=methods)])
        config = uvicorn.Config(app, log_level="critical", lifespan="off", ws="none")
        config.timeout_graceful_shutdown = 1
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=[[listener]], daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "The hostile provider could not start."
            time.sleep(0.01)
        try:
            yield provider
        finally:
            server.should_exit = True
            thread.join(10)
