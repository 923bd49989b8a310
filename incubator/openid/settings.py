"""Which provider, and as whom we present ourselves to it."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """One provider, as an administration registered this site with it.

    Attributes:
        issuer: the provider's name for itself, an address, character for character.
        client_id: our name at the provider.
        client_secret: what proves that we are that client; never shown.
        redirect_uri: where the provider sends people back to, as registered.
        post_logout_redirect_uri: where it sends them after signing out there; "" asks for none.
        scopes: what is asked to be told; ``openid`` is among them.
        acr_values: the levels of authentication that are accepted, any of them; none: all are.
        prompt: ``login`` to have people sign in again each time; "" leaves it to the provider.
        timeout_seconds: how long one exchange with the provider may take, from start to end.

    Raises:
        ValueError: a value can't be used; the message names it and says what to write.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    post_logout_redirect_uri: str = ""
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    acr_values: tuple[str, ...] = ()
    prompt: str = ""
    timeout_seconds: float = 5.0

    def __post_init__(self) -> None:
        """Refuse what can't work, when the site starts and not when someone signs in."""
        if not is_safe_address(self.issuer, loopback=True) or urlsplit(self.issuer).query:
            raise ValueError(
                "The issuer must be an https address without query; http is for this machine only."
            )
        if not self.client_id or not self.client_secret:
            raise ValueError("The client's id and secret must both be set.")
        for name in ("redirect_uri", "post_logout_redirect_uri"):
            value = getattr(self, name)
            if (value or name == "redirect_uri") and not _is_address(value):
                raise ValueError(f"{name} must be a whole address, without fragment.")
        if "openid" not in self.scopes:
            raise ValueError("The scopes must hold openid.")
        if self.timeout_seconds <= 0:
            raise ValueError("timeout_seconds must be more than nought.")

    @property
    def on_loopback(self) -> bool:
        """Whether the provider is on this machine, without TLS: for development and tests."""
        return urlsplit(self.issuer).scheme == "http"


def is_safe_address(address: object, *, loopback: bool) -> bool:
    """Whether what is sent to an address stays between us and its server.

    ``loopback`` allows http too, on this machine only.
    """
    if not isinstance(address, str) or not _is_address(address):
        return False
    parts = urlsplit(address)
    return parts.scheme == "https" or (loopback and _is_loopback(parts.hostname or ""))


def _is_address(value: str) -> bool:
    if not value.isascii() or not value.isprintable() or " " in value or "#" in value:
        return False
    try:
        parts = urlsplit(value)
        _ = parts.port  # out of range, it raises
    except ValueError:
        return False
    named = bool(parts.hostname) and parts.username is None and parts.password is None
    return named and parts.scheme in {"http", "https"}


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
