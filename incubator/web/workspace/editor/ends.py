"""What a sheet tells of a startup that has left the programme, and when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from incubator.domain.phases import Phase

#: What is told of a startup that has left the programme, and after which phases.
AFTER_THE_END: Mapping[str, frozenset[str]] = {
    "post_mortem": frozenset({Phase.STOPPED.value, "alumni"}),
    "lessons": frozenset({Phase.INCONCLUSIVE.value}),
}


def tells(values: Mapping[str, Any], key: str, ends: frozenset[str]) -> bool:
    """Whether a sheet tells something, or is to: one of the phases stands in it."""
    phases = values.get("phases")
    entries = phases if isinstance(phases, list) else []
    return bool(values.get(key)) or any(
        isinstance(entry, dict) and entry.get("name") in ends for entry in entries
    )
