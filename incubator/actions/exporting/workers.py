"""What one process of an export does: ask the site for pages, and write them."""

from __future__ import annotations

import asyncio
import hashlib
import traceback
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from incubator.actions.exporting.addresses import Addresses, Published
from incubator.actions.exporting.compressing import compressed
from incubator.actions.exporting.folder import ExportError, Folders
from incubator.actions.exporting.rewriting import rewrite
from incubator.actions.exporting.source import Beginning, OpenSource, Source

#: The longest name that file systems take, in bytes, with room for the ending of a compressed copy.
_LONGEST_NAME = 255 - len(".gz")
_OK = 200


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker has to know: where to write, for which address, and what answers."""

    folders: Folders
    published: Published
    languages: tuple[str, ...]
    open_source: OpenSource
    compresses: bool


@dataclass(frozen=True, slots=True)
class File:
    """A file of the export: its name in the folder, its digest, its size in bytes."""

    name: str
    digest: str
    size: int
    is_written: bool


@dataclass(frozen=True, slots=True)
class Made:
    """What became of an address: its files, or why there are none.

    ``links`` are the addresses that it leads to, ``lost`` its paths that need a server, ``dead``
    those that nothing answers.
    """

    address: str
    status: int
    files: tuple[File, ...] = ()
    location: str = ""
    is_page: bool = False
    links: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    dead: tuple[str, ...] = ()


class Worker:
    """One process: an open site, and the loop that it runs in."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        opened = self._stack.enter_async_context(order.open_source())
        self.source: Source = self._runner.run(opened)
        self._addresses = Addresses(order.published, self.source.kind_of, order.languages)

    def beginning(self) -> tuple[Beginning, list[str]]:
        """Where to begin, and the addresses of it that are part of this export."""
        found = self._runner.run(self.source.beginning())
        targets = [self._addresses.target(address) for address in found.addresses]
        return found, list(dict.fromkeys(t.address for t in targets if t and t.address))

    def state(self) -> str:
        """What the site says now is a state of."""
        return self._runner.run(self.source.state())

    def write(self, addresses: Sequence[str]) -> list[Made]:
        """Ask for addresses and write their files."""
        return self._runner.run(self._write(addresses))

    def close(self) -> None:
        """Close the site."""
        self._runner.run(self._stack.aclose())
        self._runner.close()

    async def _write(self, addresses: Sequence[str]) -> list[Made]:
        await self.source.expect(addresses)
        return [await self._one(address) for address in addresses]

    async def _one(self, address: str) -> Made:
        try:
            answer = await self.source.answer(address)
        except Exception as error:
            # Some errors can't travel between processes; words can.
            traceback.print_exc()
            raise ExportError(f"{address} can't be made: {error!r}.") from None
        if answer.status != _OK:
            target = self._addresses.target(answer.location) if answer.location else None
            return Made(address, answer.status, location=target.address if target else "")
        name = self._addresses.file_of(address)
        if any(len(part.encode()) > _LONGEST_NAME for part in name.split("/")):
            return Made(address, 0)
        done = rewrite(self._addresses, address, answer.media_type, answer.body)
        files = [self._place(name, done.body)]
        if self._order.compresses:
            packed = compressed(answer.media_type, done.body)
            files += [self._place(name + suffix, content) for suffix, content in packed]
        is_page = answer.media_type.startswith("text/html")
        return Made(
            address,
            _OK,
            tuple(files),
            is_page=is_page,
            links=tuple(sorted(done.links)),
            lost=tuple(sorted(done.lost)),
            dead=tuple(sorted(done.dead)),
        )

    def _place(self, name: str, content: bytes) -> File:
        placed = self._order.folders.place(name, content)
        digest = hashlib.sha256(content).hexdigest()[:32]
        return File(name, digest, placed.size, placed.is_written)
