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

from incubator.web.encodings import ENCODINGS, SMALLEST, packed, unpacked

#: How much a worker keeps, in bytes.
MOST_BYTES = 32 * 1024 * 1024
#: A worker asks the database for the version again after that many seconds.
ASK_AGAIN_SECONDS = 0.25
#: What is not of the sheets has no version: it shows after that many seconds at most.
LONGEST_SECONDS = 10.0
Headers = list[tuple[bytes, bytes]]


@dataclass(slots=True)
class Page:
    """An answer as it left: its headers but for those of an encoding, its body compressed.

    Nearly every reader takes a compressed page: for the few who don't, it is unpacked each time.
    """

    version: Hashable
    made_at: float
    headers: Headers
    digest: str
    bodies: dict[str, bytes]
    sendable: dict[str, Headers] = field(default_factory=dict)
    #: What it takes in memory, in bytes, once every encoding was asked for.
    size: int = 0

    def __post_init__(self) -> None:
        """Measure it once: gzip takes a third more than Brotli."""
        self.size = 3 * sum(map(len, self.bodies.values())) + 4000

    @property
    def is_packed(self) -> bool:
        """Whether compression gains something."""
        return "" not in self.bodies

    def tag(self, encoding: str) -> bytes:
        """The strong entity tag of one of its encodings."""
        return f'"{self.digest}{"-" if encoding else ""}{encoding}"'.encode()

    def in_encoding(self, encoding: str) -> tuple[Headers, bytes]:
        """Headers and body to send in an encoding, "" for none."""
        body = self.bodies.get(encoding)
        if body is None:
            body = self._plain()
            if encoding:
                self.bodies[encoding] = body = packed(encoding, body)
        headers = self.sendable.get(encoding)
        if headers is None:
            headers = [*self.headers, (b"etag", self.tag(encoding))]
            headers.append((b"content-length", str(len(body)).encode()))
            if encoding:
                headers.append((b"content-encoding", encoding.encode()))
            self.sendable[encoding] = headers
        return headers, body

    def unchanged(self, encoding: str) -> Headers:
        """The headers of a 304."""
        told = {b"cache-control", b"vary", b"content-language"}
        kept = [(name, value) for name, value in self.headers if name in told]
        return [*kept, (b"etag", self.tag(encoding))]

    def _plain(self) -> bytes:
        encoding, body = next(iter(self.bodies.items()))
        return unpacked(encoding, body)


def page_of(version: Hashable, headers: Headers, body: bytes, encoding: str = "") -> Page:
    """An answer to keep; ``encoding`` is what its first reader takes."""
    digest = hashlib.sha256(body).hexdigest()[:32]
    first = "" if len(body) < SMALLEST else encoding or ENCODINGS[0]
    bodies = {first: packed(first, body) if first else body}
    return Page(version, time.monotonic(), headers, digest, bodies)


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
        """What is shown now is a version of; asked of the database a few times a second.

        Raises:
            Exception: whatever reading it raises; the next one asks again.
        """
        now = time.monotonic()
        if self._version is None or now - self._asked_at >= ASK_AGAIN_SECONDS:
            # Whoever comes while it is being read goes by the last one: one question is enough.
            before, self._asked_at = self._asked_at, now
            try:
                self._version = await self._read_version()
            except BaseException:
                self._asked_at = before
                raise
        return self._version

    def find(self, key: Hashable, version: Hashable) -> Page | None:
        """A page of this version, if it is there and young enough."""
        held = self._kept.get(key)
        if held is None:
            return None
        if held.version != version or self._is_old(held):
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
        for longest_unused in list(self._kept):
            if self._bytes <= self._most_bytes and not self._is_old(self._kept[longest_unused]):
                break
            self._drop(longest_unused)

    def _is_old(self, page: Page) -> bool:
        return time.monotonic() - page.made_at > LONGEST_SECONDS

    def _drop(self, key: Hashable) -> None:
        former = self._kept.pop(key, None)
        if former is not None:
            self._bytes -= former.size
