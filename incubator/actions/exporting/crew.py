"""The processes of an export: each is given addresses, and another lot when it is done."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import connection
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from incubator.actions.exporting.folder import ExportError
from incubator.actions.exporting.source import Beginning
from incubator.actions.exporting.workers import Made, Order, Worker

_BEGINNING, _STATE, _WRITE = "beginning", "state", "write"


class Crew:
    """The processes, as the export speaks to them."""

    def __init__(self, lines: Sequence[Connection]) -> None:
        self._lines = list(lines)

    def beginning(self) -> tuple[Beginning, list[str]]:
        """Where to begin."""
        found: tuple[Beginning, list[str]] = self._ask(_BEGINNING)
        return found

    def state(self) -> str:
        """The state of the site now."""
        return str(self._ask(_STATE))

    def write(self, chunks: Iterable[Sequence[str]]) -> Iterator[list[Made]]:
        """Have addresses written, in any order.

        Raises:
            ExportError: something can't be written, or a process was ended from outside.
        """
        waiting = deque(chunks)
        busy: set[Connection] = set()
        idle = list(self._lines)
        while waiting or busy:
            while waiting and idle:
                line = idle.pop()
                _send(line, (_WRITE, waiting.popleft()))
                busy.add(line)
            ready = connection.wait(list(busy))
            for line in [line for line in self._lines if line in ready]:
                made: list[Made] = _received(line)
                busy.discard(line)
                idle.append(line)
                yield made

    def _ask(self, what: str) -> Any:
        _send(self._lines[0], (what, ()))
        return _received(self._lines[0])


@contextmanager
def crew_of(order: Order, jobs: int) -> Iterator[Crew]:
    """Processes for an order; they end with the block, whatever ends it."""
    # A copy of this process starts at once, where nothing else runs in it.
    is_alone = sys.platform == "linux" and threading.active_count() == 1
    context: Any = multiprocessing.get_context("fork" if is_alone else "spawn")
    processes: list[BaseProcess] = []
    lines: list[Connection] = []
    try:
        for _ in range(jobs):
            line, far = context.Pipe()
            lines.append(line)
            process = context.Process(target=_work, args=(order, far), daemon=True)
            process.start()
            far.close()
            processes.append(process)
        yield Crew(lines)
    finally:
        for process in processes:
            # They read only, and whatever they wrote is published by nobody else.
            process.kill()
        for process in processes:
            process.join()
        for line in lines:
            line.close()


def _work(order: Order, line: Connection) -> None:
    """The life of a process: answer, until the one that started it is no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        worker = Worker(order)
        # What is loaded by now stays: to look through it again and again takes time.
        gc.collect()
        gc.freeze()
        gc.disable()
        while True:
            what, addresses = line.recv()
            if what == _WRITE:
                line.send((True, worker.write(addresses)))
                # Now and then, rather than in the middle of a page.
                gc.collect()
            else:
                line.send((True, worker.beginning() if what == _BEGINNING else worker.state()))
    except EOFError:
        return
    except Exception as error:
        # Some errors can't travel between processes; words can.
        line.send((False, str(error) or repr(error)))


def _end_with_parent() -> None:
    """End when the process that started this one is no more, however it ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _send(line: Connection, message: object) -> None:
    try:
        line.send(message)
    except OSError:
        raise _ended() from None


def _received(line: Connection) -> Any:
    try:
        is_done, result = line.recv()
    except (EOFError, OSError):
        raise _ended() from None
    if not is_done:
        raise ExportError(result)
    return result


def _ended() -> ExportError:
    return ExportError(
        "A process of the export was ended from outside, perhaps for want of memory: run it"
        " again, with --jobs 1 if need be."
    )
