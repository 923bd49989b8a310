"""Whether verified claims are for us, from whom we asked, about this sign-in, and of now."""

from __future__ import annotations

import hmac
import math
from typing import Any

from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc.errors import ClaimError, JoseError

from incubator.openid.errors import InsufficientAuthenticationError, UntrustedAnswerError
from incubator.openid.settings import ProviderSettings

#: How far our clock and the provider's may be apart.
LEEWAY_SECONDS = 60
#: A token is asked for and read within seconds; one issued long ago is not the one asked for.
OLDEST_SECONDS = 600

_LONGEST_SUBJECT = 255


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, found out in a time that does not tell where they differ."""
    return hmac.compare_digest(
        one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass")
    )


def check_id_token(
    verified: tuple[dict[str, Any], dict[str, Any]],
    settings: ProviderSettings,
    *,
    nonce: str,
    access_token: str,
    now: float,
) -> dict[str, Any]:
    """The claims of an id_token, each checked as OpenID Connect Core 1.0 asks (section 3.1.3.7).

    Raises:
        UntrustedAnswerError: a claim is missing or wrong; the message names it.
        InsufficientAuthenticationError: ``acr`` is none of those asked for.
    """
    header, claims = verified
    essential = {name: {"essential": True} for name in ("exp", "iat", "sub", "nonce")}
    token = CodeIDToken(
        claims,
        header,
        options={**essential, **_ours(settings)},
        params={"client_id": settings.client_id, "access_token": access_token},
    )
    try:
        token.validate(now=int(now), leeway=LEEWAY_SECONDS)
    except ClaimError as error:
        raise UntrustedAnswerError(f"The id_token's {error.claim} is missing or wrong.") from error
    except (JoseError, ValueError, TypeError, AttributeError) as error:
        raise UntrustedAnswerError("The id_token's claims can't be read.") from error
    if not isinstance(claims["nonce"], str) or not same(claims["nonce"], nonce):
        raise UntrustedAnswerError("The id_token's nonce is not the one of this sign-in.")
    if not 0 < len(claims["sub"]) <= _LONGEST_SUBJECT:
        raise UntrustedAnswerError("The id_token's sub is empty or too long.")
    if claims["iat"] < now - OLDEST_SECONDS:
        raise UntrustedAnswerError("The id_token's iat is too long ago.")
    acr = claims.get("acr")
    if settings.acr_values and acr not in settings.acr_values:
        raise InsufficientAuthenticationError(acr if isinstance(acr, str) else "")
    return claims


def check_signed_userinfo(
    claims: dict[str, Any], settings: ProviderSettings, *, now: float
) -> None:
    """Refuse a signed answer of userinfo that is another issuer's, for another client, or old.

    Raises:
        UntrustedAnswerError: ``iss`` or ``aud`` is missing or wrong, or ``exp`` is past.
    """
    issuer, audience, expiry = claims.get("iss"), claims.get("aud"), claims.get("exp")
    audiences = audience if isinstance(audience, list) else [audience]
    if issuer != settings.issuer:
        raise UntrustedAnswerError("The userinfo's iss is missing or wrong.")
    if settings.client_id not in audiences:
        raise UntrustedAnswerError("The userinfo's aud is missing or wrong.")
    if expiry is not None and not _is_later(expiry, now - LEEWAY_SECONDS):
        raise UntrustedAnswerError("The userinfo's exp is past.")


def check_same_subject(userinfo: dict[str, Any], subject: str) -> None:
    """Raise `UntrustedAnswerError` unless userinfo is about the id_token's person."""
    found = userinfo.get("sub")
    if not isinstance(found, str) or not same(found, subject):
        raise UntrustedAnswerError("The userinfo's sub is not the id_token's.")


def _ours(settings: ProviderSettings) -> dict[str, Any]:
    return {
        "iss": {"essential": True, "value": settings.issuer},
        "aud": {"essential": True, "value": settings.client_id},
    }


def _is_later(moment: object, than: float) -> bool:
    number = isinstance(moment, int | float) and not isinstance(moment, bool)
    return number and not math.isnan(moment) and moment > than  # type: ignore[arg-type,operator]
