"""What goes wrong on demand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum


class FaultKind(StrEnum):
    """A way to fail."""

    BAD_CREDENTIALS = "bad_credentials"  # 401
    FORBIDDEN = "forbidden"  # 403, and nothing more is said
    SECONDARY_LIMIT = "secondary_limit"  # 403 with Retry-After
    PRIMARY_LIMIT = "primary_limit"  # 403 with nothing remaining until the reset
    TOO_MANY = "too_many"  # 429 with Retry-After
    NOT_FOUND = "not_found"  # 404
    GONE = "gone"  # 410
    EMPTY_GIT = "empty_git"  # 409
    ACCEPTED = "accepted"  # 202: the answer is being computed
    BROKEN = "broken"  # 502, or another with `status`
    SLOW = "slow"  # the right answer, after `seconds`
    TRUNCATED = "truncated"  # half of the right answer, then the connection ends
    INVALID_JSON = "invalid_json"  # 200, a text that is no JSON
    OTHER_SHAPE = "other_shape"  # 200, JSON that is not what was asked for
    CUT = "cut"  # the connection ends before any answer
    REDIRECT_LOOP = "redirect_loop"  # 301 to the same address
    REDIRECT_AWAY = "redirect_away"  # 301 to another host


@dataclass(eq=False)
class Fault:
    """A way to fail for the requests that match, ``times`` times, or always when it is None.

    ``path`` is a regular expression that is searched in the path with its query. ``seconds`` is
    how long to wait for SLOW, and what the limits ask to wait. ``status`` is BROKEN's. ``body``
    is what OTHER_SHAPE answers, as JSON text.
    """

    kind: FaultKind
    path: str = ""
    method: str = "GET|POST"
    times: int | None = None
    seconds: float = 1.0
    status: int = 502
    body: str = '{"unexpected": true}'
    seen: int = 0

    def matches(self, method: str, path: str) -> bool:
        """Whether the request is to fail."""
        if self.times is not None and self.seen >= self.times:
            return False
        return bool(re.fullmatch(self.method, method) and re.search(self.path, path))


@dataclass(eq=False)
class Faults:
    """The faults in force; the first that matches applies."""

    _active: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> Fault:
        """Begin to fail."""
        self._active.append(fault)
        return fault

    def heal(self) -> None:
        """End all faults."""
        self._active.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The fault of this request, counted as seen."""
        for fault in self._active:
            if fault.matches(method, path):
                fault.seen += 1
                return fault
        return None
