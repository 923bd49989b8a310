"""Addresses of electronic mail: one way to write each, so that one person has one account."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 254
# Deliberately plain: the proof that an address works is the mail that arrives there.
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\\x00-\x1f\x7f]{1,64}@([^\s@<>,;:\"()\[\]\\/]+)\Z")
_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+\Z")


def normalise(text: str) -> str | None:
    """The address in lower case with its domain in ASCII, or None where it can't be one.

    Administrations' servers do not tell capitals apart, and people do not either. Signs that
    can't be seen would make two addresses look like one.
    """
    address = unicodedata.normalize("NFC", text.strip().lower())
    match = _ADDRESS.match(address)
    if match is None or not address.isprintable():
        return None
    local = address.rpartition("@")[0]
    try:
        domain = match[1].encode("idna").decode("ascii")
    except UnicodeError:
        return None
    full = f"{local}@{domain}"
    return full if len(full) <= MAX_LENGTH and _DOMAIN.match(domain) else None


def shorten(address: str) -> str:
    """The address with most of its local part hidden, as lists and logs may show it."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}" if at else ""
