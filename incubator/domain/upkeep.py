"""What a startup's sheet lacks or lets grow old, the most useful thing to do first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from incubator.domain.upkeep_facts import PRESSING, Answer, Code, Facts, Point
from incubator.domain.upkeep_rules import RULES, refused


def points(facts: Facts, today: date) -> list[Point]:
    """What is to be done, the most useful thing first."""
    return [answer for answer in _answers(facts, today) if isinstance(answer, Point)]


def completeness(facts: Facts, today: date) -> tuple[int, int]:
    """How many points are met, of those asked for in this phase; :func:`points` has the others."""
    asked = [answer for answer in _answers(facts, today) if answer is not Answer.NOT_ASKED]
    return asked.count(Answer.MET), len(asked)


def urgency(found: Sequence[Point]) -> tuple[int, int, int]:
    """A key by which the startup that can wait least comes first, from its points in order."""
    ranks = list(Code)
    first = ranks.index(found[0].code) if found else len(ranks)
    pressing = sum(point.code in PRESSING for point in found)
    return first, -pressing, -len(found)


def _answers(facts: Facts, today: date) -> list[Point | Answer]:
    rules = (refused,) if facts.is_over(today) else RULES
    return [rule(facts, today) for rule in rules]
