"""Whether a token was signed by the provider: its public keys, and JWTs checked against them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from incubator.openid.errors import ProviderDownError, UntrustedAnswerError
from incubator.openid.remembered import Remembered

PublicKey = RSAKey | ECKey | OKPKey

_SMALLEST_RSA_BITS = 2048
_SMALLEST_RSA_TEXT = 342  # 2048 bits in base64
#: What a library for untrusted bytes may raise besides its own errors: wrong types and values in
#: headers and keys, and JSON that is nested too deep.
_FAULTS = (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError)


class _Registry(JWSRegistry):
    """Exactly the algorithms given, and headers as providers send them (``x5c`` is long)."""

    max_header_length = 16 * 1024

    def __init__(self, algorithms: Collection[str]) -> None:
        super().__init__(algorithms=algorithms, strict_check_header=False)

    def get_alg(self, name: str) -> Any:
        """The algorithm, if it was allowed. The library's own look-up warns about EdDSA, which a
        provider may well use: RFC 9864 only gives it a more exact name.
        """
        if name not in (self.allowed or ()):
            raise UnsupportedAlgorithmError
        return self.algorithms[name]


def read_keys(document: Mapping[str, Any]) -> tuple[PublicKey, ...]:
    """The keys of a JWKS that can verify signatures; what we can't use is left out.

    Raises:
        ProviderDownError: the document is not a JWKS.
    """
    listed = document.get("keys")
    if not isinstance(listed, list):
        raise ProviderDownError("The provider's JWKS has no list of keys.")
    found = (_read_key(data) for data in listed if isinstance(data, dict))
    return tuple(key for key in found if key is not None)


def _read_key(data: dict[str, Any]) -> PublicKey | None:
    kind, modulus = data.get("kty"), data.get("n")
    if kind not in ("RSA", "EC", "OKP") or data.get("use", "sig") != "sig":
        return None
    if kind == "RSA" and not (isinstance(modulus, str) and len(modulus) >= _SMALLEST_RSA_TEXT):
        return None
    try:
        key = JWKRegistry.import_key(data)
        if isinstance(key, RSAKey) and key.public_key.key_size < _SMALLEST_RSA_BITS:
            return None
    except _FAULTS:
        return None
    return key if isinstance(key, PublicKey) else None


async def verified_claims(
    token: str, algorithms: Collection[str], keys: Remembered[tuple[PublicKey, ...]], *, what: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The header and the claims of a token that one of the provider's keys signed.

    A key that is not known, or no longer the one that signs, has the keys read once more.

    Raises:
        UntrustedAnswerError: it is not a JWT, or not signed by the provider in an accepted way.
        ProviderDownError: the keys can't be read.
    """
    if not algorithms:
        raise UntrustedAnswerError(f"The provider has no asymmetric signature for {what}.")
    registry = _Registry(algorithms)
    known = await keys.get()
    verified = _verify(token, known, registry, what)
    if verified is None and (newer := await keys.get_newer(known)) is not None:
        verified = _verify(token, newer, registry, what)
    if verified is None:
        raise UntrustedAnswerError(f"The {what} was not signed by a key of the provider.")
    return verified


def _verify(
    token: str, keys: tuple[PublicKey, ...], registry: _Registry, what: str
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Header and claims, or None where these keys are not those that signed."""
    try:
        header = dict(jws.extract_compact(token.encode("ascii"), registry=registry).headers())
        if "crit" in header or "b64" in header:
            raise UntrustedAnswerError(f"The {what} has header fields that are not understood.")
        algorithm = registry.get_alg(header["alg"])
    except UnsupportedAlgorithmError as error:
        raise UntrustedAnswerError(f"The {what} is signed in a way not accepted.") from error
    except _FAULTS as error:
        raise UntrustedAnswerError(f"The {what} is not a signed JWT.") from error
    key = _signing_key(keys, header.get("kid"), algorithm)
    if key is None:
        return None
    try:
        return header, jwt.decode(token, key, registry=registry).claims
    except _FAULTS:
        return None


def _signing_key(keys: tuple[PublicKey, ...], kid: object, algorithm: Any) -> PublicKey | None:
    """The one key that may have signed; a token may do without a kid where there is only one."""
    usable = [key for key in keys if _fits(key, algorithm)]
    if kid is not None:
        usable = [key for key in usable if key.kid == kid]
    return usable[0] if len(usable) == 1 else None


def _fits(key: PublicKey, algorithm: Any) -> bool:
    try:
        algorithm.check_key(key)
    except _FAULTS:
        return False
    return True
