"""Phases of the programme as its sheets describe them, and what entered them when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from incubator.domain.phases import PHASES, Phase, PhaseEntry, chronological
from incubator.domain.readiness import Criterion
from incubator.sheets.criteria import criteria_of
from incubator.sheets.layout import Collection
from incubator.store import models
from incubator.store.grouping import rows_by_startup
from incubator.store.open_reads import SheetWords, words_of


@dataclass(frozen=True, slots=True)
class DescribedPhase:
    """A phase; what no sheet says of it is empty.

    ``typical_days`` are the shortest and the longest usual stay. ``following`` are the phases
    that may come next.
    """

    phase: Phase
    title: str = ""
    summary: str = ""
    documentation_url: str = ""
    typical_days: tuple[int, int] | None = None
    following: tuple[Phase, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    body: str = ""
    body_html: str = ""


async def described_phases() -> dict[Phase, DescribedPhase]:
    """Every phase, in the programme's order; two queries."""
    sheets: Any = await models.ReferenceSheet.filter(collection=Collection.PHASES.value)
    texts = await words_of(one.path for one in sheets)
    found = {phase: DescribedPhase(phase) for phase in PHASES}
    for sheet in sheets:
        text = texts.get(sheet.path)
        if sheet.sheet_id in set(PHASES) and text is not None:
            phase = Phase(sheet.sheet_id)
            found[phase] = _described(phase, sheet, text)
    return found


async def entries_by_startup() -> dict[str, list[PhaseEntry]]:
    """Every entry into a phase that sheets tell, in time, by startup; one query."""
    found = await rows_by_startup(models.PhaseEntry, None, "phase", "start", "end", "comment")
    return {
        startup_id: chronological(PhaseEntry(Phase(phase), *rest) for phase, *rest in rows)
        for startup_id, rows in found.items()
    }


def _described(phase: Phase, sheet: models.ReferenceSheet, text: SheetWords) -> DescribedPhase:
    loaded = json.loads(text.front_matter) if text.front_matter else {}
    front = loaded if isinstance(loaded, dict) else {}
    named = front.get("next")
    names = dict.fromkeys(map(str, named)) if isinstance(named, list) else ()
    address = front.get("documentation_url")
    return DescribedPhase(
        phase=phase,
        title=sheet.title,
        summary=sheet.summary,
        documentation_url=address if isinstance(address, str) else "",
        typical_days=_days(front.get("typical_days")),
        following=tuple(Phase(name) for name in names if name in set(PHASES)),
        criteria=criteria_of(front),
        body=text.body,
        body_html=text.body_html,
    )


def _days(written: Any) -> tuple[int, int] | None:
    """The shortest and the longest stay; anything else than two whole numbers says nothing."""
    match written:
        case [int(least), int(most)] if 0 <= least <= most:
            return least, most
    return None
