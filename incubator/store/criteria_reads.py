"""The criteria of phases and standards, as their sheets have them in the tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from operator import itemgetter
from pathlib import PurePosixPath
from typing import Any

from tortoise.expressions import Subquery

from incubator.domain.phases import PHASES, Phase
from incubator.domain.readiness import Criterion
from incubator.domain.text import fold
from incubator.sheets.criteria import VERSION_LIMIT, criteria_of
from incubator.sheets.layout import Collection
from incubator.store import models
from incubator.store.read_ahead import once


@dataclass(frozen=True, slots=True)
class PhaseCriteria:
    """What a phase's committee asks, and the phases that may follow it."""

    phase: Phase
    criteria: tuple[Criterion, ...]
    following: tuple[Phase, ...]


@dataclass(frozen=True, slots=True)
class Standard:
    """A quality standard; ``why`` is HTML that was sanitised when the sheet was read."""

    id: str
    title: str
    version: str
    criteria: tuple[Criterion, ...]
    why: str


async def phase_criteria(phase: Phase) -> PhaseCriteria:
    """What the sheet of a phase asks; nothing where there is no such sheet. One query."""
    return await once(("criteria", phase), lambda: _phase_criteria(phase))


async def _phase_criteria(phase: Phase) -> PhaseCriteria:
    paths = models.ReferenceSheet.filter(
        collection=Collection.PHASES.value, sheet_id=phase.value
    ).values("path")
    text = await models.SheetText.filter(path__in=Subquery(paths)).order_by("path").first()
    front = _front_matter(text.front_matter) if text else {}
    following = front.get("next")
    names = following if isinstance(following, list) else []
    known = tuple(Phase(name) for name in dict.fromkeys(map(str, names)) if name in set(PHASES))
    return PhaseCriteria(phase, criteria_of(front), known)


async def standards() -> tuple[Standard, ...]:
    """Every standard that has criteria, in the order of the sheets, then by title; one query."""
    return await once("standards", _standards)


async def _standards() -> tuple[Standard, ...]:
    paths = models.ReferenceSheet.filter(collection=Collection.STANDARDS.value).values("path")
    found = []
    for text in await models.SheetText.filter(path__in=Subquery(paths)).order_by("path"):
        front = _front_matter(text.front_matter)
        if criteria := criteria_of(front):
            # As the sheet was read: the name of its file is its id, a label goes before a title.
            title = _plain(front.get("label")) or _plain(front.get("title"))
            version = _plain(front.get("version"))[:VERSION_LIMIT]
            sheet_id = PurePosixPath(text.path).name.removesuffix(".md")
            standard = Standard(sheet_id, title, version, criteria, text.body_html)
            order = front.get("order")
            found.append((order if isinstance(order, int) else 0, fold(title), standard))
    return tuple(standard for *_, standard in sorted(found, key=itemgetter(0, 1)))


def _front_matter(text: str) -> dict[str, Any]:
    loaded = json.loads(text) if text else {}
    return loaded if isinstance(loaded, dict) else {}


def _plain(value: Any) -> str:
    """A text as one writes it; without quotes, YAML reads the version 2026.1 as a number."""
    is_plain = isinstance(value, (str, int, float)) and not isinstance(value, bool)
    return str(value).strip() if is_plain else ""
