"""Record what a committee decides, on the spot: one decision at a time, none taken back.

Two people in the chair may decide at once. Each names the last decision that they knew of: the
second one is shown what the first decided, and chooses.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from incubator.domain import committee_states
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import Refusal, StepError
from incubator.domain.decisions import Decision, Fault, faults
from incubator.domain.phases import Phase
from incubator.store import journal
from incubator.store.committees.closings import note_decided
from incubator.store.committees.decisions import (
    Taken,
    add_decision,
    decisions_of_committee,
    newest,
)
from incubator.store.committees.sessions import Committee, Item, find_committee, touch
from incubator.store.journal import Trace
from incubator.store.tokens import new_public_id


class OvertakenError(Exception):
    """Another decision was recorded since the form was shown: ``last`` is that one."""

    def __init__(self, last: Taken | None) -> None:
        super().__init__("another decision was recorded meanwhile")
        self.last = last


class FaultyError(Exception):
    """A decision that lacks something; ``faults`` say what."""

    def __init__(self, found: Collection[Fault]) -> None:
        super().__init__(", ".join(found))
        self.faults = tuple(found)


@dataclass(frozen=True, slots=True)
class Course:
    """Where a startup stands: its phase, and those that may follow by a decision."""

    present: Phase | None
    allowed: tuple[Phase, ...]


async def decide(
    wanted: Decision, course: Course, known: str, trace: Trace, now: datetime
) -> Taken:
    """Record a decision for the item of a session that ``wanted`` names; its id is given here.

    ``known`` is the id of the item's last decision that its author saw, "" for none: the new one
    replaces it.

    Raises:
        StepError: the session is not open, or the item left its agenda.
        OvertakenError: there is another last decision by now.
        FaultyError: the decision lacks something.
    """
    async with journal.transaction():
        committee, item = await _find(wanted)
        committee_states.decide(committee.state)
        last = await last_decision(committee, item.public_id)
        if (last.decision.id if last else "") != known:
            raise OvertakenError(last)
        decision = replace(wanted, id=new_public_id(), replaces=known)
        if found := tuple(faults(decision, course.present, course.allowed)):
            raise FaultyError(found)
        taken = await add_decision(decision, trace.actor, now)
        await note_decided(item, now)
        await touch(committee)
        detail = {
            "decision": decision.id,
            "item": item.public_id,
            "startup": item.startup_id,
            "kind": decision.kind.value,
            "replaces": known,
        }
        subject = f"committee:{committee.public_id}"
        await journal.record(trace, "decision_taken", subject, detail=detail, now=now)
    return taken


async def last_decision(committee: Committee, item_id: str) -> Taken | None:
    """The decision in force of an item; None where it has none."""
    taken = await decisions_of_committee(committee.public_id)
    return newest([one for one in taken if one.decision.item_id == item_id])


def is_set_aside(committee: Committee, account_id: str, item: Item) -> bool:
    """Whether a chair who declared an interest in an item leaves it to another chair.

    A session with one chair has nobody else to write down what the other members decided.
    """
    member = committee.member_of(account_id)
    if member is None or item.public_id not in member.recused:
        return False
    return any(
        one.seat is Seat.CHAIR and item.public_id not in one.recused for one in committee.members
    )


async def _find(wanted: Decision) -> tuple[Committee, Item]:
    committee = await find_committee(wanted.committee_id)
    item = committee.item(wanted.item_id) if committee else None
    if committee is None or item is None:
        raise StepError(Refusal.STATE)
    return committee, item
