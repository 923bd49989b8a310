"""Signing in with an OpenID Connect provider, such as ProConnect: the client, and nothing else.

It reads no setting and keeps nothing but the provider's public documents: whoever calls it keeps
what `Started` holds, on the server, until the person comes back.
"""

from incubator.openid.errors import (
    InsufficientAuthenticationError,
    OpenIDError,
    ProviderDownError,
    RefusedError,
    UntrustedAnswerError,
)
from incubator.openid.identity import Identity
from incubator.openid.provider import Provider, Started
from incubator.openid.settings import ProviderSettings

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
