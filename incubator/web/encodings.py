"""Compression for whoever takes it: Brotli, which is smaller, else gzip."""

from __future__ import annotations

import gzip
import re
from functools import lru_cache

import brotli  # type: ignore[import-untyped]

#: The encodings that are offered, the smallest first.
ENCODINGS = ("br", "gzip")
#: Below so many bytes, compression gains nothing.
SMALLEST = 800
#: A header is read that far: what is longer names no encoding that a browser has.
_LONGEST_HEADER = 500
#: Possessive, so that a run of spaces is gone through once.
_CODING = re.compile(r"\s*+([a-z*]++)\s*+(?:;\s*+q=\s*+([0-9.]++)\s*+)?")


def chosen(accepted: str, offered: tuple[str, ...] = ENCODINGS) -> str:
    """The first of the encodings offered that an Accept-Encoding header takes, "" for none."""
    # Strangers write it: neither reading it nor keeping what was read may cost anything.
    return _chosen(accepted, offered) if len(accepted) <= _LONGEST_HEADER else ""


@lru_cache(maxsize=256)
def _chosen(accepted: str, offered: tuple[str, ...]) -> str:
    taken: dict[str, bool] = {}
    for part in accepted.lower().split(","):
        match = _CODING.fullmatch(part)
        if match:
            taken[match[1]] = match[2] is None or match[2].strip("0.") != ""
    return next((one for one in offered if taken.get(one, taken.get("*", False))), "")


def packed(encoding: str, body: bytes, *, for_long: bool = False) -> bytes:
    """A body in one of ``ENCODINGS``; ``for_long`` takes time to make it as small as can be."""
    if encoding == "br":
        result: bytes = brotli.compress(body, quality=11 if for_long else 5)
        return result
    return gzip.compress(body, 9 if for_long else 6, mtime=0)


def unpacked(encoding: str, body: bytes) -> bytes:
    """What was packed in one of ``ENCODINGS``; with "" it is the body itself."""
    if encoding == "br":
        result: bytes = brotli.decompress(body)
        return result
    return gzip.decompress(body) if encoding else body
