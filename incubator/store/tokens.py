"""Random ids and secrets, and the hashes under which secrets are kept."""

from __future__ import annotations

import hashlib
import secrets


def new_public_id() -> str:
    """An opaque id, shown in addresses and in the journal: 96 bits, no secret."""
    return secrets.token_urlsafe(12)


def new_secret() -> str:
    """A secret of 256 bits, as letters, digits, - and _."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What the database keeps of a secret.

    The secrets are random and long, so that a plain SHA-256 can't be searched.
    """
    return hashlib.sha256(secret.encode()).hexdigest()
