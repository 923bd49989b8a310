"""What was promised to committees by a startup, each with the newest note on it; three queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from incubator.domain.dossier_promises import Answered, Promise
from incubator.domain.follow_up import Answer
from incubator.store import models
from incubator.store.grouping import grouped


async def promises_of(
    startup_id: str, zone: ZoneInfo
) -> tuple[Mapping[str, Sequence[Promise]], Mapping[str, Sequence[Promise]]]:
    """Objectives, then conditions, by the decision's id; the zone makes days of instants."""
    objectives = await models.Objective.filter(startup_id=startup_id).order_by("id")
    conditions = await models.Condition.filter(startup_id=startup_id).order_by("id")
    ids = [row.public_id for row in (*objectives, *conditions)]
    answers: dict[str, Answered] = {}
    for row in await models.FollowUp.filter(promise__in=ids).order_by("id"):
        if row.answer == Answer.WITHDRAWN:
            # The last note was taken back: what was promised is waited for again.
            answers.pop(row.promise, None)
            continue
        day = row.noted_at.astimezone(zone).date()
        answers[row.promise] = Answered(row.answer, row.evidence, row.evidence_url, day)
    return _by_decision(objectives, answers), _by_decision(conditions, answers)


def _by_decision(rows: Sequence[Any], answers: Mapping[str, Answered]) -> dict[str, list[Promise]]:
    ordered = sorted(rows, key=lambda row: row.position)
    return grouped(
        (
            row.decision_id,
            Promise(
                id=row.public_id,
                decision_id=row.decision_id,
                text=row.text,
                due=row.due,
                owner=getattr(row, "owner", ""),
                value=_figure(getattr(row, "value", None)),
                unit=getattr(row, "unit", ""),
                indicator=getattr(row, "indicator", ""),
                answered=answers.get(row.public_id),
            ),
        )
        for row in ordered
    )


def _figure(value: Decimal | None) -> Decimal | None:
    """A figure without the zeros that the column adds."""
    return None if value is None else value.normalize()


async def sponsor_names(ids: Sequence[str]) -> list[dict[str, str]]:
    """Administrations in the order of a sheet, each with its name; "" where it has no sheet."""
    rows: Any = await models.Organisation.filter(id__in=list(ids)).values_list("id", "name")
    names = dict(rows)
    return [{"id": one, "name": names.get(one, "")} for one in ids]
