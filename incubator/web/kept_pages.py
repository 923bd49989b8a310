"""Public pages ready to send: rendered once for a version of the site, a language and a day.

Only what anybody may read and nobody in particular asked for is kept, in the memory of a worker
and within a number of bytes. Compression is made the first time that somebody takes it.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field

from incubator.web.encodings import packed

#: How much a worker keeps, in bytes.
MOST_BYTES = 32 * 1024 * 1024
#: A worker asks the database for the version again after that many seconds.
ASK_AGAIN_SECONDS = 0.25
#: What is not of the sheets has no version: it shows after that many seconds at most.
LONGEST_SECONDS = 10.0
Headers = list[tuple[bytes, bytes]]


@dataclass(slots=True)
class Page:
    """An answer as it left: its headers but for those of an encoding, its body without any."""

    version: Hashable
    made_at: float
    headers: Headers
    body: bytes
    digest: str
    sendable: dict[str, tuple[Headers, bytes]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """What it takes in memory at most, in bytes, once every encoding was asked for."""
        return 2 * len(self.body) + 2000

    def tag(self, encoding: str) -> bytes:
        """The strong entity tag of one of its encodings."""
        return f'"{self.digest}{"-" if encoding else ""}{encoding}"'.encode()

    def in_encoding(self, encoding: str) -> tuple[Headers, bytes]:
        """Headers and body to send in an encoding, "" for none."""
        held = self.sendable.get(encoding)
        if held is None:
            body = packed(encoding, self.body) if encoding else self.body
            headers = [*self.headers, (b"etag", self.tag(encoding))]
            headers.append((b"content-length", str(len(body)).encode()))
            if encoding:
                headers.append((b"content-encoding", encoding.encode()))
            self.sendable[encoding] = held = (headers, body)
        return held

    def unchanged(self, encoding: str) -> Headers:
        """The headers of a 304."""
        told = {b"cache-control", b"vary", b"content-language"}
        kept = [(name, value) for name, value in self.headers if name in told]
        return [*kept, (b"etag", self.tag(encoding))]


def page_of(version: Hashable, headers: Headers, body: bytes) -> Page:
    """An answer to keep."""
    digest = hashlib.sha256(body).hexdigest()[:32]
    return Page(version, time.monotonic(), headers, body, digest)


class KeptPages:
    """The pages of a worker: those longest unused make room for others."""

    def __init__(
        self,
        read_version: Callable[[], Awaitable[Hashable]],
        *,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._read_version = read_version
        self._most_bytes = most_bytes
        self._kept: OrderedDict[Hashable, Page] = OrderedDict()
        self._bytes = 0
        self._version: Hashable = None
        self._asked_at = float("-inf")

    def __len__(self) -> int:
        return len(self._kept)

    async def version(self) -> Hashable:
        """What is shown now is a version of; asked of the database a few times a second."""
        now = time.monotonic()
        if now - self._asked_at >= ASK_AGAIN_SECONDS:
            self._version = await self._read_version()
            self._asked_at = now
        return self._version

    def find(self, key: Hashable, version: Hashable) -> Page | None:
        """A page of this version, if it is there and young enough."""
        held = self._kept.get(key)
        if held is None:
            return None
        if held.version != version or time.monotonic() - held.made_at > LONGEST_SECONDS:
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return held

    def keep(self, key: Hashable, page: Page) -> None:
        """Keep a page, unless it alone takes more than there is."""
        self._drop(key)
        if page.size > self._most_bytes:
            return
        self._kept[key] = page
        self._bytes += page.size
        while self._bytes > self._most_bytes:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: Hashable) -> None:
        former = self._kept.pop(key, None)
        if former is not None:
            self._bytes -= former.size
