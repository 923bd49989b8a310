"""The sheets of a folder, read by nothing of the project."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Sheets = dict[str, tuple[dict[str, Any], str]]


def sheets(folder: Path, *names: str) -> Sheets:
    """Fields and body of each sheet, by id; the folder has one of several names."""
    (here,) = [folder / name for name in names if (folder / name).is_dir()]
    found = {}
    for path in sorted(here.iterdir(), key=lambda path: path.name.encode()):
        front, _, body = path.read_text("utf-8-sig")[4:].partition("\n---")
        fields = yaml.load(front, _LOADER)  # noqa: S506 - a safe loader
        found[path.name.removesuffix(".md")] = (plain(fields), body.partition("\n")[2].lstrip("\n"))
    return found


def plain(value: Any) -> Any:
    """Days and times as they are written in JSON, within lists and mappings too."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()[:10]
    return value.isoformat() if isinstance(value, date) else value


def days_only(value: Any) -> Any:
    """The same, with times of day left out: YAML gives them, and sheets hardly mean them."""
    if isinstance(value, dict):
        return {key: days_only(item) for key, item in value.items()}
    if isinstance(value, list):
        return [days_only(item) for item in value]
    is_time = isinstance(value, str) and len(value) > 10 and value[4:5] == "-" and value[10] in "T "
    return value[:10] if is_time and value[:4].isdigit() else value


def texts(value: Any) -> list[str]:
    """The texts of a list, or a lone one, without white space at their ends."""
    items = value if isinstance(value, list) else [value]
    return [item.strip() for item in items if isinstance(item, str) and item.strip()]


def names(value: Any) -> list[str]:
    """The ids that a field names, each once."""
    return list(dict.fromkeys(one.strip("/").split("/")[-1] for one in texts(value)))
