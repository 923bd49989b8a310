"""Plotly.js, which draws the charts in browsers: where its file is.

Plotly's Python package brings the whole library (4.8 MB, 1.7 MB compressed). npm has one with bars,
lines and pies only, which is all that charts here use, at a quarter of the size
(``incubator charts fetch``). Neither is part of this project; both are under the MIT licence, which
each file names at its top.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

#: The fetched file's name in its folder (``var/charts``).
FILE_NAME = "plotly-basic.min.js"
#: The kinds of traces that this bundle draws.
TRACE_TYPES = frozenset({"bar", "pie", "scatter"})

_HEADER_BYTES = 400
_HEADER = re.compile(rb"plotly\.js (?:\(basic - minified\) )?v(\d+\.\d+\.\d+)\b.*?MIT licen", re.S)


def bundle_file(folder: Path) -> Path | None:
    """The file to serve: the one fetched into ``folder``, else the whole of Plotly.js.

    A fetched file of another version than the one that figures are checked with is left aside.
    None where Plotly is not installed and nothing was fetched.
    """
    fetched, whole = folder / FILE_NAME, whole_file()
    version = version_of(fetched)
    if version and (whole is None or version == version_of(whole)):
        return fetched
    return whole


def version_of(file: Path) -> str:
    """The version at the top of a bundle; "" for a file that is absent or is none."""
    try:
        with file.open("rb") as opened:
            return version_in(opened.read(_HEADER_BYTES))
    except OSError:
        return ""


def version_in(content: bytes) -> str:
    """The same, of a bundle's content."""
    found = _HEADER.search(content[:_HEADER_BYTES])
    return found[1].decode() if found else ""


def whole_file() -> Path | None:
    """The file in the Python package, found without loading that package."""
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        return None
    file = Path(spec.origin).parent / "package_data" / "plotly.min.js"
    return file if file.is_file() else None
