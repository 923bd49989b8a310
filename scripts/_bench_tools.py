"""What the measurements share: running commands by the clock, percentiles, rows of the table."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
#: The command as a person types it.
INCUBATOR = str(Path(sys.executable).parent / "incubator")


@dataclass(frozen=True, slots=True)
class Row:
    """A measurement in ``unit``, and the budget it must not exceed (None: for information)."""

    name: str
    value: float
    unit: str
    budget: float | None = None
    detail: str = ""

    @property
    def verdict(self) -> str:
        """Whether the budget is kept."""
        if self.budget is None:
            return ""
        return "ok" if self.value <= self.budget else "MISSED"

    def as_json(self) -> dict[str, Any]:
        """The row for machines."""
        return {
            "name": self.name,
            "value": round(self.value, 4),
            "unit": self.unit,
            "budget": self.budget,
            "ok": None if self.budget is None else self.value <= self.budget,
            "detail": self.detail,
        }


@dataclass(frozen=True, slots=True)
class Run:
    """A command that was run: seconds from its start to its end, its processor's, its output."""

    seconds: float
    cpu: float
    output: str

    @property
    def inner(self) -> float:
        """The seconds that the command measured itself, imports and start left out."""
        found: float = json.loads(self.output)["seconds"]
        return found


def run(command: Sequence[str], *, environment: dict[str, str] | None = None) -> Run:
    """Run a command to its end.

    Raises:
        SystemExit: it failed; its own words are shown.
    """
    before, started = _children_cpu(), time.perf_counter()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - started
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr or done.stdout}")
    return Run(seconds, _children_cpu() - before, done.stdout)


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def median(values: Sequence[float]) -> float:
    """The middle value: one slow run on a busy machine does not move it."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[max(0, round(0.95 * len(values)) - 1)]


def seconds_of(values: Sequence[float]) -> str:
    """Median and range, for the table's last column."""
    return f"{median(values):.3f} s ({min(values):.3f} to {max(values):.3f})"


def tell(message: str) -> None:
    """Progress goes to standard error, so that --json prints JSON alone."""
    print(message, file=sys.stderr, flush=True)
