"""The parts of a sheet's file: its bytes, its front matter and its Markdown body."""

from __future__ import annotations

import re
from dataclasses import dataclass

from incubator.sheets.problems import Problem

#: Limits in bytes; the largest public sheet has 20 kB.
MAX_SHEET_BYTES = 256 * 1024
MAX_FRONT_MATTER_CHARS = 128 * 1024

OPENING = re.compile(r"---[ \t]*\r?\n")
CLOSING = re.compile(r"^---[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_BLANK_LINES = re.compile(r"(?:[ \t]*\n)+")
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class SheetText:
    """A sheet cut in two: the YAML (its first line is ``first_line`` of the file) and the body."""

    front: str
    body: str
    first_line: int = 2


def split(path: str, data: bytes) -> SheetText | Problem:
    """Cut a file's bytes into front matter and body, or say what is wrong.

    Blank lines right after the front matter are not part of the body; CRLF is read as LF.
    """
    if len(data) > MAX_SHEET_BYTES:
        return Problem(path, "size", params={"size": len(data), "limit": MAX_SHEET_BYTES})
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Problem(path, "encoding", line=line, params={"position": error.start})
    text = text.removeprefix(_BOM)
    opening = OPENING.match(text)
    closing = CLOSING.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        return Problem(path, "front-matter", line=1)
    front = text[opening.end() : closing.start()].replace("\r\n", "\n")
    if len(front) > MAX_FRONT_MATTER_CHARS:
        params = {"size": len(front), "limit": MAX_FRONT_MATTER_CHARS}
        return Problem(path, "size", line=1, params=params)
    body = text[closing.end() :].replace("\r\n", "\n").replace("\r", "\n")
    if blank := _BLANK_LINES.match(body):
        body = body[blank.end() :]
    return SheetText(front, body.replace("\x00", "\ufffd"))
