"""Numbers that are the same in each world that is built alike."""

from __future__ import annotations

import base64
import zlib

#: Accounts and repositories have nine digits; what a repository holds has fifteen, its own first.
_FIRST, _SPAN = 100_000_000, 800_000_000
_BLOCK = 1_000_000


class Ids:
    """Gives out numbers, none of them twice."""

    def __init__(self) -> None:
        self._given: set[int] = set()
        self._last_of: dict[int, int] = {}

    def of_name(self, name: str) -> int:
        """A number that depends on a name, whatever else exists."""
        number = _FIRST + zlib.crc32(name.lower().encode()) % _SPAN
        while number in self._given:
            number += 1
        self._given.add(number)
        return number

    def within(self, repository: int) -> int:
        """The next number of what a repository holds."""
        self._last_of[repository] = last = self._last_of.get(repository, 0) + 1
        return repository * _BLOCK + last


def node_id(kind: str, number: int) -> str:
    """The same number as GraphQL writes it."""
    return base64.b64encode(f"{kind}:{number}".encode()).decode()
