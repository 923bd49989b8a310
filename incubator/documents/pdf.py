"""PDF from HTML, tagged and accessible: made by a process of its own, one at a time."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from incubator.documents.rendering import FAULTY, PARTS_MISSING

MAX_HTML_BYTES = 4 * 1024 * 1024
MAX_SECONDS = 60.0
#: How many documents may wait for their turn in a worker.
MOST_WAITING = 8
#: Where a document stands that has no address.
NOWHERE = "http://document.invalid/"
_MODULE = "incubator.documents.rendering"
#: What the process is told of its surroundings: where fonts and their cache are, no secret.
_PASSED_ON = ("PATH", "HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "TMPDIR", "FONTCONFIG_FILE")


class Trouble(StrEnum):
    """Why there is no PDF."""

    PARTS_MISSING = "parts-missing"
    TOO_LARGE = "too-large"
    TOO_LONG = "too-long"
    BUSY = "busy"
    FAULTY = "faulty"


class PdfError(Exception):
    """No PDF was made; ``detail`` is what the program said of it, in its own words."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble.value}: {detail}" if detail else trouble.value)
        self.trouble = trouble
        self.detail = detail


class Printer:
    """What a worker makes its PDF with; ``extra_path`` comes first where Python looks for modules.

    One document is laid out at a time; a few may wait, and the next is refused.
    """

    def __init__(self, *, seconds: float = MAX_SECONDS, extra_path: str = "") -> None:
        self._seconds = seconds
        self._extra_path = extra_path
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def pdf(self, html: str, files: Mapping[str, Path], base: str = NOWHERE) -> bytes:
        """The PDF of a whole HTML document, which has a title and a language.

        Its links lead to pages from ``base`` on. ``files`` gives the style sheets that it names,
        by the path of their address. Whatever else it names is left out: nothing is fetched.

        Raises:
            PdfError: there is none.
        """
        if len(html.encode()) > MAX_HTML_BYTES:
            raise PdfError(Trouble.TOO_LARGE)
        if self._waiting > MOST_WAITING:
            raise PdfError(Trouble.BUSY)
        named = {path: str(file) for path, file in files.items()}
        asked = json.dumps({"html": html, "files": named, "base": base}).encode()
        self._waiting += 1
        try:
            async with self._turn:
                return await self._run(asked)
        finally:
            self._waiting -= 1

    async def _run(self, asked: bytes) -> bytes:
        process = await asyncio.create_subprocess_exec(
            *_command(), stdin=PIPE, stdout=PIPE, stderr=PIPE, env=_environment(self._extra_path)
        )
        try:
            async with asyncio.timeout(self._seconds):
                made, said = await process.communicate(asked)
        except TimeoutError:
            raise PdfError(Trouble.TOO_LONG) from None
        finally:
            await _end(process)
        detail = " ".join(said.decode("utf-8", "replace").split())[:300]
        if process.returncode == PARTS_MISSING:
            raise PdfError(Trouble.PARTS_MISSING, detail)
        if process.returncode != 0:
            # Beyond its limits the process is ended from outside, and has said nothing.
            fault = process.returncode == FAULTY
            raise PdfError(Trouble.FAULTY if fault else Trouble.TOO_LARGE, detail)
        return made


@lru_cache(maxsize=1)
def why_not() -> str:
    """Why this machine makes no PDF, in the program's own words; "" where it does.

    It asks once a process, and takes a second: not to be called where a request waits.
    """
    answer = subprocess.run(
        [*_command(), "--check"], capture_output=True, env=_environment(""), check=False
    )
    if answer.returncode == 0:
        return ""
    return answer.stderr.decode("utf-8", "replace").strip() or "WeasyPrint can't be loaded"


def _command() -> list[str]:
    return [sys.executable, "-m", _MODULE]


def _environment(extra_path: str) -> dict[str, str]:
    root = str(Path(__file__).resolve().parent.parent.parent)
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    path = os.pathsep.join([extra_path, root]) if extra_path else root
    return {**kept, "LANG": "C.UTF-8", "PYTHONPATH": path}


async def _end(process: Process) -> None:
    """End a process that still runs, and wait for it."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
