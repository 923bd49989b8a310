"""Pages of a list, and reading what an address asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request

from incubator.sheets.fields import ID_LIMIT
from incubator.web.errors import MissingError

MAX_VALUES = 50
MAX_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page stands among ``count`` of ``size`` items each; numbers begin at 1."""

    number: int
    size: int
    total: int
    url_for: Callable[[int], str]

    @property
    def count(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The rank of the page's first item, from 0."""
        return (self.number - 1) * self.size

    @property
    def previous_url(self) -> str | None:
        """The page before, or None on the first."""
        return self.url_for(min(self.number, self.count + 1) - 1) if self.number > 1 else None

    @property
    def next_url(self) -> str | None:
        """The page after, or None on the last."""
        return self.url_for(self.number + 1) if self.number < self.count else None


def asked_page(request: Request) -> int:
    """The page number in the address; anything that is none is the first page."""
    value = request.query_params.get("page", "1")
    if not (value.isascii() and value.isdecimal()) or len(value) > 6:
        return 1
    return min(max(1, int(value)), MAX_PAGE)


def asked_id(request: Request) -> str:
    """The id in the path.

    Raises:
        MissingError: no sheet can have such an id.
    """
    sheet_id: str = request.path_params["id"]
    if len(sheet_id) > ID_LIMIT or not sheet_id.isprintable():
        raise MissingError
    return sheet_id


def asked_values(request: Request, name: str) -> list[str]:
    """The values of a parameter that may be repeated, without blanks or repetition."""
    values = (value.strip() for value in request.query_params.getlist(name)[:MAX_VALUES])
    return list(dict.fromkeys(value for value in values if value))


def asked_text(request: Request, name: str = "q") -> str:
    """A search text, cut at 200 characters."""
    return " ".join(request.query_params.get(name, "").replace("\x00", " ").split())[:200]
