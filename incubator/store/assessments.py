"""What teams answer to criteria of phases and standards: rows are added, never changed.

The newest row of a criterion counts, by its number: one that takes an answer back after another
copies the former one, day and author included. Only the author of an erased account is cleared.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from tortoise.expressions import Subquery
from tortoise.functions import Max

from incubator.domain.readiness import Answer, Declared
from incubator.store import models, read_ahead

#: The answer of a row that takes the former one back.
WITHDRAWN = "withdrawn"
EVIDENCE_LIMIT = 500


class Kind(StrEnum):
    """What the sheet that has the criteria is."""

    PHASE = "phase"
    STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class Asked:
    """A startup before the criteria of a sheet."""

    startup_id: str
    kind: Kind
    sheet_id: str


@dataclass(frozen=True, slots=True)
class Assessed:
    """A row: ``answer`` is met, not-met or withdrawn; ``author`` a public id, "" once erased."""

    number: int
    asked: Asked
    criterion: str
    answer: str
    version: str
    evidence: str
    url: str
    at: datetime
    author: str

    @property
    def is_withdrawn(self) -> bool:
        """Whether it takes back what was said before."""
        return self.answer == WITHDRAWN

    def declared(self, zone: ZoneInfo) -> Declared | None:
        """What the team says with it; the zone is the one in which the instant is a day."""
        if self.answer not in (Answer.MET, Answer.NOT_MET):
            return None
        day = self.at.astimezone(zone).date()
        return Declared(Answer(self.answer), day, self.evidence, self.url, self.version)

    def withdrawn(self, at: datetime, author: str) -> Assessed:
        """The row that takes this one back."""
        return replace(self, answer=WITHDRAWN, evidence="", url="", at=at, author=author)


async def newest(startup_id: str, kind: Kind) -> Mapping[tuple[str, str], Assessed]:
    """The row that counts by sheet and criterion, withdrawn ones included; one query."""
    if read_ahead.is_on():
        every = await read_ahead.rows_of(
            models.Assessment, "startup_id", startup_id, "id", kind=kind.value
        )
        return {(row.sheet_id, row.criterion): _assessed(row) for row in every}
    of_startup = models.Assessment.filter(startup_id=startup_id, kind=kind.value)
    last = of_startup.annotate(last=Max("id")).group_by("sheet_id", "criterion").values("last")
    rows = await models.Assessment.filter(id__in=Subquery(last)).order_by("id")
    return {(row.sheet_id, row.criterion): _assessed(row) for row in rows}


async def rows_of(startup_id: str, numbers: Collection[int]) -> Sequence[Assessed]:
    """Rows of a startup by their numbers, in the order in which they were added."""
    query = models.Assessment.filter(startup_id=startup_id, id__in=list(numbers) or [0])
    return [_assessed(row) for row in await query.order_by("id")]


async def row_before(row: Assessed) -> Assessed | None:
    """The row of the same criterion that counted before this one."""
    found = (
        await models.Assessment.filter(
            startup_id=row.asked.startup_id,
            kind=row.asked.kind.value,
            sheet_id=row.asked.sheet_id,
            criterion=row.criterion,
            id__lt=row.number,
        )
        .order_by("-id")
        .first()
    )
    return _assessed(found) if found else None


async def add(row: Assessed) -> int:
    """Add a row, whatever its number; returns the number that it got."""
    made = await models.Assessment.create(
        startup_id=row.asked.startup_id,
        kind=row.asked.kind.value,
        sheet_id=row.asked.sheet_id,
        version=row.version,
        criterion=row.criterion,
        answer=row.answer,
        evidence=row.evidence,
        evidence_url=row.url,
        answered_at=row.at,
        answered_by=row.author,
    )
    return int(made.id)


async def held_of_author(public_id: str) -> list[dict[str, Any]]:
    """Every row that an account has written."""
    rows = await models.Assessment.filter(answered_by=public_id).order_by("id").values()
    return [{key: row[key] for key in row if key not in {"id", "answered_by"}} for row in rows]


async def forget_author(public_id: str) -> None:
    """Leave an account's answers to the startup, without their author."""
    await models.Assessment.filter(answered_by=public_id).update(answered_by="")


def _assessed(row: models.Assessment) -> Assessed:
    return Assessed(
        number=row.id,
        asked=Asked(row.startup_id, Kind(row.kind), row.sheet_id),
        criterion=row.criterion,
        answer=row.answer,
        version=row.version,
        evidence=row.evidence,
        url=row.evidence_url,
        at=row.answered_at,
        author=row.answered_by,
    )
