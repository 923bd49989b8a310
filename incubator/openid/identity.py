"""Who came back from the provider."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_EMAIL = re.compile(r"[^\s@<>\"(),:;\\]+@[^\s@<>\"(),:;\\]+\.[^\s@<>\"(),:;\\]+")
_SIRET = re.compile(r"\d{14}")
_LONGEST_EMAIL = 254
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Identity:
    """What a provider vouches for about a person; of its claims, those that have a use here.

    ``issuer`` and ``subject`` together are the person, for ever; an address may pass to another.

    Attributes:
        email: as the provider gives it, or "" where it gives none that could be one.
        email_verified: whether the provider says that the person receives mail there; None where
            it says nothing (ProConnect), and the provider must be trusted for it or not at all.
        family_name: the usual name where the provider gives one.
        siret: the 14 digits of the person's establishment, or "".
        acr: the level of authentication reached, or "".
        id_token: what signing out at the provider asks for; a secret of this session.
    """

    issuer: str
    subject: str
    email: str
    email_verified: bool | None
    given_name: str
    family_name: str
    siret: str
    acr: str
    id_token: str = field(repr=False)


def read_identity(
    id_token: Mapping[str, Any], userinfo: Mapping[str, Any], *, encoded: str
) -> Identity:
    """Put together what the id_token and userinfo say; userinfo goes first where both speak."""
    # An address and whether it is verified belong together: never one from each.
    mail = userinfo if _email(userinfo) else id_token
    everything = {**id_token, **{name: value for name, value in userinfo.items() if value}}
    siret = everything.get("siret")
    return Identity(
        issuer=id_token["iss"],
        subject=id_token["sub"],
        email=_email(mail),
        email_verified=_flag(mail.get("email_verified")),
        given_name=_name(everything.get("given_name")),
        family_name=_name(everything.get("usual_name")) or _name(everything.get("family_name")),
        siret=siret if isinstance(siret, str) and _SIRET.fullmatch(siret) else "",
        acr=_name(id_token.get("acr")),
        id_token=encoded,
    )


def _email(claims: Mapping[str, Any]) -> str:
    value = claims.get("email")
    if not isinstance(value, str) or len(value) > _LONGEST_EMAIL or not value.isprintable():
        return ""
    return value if _EMAIL.fullmatch(value) else ""


def _flag(value: object) -> bool | None:
    """A truth value, which some providers write as a text."""
    if value is True or value == "true":
        return True
    return False if value is False or value == "false" else None


def _name(value: object) -> str:
    """A text on one line without what can't be printed, or ""."""
    if not isinstance(value, str):
        return ""
    kept = "".join(char if char.isprintable() else " " for char in value)
    return " ".join(kept.split())[:_LONGEST_NAME]
