"""What an export says of itself: which files are its own, and what they were made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

#: At the root of an export; a folder without it is none of ours.
NAME = ".incubator-export.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of an export, each with its digest, and the state that they were made of."""

    made_of: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder; None where there is none that can be read."""
    try:
        told = json.loads((folder / NAME).read_bytes())
        if told["format"] != _FORMAT:
            return Manifest()
        return Manifest(str(told["made_of"]), dict(told["files"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        # It is an export of ours, of which nothing is known.
        return Manifest()


def manifest_bytes(manifest: Manifest) -> bytes:
    """The manifest as it is written: the same for the same export."""
    told = {
        "format": _FORMAT,
        "made_of": manifest.made_of,
        "files": dict(sorted(manifest.files.items())),
    }
    return json.dumps(told, ensure_ascii=False, indent=0, sort_keys=True).encode() + b"\n"
