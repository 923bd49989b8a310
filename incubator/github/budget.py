"""How many requests a run may make, counted by all of its threads together."""

from __future__ import annotations

import threading

from incubator.github.errors import BudgetSpentError


class Budget:
    """A number of requests to share. ``unchanged`` of those made were answered by a 304."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._lock = threading.Lock()
        self._requests = 0
        self._unchanged = 0

    @property
    def requests(self) -> int:
        """Those made so far."""
        with self._lock:
            return self._requests

    @property
    def unchanged(self) -> int:
        """Those whose answer was that nothing changed."""
        with self._lock:
            return self._unchanged

    @property
    def left(self) -> int:
        """How many more may be made."""
        with self._lock:
            return max(0, self.limit - self._requests)

    def spend(self) -> None:
        """Count a request about to be made.

        Raises:
            BudgetSpentError: none is left.
        """
        with self._lock:
            if self._requests >= self.limit:
                raise BudgetSpentError(self.limit)
            self._requests += 1

    def note_followed(self, redirects: int) -> None:
        """Count the requests that redirects added to one that was counted already."""
        with self._lock:
            self._requests += redirects

    def note_unchanged(self) -> None:
        """Count a 304."""
        with self._lock:
            self._unchanged += 1
