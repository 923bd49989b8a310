"""The floor of a first sync: read the files, parse their YAML, convert and sanitise their Markdown.

It uses the libraries directly, with the same extensions, in one process, and stores nothing.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from pathlib import Path

import nh3
import yaml
from markdown import Markdown

_PARTS = re.compile(
    r"\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)(.*)", re.DOTALL | re.MULTILINE
)


def main() -> None:
    """Print the seconds taken for the folder named as the first argument, as JSON."""
    markdown = Markdown(extensions=["tables", "fenced_code", "sane_lists"], output_format="html")
    cleaner = nh3.Cleaner()
    started = time.perf_counter()
    files = 0
    for path in json.loads(sys.argv[2]):
        with open(os.path.join(sys.argv[1], path), "rb") as file:
            text = file.read().decode("utf-8", "replace")
        files += 1
        parts = _PARTS.match(text)
        if parts is None:
            continue
        try:
            yaml.load(parts[1], Loader=yaml.CSafeLoader)
        except (yaml.YAMLError, ValueError):
            continue
        if parts[2].strip():
            cleaner.clean(markdown.reset().convert(parts[2]))
    print(json.dumps({"seconds": time.perf_counter() - started, "files": files}))


if __name__ == "__main__":
    sys.argv[2] = Path(sys.argv[2]).read_text("utf-8")
    main()
