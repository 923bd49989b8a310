"""What the export asks of a site, whatever answers for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

#: The address that a site believes to be its own while it is exported: no host has this name,
#: so that whatever begins with it in an answer is an address of ours.
OWN_ADDRESS = "https://export.invalid"


class Kind(Enum):
    """What an address of the site becomes."""

    #: A page: a folder with its ``index.html``.
    PAGE = "page"
    #: A document or a picture: a file of the same name.
    FILE = "file"
    #: A file that is the same in every language, so that it is written once.
    SHARED = "shared"
    #: What needs a server: no file.
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answers at an address; ``location`` is where a redirect leads."""

    status: int
    media_type: str
    body: bytes
    location: str = ""


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where an export begins: the state that it is made of, the addresses known to be there.

    ``redirects`` are former paths with their present ones, without a language.
    """

    state: str
    addresses: tuple[str, ...]
    redirects: tuple[tuple[str, str], ...]


class Source(Protocol):
    """A site that answers one address after the other."""

    async def beginning(self) -> Beginning:
        """What is to be exported."""

    async def state(self) -> str:
        """What changes when the site says something else."""

    def kind_of(self, path: str) -> Kind | None:
        """What a path without language becomes; None where the site has no such address."""

    async def expect(self, addresses: Sequence[str]) -> None:
        """These are asked next: what they need may be read at once."""

    async def answer(self, address: str) -> Answer:
        """The answer at an address, which may begin with a language and ask for a page."""


#: Opens a site; called once in each process, so it must be something that can be sent there.
OpenSource = Callable[[], AbstractAsyncContextManager[Source]]
