"""Conditions and objectives of decisions, with what was noted last of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tortoise.expressions import Q

from incubator.domain.committee_states import State
from incubator.domain.follow_up import Answer, Note, Promise, Sort, due_of
from incubator.store import models

_Row = models.Condition | models.Objective


@dataclass(frozen=True, slots=True)
class _Decided:
    """The decision that asked for something: when, in which session, whose."""

    on: date
    committee_id: str
    incubator_id: str


async def promises_of_startups(startup_ids: Iterable[str]) -> list[Promise]:
    """Everything that decisions have asked of some startups, in six queries at most."""
    return await _promises(Q(startup_id__in=list(startup_ids)))


async def promises_of_decisions(decision_ids: Iterable[str]) -> list[Promise]:
    """Everything that some decisions have asked for, likewise."""
    return await _promises(Q(decision_id__in=list(decision_ids)))


async def promises_around(
    startup_ids: Collection[str],
    incubator_ids: Collection[str],
    committee_ids: Collection[str],
) -> list[Promise]:
    """What was asked of some startups, or decided by some incubators or in some sessions."""
    decisions = models.Decision.filter(
        Q(incubator_id__in=list(incubator_ids)) | Q(committee_id__in=list(committee_ids))
    )
    decided = await decisions.values_list("public_id", flat=True)
    return await _promises(
        Q(startup_id__in=list(startup_ids)) | Q(decision_id__in=[str(one) for one in decided])
    )


async def sessions_of_member(account_id: str) -> set[str]:
    """The public ids of the sessions in which somebody sits."""
    seats = models.CommitteeMember.filter(account__public_id=account_id, removed_at__isnull=True)
    found = await seats.values_list("committee__public_id", flat=True)
    return {str(one) for one in found}


async def all_promises() -> list[Promise]:
    """Everything that decisions have asked for."""
    return await _promises(Q())


async def due_days(startup_ids: Iterable[str], today: date) -> dict[str, date]:
    """The first day on which each of some startups owes something; late days included."""
    return due_of(await promises_of_startups(startup_ids), today)


async def find_promise(public_id: str) -> Promise | None:
    """A condition or an objective by its opaque id; or None."""
    found = await _promises(Q(public_id=public_id))
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


async def held_notes(account_id: str) -> list[dict[str, Any]]:
    """Every note that an account made, ready to be shown."""
    rows = await models.FollowUp.filter(noted_by=account_id).order_by("id")
    return [
        {
            "promise": row.promise,
            "answer": row.answer,
            "evidence": row.evidence,
            "evidence_url": row.evidence_url,
            "noted_at": row.noted_at,
        }
        for row in rows
    ]


async def notes_of(public_id: str) -> list[Note]:
    """Everything that was noted of a promise, the first note first."""
    return [_note(row) for row in await models.FollowUp.filter(promise=public_id).order_by("id")]


async def _promises(only: Q) -> list[Promise]:
    """What some rows ask for; a session that is still held may yet decide otherwise."""
    conditions = await models.Condition.filter(only).order_by("due", "id")
    objectives = await models.Objective.filter(only).order_by("due", "id")
    rows: list[_Row] = [*conditions, *objectives]
    if not rows:
        return []
    asked = sorted({row.decision_id for row in rows})
    taken: Any = await models.Decision.filter(public_id__in=asked).values_list(
        "public_id", "decided_on", "committee_id", "incubator_id"
    )
    decisions = {row[0]: _Decided(*row[1:]) for row in taken}
    sessions = sorted({one.committee_id for one in decisions.values()})
    open_ones = models.Committee.filter(public_id__in=sessions, state=State.OPEN.value)
    held = {str(one) for one in await open_ones.values_list("public_id", flat=True)}
    replacing = models.Decision.filter(replaces__in=asked)
    replaced = {str(one) for one in await replacing.values_list("replaces", flat=True)}
    noted = await models.FollowUp.filter(promise__in=[row.public_id for row in rows]).order_by("id")
    last = {row.promise: _note(row) for row in noted}
    return [
        _promise(row, decided, last.get(row.public_id), is_replaced=row.decision_id in replaced)
        for row in rows
        if (decided := decisions[row.decision_id]).committee_id not in held
    ]


def _promise(row: _Row, decided: _Decided, note: Note | None, *, is_replaced: bool) -> Promise:
    promise = Promise(
        id=row.public_id,
        sort=Sort.CONDITION,
        decision_id=row.decision_id,
        startup_id=row.startup_id,
        text=row.text,
        due=row.due,
        decided_on=decided.on,
        is_replaced=is_replaced,
        note=note,
        committee_id=decided.committee_id,
        incubator_id=decided.incubator_id,
    )
    if isinstance(row, models.Condition):
        return replace(promise, owner=row.owner)
    return replace(
        promise,
        sort=Sort.OBJECTIVE,
        # The column adds zeros to a figure.
        value=None if row.value is None else row.value.normalize(),
        unit=row.unit,
        indicator=row.indicator,
    )


def _note(row: models.FollowUp) -> Note:
    return Note(
        answer=Answer(row.answer),
        at=row.noted_at,
        by=row.noted_by,
        evidence=row.evidence,
        url=row.evidence_url,
        number=row.id,
    )
