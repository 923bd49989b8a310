"""What was found about startups, kept as long as the facts stay the same."""

from __future__ import annotations

from collections import OrderedDict

from incubator.actions.startup_findings import Findings

_KEPT = 256


class FindingsCache:
    """The latest findings of a worker: what they are made of is part of the key."""

    def __init__(self, size: int = _KEPT) -> None:
        self._size = size
        self._kept: OrderedDict[tuple[object, ...], Findings] = OrderedDict()

    def get(self, key: tuple[object, ...]) -> Findings | None:
        """What was found from the same facts, if it is still there."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def keep(self, key: tuple[object, ...], found: Findings) -> None:
        """Remember findings; the ones longest unused make room."""
        self._kept[key] = found
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
