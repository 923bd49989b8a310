"""What a refresh from GitHub did, and why it may not begin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from incubator.store.refresh_runs import OK, PARTIAL, Counts


class RefreshError(Exception):
    """The refresh can't be done as it was asked; the message says what to write."""


class UnderWayError(Exception):
    """Another refresh is under way."""


@dataclass(frozen=True, slots=True)
class SourceResult:
    """How the reading of a source ended: ok, or why not, with what GitHub said."""

    name: str
    state: str
    detail: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether it was read to its end."""
        return self.state == OK


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a run ended before its sources did: nothing more would have come of asking."""

    reason: str
    detail: str = ""


@dataclass(slots=True)
class RefreshReport:
    """What one refresh did. ``counts`` hold those of the run it went on with, too."""

    number: int
    is_resumed: bool
    counts: Counts
    results: list[SourceResult] = field(default_factory=list)
    remaining: Sequence[str] = ()
    stop: Stop | None = None
    frozen: int = 0
    seconds: float = 0.0

    @property
    def outcome(self) -> str:
        """ "ok" where everything that was asked for was read, else "partial"."""
        return PARTIAL if self.counts.failed or self.stop or self.remaining else OK

    @property
    def failed(self) -> Sequence[SourceResult]:
        """The sources that could not be read, by name."""
        return sorted((one for one in self.results if not one.is_ok), key=lambda one: one.name)
