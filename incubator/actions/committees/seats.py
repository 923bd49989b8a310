"""Who sits in a session: found by their address, and an account is opened where there is none."""

from __future__ import annotations

from datetime import datetime

from incubator.actions.committees.plan import Office, PlanError, changeable, note_change, tell
from incubator.actions.manage_access import INVITATIONS, Newcomer, open_account
from incubator.documents.calendars import Method
from incubator.domain.committee_access import Seat
from incubator.domain.committee_states import State, Step
from incubator.store import attempts, journal
from incubator.store.accounts.accounts import Account, find_by_email
from incubator.store.committees import planning
from incubator.store.committees.sessions import Committee, Member
from incubator.store.journal import Trace


async def add_member(
    office: Office,
    committee_id: str,
    email: str,
    newcomer: Newcomer,
    seat: Seat,
    trace: Trace,
    now: datetime,
) -> tuple[str, bool]:
    """Give somebody a seat; they are invited at once to a session that was convened.

    Returns how to name them, and whether their account is new.

    Raises:
        StepError: the session is over.
        PlanError: they sit in it already, their account is closed, or too many were opened.
    """
    async with journal.transaction():
        committee = await changeable(committee_id, Step.SEAT)
        account, is_new = await _account(email, newcomer, trace, now)
        member = await planning.seat_account(committee, account.number, seat, trace.actor, now)
        if member is None:
            raise PlanError("seated")
        await _tell_one(office, committee, account.public_id, now)
        await note_change(
            trace, "committee_member_added", committee, now,
            member=member, account=account.public_id, seat=seat.value,
        )  # fmt: skip
    return account.shown_name, is_new


async def give_seat(
    committee_id: str, member_id: str, seat: Seat, trace: Trace, now: datetime
) -> None:
    """Give a member another seat; nothing where they have it already.

    Raises:
        StepError: the session is over.
        PlanError: they sit in it no more, or nobody would preside a session that is held.
    """
    async with journal.transaction():
        committee = await changeable(committee_id, Step.SEAT)
        member = _member(committee, member_id)
        if member.seat is seat:
            return
        chairs = [one for one in committee.members if one.seat is Seat.CHAIR]
        if committee.state is State.OPEN and chairs == [member]:
            raise PlanError("no_chair")
        await planning.set_seat(member, seat)
        await note_change(
            trace, "committee_member_changed", committee, now, member=member_id, seat=seat.value
        )


async def remove_member(
    office: Office, committee_id: str, member_id: str, trace: Trace, now: datetime
) -> Member:
    """Take somebody out of a session; who was invited to it is told. Returns who it was.

    Raises:
        StepError: the session is over, or held now.
        PlanError: they sit in it no more.
    """
    async with journal.transaction():
        committee = await changeable(committee_id)
        member = _member(committee, member_id)
        await planning.remove_member(member, now)
        await _tell_one(office, committee, member.account_id, now)
        await note_change(
            trace, "committee_member_removed", committee, now,
            member=member_id, account=member.account_id,
        )  # fmt: skip
    return member


async def restore_member(
    office: Office, committee_id: str, member_id: str, trace: Trace, now: datetime
) -> None:
    """Undo :func:`remove_member`.

    Raises:
        StepError: the session is over, or held now.
        PlanError: there is nobody to put back.
    """
    async with journal.transaction():
        committee = await changeable(committee_id)
        account = await planning.restore_member(committee, member_id)
        if account is None:
            raise PlanError("gone")
        await _tell_one(office, committee, account, now)
        await note_change(
            trace, "committee_member_restored", committee, now, member=member_id, account=account
        )


async def _tell_one(office: Office, before: Committee, account_id: str, now: datetime) -> None:
    """Tell somebody that they sit in a convened session, or no more: nobody else is concerned."""
    if before.state is State.CONVENED:
        await planning.bump_revision(before, concerns_all=False)
        await tell(office, before, Method.REQUEST, now, only=[account_id])


def _member(committee: Committee, member_id: str) -> Member:
    found = next((one for one in committee.members if one.public_id == member_id), None)
    if found is None:
        raise PlanError("gone")
    return found


async def _account(
    email: str, newcomer: Newcomer, trace: Trace, now: datetime
) -> tuple[Account, bool]:
    account = await find_by_email(email)
    if account is not None:
        if not account.may_sign_in:
            raise PlanError("closed_account")
        return account, False
    # An account that was taken over must not become a way to write to the whole world.
    if not await attempts.is_within(INVITATIONS, trace.actor, now):
        raise PlanError("too_many")
    return await open_account(email, newcomer, trace, now), True
