"""What a startup's gate and a standard ask, answered together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from incubator.domain.phases import Phase
from incubator.domain.readiness import Criterion, Declared, Known, Reply, reply
from incubator.domain.readiness_checks import find

_STOPS = frozenset({Phase.STOPPED, Phase.INCONCLUSIVE})


@dataclass(frozen=True, slots=True)
class Gate:
    """The phase that is aimed at, and the other ones that may follow the present one."""

    aim: Phase | None
    others: tuple[Phase, ...] = ()


def gate_of(present: Phase, following: Sequence[Phase]) -> Gate:
    """The gate before a startup, from the phases that its phase's sheet says may follow.

    The aim is the first of them that is further in the programme and no end without a service.
    """
    aim = next((p for p in following if p.order > present.order and p not in _STOPS), None)
    return Gate(aim, tuple(one for one in following if one is not aim))


def replies(
    criteria: Sequence[Criterion],
    known: Known,
    declared: Mapping[str, Declared],
    version: str,
    today: date,
) -> tuple[Reply, ...]:
    """An answer to each criterion, in order; ``declared`` is by the criterion's id."""
    return tuple(
        reply(one, find(one.check, known, today), declared.get(one.id), version) for one in criteria
    )
