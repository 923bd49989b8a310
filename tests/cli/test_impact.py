"""The impact command, as a process: what it says of addresses that may not be asked."""

from __future__ import annotations

import json
from pathlib import Path

from tests.builders import STARTUP, incubator, sheet_text, write_tree

MEASURES = """impact:
  - id: privee
    name: Une adresse de cette machine
    dimension: utile
    values_url: https://127.0.0.1/valeurs.json
  - id: sans-s
    name: Une adresse sans chiffrement
    dimension: utile
    values_url: http://service.example/valeurs.json
"""


def test_a_refresh_lists_what_failed_and_why(tmp_path: Path, sqlite_url: str) -> None:
    sheets = {"startups/bac.md": sheet_text(STARTUP + MEASURES)}
    content = write_tree(tmp_path / "sheets", sheets)
    assert incubator("sync", content=content, url=sqlite_url).returncode == 0
    done = incubator("impact", "refresh", content=content, url=sqlite_url)
    assert done.returncode == 0, done.stderr
    assert "bac  privee  failed: it leads to a network that is not public" in done.stdout
    assert "1 address, 1 failed." in done.stdout
    again = incubator(
        "impact", "refresh", "bac", "--dry-run", "--json", content=content, url=sqlite_url
    )
    (source,) = json.loads(again.stdout)["sources"]
    assert (source["indicator"], source["state"]) == ("privee", "private")
