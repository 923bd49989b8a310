"""A request as views see it, and the answers that they give."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from incubator.simulation.accounts import Token
from incubator.simulation.answers.addresses import Addresses
from incubator.simulation.world import World

_DOCUMENTATION = "https://docs.github.com/rest"
_PER_PAGE, _MOST_PER_PAGE = 30, 100
T = TypeVar("T")


@dataclass(slots=True)
class Answer:
    """What is sent back; ``body`` None means that nothing is."""

    status: int
    body: bytes | None
    headers: dict[str, str] = field(default_factory=dict)


def of_json(value: Any, status: int = 200, **headers: str) -> Answer:
    """An answer in JSON."""
    return Answer(status, json.dumps(value, ensure_ascii=False).encode(), dict(headers))


def error(status: int, message: str, headers: Mapping[str, str] | None = None) -> Answer:
    """A refusal, as GitHub words them."""
    answer = of_json(
        {"message": message, "documentation_url": _DOCUMENTATION, "status": str(status)}, status
    )
    answer.headers.update(headers or {})
    return answer


def moved(url: str) -> Answer:
    """What was here is there now."""
    answer = of_json({"message": "Moved Permanently", "url": url, "documentation_url": ""}, 301)
    answer.headers["Location"] = url
    return answer


def not_found() -> Answer:
    """Nothing here, or nothing that this token may know of."""
    return error(404, "Not Found")


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: what exists, who asks, the parts of its address.

    ``home`` is the address that pages of a list are linked by, without a query.
    """

    world: World
    token: Token
    to: Addresses
    query: Mapping[str, str]
    params: Mapping[str, Any]
    authorization: str = ""
    sent: bytes = b""
    home: str = ""

    def number(self, name: str, default: int) -> int:
        """A whole number of the query, above zero."""
        value = self.query.get(name, "")
        return int(value) if value.isdecimal() and int(value) > 0 else default

    def since(self) -> datetime:
        """The instant from which changes are wanted; all of them when the query names none."""
        value = self.query.get("since", "")
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return datetime.min.replace(tzinfo=UTC)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def is_descending(self, default: bool) -> bool:
        """The direction of a sorted list."""
        return {"asc": False, "desc": True}.get(self.query.get("direction", ""), default)

    def page(self, items: Sequence[T], write: Callable[[T], Any]) -> Answer:
        """The page of a list that is asked for, with links to the others."""
        size = min(self.number("per_page", _PER_PAGE), _MOST_PER_PAGE)
        page = self.number("page", 1)
        last = max(1, -(-len(items) // size))
        answer = of_json([write(item) for item in items[(page - 1) * size : page * size]])
        links: dict[str, int] = {}
        if page > 1:
            links |= {"prev": page - 1}
        if page < last:
            links |= {"next": page + 1, "last": last}
        if page > 1:
            links |= {"first": 1}
        if links:
            answer.headers["Link"] = ", ".join(
                f'<{self._address_of(number)}>; rel="{name}"' for name, number in links.items()
            )
        return answer

    def _address_of(self, page: int) -> str:
        return f"{self.home}?{urlencode({**self.query, 'page': str(page)})}"
