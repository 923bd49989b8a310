"""Documents that anybody may read: made once for a version of the catalogue and a day, and kept.

What is kept is ready to send; ``open_answers`` sends it.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date, datetime

from incubator.web.encodings import SMALLEST, packed, unpacked

JSON = "application/json; charset=utf-8"
CSV = "text/csv; charset=utf-8"
#: How much a worker keeps, in bytes.
MOST_BYTES = 24 * 1024 * 1024
#: How much answers of the API take beside them: each query is one, and strangers write them.
MOST_ANSWER_BYTES = 4 * 1024 * 1024
#: How many a cache keeps: of very small ones, what stands around them weighs more than they do.
MOST_DOCUMENTS = 5_000
#: Pictures are packed already: what gzip leaves of them is hardly less.
_GAIN = 0.9


@dataclass(frozen=True, slots=True)
class Edition:
    """The catalogue that a document was made of; ``made_at`` is when it may last have changed."""

    number: int
    today: date
    made_at: datetime

    def is_same(self, other: Edition) -> bool:
        """Whether documents made of either say the same."""
        return (self.number, self.today) == (other.number, other.today)


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes ready to send, held once: after gzip, or as they are where that gains nothing."""

    edition: Edition
    media_type: str
    held: bytes
    encoding: str
    digest: str

    @property
    def body(self) -> bytes:
        """What it says; nearly every reader takes it packed, so it is unpacked each time."""
        return unpacked(self.encoding, self.held)

    @property
    def packed(self) -> bytes:
        """The same after gzip, or none where it gains nothing."""
        return self.held if self.encoding else b""

    @property
    def size(self) -> int:
        """What it takes in memory, in bytes."""
        return len(self.held)


class DocumentCache:
    """The documents of a worker, within two limits: those longest unused make room.

    A key is kept as it is: one made of what a stranger writes is to be short.
    """

    def __init__(self, most_bytes: int = MOST_BYTES, most: int = MOST_DOCUMENTS) -> None:
        self._most_bytes, self._most = most_bytes, most
        self._kept: OrderedDict[Hashable, Document] = OrderedDict()
        self._bytes = 0
        self._lock = asyncio.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, key: Hashable, edition: Edition) -> Document | None:
        """A document of this edition, if it is there."""
        held = self._kept.get(key)
        if held is None or not held.edition.is_same(edition):
            return None
        self._kept.move_to_end(key)
        return held

    async def get(
        self,
        key: Hashable,
        edition: Edition,
        media_type: str,
        write: Callable[[], Awaitable[Callable[[], str | bytes]]],
    ) -> Document:
        """A document; ``write`` reads what it needs and returns what writes it, in a thread.

        Text is written as UTF-8; bytes, of a picture for example, are sent as they are.

        Raises:
            Exception: whatever ``write`` raises; nothing is kept then.
        """
        held = self.find(key, edition)
        if held is not None:
            return held
        # One at a time: many who ask at once for what is not there wait for the same work.
        async with self._lock:
            held = self.find(key, edition)
            if held is None:
                compose = await write()
                made = await asyncio.to_thread(made_of, compose, media_type, edition)
                held = self._keep(key, made)
        return held

    def _keep(self, key: Hashable, made: Document) -> Document:
        former = self._kept.pop(key, None)
        if former is not None:
            self._bytes -= former.size
        if made.size > self._most_bytes:
            return made
        if former is not None and former.digest == made.digest:
            # Nothing changed for this document: it is as old as it was.
            made_at = former.edition.made_at
            made = replace(made, edition=replace(made.edition, made_at=made_at))
        self._kept[key] = made
        self._bytes += made.size
        while self._bytes > self._most_bytes or len(self._kept) > self._most:
            _, dropped = self._kept.popitem(last=False)
            self._bytes -= dropped.size
        return made


def made_of(compose: Callable[[], str | bytes], media_type: str, edition: Edition) -> Document:
    """A document that nothing keeps: what ``compose`` writes, ready to send."""
    composed = compose()
    body = composed.encode() if isinstance(composed, str) else composed
    digest = hashlib.sha256(body).hexdigest()[:32]
    held = packed("gzip", body) if len(body) >= SMALLEST else body
    if len(held) < _GAIN * len(body):
        return Document(edition, media_type, held, "gzip", digest)
    return Document(edition, media_type, body, "", digest)
