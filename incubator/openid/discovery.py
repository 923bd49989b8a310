"""What a provider says about itself at ``/.well-known/openid-configuration``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from incubator.openid.errors import ProviderDownError, UntrustedAnswerError
from incubator.openid.settings import ProviderSettings, is_safe_address

#: Signatures that only the provider can make. "none" and HS*, where we could have made them
#: ourselves, are not among them.
ASYMMETRIC_ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
    "ES256", "ES384", "ES512", "EdDSA", "Ed25519",
)  # fmt: skip
_REQUIRED = {"authorization_endpoint", "token_endpoint", "jwks_uri"}


@dataclass(frozen=True, slots=True)
class Metadata:
    """The provider's addresses and abilities; an address that it does not have is ""."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    end_session_endpoint: str
    id_token_algorithms: tuple[str, ...]
    userinfo_algorithms: tuple[str, ...]
    client_auth_methods: tuple[str, ...]
    takes_claims: bool
    names_itself: bool


def discovery_address(issuer: str) -> str:
    """Where an issuer publishes its document."""
    return issuer.rstrip("/") + "/.well-known/openid-configuration"


def read_metadata(document: Mapping[str, Any], settings: ProviderSettings) -> Metadata:
    """Understand a discovery document.

    Raises:
        ProviderDownError: an address that signing in needs is not in it.
        UntrustedAnswerError: it is another issuer's, has an address that is not safe, or knows
            only signatures that we don't take.
    """
    if document.get("issuer") != settings.issuer:
        raise UntrustedAnswerError("The discovery document is not of the issuer that is set.")
    algorithms = _words(document, "id_token_signing_alg_values_supported", ("RS256",))
    usable = _asymmetric(algorithms)
    if not usable:
        raise UntrustedAnswerError("The provider has no asymmetric signature for id_tokens.")
    userinfo = _words(document, "userinfo_signing_alg_values_supported", algorithms)
    return Metadata(
        authorization_endpoint=_address(document, "authorization_endpoint", settings),
        token_endpoint=_address(document, "token_endpoint", settings),
        jwks_uri=_address(document, "jwks_uri", settings),
        userinfo_endpoint=_address(document, "userinfo_endpoint", settings),
        end_session_endpoint=_address(document, "end_session_endpoint", settings),
        id_token_algorithms=usable,
        userinfo_algorithms=_asymmetric(userinfo),
        client_auth_methods=_words(
            document, "token_endpoint_auth_methods_supported", ("client_secret_basic",)
        ),
        takes_claims=document.get("claims_parameter_supported") is True,
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
    )


def _address(document: Mapping[str, Any], name: str, settings: ProviderSettings) -> str:
    value = document.get(name)
    if value is None and name not in _REQUIRED:
        return ""
    if value is None:
        raise ProviderDownError(f"The discovery document has no {name}.")
    if not is_safe_address(value, loopback=settings.on_loopback):
        raise UntrustedAnswerError(f"The discovery document's {name} is not an https address.")
    return str(value)


def _words(document: Mapping[str, Any], name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    value = document.get(name)
    if not isinstance(value, list):
        return default
    return tuple(word for word in value if isinstance(word, str))


def _asymmetric(algorithms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in ASYMMETRIC_ALGORITHMS if name in algorithms)
