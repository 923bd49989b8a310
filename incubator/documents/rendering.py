"""A process of its own that makes one PDF: HTML comes on its input, PDF leaves by its output.

``incubator.documents.pdf`` starts it. What lays a document out can neither block the server nor
exhaust it: the process has limits of its own, no secret in its environment, and no network.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

#: How the process ends where it makes no PDF; what it says of it is on its standard error.
PARTS_MISSING, FAULTY = 3, 4
#: What paper needs of every document. A body that is a flexible box, as tall as a screen, is laid
#: out ten times slower; sizes reckoned from a window's width mean nothing; tables can't scroll.
_PAPER = """
@page { size: A4; margin: 18mm 16mm 20mm;
  @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif } }
html { font-size: 10.5pt }
body { font-family: sans-serif; line-height: 1.5 }
body { display: block !important; min-height: 0 !important }
h1 { font-size: 20pt !important; line-height: 1.2 !important }
th, td { white-space: normal !important; overflow-wrap: break-word !important }
h1, h2, h3, h4 { break-after: avoid }
tr, li { break-inside: avoid }
"""
_MEMORY_BYTES = 2 * 1024**3
_CPU_SECONDS = 120


def main() -> int:
    """Read what is asked, write the PDF; returns the process's exit code."""
    _limit()
    try:
        import weasyprint  # type: ignore[import-untyped]
    except (ImportError, OSError) as error:
        sys.stderr.write(" ".join(str(error).split())[:300])
        return PARTS_MISSING
    if sys.argv[1:] == ["--check"]:
        return 0
    asked = json.load(sys.stdin)
    logging.getLogger("weasyprint").addHandler(logging.NullHandler())
    try:
        document = weasyprint.HTML(
            string=asked["html"],
            base_url=asked["base"],
            url_fetcher=_fetcher(asked["base"], asked["files"]),
        )
        # PDF/UA: tagged, with a title and a language, for those who do not see the page.
        paper = weasyprint.CSS(string=_PAPER)
        made = document.write_pdf(pdf_variant="pdf/ua-1", stylesheets=[paper])
    except Exception as error:
        sys.stderr.write(f"{type(error).__name__}: {error}"[:300])
        return FAULTY
    sys.stdout.buffer.write(made)
    return 0


def _fetcher(base: str, files: Mapping[str, str]) -> Any:
    """What serves the files given, by the path of their address, and nothing else."""
    here = urlsplit(base)[:2]
    from weasyprint.urls import (  # type: ignore[import-untyped]
        URLFetcher,
        URLFetcherResponse,
    )

    class _GivenOnly(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            parts = urlsplit(url)
            file = files.get(parts.path)
            if parts[:2] != here or file is None:
                raise ValueError("This document may not load anything from elsewhere.")
            kind = "text/css" if file.endswith(".css") else "application/octet-stream"
            return URLFetcherResponse(url, Path(file).read_bytes(), {"Content-Type": kind})

    return _GivenOnly()


def _limit() -> None:
    """Bound memory and time; a system that knows no such limits goes without."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))


if __name__ == "__main__":
    sys.exit(main())
