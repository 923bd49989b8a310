"""The requests of OAuth 2.0 as Authlib writes them: addresses and forms, sent by nobody yet."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any
from urllib.parse import quote_plus

from authlib.common.urls import add_params_to_uri  # type: ignore[import-untyped]
from authlib.oauth2 import ClientAuth, OAuth2Client  # type: ignore[import-untyped]
from authlib.oauth2.rfc6749.parameters import (  # type: ignore[import-untyped]
    prepare_token_request,
)

from incubator.openid.discovery import Metadata
from incubator.openid.errors import UntrustedAnswerError
from incubator.openid.exchange import Request
from incubator.openid.settings import ProviderSettings


def authorization_address(
    settings: ProviderSettings, metadata: Metadata, *, secrets: dict[str, str], login_hint: str
) -> str:
    """Where to send the person; ``secrets`` are state, nonce and code_verifier, the last hashed.

    Nothing is asked that ProConnect does not know: it answers an error to any other parameter.
    """
    client = OAuth2Client(
        None,
        client_id=settings.client_id,
        redirect_uri=settings.redirect_uri,
        scope=" ".join(settings.scopes),
        code_challenge_method="S256",
    )
    asked = {"login_hint": login_hint, "prompt": settings.prompt, **_levels(settings, metadata)}
    try:
        address, _ = client.create_authorization_url(
            metadata.authorization_endpoint,
            **secrets,
            **{name: value for name, value in asked.items() if value},
        )
    except ValueError as error:
        raise UntrustedAnswerError("The provider's authorization_endpoint is malformed.") from error
    return str(address)


def _levels(settings: ProviderSettings, metadata: Metadata) -> dict[str, str]:
    """How the levels of authentication are asked for.

    As an essential claim where the provider takes that, since it then has to fail rather than to
    offer less; as ``acr_values`` otherwise. Not both: what that means is left open by OpenID
    Connect Core 1.0 (section 5.5.1.1).
    """
    if not settings.acr_values:
        return {}
    if not metadata.takes_claims:
        return {"acr_values": " ".join(settings.acr_values)}
    wanted = {"essential": True, "values": list(settings.acr_values)}
    return {"claims": json.dumps({"id_token": {"acr": wanted}}, separators=(",", ":"))}


def token_request(
    settings: ProviderSettings, metadata: Metadata, *, code: str, code_verifier: str
) -> Request:
    """The request that exchanges a code for tokens, with our proof of being the client."""
    body = prepare_token_request(
        "authorization_code",
        redirect_uri=settings.redirect_uri,
        code=code,
        code_verifier=code_verifier,
    )
    headers = {
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    methods = metadata.client_auth_methods
    post = "client_secret_post" in methods and "client_secret_basic" not in methods
    auth = ClientAuth(
        settings.client_id, settings.client_secret, "client_secret_post" if post else _basic
    )
    url, headers, body = auth.prepare("POST", metadata.token_endpoint, headers, body)
    return Request("token endpoint", url, headers, "POST", body)


def _basic(
    client: Any, method: str, uri: str, headers: dict[str, str], body: str
) -> tuple[str, dict[str, str], str]:
    """HTTP Basic with both halves form-encoded, as RFC 6749 asks (section 2.3.1); Authlib's own
    leaves that out, which fails for a secret with a "+", a ":" or a "%" in it.
    """
    pair = f"{quote_plus(client.client_id)}:{quote_plus(client.client_secret)}"
    headers["Authorization"] = "Basic " + b64encode(pair.encode("ascii")).decode("ascii")
    return uri, headers, body


def logout_address(
    settings: ProviderSettings, metadata: Metadata, *, id_token: str, state: str
) -> str:
    """Where to send the person to sign out there (OpenID Connect RP-Initiated Logout 1.0)."""
    asked = {"id_token_hint": id_token}
    if settings.post_logout_redirect_uri:
        asked["post_logout_redirect_uri"] = settings.post_logout_redirect_uri
        asked["state"] = state
    given = [(name, value) for name, value in asked.items() if value]
    try:
        return str(add_params_to_uri(metadata.end_session_endpoint, given))
    except ValueError as error:
        raise UntrustedAnswerError("The provider's end_session_endpoint is malformed.") from error
