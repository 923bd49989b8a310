"""Put what is in memory in the order that a request asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from incubator.web.api.v1.resources import Order

Item = TypeVar("Item")


def ordered(
    items: Iterable[Item], orders: Sequence[Order], keys: Mapping[str, Callable[[Item], Any]]
) -> list[Item]:
    """Items by each order in turn; equal ones stay as they came, and those without value end."""
    found = list(items)
    for order in reversed(orders):
        key = keys[order.name]
        with_value = [item for item in found if key(item) is not None]
        without = [item for item in found if key(item) is None]
        with_value.sort(key=key, reverse=order.descending)
        found = with_value + without
    return found
