"""What people are reminded of: by which rule, whom, and never twice of the same thing.

Source: the rules of upkeep, for what a startup is asked; what waits is told to those who may
answer it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from incubator.domain.access import PlaceKind
from incubator.domain.follow_up import Fate, Promise, Sort, fate
from incubator.domain.upkeep_facts import Code, Facts, Point
from incubator.domain.upkeep_rules import committee, figure, touched

#: Somebody is written to once in so long, at most.
APART = timedelta(days=7)


class Kind(StrEnum):
    """What a reminder is about; each can be switched off."""

    FIGURE = "figure"
    SHEET = "sheet"
    COMMITTEE = "committee"
    CONDITION = "condition"
    REMARKS = "remarks"
    BROUGHT = "brought"


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to be told of a startup or an incubator; ``key`` names it in that state.

    ``day`` is the one that it is about: the last figure's, the committee's, the last change's, the
    one on which something is owed. ``text`` says what is owed.
    """

    kind: Kind
    place_kind: PlaceKind
    place_id: str
    key: str
    day: date | None = None
    is_late: bool = False
    text: str = ""


def of_startup(startup_id: str, facts: Facts, today: date) -> list[Thing]:
    """What the team of a startup is reminded of; one that has left the programme, of nothing.

    A committee is told from 45 days before it is due, and once more when it is overdue. A figure
    is old after a month and a half, a sheet after three months without a change.
    """
    return [] if facts.is_over(today) else list(_of_startup(startup_id, facts, today))


def of_managers(things: Iterable[Thing]) -> list[Thing]:
    """Of what a team is reminded, what the managers of its incubator are.

    Overdue committees, and what was promised to one and is late.
    """
    late = {Kind.COMMITTEE, Kind.CONDITION}
    return [thing for thing in things if thing.is_late and thing.kind in late]


def of_secretaries(things: Iterable[Thing]) -> list[Thing]:
    """Likewise, what the committee secretaries are: what was promised to one and is late."""
    return [thing for thing in things if thing.is_late and thing.kind is Kind.CONDITION]


def of_promises(promises: Iterable[Promise], today: date, *, is_over: bool) -> list[Thing]:
    """What the team is reminded of that was promised to a committee, told once soon, once late.

    Of a startup that has left the programme, conditions alone: an objective has no object any more,
    while what it owes for leaving is still owed.
    """
    found = []
    for one in promises:
        stands = fate(one, today)
        if stands not in {Fate.LATE, Fate.SOON} or (is_over and one.sort is Sort.OBJECTIVE):
            continue
        key = f"{Kind.CONDITION}:{one.id}:{stands}"
        is_late = stands is Fate.LATE
        place = PlaceKind.STARTUP
        thing = Thing(Kind.CONDITION, place, one.startup_id, key, one.due, is_late, one.text)
        found.append(thing)
    return found


def received(place_kind: PlaceKind, place_id: str, submission: str) -> Thing:
    """Something that was brought to an incubator, or written to a team, and waits for an answer."""
    kind = Kind.REMARKS if place_kind is PlaceKind.STARTUP else Kind.BROUGHT
    return Thing(kind, place_kind, place_id, f"{kind}:{submission}")


def may_write(last: date | None, today: date) -> bool:
    """Whether the last reminder is long enough ago."""
    return last is None or today - last >= APART


def to_tell(
    things: Iterable[Thing], told: Collection[str], muted: Collection[str]
) -> Sequence[Thing]:
    """What is new to somebody and not switched off; the same thing comes once."""
    found = {
        thing.key: thing for thing in things if thing.key not in told and thing.kind not in muted
    }
    return tuple(found.values())


def _of_startup(startup_id: str, facts: Facts, today: date) -> Iterator[Thing]:
    for rule in (committee, figure, touched):
        point = rule(facts, today)
        if not isinstance(point, Point):
            continue
        kind = _KINDS.get(point.code)
        if kind is None or point.day is None:
            continue
        # A figure is a month's: one that is corrected within its month is no other state.
        state = f"{point.day:%Y-%m}" if kind is Kind.FIGURE else point.day.isoformat()
        key = f"{point.code}:{startup_id}:{state}"
        is_late = point.code is Code.COMMITTEE_OVERDUE
        yield Thing(kind, PlaceKind.STARTUP, startup_id, key, point.day, is_late)


_KINDS = {
    Code.COMMITTEE_DUE: Kind.COMMITTEE,
    Code.COMMITTEE_OVERDUE: Kind.COMMITTEE,
    Code.FIGURE_OLD: Kind.FIGURE,
    Code.UNTOUCHED: Kind.SHEET,
}
