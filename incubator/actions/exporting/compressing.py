"""Compressed copies beside the files, for hosts that send them as they are."""

from __future__ import annotations

import gzip
import re

_WORTH_IT = re.compile(
    r"text/|image/svg|application/(?:[a-z.+-]*(?:json|xml|javascript|yaml)|x-ndjson)"
)
_SMALLEST = 800


def compressed(media_type: str, content: bytes) -> list[tuple[str, bytes]]:
    """What to write beside a file, by the ending of its name; nothing where it gains little."""
    if len(content) < _SMALLEST or not _WORTH_IT.match(media_type):
        return []
    # Loaded only where somebody asks for it.
    import brotli  # type: ignore[import-untyped]

    packed = gzip.compress(content, 9, mtime=0)
    smallest: bytes = brotli.compress(content, quality=9)
    return [(".gz", packed), (".br", smallest)]
