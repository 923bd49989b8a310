"""Writers of a folder in turn, within a server: they wait without keeping a thread each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from weakref import WeakKeyDictionary

from incubator.sheets.safe_files import only_writer

# A lock belongs to the loop in which it is waited for.
_locks: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Path, asyncio.Lock]] = WeakKeyDictionary()


@asynccontextmanager
async def turn_to_write(folder: Path) -> AsyncIterator[None]:
    """Be the only writer of a folder, among this process's tasks and among processes.

    Tasks wait for each other here: were each to wait in a thread for the folder's lock, they would
    take every thread that the one at work needs to end.

    Raises:
        FileError: other processes kept it too long, or the folder can't be opened.
    """
    locks = _locks.setdefault(asyncio.get_running_loop(), {})
    async with locks.setdefault(folder, asyncio.Lock()):
        lock = only_writer(folder)
        await asyncio.to_thread(lock.__enter__)
        try:
            yield
        finally:
            lock.__exit__(None, None, None)
