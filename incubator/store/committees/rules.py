"""How an incubator holds its committees, and what it publishes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from incubator.domain.publicity import Publicity
from incubator.store import models


@dataclass(frozen=True, slots=True)
class Rules:
    """An incubator's rules; these, where it never said otherwise. Durations are in minutes."""

    incubator_id: str
    quorum: int = 3
    minutes: tuple[int, int, int] = (15, 15, 20)
    place: str = ""
    link: str = ""
    text: str = ""
    publicity: Publicity = field(default_factory=Publicity)


async def rules_of(incubator_id: str) -> Rules:
    """The rules of an incubator."""
    row = await models.CommitteeRules.get_or_none(incubator_id=incubator_id)
    return _rules(row) if row else Rules(incubator_id)


async def publicities() -> dict[str, Publicity]:
    """What each incubator publishes, those that never said so left out."""
    return {row.incubator_id: _rules(row).publicity for row in await models.CommitteeRules.all()}


async def save_rules(rules: Rules, by: str, now: datetime) -> None:
    """Keep an incubator's rules; they count for what is planned from now on."""
    presentation, questions, deliberation = rules.minutes
    shown = rules.publicity
    await models.CommitteeRules.update_or_create(
        incubator_id=rules.incubator_id,
        defaults={
            "quorum": rules.quorum,
            "minutes_presentation": presentation,
            "minutes_questions": questions,
            "minutes_deliberation": deliberation,
            "place": rules.place,
            "link": rules.link,
            "text": rules.text,
            "publishes_decisions": shown.decisions,
            "publishes_amounts": shown.amounts,
            "publishes_objectives": shown.objectives,
            "publishes_conditions": shown.conditions,
            "updated_at": now,
            "updated_by": by,
        },
    )


def _rules(row: models.CommitteeRules) -> Rules:
    return Rules(
        incubator_id=row.incubator_id,
        quorum=row.quorum,
        minutes=(row.minutes_presentation, row.minutes_questions, row.minutes_deliberation),
        place=row.place,
        link=row.link,
        text=row.text,
        publicity=Publicity(
            row.publishes_decisions,
            row.publishes_amounts,
            row.publishes_objectives,
            row.publishes_conditions,
        ),
    )
