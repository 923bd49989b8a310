"""Planning a session: when and where, by which rules; and the rules that an incubator goes by."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from incubator.actions.committees.invitations import queue_invitations
from incubator.actions.mails import Site
from incubator.documents.calendars import Method
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import State, Step, after
from incubator.store import journal
from incubator.store.committees import planning
from incubator.store.committees.due_reads import planned
from incubator.store.committees.planning import Practical, practical_of
from incubator.store.committees.rules import Rules, rules_of, save_rules
from incubator.store.committees.sessions import Committee, find_committee, touch
from incubator.store.journal import Trace


class PlanError(Exception):
    """What was asked of a session can't be done; ``code`` names why, for the screen to say."""

    MESSAGES: ClassVar[Mapping[str, str]] = {
        "past": "The session would begin in the past.",
        "changed": "Somebody else changed the session in between.",
        "seated": "This person sits in the session already.",
        "closed_account": "This account is closed.",
        "too_many": "Too many accounts opened within the hour.",
        "gone": "This member or this item is there no more.",
        "planned": "This startup is on the agenda of a session to come already.",
        "edge": "This item is at the end of the agenda already.",
        "no_chair": "Nobody presides.",
        "nothing": "The agenda is empty.",
        "reason": "Cancelling needs a reason.",
    }

    def __init__(self, code: str) -> None:
        super().__init__(self.MESSAGES[code])
        self.code = code


@dataclass(frozen=True, slots=True)
class Office:
    """What telling people needs: how mails name the site, and the programme's time zone."""

    site: Site
    time_zone: ZoneInfo


def mark(practical: Practical) -> str:
    """What a form keeps of the session that it showed, to notice that it has changed since."""
    return hashlib.sha256(repr(astuple(practical)).encode()).hexdigest()[:20]


async def plan(
    incubator_id: str, practical: Practical, startups: Sequence[str], trace: Trace, now: datetime
) -> str:
    """A new session with some startups on its agenda; returns its public id.

    The caller has checked that the startups are the incubator's.

    Raises:
        PlanError: it would begin in the past, or a startup is planned elsewhere.
    """
    if practical.starts_at <= now:
        raise PlanError("past")
    wanted = list(dict.fromkeys(startups))
    async with journal.transaction():
        if await planned(wanted):
            raise PlanError("planned")
        number, public_id = await planning.insert_committee(
            incubator_id, practical, trace.actor, now
        )
        minutes = (await rules_of(incubator_id)).minutes
        await planning.add_items(number, wanted, minutes, trace.actor, now)
        await journal.record(
            trace,
            "committee_planned",
            f"committee:{public_id}",
            detail={"incubator": incubator_id, "startups": ", ".join(wanted)},
            now=now,
        )
    return public_id


async def change(
    office: Office, committee_id: str, practical: Practical, seen: str, trace: Trace, now: datetime
) -> bool:
    """Change when, where or how a session is held; ``seen`` is the :func:`mark` of what was shown.

    Those invited to a convened session are told of another date, place, link or title. Returns
    whether they are.

    Raises:
        StepError: it is over, or held now.
        PlanError: it would begin in the past, or somebody else changed it in between.
    """
    async with journal.transaction():
        committee = await changeable(committee_id)
        before = practical_of(committee)
        if mark(before) != seen:
            raise PlanError("changed")
        if practical.starts_at != before.starts_at and practical.starts_at <= now:
            raise PlanError("past")
        if practical == before:
            return False
        await planning.update_practical(committee, practical)
        is_told = committee.state is State.CONVENED and _shown(practical) != _shown(before)
        if is_told:
            await planning.bump_revision(committee)
            await tell(office, committee, Method.REQUEST, now)
        await touch(committee)
        await _record(trace, "committee_changed", committee, now)
    return is_told


async def set_rules(rules: Rules, trace: Trace, now: datetime) -> None:
    """Say how an incubator holds its committees; it counts for what is planned from now on."""
    async with journal.transaction():
        await save_rules(rules, trace.actor, now)
        await journal.record(
            trace, "committee_rules_changed", f"incubator:{rules.incubator_id}", now=now
        )


async def convene(office: Office, committee_id: str, trace: Trace, now: datetime) -> None:
    """Write to the members, and to the teams of the startups on the agenda; once more if wanted.

    Raises:
        StepError: the session is over, or held now.
        PlanError: it has passed, nobody presides, or there is nothing to decide.
    """
    async with journal.transaction():
        committee = await fresh(committee_id)
        following = after(committee.state, Step.CONVENE)
        fault = convening_fault(committee, now)
        if fault:
            raise PlanError(fault)
        await planning.set_state(committee, following)
        await tell(office, committee, Method.REQUEST, now)
        await touch(committee)
        await _record(trace, "committee_convened", committee, now)


def convening_fault(committee: Committee, now: datetime) -> str:
    """Why a session can't be convened yet, as a code of :class:`PlanError`; "" where it can."""
    if committee.starts_at <= now:
        return "past"
    if not any(member.seat is Seat.CHAIR for member in committee.members):
        return "no_chair"
    return "" if committee.items else "nothing"


async def cancel(
    office: Office, committee_id: str, reason: str, trace: Trace, now: datetime
) -> bool:
    """Cancel a session, with the reason. Those invited are told; returns whether anybody was.

    Raises:
        StepError: it is over, or held now.
        PlanError: no reason is given.
    """
    if not reason.strip():
        raise PlanError("reason")
    async with journal.transaction():
        committee = await fresh(committee_id)
        following = after(committee.state, Step.CANCEL)
        await planning.set_state(committee, following, cancelled_at=now, cancel_reason=reason)
        was_told = committee.told_revision >= 0
        if was_told:
            await planning.bump_revision(committee)
            await tell(office, committee, Method.CANCEL, now)
        await touch(committee)
        await _record(trace, "committee_cancelled", committee, now)
    return was_told


async def fresh(committee_id: str) -> Committee:
    """A session as it is now, within the transaction; the screen has seen that it is there."""
    committee = await find_committee(committee_id)
    if committee is None:
        raise PlanError("gone")
    return committee


async def changeable(committee_id: str, step: Step = Step.CHANGE) -> Committee:
    """The same, where a step of preparing it can still be made.

    Raises:
        StepError: it can't.
    """
    committee = await fresh(committee_id)
    after(committee.state, step)
    return committee


async def note_change(
    trace: Trace, action: str, committee: Committee, now: datetime, **detail: object
) -> None:
    """End a change of members or agenda: the pages of the session, and the journal."""
    await touch(committee)
    await _record(trace, action, committee, now, **detail)


async def tell(
    office: Office,
    before: Committee,
    method: Method,
    now: datetime,
    only: Collection[str] | None = None,
) -> None:
    """Write to those invited, or to ``only`` some of them, after a session has changed.

    ``before`` is the session as it was when the transaction began.
    """
    current = await fresh(before.public_id)
    await queue_invitations(
        office.site,
        current,
        method=method,
        now=now,
        time_zone=office.time_zone,
        before=before if method is Method.REQUEST else None,
        only=only,
    )


async def _record(
    trace: Trace, action: str, committee: Committee, now: datetime, **detail: object
) -> None:
    subject = f"committee:{committee.public_id}"
    await journal.record(trace, action, subject, detail=detail, now=now)


def _shown(practical: Practical) -> tuple[object, ...]:
    """What a calendar shows of a session."""
    return practical.title, practical.starts_at, practical.place, practical.link
