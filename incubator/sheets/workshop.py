"""Work on what strangers send, in a process apart that may be slow, greedy or die.

One process for each worker of the server, started when it is first needed and replaced when it
exceeds its time or ends. It does one task at a time; a few wait, more are turned away.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from incubator.domain.attachments import Kind
from incubator.i18n import N_
from incubator.sheets.attachments import faults
from incubator.sheets.attachments.faults import AttachmentError, Inspected
from incubator.sheets.pictures import Bounds, CleanImage, ImageError
from incubator.sheets.render import RenderError
from incubator.sheets.workbench import FRAME, MAX_HEAD

_MARKDOWN_SECONDS = 10.0
_IMAGE_SECONDS = 25.0
_ATTACHMENT_SECONDS = 25.0
_MOST_NAME = 1000
#: How many tasks may be under way and wait, together.
MAX_TASKS = 8
_MAX_ANSWER = 32 * 1024 * 1024
_CHUNK = 64 * 1024
_PACKAGE_ROOT = Path(__file__).resolve().parents[2]
#: What a process needs to find Python and its packages; it is given no setting and no secret.
_ENVIRON = ("PATH", "HOME", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME", "SYSTEMROOT")


class WorkshopError(Exception):
    """The workshop can't take a task now; trying again may work."""


class BusyError(WorkshopError):
    """Too many tasks wait already."""


class _FailedError(Exception):
    """The task took too long, or its process died of it."""


class _IdleEndError(Exception):
    """The process had ended of itself before the task reached it."""


class Workshop:
    """A process for tasks, and the thread that waits for it."""

    def __init__(self, *, max_tasks: int = MAX_TASKS) -> None:
        self._max_tasks = max_tasks
        self._tasks = 0
        self._count = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        # The only one that speaks to the process: its queue is the workshop's.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="workshop")

    @property
    def pid(self) -> int | None:
        """The process that is there now."""
        process = self._process
        return process.pid if process else None

    async def do(
        self, head: Mapping[str, Any], body: bytes, seconds: float
    ) -> tuple[dict[str, Any], bytes]:
        """The answer to a task.

        Raises:
            BusyError: too many wait.
            WorkshopError: the process can't be started.
            _FailedError: the task did not end well.
        """
        with self._count:
            if self._tasks >= self._max_tasks:
                raise BusyError
            self._tasks += 1
        task = self._thread.submit(self._work, dict(head), body, seconds)
        # Counted until it has ended, though whoever asked may have left.
        task.add_done_callback(self._done)
        return await asyncio.wrap_future(task)

    def close(self) -> None:
        """End the process; the next task starts another."""
        process, self._process = self._process, None
        if process is not None:
            _end(process)

    def _done(self, _: object) -> None:
        with self._count:
            self._tasks -= 1

    def _work(
        self, head: dict[str, Any], body: bytes, seconds: float
    ) -> tuple[dict[str, Any], bytes]:
        for _ in range(2):
            process = self._process
            if process is None or process.poll() is not None:
                self.close()
                process = self._process = _start()
            try:
                return _exchange(process, head, body, time.monotonic() + seconds)
            except _IdleEndError:
                continue
            except BaseException:
                self.close()
                raise
        raise _FailedError


def _start() -> subprocess.Popen[bytes]:
    environ = {name: os.environ[name] for name in _ENVIRON if name in os.environ}
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "incubator.sheets.workbench"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # What a decoder says of a hostile file is for nobody.
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd=_PACKAGE_ROOT,
            env=environ,
            # What stops the server in a terminal is not for it: it ends with its input.
            start_new_session=True,
        )
    except OSError as error:
        raise WorkshopError(str(error)) from error
    os.set_blocking(_pipe(process.stdin).fileno(), False)
    os.set_blocking(_pipe(process.stdout).fileno(), False)
    return process


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            _pipe(pipe).close()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # noqa: S101 - for the type checker: both were asked for
    return pipe


def _exchange(
    process: subprocess.Popen[bytes], head: dict[str, Any], body: bytes, deadline: float
) -> tuple[dict[str, Any], bytes]:
    told = json.dumps(head).encode()
    _send(process, FRAME.pack(len(told), len(body)) + told + body, deadline)
    head_length, body_length = FRAME.unpack(_receive(process, FRAME.size, deadline))
    if head_length > MAX_HEAD or body_length > _MAX_ANSWER:
        raise _FailedError
    answer = _receive(process, head_length, deadline)
    # Data, never code (no pickle): a hostile file may have made the process its own.
    try:
        found = json.loads(answer)
    except ValueError as error:
        raise _FailedError from error
    if not isinstance(found, dict):
        raise _FailedError
    return found, _receive(process, body_length, deadline)


def _send(process: subprocess.Popen[bytes], data: bytes, deadline: float) -> None:
    handle = _pipe(process.stdin).fileno()
    rest = memoryview(data)
    while rest:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([], [handle], [], left)[1]:
            raise _FailedError
        try:
            rest = rest[os.write(handle, rest[:_CHUNK]) :]
        except BrokenPipeError as error:
            # It ends of itself, with 0, when it had nothing to do for long.
            if process.wait() == 0:
                raise _IdleEndError from error
            raise _FailedError from error


def _receive(process: subprocess.Popen[bytes], length: int, deadline: float) -> bytes:
    handle = _pipe(process.stdout).fileno()
    found = bytearray()
    while len(found) < length:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([handle], [], [], left)[0]:
            raise _FailedError
        part = os.read(handle, length - len(found))
        if not part:
            raise _FailedError
        found += part
    return bytes(found)


_WORKSHOP = Workshop()
atexit.register(_WORKSHOP.close)


async def render_markdown(text: str) -> str:
    """What :func:`incubator.sheets.render.render` makes of a text: sanitised HTML.

    Raises:
        RenderError: the text can't be shown.
        WorkshopError: there is no room for the task now.
    """
    try:
        body = text.encode()
    except UnicodeEncodeError as error:
        raise RenderError(N_("il contient un signe illisible")) from error
    try:
        head, html = await _WORKSHOP.do({"task": "markdown"}, body, _MARKDOWN_SECONDS)
    except _FailedError as error:
        raise RenderError(N_("il est trop long à convertir")) from error
    if "refused" in head:
        raise RenderError(str(head["refused"]))
    return html.decode()


async def clean_image(data: bytes, bounds: Bounds) -> CleanImage:
    """What :func:`incubator.sheets.images.clean` makes of a file.

    Raises:
        ImageError: the file is no picture that can be used.
        WorkshopError: there is no room for the task now.
    """
    task = {"task": "image", "bounds": asdict(bounds)}
    try:
        head, image = await _WORKSHOP.do(task, data, _IMAGE_SECONDS)
    except _FailedError as error:
        raise ImageError(
            N_("Cette image demande trop de travail : choisissez-en une plus simple.")
        ) from error
    if "refused" in head:
        raise ImageError(str(head["refused"]), **head.get("values", {}))
    return CleanImage(image, head["extension"], head["width"], head["height"])


async def inspect_attachment(data: bytes, name: str) -> Inspected:
    """What :func:`incubator.sheets.attachments.inspecting.inspect` finds a file to be.

    Raises:
        AttachmentError: the file can't be joined; the message says why and what to do.
        WorkshopError: there is no room for the task now.
    """
    # Its end is what counts, and a name without end would not go through.
    task = {"task": "attachment", "name": name[-_MOST_NAME:]}
    try:
        head, kept = await _WORKSHOP.do(task, data, _ATTACHMENT_SECONDS)
    except _FailedError as error:
        raise AttachmentError(faults.TOO_COMPLEX) from error
    if "refused" in head:
        raise AttachmentError(str(head["refused"]), **head.get("values", {}))
    return Inspected(Kind[head["kind"]], kept or data)


def close() -> None:
    """End this worker's process, when the server stops."""
    _WORKSHOP.close()
