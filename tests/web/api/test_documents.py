"""Documents kept in memory: made once, replaced when the catalogue or the day changes."""

from __future__ import annotations

import asyncio
import gzip
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from incubator.web.api.documents import JSON, Document, DocumentCache, Edition


def edition(number: int = 1, day: int = 1, hour: int = 8) -> Edition:
    return Edition(number, date(2026, 1, day), datetime(2026, 1, day, hour, tzinfo=UTC))


class Writer:
    """Writes a text, and counts how often."""

    def __init__(self, text: str | bytes) -> None:
        self.text, self.times = text, 0

    async def __call__(self) -> Callable[[], str | bytes]:
        self.times += 1
        await asyncio.sleep(0)
        return lambda: self.text


async def get(cache: DocumentCache, writer: Any, key: str = "a", **of: int) -> Document:
    return await cache.get(key, edition(**of), JSON, writer)


async def test_many_who_ask_at_once_wait_for_the_same_work() -> None:
    cache, writer = DocumentCache(), Writer("été")
    found = await asyncio.gather(*(get(cache, writer) for _ in range(20)))
    assert writer.times == 1
    assert {document.body for document in found} == {"été".encode()}


@pytest.mark.parametrize("later", [{"number": 2}, {"day": 2}])
async def test_another_version_or_day_is_written_anew(later: dict[str, int]) -> None:
    cache, writer = DocumentCache(), Writer("un")
    first = await get(cache, writer)
    writer.text = "deux"
    second = await get(cache, writer, **later)
    assert (first.body, second.body) == (b"un", b"deux")
    assert first.digest != second.digest


async def test_the_same_words_in_another_version_keep_their_date() -> None:
    cache, writer = DocumentCache(), Writer("un")
    await get(cache, writer)
    await get(cache, writer, number=2, hour=9)
    assert (await get(cache, writer, number=2, hour=9)).edition.made_at.hour == 8
    assert writer.times == 2


async def test_what_is_longest_unused_makes_room() -> None:
    cache, writer = DocumentCache(250), Writer("x" * 100)
    await get(cache, writer, "a")
    await get(cache, writer, "b")
    await get(cache, writer, "a")
    await get(cache, writer, "c")
    assert len(cache) == 2
    assert cache.find("b", edition()) is None
    assert cache.find("a", edition()) is not None
    # Larger than all the room: it is sent, and not kept.
    assert len((await get(cache, Writer("x" * 300), "d")).body) == 300
    assert cache.find("d", edition()) is None


async def test_a_document_is_held_once_packed_only_where_that_gains_something() -> None:
    cache, picture = DocumentCache(), os.urandom(2000)
    document = await get(cache, Writer("é" * 2000), "text")
    assert document.body == gzip.decompress(document.packed) == ("é" * 2000).encode()
    assert document.size == len(document.packed) < 200
    drawn = await get(cache, Writer(picture), "picture")
    assert (drawn.body, drawn.packed, drawn.size) == (picture, b"", 2000)


async def test_what_could_not_be_written_is_not_kept() -> None:
    cache, writer = DocumentCache(), Writer("un")

    async def failing() -> Callable[[], str]:
        raise LookupError("rien")

    with pytest.raises(LookupError):
        await get(cache, failing)
    assert (await get(cache, writer)).body == b"un"


async def test_very_small_documents_are_bounded_by_their_number() -> None:
    cache, writer = DocumentCache(most=2), Writer("un")
    for key in "abc":
        await get(cache, writer, key)
    assert len(cache) == 2
    assert cache.find("a", edition()) is None
