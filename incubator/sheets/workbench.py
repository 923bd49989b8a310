"""What runs in the workshop's process: one task after the other, from standard input to output.

A task is a frame: the lengths of a JSON head and of a body, then both. So is its answer. The
process has no more memory and time than an honest task needs, writes no file, and ends with the
server that started it: its standard input is closed then.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import struct
import sys
from typing import Any, BinaryIO

from incubator.sheets.attachments.faults import AttachmentError
from incubator.sheets.pictures import Bounds, ImageError
from incubator.sheets.render import RenderError, render

FRAME = struct.Struct(">II")
#: What a head may hold; bodies are bounded by the server before they are sent.
MAX_HEAD = 64 * 1024
_MEMORY_BYTES = 1024 * 1024 * 1024
_TASK_CPU_SECONDS = 20
_IDLE_SECONDS = 600


def main() -> None:
    """Do tasks until the input ends, or nothing was asked for in a long time."""
    # Ctrl-C and a stop of the server are for the server: it closes the input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tasks = os.fdopen(0, "rb", buffering=0)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    # Whatever a library prints must not be taken for an answer.
    os.dup2(2, 1)
    _bound(resource.RLIMIT_CORE, 0)
    _bound(resource.RLIMIT_FSIZE, 0)
    _bound(resource.RLIMIT_AS, _MEMORY_BYTES)
    while True:
        if not select.select([tasks], [], [], _IDLE_SECONDS)[0]:
            return
        task = read_frame(tasks)
        if task is None:
            return
        _grant_time()
        head, body = _answer(*task)
        write_frame(answers, head, body)


def read_frame(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """The next frame, or None at the end of the stream."""
    lengths = _read(stream, FRAME.size)
    if len(lengths) < FRAME.size:
        return None
    head_length, body_length = FRAME.unpack(lengths)
    head, body = _read(stream, head_length), _read(stream, body_length)
    if len(head) < head_length or len(body) < body_length:
        return None
    return json.loads(head), body


def write_frame(stream: BinaryIO, head: dict[str, Any], body: bytes) -> None:
    """Write a frame whole."""
    told = json.dumps(head).encode()
    rest = memoryview(FRAME.pack(len(told), len(body)) + told + body)
    while rest:
        rest = rest[stream.write(rest) :]


def _answer(head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    match head["task"]:
        case "markdown":
            try:
                return {}, render(body.decode()).encode()
            except RenderError as error:
                return {"refused": str(error)}, b""
        case "image":
            # Loaded here, and in no server: most workshops convert texts only.
            from incubator.sheets.images import clean

            try:
                image = clean(body, Bounds(**head["bounds"]))
            except ImageError as error:
                return {"refused": error.message, "values": error.values}, b""
            told = {"extension": image.extension, "width": image.width, "height": image.height}
            return told, image.data
        case "attachment":
            from incubator.sheets.attachments.inspecting import inspect

            try:
                found = inspect(body, head["name"])
            except AttachmentError as error:
                return {"refused": error.message, "values": error.values}, b""
            # What is kept as it came need not go back.
            return {"kind": found.kind.name}, b"" if found.data is body else found.data
    raise ValueError(f"no task {head['task']!r}")


def _grant_time() -> None:
    """The limit counts what was used since the process began: each task gets its own share."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _bound(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + _TASK_CPU_SECONDS)


def _bound(limit: int, value: int) -> None:
    """Lower a limit; some systems know it by name only."""
    hard = resource.getrlimit(limit)[1]
    soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(limit, (soft, hard))


def _read(stream: BinaryIO, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = stream.read(length - len(parts))
        if not part:
            break
        parts += part
    return bytes(parts)


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        # The server is gone, and nobody waits for the answer.
        sys.exit(1)
