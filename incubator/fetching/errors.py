"""Why an address gives no values."""

from __future__ import annotations

from enum import StrEnum

_LONGEST_DETAIL = 60


class Reason(StrEnum):
    """What kept an address from giving values; stored as the state of its source."""

    ADDRESS = "address"
    PRIVATE = "private"
    UNKNOWN_HOST = "unknown-host"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    SLOW = "slow"
    LARGE = "large"
    STATUS = "status"
    REDIRECTS = "redirects"
    COMPRESSED = "compressed"
    MEDIA_TYPE = "type"
    SHAPE = "shape"
    EMPTY = "empty"
    MANY = "many"
    DAY = "day"
    FUTURE = "future"
    NUMBER = "number"
    TWICE = "twice"


class FetchError(Exception):
    """An address gives no values.

    ``detail`` is what the sentence about it names: a status, or the text that can't be read. It
    says nothing of hosts that are not public.
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        shown = "".join(sign if sign.isprintable() else " " for sign in detail).strip()
        if len(shown) > _LONGEST_DETAIL:
            shown = f"{shown[: _LONGEST_DETAIL - 1]}…"
        super().__init__(f"{reason.value}: {shown}" if shown else reason.value)
        self.reason = reason
        self.detail = shown
