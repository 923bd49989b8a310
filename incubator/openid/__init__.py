"""Signing in with an OpenID Connect provider, such as ProConnect: the client, and nothing else.

It reads no setting and keeps nothing but the provider's public documents: whoever calls it keeps
what `Started` holds, on the server, until the person comes back.

The client's libraries are heavy: they load with `Provider`, which a site without a provider never
asks for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from incubator.openid.errors import (
    InsufficientAuthenticationError,
    OpenIDError,
    ProviderDownError,
    RefusedError,
    UntrustedAnswerError,
)
from incubator.openid.identity import Identity
from incubator.openid.settings import ProviderSettings

if TYPE_CHECKING:
    from incubator.openid.provider import Provider, Started

__all__ = [
    "Identity",
    "InsufficientAuthenticationError",
    "OpenIDError",
    "Provider",
    "ProviderDownError",
    "ProviderSettings",
    "RefusedError",
    "Started",
    "UntrustedAnswerError",
]


def __getattr__(name: str) -> Any:
    """`Provider` and `Started`, when they are first asked for."""
    if name in {"Provider", "Started"}:
        from incubator.openid import provider

        return getattr(provider, name)
    raise AttributeError(name)
