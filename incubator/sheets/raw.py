"""What a sheet's fields hold before anything is checked, as YAML reads it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any


def raw_day(value: Any) -> date | None:
    """A day: YAML reads one as a day, an instant, or a text in quotes; None for anything else."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
