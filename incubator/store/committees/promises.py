"""Conditions and objectives of decisions, with what was noted last of each."""

from __future__ import annotations

from collections.abc import Iterable

from incubator.domain.follow_up import Answer, Note, Promise, Sort
from incubator.store import models


async def promises_of_startups(startup_ids: Iterable[str]) -> list[Promise]:
    """Everything that decisions have asked of some startups, in four queries."""
    return await _promises(startup_id__in=list(startup_ids))


async def all_promises() -> list[Promise]:
    """Everything that decisions have asked for."""
    return await _promises()


async def find_promise(public_id: str) -> Promise | None:
    """A condition or an objective by its opaque id; or None."""
    found = await _promises(public_id=public_id)
    return found[0] if found else None


async def add_note(promise: Promise, note: Note) -> None:
    """Note what became of a promise; what was noted before is kept."""
    await models.FollowUp.create(
        promise=promise.id,
        answer=note.answer.value,
        evidence=note.evidence,
        evidence_url=note.url,
        noted_at=note.at,
        noted_by=note.by,
    )


async def notes_of(public_id: str) -> list[Note]:
    """Everything that was noted of a promise, the first note first."""
    return [_note(row) for row in await models.FollowUp.filter(promise=public_id).order_by("id")]


async def _promises(**only: object) -> list[Promise]:
    conditions = await models.Condition.filter(**only).order_by("due", "id")
    objectives = await models.Objective.filter(**only).order_by("due", "id")
    rows: list[models.Condition | models.Objective] = [*conditions, *objectives]
    ids = [row.public_id for row in rows]
    noted = await models.FollowUp.filter(promise__in=ids).order_by("id")
    last = {row.promise: _note(row) for row in noted}
    asked = {row.decision_id for row in rows}
    decided = dict(
        await models.Decision.filter(public_id__in=list(asked)).values_list(
            "public_id", "decided_on"
        )
    )
    replacing = await models.Decision.filter(replaces__in=list(asked))
    replaced = {row.replaces for row in replacing}
    return [
        Promise(
            id=row.public_id,
            sort=Sort.CONDITION if isinstance(row, models.Condition) else Sort.OBJECTIVE,
            decision_id=row.decision_id,
            startup_id=row.startup_id,
            text=row.text,
            due=row.due,
            decided_on=decided[row.decision_id],
            owner=row.owner if isinstance(row, models.Condition) else "",
            value=row.value if isinstance(row, models.Objective) else None,
            unit=row.unit if isinstance(row, models.Objective) else "",
            indicator=row.indicator if isinstance(row, models.Objective) else "",
            is_replaced=row.decision_id in replaced,
            note=last.get(row.public_id),
        )
        for row in rows
    ]


def _note(row: models.FollowUp) -> Note:
    return Note(
        answer=Answer(row.answer),
        at=row.noted_at,
        by=row.noted_by,
        evidence=row.evidence,
        url=row.evidence_url,
    )
